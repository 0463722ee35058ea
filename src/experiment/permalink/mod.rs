//! A story as an address's fragment, such as `#depth=30&activation=sigmoid&backend=cpu`: what differs from the defaults.
//! Changes are one more entry, in the order of their steps: `changes=200:batch_norm=true,learning_rate=0.01;300:clip=norm`.
//! So is a run beside it, as what differs from the first: `versus=residual=true,depth=20;300:clip=norm`.

mod view;

pub use view::{
    Backend, Controls, Panel, Shade, Speed, Start, Tries, TypeSize, VIEW, Verdicts, ViewEntry, ViewSettings, ViewValue,
};

use super::ignored::{IgnoredEntries, Reason};
use super::invalid::shortened;
use super::nearest::nearest;
use super::value::whole_from;
use super::{Case, ChangeError, Choice, Experiment, Found, Key, Setting, Story, setting, settings};

/// The key under which it lists the changes.
const CHANGES: &str = "changes";
/// The key under which it says what the run beside it is.
const VERSUS: &str = "versus";
/// The key under which a case is named; what else stands there is set on it.
const CASE: &str = "case";
/// What runs side by side have in common.
const SHARED: [Key; 4] = [Key::Dataset, Key::Noise, Key::Points, Key::Seed];

/// The most bytes of a fragment that are read beside its changes: a hundred times what all settings take.
const MOST_SETTINGS: usize = 4 << 10;
/// The most bytes of changes, as they stand there and as they are written again: hundreds of them.
const MOST_CHANGES: usize = 64 << 10;

/// What a fragment says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Permalink {
    /// The default experiment, changed by every entry that could be read, and the changes that could be read.
    pub story: Story,
    /// That of a run beside it: the same data and seed, and whatever else.
    pub versus: Option<Story>,
    /// How it is to be shown.
    pub view: ViewSettings,
    /// The entries that could not be read, in order, those of the changes last; each left its setting as it was.
    pub ignored: IgnoredEntries,
}

/// What differs from the defaults, as a fragment with its `#`; empty where nothing does.
pub fn to_fragment(story: &Story, versus: Option<&Story>, view: &ViewSettings) -> String {
    let mut entries = assignments(&Experiment::default(), story.experiment());
    entries.extend(changes(story).map(|changes| format!("{CHANGES}={changes}")));
    entries.extend(versus.map(|versus| format!("{VERSUS}={}", difference(story.experiment(), versus))));
    entries.extend(VIEW.iter().filter_map(|entry| entry.written(view)));
    if entries.is_empty() { String::new() } else { format!("#{}", entries.join("&")) }
}

/// What a run beside one of that experiment differs in, and its changes.
fn difference(first: &Experiment, versus: &Story) -> String {
    let settings = assignments(first, versus.experiment()).join(",");
    [settings].into_iter().chain(changes(versus)).collect::<Vec<_>>().join(";")
}

/// `key=value` for each setting that becomes something else.
fn assignments(old: &Experiment, new: &Experiment) -> Vec<String> {
    let changed = old.changes(new).into_iter();
    changed.map(|setting| format!("{}={}", setting.key, setting.get(new))).collect()
}

/// The changes in one text; none where nothing is changed.
fn changes(story: &Story) -> Option<String> {
    let mut before = story.experiment();
    let mut all = Vec::new();
    for change in story.changes() {
        all.push(format!("{}:{}", change.step, assignments(before, &change.experiment).join(",")));
        before = &change.experiment;
    }
    (!all.is_empty()).then(|| all.join(";"))
}

/// Reads a fragment, with or without its `#`. Anything at all can be read; what makes no sense is listed, and what goes
/// beyond 4 kB of settings or 64 kB of changes is not read at all, so that no link takes long.
pub fn from_fragment(fragment: &str) -> Permalink {
    from_address("", fragment)
}

