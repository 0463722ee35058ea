//! An experiment as a JSON file, one key a setting: the keys of the address.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_path_to_error::Segment;

use super::invalid::shortened;
use super::nearest::nearest;
use super::{Experiment, Found, Invalid, setting, settings};

/// Why a file is no experiment. A path names a place in the file, such as `depth`; it is empty for the whole file.
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
    /// Something else than an object with a key for each setting.
    NoObject { path: String, found: Found },
}

impl Experiment {
    /// Reads a file. A key that is absent takes its default.
    ///
    /// # Errors
    /// The first thing in the file that is not as it must be; after that, the first setting that is out of its range.
    pub fn from_json(text: &str) -> Result<Experiment, JsonError> {
        let Object(mut experiment) = read::<Object<Experiment>>(text)?;
        for setting in settings() {
            // What was read is set once more: that checks its range, and makes 0 of -0.
            let value = setting.get(&experiment);
            let checked = setting.set(&mut experiment, value);
            checked.map_err(|invalid| JsonError::Invalid { path: setting.key.to_owned(), invalid })?;
        }
        Ok(experiment)
    }

    /// Writes a file that reads back as the same experiment, with every setting in it.
    pub fn to_json(&self) -> String {
        pretty(self)
    }
}

/// As a file, with a line for each entry. Numbers that are not finite become null.
fn pretty(value: &impl serde::Serialize) -> String {
    // Nothing that is written has anything but texts as keys, which is all that JSON refuses.
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}

/// What is read from an object alone. serde by itself takes a list of a struct's fields, too.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(entries))
            }
        }

        deserializer.deserialize_map(Entries(PhantomData)).map(Object)
    }
}

/// Reads a text that is one JSON value of that type.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| explain(text, &error))?;
    reader.end().map_err(|error| syntax(&error))?;
    Ok(value)
}

fn syntax(error: &serde_json::Error) -> JsonError {
    JsonError::Syntax { line: error.line(), column: error.column() }
}

/// What serde's error means for whoever wrote the file.
fn explain(text: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> JsonError {
    let (path, error) = (error.path(), error.inner());
    let key = match path.iter().last() {
        Some(Segment::Map { key }) => Some(key.as_str()),
        _ => None,
    };
    if !error.is_data() {
        // A word that JSON does not have, such as NaN, is a wrong value where a setting's value was needed.
        let (setting, token) = (key.and_then(setting), token(text, error.line(), error.column()));
        return match setting {
            Some(setting) if !token.is_empty() => {
                let invalid = Invalid { key: setting.id, found: Found::value(token) };
                JsonError::Invalid { path: path.to_string(), invalid }
            }
            _ => syntax(error),
        };
    }
    let whole: Value = match serde_json::from_str(text) {
        Ok(whole) => whole,
        Err(error) => return syntax(&error),
    };
    // serde has no other sign of these two than how their messages begin.
    let message = error.to_string();
    if let (Some(key), true) = (key, message.starts_with("unknown field")) {
        let known = settings().iter().map(|setting| setting.key);
        return JsonError::Unknown {
            path: shortened(&path.to_string()),
            nearest: nearest(key, known).unwrap_or("depth"),
        };
    }
    if let Some(key) = message.strip_prefix("duplicate field `").and_then(|rest| rest.split('`').next()) {
        return JsonError::Duplicate { path: key.to_owned() };
    }
    let (path, found) = (path, Found::at(&whole, path));
    match key.and_then(setting) {
        Some(setting) => JsonError::Invalid { path: path.to_string(), invalid: Invalid { key: setting.id, found } },
        None => JsonError::NoObject { path: String::new(), found },
    }
}

impl Found {
    /// What stands at a path of a JSON value.
    fn at(whole: &Value, path: &serde_path_to_error::Path) -> Self {
        let value = path.iter().try_fold(whole, |value, segment| match segment {
            Segment::Map { key } => value.get(key),
            Segment::Seq { index } => value.get(index),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        match value {
            None => Found::value("null"),
            Some(Value::String(text)) => Found::Text(shortened(text)),
            Some(Value::Array(_)) => Found::List,
            Some(Value::Object(_)) => Found::Object,
            Some(plain) => Found::value(plain),
        }
    }
}

/// The word or number at a line and a column, both counted from 1.
fn token(text: &str, line: usize, column: usize) -> String {
    let Some(line) = text.lines().nth(line.saturating_sub(1)) else {
        return String::new();
    };
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._".contains(byte);
    let (before, after) = line.as_bytes().split_at(column.saturating_sub(1).min(line.len()));
    let start = before.iter().rev().take_while(|byte| part(byte)).count();
    let end = after.iter().take_while(|byte| part(byte)).count();
    line.get(before.len() - start..before.len() + end).unwrap_or_default().to_owned()
}
