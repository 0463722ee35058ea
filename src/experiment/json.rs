//! An experiment as a JSON file: one key a setting, clipping's three in an object of their own.

mod tree;

use std::fmt;

use serde_json::{Map, Number};
use tree::Tree;

use super::invalid::{Invalid, shortened};
use super::nearest::nearest;
use super::settings::one_of;
use super::value::whole;
use super::{Clip, Control, Experiment, Setting, Value, setting, settings};

/// Why a file is no experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// It is not JSON. Lines and columns count from 1.
    Syntax { line: usize, column: usize, reason: String },
    /// A key that no setting has, and the known one that is most like it.
    Unknown { key: String, nearest: &'static str },
    /// A key that stands there twice.
    Duplicate { key: String },
    /// A value that its setting cannot take; the field is the key, such as `clip.max`.
    Invalid(Invalid),
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonError::Syntax { line, column, reason } => {
                write!(f, "Line {line}, column {column} is not JSON: {reason}.")
            }
            JsonError::Unknown { key, nearest } => {
                write!(f, "There is no setting \"{key}\"; the nearest name is \"{nearest}\".")
            }
            JsonError::Duplicate { key } => write!(f, "\"{key}\" stands there twice; it must be there once at most."),
            JsonError::Invalid(invalid) => invalid.fmt(f),
        }
    }
}

impl std::error::Error for JsonError {}

/// How clipping's settings are called within the object `clip`.
const CLIP: [(&str, &str); 3] = [("kind", "clip"), ("max", "clip_max"), ("p", "clip_p")];

impl Experiment {
    /// Reads a file. A key that is absent takes its default.
    pub fn from_json(text: &str) -> Result<Experiment, JsonError> {
        let entries = match tree::read(text) {
            Ok(Tree::Object(entries)) => entries,
            Ok(other) => {
                let (found, allowed) = (other.to_string(), "an object with a key for each setting".to_owned());
                return Err(JsonError::Invalid(Invalid { field: "The experiment".to_owned(), found, allowed }));
            }
            Err(mistake) => return Err(explain(mistake)),
        };
        let mut experiment = Experiment::default();
        each_once("", &entries, |key, tree| match (key, setting_at(key)) {
            ("clip", _) => read_clip(&mut experiment, tree),
            (_, Some(setting)) => put(&mut experiment, setting, key, tree),
            (_, None) => Err(unknown(key, settings().iter().map(|setting| setting.key).filter(|key| in_file(key)))),
        })?;
        Ok(experiment)
    }

    /// Writes a file that reads back as the same experiment, with every setting in it.
    pub fn to_json(&self) -> String {
        let mut object = Map::new();
        for setting in settings().iter().filter(|setting| in_file(setting.key)) {
            let json = if setting.key == "clip" { self.clip_json() } else { json(setting.get(self)) };
            object.insert(setting.key.to_owned(), json);
        }
        format!("{:#}\n", serde_json::Value::Object(object))
    }

    /// Null without clipping; else its kind, and what it goes by. What it does not go by is written only where it is
    /// not the default, so that nothing is lost.
    fn clip_json(&self) -> serde_json::Value {
        let default = Experiment::default();
        let mut object = Map::new();
        for (name, key) in CLIP {
            let needed = match name {
                "kind" => true,
                "max" => self.clip != Clip::Off,
                _ => self.clip == Clip::Norm,
            };
            if let Some(setting) = setting(key)
                && (needed || setting.get(self) != setting.get(&default))
            {
                object.insert(name.to_owned(), json(setting.get(self)));
            }
        }
        if self.clip == Clip::Off && object.len() == 1 { serde_json::Value::Null } else { object.into() }
    }
}

fn json(value: Value) -> serde_json::Value {
    match value {
        Value::Integer(number) => number.into(),
        Value::Real(number) => Number::from_f64(number).map_or(serde_json::Value::Null, Into::into),
        Value::Choice(key) => key.into(),
        Value::Switch(on) => on.into(),
    }
}

