//! A story as an address's fragment, such as `#depth=30&activation=sigmoid&backend=cpu`: what differs from the defaults.
//! Changes are one more entry, in the order of their steps: `changes=200:batch_norm=true,learning_rate=0.01;300:clip=norm`.

use super::ignored::{IgnoredEntries, Reason};
use super::invalid::shortened;
use super::nearest::nearest;
use super::value::whole;
use super::{ChangeError, Choice, Experiment, Found, Setting, Story, setting, settings};
use crate::choice;

choice! {
    /// What the network is computed on.
    Backend {
        Cpu = "cpu";
        Gpu = "gpu";
    }
}

choice! {
    /// When remedies of an ill run are tried on copies of it.
    Tries {
        /// As soon as it is ill.
        Auto = "auto";
        /// When the visitor asks.
        Asked = "asked";
        /// Never, nor is it offered: whoever is asked to predict must not be told.
        Off = "off";
    }
}

choice! {
    /// Whether the page says how the run is.
    Verdicts {
        On = "on";
        /// Neither word nor sentence, nor the case's name: whoever is asked to predict must not be told.
        Off = "off";
    }
}

/// How a link's story is to be shown, whatever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewSettings {
    /// The backend asked for, if one was.
    pub backend: Option<Backend>,
    pub tries: Tries,
    pub verdicts: Verdicts,
}

impl Default for ViewSettings {
    fn default() -> Self {
        Self { backend: None, tries: Tries::Auto, verdicts: Verdicts::On }
    }
}

/// The key under which a fragment names the backend.
const BACKEND: &str = "backend";
/// The key under which it says when remedies are tried.
const TRIES: &str = "tries";
/// The key under which it says whether there is a verdict.
const VERDICTS: &str = "verdict";
/// The key under which it lists the changes.
const CHANGES: &str = "changes";

/// The most bytes of a fragment that are read beside its changes: a hundred times what all settings take.
const MOST_SETTINGS: usize = 4 << 10;
/// The most bytes of changes, as they stand there and as they are written again: hundreds of them.
const MOST_CHANGES: usize = 64 << 10;

/// What a fragment says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Permalink {
    /// The default experiment, changed by every entry that could be read, and the changes that could be read.
    pub story: Story,
    /// How it is to be shown.
    pub view: ViewSettings,
    /// The entries that could not be read, in order, those of the changes last; each left its setting as it was.
    pub ignored: IgnoredEntries,
}

/// What differs from the defaults, as a fragment with its `#`; empty where nothing does.
pub fn to_fragment(story: &Story, view: ViewSettings) -> String {
    let settings = assignments(&Experiment::default(), story.experiment());
    let changes = changes(story).map(|changes| format!("{CHANGES}={changes}"));
    let backend = view.backend.map(|backend| format!("{BACKEND}={}", backend.key()));
    let tries = (view.tries != ViewSettings::default().tries).then(|| format!("{TRIES}={}", view.tries.key()));
    let verdicts = (view.verdicts != Verdicts::On).then(|| format!("{VERDICTS}={}", view.verdicts.key()));
    let view = backend.into_iter().chain(tries).chain(verdicts);
    let fragment = settings.into_iter().chain(changes).chain(view).collect::<Vec<_>>().join("&");
    if fragment.is_empty() { fragment } else { format!("#{fragment}") }
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
    let mut reader = Reader::default();
    for entry in fragment.trim_start_matches('#').split('&').filter(|entry| !entry.is_empty()) {
        if let Err(reason) = reader.spend(entry).and_then(|()| reader.entry(entry)) {
            reader.link.ignored.add(entry, reason);
        }
    }
    reader.changes();
    reader.link
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    link: Permalink,
    /// The experiment without the changes.
    experiment: Experiment,
    /// The keys that stood there.
    given: Vec<&'static str>,
    /// The text of the changes: they are read when the experiment is complete.
    changes: String,
    /// How many bytes were read of changes, and of all else.
    spent: (usize, usize),
}