/// Reads a query and a fragment, each with or without its sign: crawlers and previews see only the query. What both name is as
/// the fragment says; what the query names and nothing here is called so is somebody else's.
pub fn from_address(query: &str, fragment: &str) -> Permalink {
    let mut reader = Reader::default();
    // Whatever stands before it is set on the case.
    let entries = fragment.trim_start_matches('#').split('&').chain(query.trim_start_matches('?').split('&'));
    let case = entries.filter(|entry| key_of(entry) == Some(CASE)).find_map(case_of);
    if let Some(case) = case {
        reader.experiment = case.experiment();
    }
    for entry in fragment.trim_start_matches('#').split('&').filter(|entry| !entry.is_empty()) {
        reader.take(entry);
    }
    let named = reader.given.clone();
    let ours = |entry: &&str| key_of(entry).is_some_and(|key| !named.contains(&key));
    for entry in query.trim_start_matches('?').split('&').filter(ours) {
        reader.take(entry);
    }
    reader.stories();
    // A case by its name holds where there is to see what it is about.
    if let Some(case) = case.filter(|case| reader.link.story == Story::new(case.experiment())) {
        reader.link.view.stop = reader.link.view.stop.or(case.moment().stop());
    }
    reader.link
}

/// The query without what `from_address` takes of it, with its `?`; empty where nothing is left.
pub fn foreign_query(query: &str) -> String {
    let entries = query.trim_start_matches('?').split('&').filter(|entry| !entry.is_empty() && key_of(entry).is_none());
    let left = entries.collect::<Vec<_>>().join("&");
    if left.is_empty() { left } else { format!("?{left}") }
}

/// The case that an entry names.
fn case_of(entry: &str) -> Option<Case> {
    entry.split_once('=').and_then(|(_, name)| percent_decoded(name)).and_then(|name| Case::from_key(name.trim()))
}

/// The key that an entry has, where it is one of an address.
fn key_of(entry: &str) -> Option<&'static str> {
    let (key, _) = entry.split_once('=')?;
    let key = Some(key).filter(|key| key.len() <= LONGEST_KEY).and_then(percent_decoded)?;
    keys().find(|known| *known == key)
}

/// Three bytes for each letter of the longest key: percent-encoding makes three of one.
const LONGEST_KEY: usize = 3 * 32;

/// All keys that an entry can have.
fn keys() -> impl Iterator<Item = &'static str> + Clone {
    settings()
        .iter()
        .map(|setting| setting.key)
        .chain([CASE, CHANGES, VERSUS])
        .chain(VIEW.iter().map(|entry| entry.key))
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    link: Permalink,
    /// The experiment without the changes.
    experiment: Experiment,
    /// The keys that stood there.
    given: Vec<&'static str>,
    /// The text of the changes, and of the run beside it: they are read when the experiment is complete.
    changes: String,
    versus: Option<String>,
    /// How many bytes were read of changes, and of all else.
    spent: (usize, usize),
}

impl Reader {
    fn take(&mut self, entry: &str) {
        if let Err(reason) = self.spend(entry).and_then(|()| self.entry(entry)) {
            self.link.ignored.add(entry, reason);
        }
    }

    /// Takes the bytes of an entry from what may be read, or tells that there are not so many left.
    fn spend(&mut self, entry: &str) -> Result<(), Reason> {
        let (spent, most, beyond) = if matches!(key_of(entry), Some(CHANGES | VERSUS)) {
            (&mut self.spent.0, MOST_CHANGES, Reason::LongStory { most: MOST_CHANGES })
        } else {
            (&mut self.spent.1, MOST_SETTINGS, Reason::Long { most: MOST_SETTINGS })
        };
        if spent.saturating_add(entry.len()) > most {
            return Err(beyond);
        }
        *spent += entry.len();
        Ok(())
    }

    /// Reads one entry, or tells why it cannot.
    fn entry(&mut self, entry: &str) -> Result<(), Reason> {
        let (key, text) = entry.split_once('=').ok_or(Reason::NoValue)?;
        let key = percent_decoded(key).ok_or(Reason::Encoding)?;
        let text = percent_decoded(text).ok_or(Reason::Encoding)?;
        let key = known(&key, keys())?;
        once(&mut self.given, key)?;
        match (setting(key), ViewEntry::of(key)) {
            (Some(setting), _) => set(&mut self.experiment, setting, &text)?,
            (None, Some(entry)) => entry.read(&mut self.link.view, &text)?,
            (None, None) if key == CASE => {
                let case = Case::from_key(text.trim());
                case.ok_or_else(|| Reason::View { key: CASE, found: Found::typed(&text) })?;
            }
            (None, None) if key == CHANGES => self.changes = text,
            (None, None) => self.versus = Some(text),
        }
        Ok(())
    }