/// Whether the key stands at the top of a file: clipping's maximum and p do not.
fn in_file(key: &str) -> bool {
    !CLIP.iter().any(|(name, inner)| *name != "kind" && *inner == key)
}

/// The setting at a place in a file, such as `depth` or `clip.max`.
fn setting_at(path: &str) -> Option<&'static Setting> {
    match path.strip_prefix("clip.") {
        Some(name) => CLIP.iter().find(|(inner, _)| *inner == name).and_then(|(_, key)| setting(key)),
        None => setting(path).filter(|setting| in_file(setting.key)),
    }
}

/// Hands on each entry with its full key, and refuses keys that stand there twice.
fn each_once(
    prefix: &str,
    entries: &[(String, Tree)],
    mut entry: impl FnMut(&str, &Tree) -> Result<(), JsonError>,
) -> Result<(), JsonError> {
    for (index, (key, tree)) in entries.iter().enumerate() {
        let path = format!("{prefix}{key}");
        if entries[..index].iter().any(|(before, _)| before == key) {
            return Err(JsonError::Duplicate { key: shortened(&path) });
        }
        entry(&path, tree)?;
    }
    Ok(())
}

fn read_clip(experiment: &mut Experiment, tree: &Tree) -> Result<(), JsonError> {
    let invalid = |field: &str, found: String, allowed: &str| {
        JsonError::Invalid(Invalid { field: field.to_owned(), found, allowed: allowed.to_owned() })
    };
    let entries = match tree {
        Tree::Null => return Ok(()),
        Tree::Object(entries) => entries,
        other => {
            return Err(invalid("clip", other.to_string(), "null or an object with kind, max and p"));
        }
    };
    if !entries.iter().any(|(key, _)| key == "kind") {
        return Err(invalid("clip.kind", "missing".to_owned(), "one of \"off\", \"norm\" or \"value\""));
    }
    each_once("clip.", entries, |path, tree| match setting_at(path) {
        Some(setting) => put(experiment, setting, path, tree),
        None => Err(unknown(path, ["clip.kind", "clip.max", "clip.p"].into_iter())),
    })
}

fn put(experiment: &mut Experiment, setting: &Setting, path: &str, tree: &Tree) -> Result<(), JsonError> {
    let value = match (setting.control, tree) {
        (Control::Integer { .. }, Tree::Number(number)) => {
            number.as_u64().or_else(|| whole(number.as_f64()?)).map(Value::Integer)
        }
        (Control::Real { .. }, Tree::Number(number)) => number.as_f64().map(Value::Real),
        (Control::Choice { .. }, Tree::Text(text)) => setting.parse(text).ok(),
        (Control::Switch, Tree::Switch(on)) => Some(Value::Switch(*on)),
        _ => None,
    };
    value
        .and_then(|value| setting.set(experiment, value).ok())
        .ok_or_else(|| JsonError::Invalid(at(path, tree.to_string(), setting)))
}

fn at(path: &str, found: String, setting: &Setting) -> Invalid {
    let allowed = match setting.control {
        // In quotes: "2" is an option of clip.p, the number 2 is not.
        Control::Choice { options } => one_of(options.iter().map(|option| format!("\"{}\"", option.key))),
        _ => setting.allowed(),
    };
    Invalid { field: path.to_owned(), found, allowed }
}

fn unknown(path: &str, known: impl Iterator<Item = &'static str>) -> JsonError {
    JsonError::Unknown { key: shortened(path), nearest: nearest(path, known).unwrap_or("depth") }
}

/// A mistake within the value of a setting, such as NaN, is a mistake of that setting.
fn explain(mistake: tree::Mistake) -> JsonError {
    match setting_at(&mistake.path) {
        Some(setting) if !mistake.token.is_empty() => {
            JsonError::Invalid(at(&mistake.path, shortened(&mistake.token), setting))
        }
        _ => JsonError::Syntax { line: mistake.line, column: mistake.column, reason: mistake.reason },
    }
}