impl Reader {
    /// Takes the bytes of an entry from what may be read, or tells that there are not so many left.
    fn spend(&mut self, entry: &str) -> Result<(), Reason> {
        let (spent, most, beyond) = if is_changes(entry) {
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
        let keys = settings().iter().map(|setting| setting.key).chain([CHANGES, BACKEND, TRIES, VERDICTS]);
        let key = known(&key, keys)?;
        once(&mut self.given, key)?;
        match setting(key) {
            Some(setting) => set(&mut self.experiment, setting, &text)?,
            None if key == CHANGES => self.changes = text,
            None if key == TRIES => {
                let tries = Tries::from_key(text.trim());
                self.link.view.tries = tries.ok_or_else(|| Reason::Tries { found: Found::typed(&text) })?;
            }
            None if key == VERDICTS => {
                let verdicts = Verdicts::from_key(text.trim());
                self.link.view.verdicts = verdicts.ok_or_else(|| Reason::Verdicts { found: Found::typed(&text) })?;
            }
            None => {
                let backend = Backend::from_key(text.trim());
                self.link.view.backend = Some(backend.ok_or_else(|| Reason::Backend { found: Found::typed(&text) })?);
            }
        }
        Ok(())
    }

    /// Makes the story of the experiment, and reads the changes.
    fn changes(&mut self) {
        self.link.story = Story::new(self.experiment.clone());
        for change in std::mem::take(&mut self.changes).split(';').filter(|change| !change.trim().is_empty()) {
            if let Err(reason) = self.change(change) {
                self.link.ignored.add(change, reason);
            }
        }
        // A step such as 1e9 is longer when it is written out: what is written must be read again.
        if let Some(written) =
            changes(&self.link.story).filter(|written| written.len() > MOST_CHANGES - CHANGES.len() - 1)
        {
            self.link.story = Story::new(self.experiment.clone());
            self.link.ignored.add(&written, Reason::LongStory { most: MOST_CHANGES });
        }
    }

    /// Reads one change, without what is wrong in it; or tells why there is none.
    fn change(&mut self, change: &str) -> Result<(), Reason> {
        let (step, assignments) = change.split_once(':').ok_or(Reason::NoStep)?;
        let step = step.trim();
        let number = step.parse().ok().or_else(|| whole(step.parse().ok()?));
        let number = number.ok_or_else(|| Reason::Step { found: Found::typed(step) })?;
        let mut experiment = self.link.story.settings().clone();
        let mut given = Vec::new();
        for assignment in assignments.split(',').filter(|assignment| !assignment.trim().is_empty()) {
            if let Err(reason) = assign(&mut experiment, assignment, &mut given) {
                self.link.ignored.add(&format!("{step}:{assignment}"), reason);
            }
        }
        self.link.story.record_change(number, experiment).map_err(Reason::Change)
    }
}

/// Whether it is the entry of the changes, however its key is written.
fn is_changes(entry: &str) -> bool {
    // Percent-encoding makes three bytes of one.
    let key = entry.split_once('=').map(|(key, _)| key).filter(|key| key.len() <= 3 * CHANGES.len());
    key.and_then(percent_decoded).is_some_and(|key| key == CHANGES)
}

/// Reads a hot setting's `key=value`; `given` are the keys of those before it.
fn assign(experiment: &mut Experiment, assignment: &str, given: &mut Vec<&'static str>) -> Result<(), Reason> {
    let (key, text) = assignment.split_once('=').ok_or(Reason::NoValue)?;
    let key = known(key.trim(), settings().iter().map(|setting| setting.key))?;
    once(given, key)?;
    match setting(key) {
        Some(setting) if setting.cold => Err(Reason::Change(ChangeError::Cold { key: setting.id })),
        Some(setting) => set(experiment, setting, text),
        None => Ok(()),
    }
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
        .ok_or_else(|| Reason::Unknown { key: shortened(name), nearest: nearest(name, keys).unwrap_or(BACKEND) })
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