    /// Makes the stories of the experiment and the texts.
    fn stories(&mut self) {
        let first = self.experiment.clone();
        let text = std::mem::take(&mut self.changes);
        self.link.story = self.story(first.clone(), text.split(';'));
        let Some(text) = self.versus.take() else { return };
        let (settings, changes) = text.split_once(';').unwrap_or((&text, ""));
        let mut beside = first;
        let mut given = Vec::new();
        for assignment in settings.split(',').filter(|assignment| !assignment.trim().is_empty()) {
            let reason = assign(&mut beside, assignment, &mut given, |setting| {
                if SHARED.contains(&setting.id) { Err(Reason::Shared { key: setting.id }) } else { Ok(()) }
            });
            if let Err(reason) = reason {
                self.link.ignored.add(&format!("{VERSUS}={assignment}"), reason);
            }
        }
        self.link.versus = Some(self.story(beside, changes.split(';')));
    }

    /// That story, without what is wrong in its changes.
    fn story<'a>(&mut self, experiment: Experiment, texts: impl Iterator<Item = &'a str>) -> Story {
        let mut story = Story::new(experiment);
        for text in texts.filter(|text| !text.trim().is_empty()) {
            if let Err(reason) = self.change(&mut story, text) {
                self.link.ignored.add(text, reason);
            }
        }
        // A step such as 1e9 is longer when it is written out: what is written must be read again.
        let room = if self.given.contains(&VERSUS) { MOST_CHANGES / 2 - MOST_SETTINGS } else { MOST_CHANGES };
        let room = room - CHANGES.len() - 1;
        if let Some(written) = changes(&story).filter(|written| written.len() > room) {
            story = Story::new(story.experiment().clone());
            self.link.ignored.add(&written, Reason::LongStory { most: room });
        }
        story
    }

    /// Reads one change, without what is wrong in it; or tells why there is none.
    fn change(&mut self, story: &mut Story, change: &str) -> Result<(), Reason> {
        let (step, assignments) = change.split_once(':').ok_or(Reason::NoStep)?;
        let step = step.trim();
        let number = whole_from(step);
        let number = number.ok_or_else(|| Reason::Step { found: Found::typed(step) })?;
        let mut experiment = story.settings().clone();
        let mut given = Vec::new();
        for assignment in assignments.split(',').filter(|assignment| !assignment.trim().is_empty()) {
            let reason = assign(&mut experiment, assignment, &mut given, |setting| {
                if setting.cold { Err(Reason::Change(ChangeError::Cold { key: setting.id })) } else { Ok(()) }
            });
            if let Err(reason) = reason {
                self.link.ignored.add(&format!("{step}:{assignment}"), reason);
            }
        }
        story.record_change(number, experiment).map_err(Reason::Change)
    }
}

/// Reads a setting's `key=value`, where it `may` be set; `given` are the keys of those before it.
fn assign(
    experiment: &mut Experiment,
    assignment: &str,
    given: &mut Vec<&'static str>,
    may: impl FnOnce(&Setting) -> Result<(), Reason>,
) -> Result<(), Reason> {
    let (key, text) = assignment.split_once('=').ok_or(Reason::NoValue)?;
    let key = known(key.trim(), settings().iter().map(|setting| setting.key))?;
    once(given, key)?;
    let Some(setting) = setting(key) else { return Ok(()) };
    may(setting)?;
    set(experiment, setting, text)
}

fn set(experiment: &mut Experiment, setting: &Setting, text: &str) -> Result<(), Reason> {
    let value = setting.parse(text).map_err(Reason::Invalid)?;
    setting.set(experiment, value).map_err(Reason::Invalid)
}

/// Notes a key, or tells that it stood there before.
fn once(given: &mut Vec<&'static str>, key: &'static str) -> Result<(), Reason> {
    if given.contains(&key) {
        return Err(Reason::Duplicate { key });
    }
    given.push(key);
    Ok(())
}

/// The one of these keys that has this name.
fn known(name: &str, keys: impl Iterator<Item = &'static str> + Clone) -> Result<&'static str, Reason> {
    keys.clone()
        .find(|known| *known == name)
        .ok_or_else(|| Reason::Unknown { key: shortened(name), nearest: nearest(name, keys).unwrap_or(CHANGES) })
}

/// The text with every `%41` turned into its byte; None where a `%` is not followed by two hexadecimal digits,
/// or the bytes are not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { hexadecimal(rest.next()?)? * 16 + hexadecimal(rest.next()?)? } else { byte });
    }
    String::from_utf8(bytes).ok()
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}
