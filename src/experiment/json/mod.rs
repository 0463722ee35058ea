//! Experiments and stories as JSON files. The keys are those of the address, so a story is
//! `{"experiment": {"depth": 30}, "changes": [{"step": 200, "batch_norm": true}]}`: a change has the settings that become
//! something else at its step.

mod older;
mod reading;

use older::flattened;
use reading::{Object, read};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::table::Patch;
use super::{ChangeError, Experiment, Found, Invalid, Key, Story, settings};

/// Why a file is no experiment, or no story. A path names a place in the file, such as `depth` or `changes[1].depth`; it is
/// empty for the whole file. `words::json_error` makes a sentence of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// It is not JSON. Lines and columns count from 1.
    Syntax { line: usize, column: usize },
    /// A key that nothing has, and the known one that is most like it.
    Unknown { path: String, nearest: &'static str },
    /// A key that stands there twice.
    Duplicate { path: String },
    /// A value that its setting cannot take.
    Invalid { path: String, invalid: Invalid },
    /// Something of another kind than what belongs there.
    Kind { path: String, needed: Needed, found: Found },
    /// A change of a setting that a running network cannot take.
    Cold { path: String, key: Key },
    /// A change at a step before that of the change above it.
    Order { path: String, step: u64, last: u64 },
}

/// What belongs at a place of a file, where it is no setting's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// An object with a key for each setting.
    Settings,
    /// An object with an experiment and a list of changes.
    Story,
    /// A list of changes.
    Changes,
    /// An object with a step and the settings that become something else.
    Change,
    /// A whole number from 0.
    Step,
}

/// A story's file.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    experiment: Object<Experiment>,
    changes: Vec<Object<Patch>>,
}

impl Experiment {
    /// Reads a file. A key that is absent takes its default.
    ///
    /// # Errors
    /// The first thing in the file that is not as it must be; after that, the first setting that is out of its range.
    pub fn from_json(text: &str) -> Result<Experiment, JsonError> {
        let text = flattened(text);
        let Object(mut experiment) = read::<Object<Experiment>>(&text, Needed::Settings)?;
        check(&mut experiment, "")?;
        Ok(experiment)
    }

    /// Writes a file that reads back as the same experiment, with every setting in it.
    pub fn to_json(&self) -> String {
        pretty(self)
    }
}

impl Story {
    /// Reads a story's file, or an experiment's, which is a story without changes.
    ///
    /// # Errors
    /// The first thing in the file that is not as it must be; after that, the first setting that is out of its range, and
    /// the first change that is not hot or not in the order of the steps.
    pub fn from_json(text: &str) -> Result<Story, JsonError> {
        Self::read(text, true)
    }

    /// Reads a file that comes with rows of its own: they are trained on as they are where it does not say `standardise`.
    ///
    /// # Errors
    /// As [`Story::from_json`].
    pub fn from_json_with_rows(text: &str) -> Result<Story, JsonError> {
        Self::read(text, says(text, Key::Standardise))
    }

    /// `standardise`: whether rows are standardised unless the file says that they are not.
    fn read(text: &str, standardise: bool) -> Result<Story, JsonError> {
        if !is_story(text) {
            let mut experiment = Experiment::from_json(text)?;
            experiment.standardise &= standardise;
            return Ok(Story::new(experiment));
        }
        let text = flattened(text);
        let Object(File { experiment: Object(mut experiment), changes }) = read::<Object<File>>(&text, Needed::Story)?;
        check(&mut experiment, "experiment.")?;
        experiment.standardise &= standardise;
        let mut story = Story::new(experiment);
        for (index, Object(patch)) in changes.into_iter().enumerate() {
            add(&mut story, &patch, &format!("changes[{index}]."))?;
        }
        Ok(story)
    }

    /// Writes a file that reads back as the same story: every setting of the experiment, and for each change what becomes
    /// something else.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct File<'a> {
            experiment: &'a Experiment,
            changes: Vec<Patch>,
        }

        let before = std::iter::once(self.experiment()).chain(self.changes().iter().map(|change| &change.experiment));
        let patches = before.zip(self.changes()).map(|(old, new)| Patch::between(new.step, old, &new.experiment));
        pretty(&File { experiment: self.experiment(), changes: patches.collect() })
    }
}

/// Whether a file is to be a story's: by its first key, which is neither in an experiment's.
fn is_story(text: &str) -> bool {
    let inside = text.trim_start().strip_prefix('{').map_or("", str::trim_start);
    inside.starts_with("\"experiment\"") || inside.starts_with("\"changes\"")
}

/// Whether a file's experiment says what that setting is.
fn says(text: &str, key: Key) -> bool {
    let file: Value = serde_json::from_str(text).unwrap_or_default();
    [file.get("experiment"), Some(&file)].into_iter().flatten().any(|place| place.get(key.setting().key).is_some())
}

/// Adds a change of a file; `path` is where it stands, with a dot behind it.
fn add(story: &mut Story, patch: &Patch, path: &str) -> Result<(), JsonError> {
    let step = patch.step.ok_or_else(|| JsonError::Kind {
        path: format!("{path}step"),
        needed: Needed::Step,
        found: Found::Nothing,
    })?;
    let mut experiment = story.settings().clone();
    patch.apply(&mut experiment);
    check(&mut experiment, path)?;
    let at = |key: Key| format!("{path}{}", key.setting().key);
    story.record_change(step, experiment).map_err(|error| match error {
        ChangeError::Cold { key } => JsonError::Cold { path: at(key), key },
        ChangeError::Invalid(invalid) => JsonError::Invalid { path: at(invalid.key), invalid },
        ChangeError::Order { step, last } => JsonError::Order { path: format!("{path}step"), step, last },
    })
}

/// Sets every setting once more: that checks its range, and makes 0 of -0.
fn check(experiment: &mut Experiment, path: &str) -> Result<(), JsonError> {
    for setting in settings() {
        let value = setting.get(experiment);
        let checked = setting.set(experiment, value);
        checked.map_err(|invalid| JsonError::Invalid { path: format!("{path}{}", setting.key), invalid })?;
    }
    Ok(())
}

/// As a file, with a line for each entry. Numbers that are not finite become null.
fn pretty(value: &impl Serialize) -> String {
    // JSON refuses nothing but keys that are no text, and there are none.
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}
