//! Reading JSON by serde, and what its errors mean for whoever wrote the file.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use super::{JsonError, Needed};
use crate::experiment::invalid::shortened;
use crate::experiment::nearest::nearest;
use crate::experiment::{Found, Invalid, Setting, setting, settings};

/// What is read from an object alone. serde by itself takes a list of a struct's fields, too.
#[derive(Default)]
pub(super) struct Object<T>(pub(super) T);

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

/// Reads a text that is one JSON value of that type. `file` is what the whole of it is to be.
pub(super) fn read<T: DeserializeOwned>(text: &str, file: Needed) -> Result<T, JsonError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| explain(text, file, &error))?;
    reader.end().map_err(|error| syntax(&error))?;
    Ok(value)
}

fn syntax(error: &serde_json::Error) -> JsonError {
    JsonError::Syntax { line: error.line(), column: error.column() }
}

fn explain(text: &str, file: Needed, error: &serde_path_to_error::Error<serde_json::Error>) -> JsonError {
    let (path, error) = (error.path(), error.inner());
    let place = Place::of(path, file);
    if !error.is_data() {
        // A word that JSON does not have, such as NaN, is a wrong value where a setting's value was needed.
        let token = token(text, error.line(), error.column());
        return match place {
            Place::Setting(setting) if !token.is_empty() => invalid(path, setting, Found::value(token)),
            Place::Setting(_) | Place::Other(_) | Place::Unknown => syntax(error),
        };
    }
    let whole: Value = match serde_json::from_str(text) {
        Ok(whole) => whole,
        Err(error) => return syntax(&error),
    };
    // serde has no other sign of a key that stands there twice than how its message begins.
    let message = error.to_string();
    if let Some(key) = message.strip_prefix("duplicate field `").and_then(|rest| rest.split('`').next()) {
        return JsonError::Duplicate { path: joined(path, key) };
    }
    let found = Found::at(&whole, path);
    match place {
        Place::Setting(setting) => invalid(path, setting, found),
        Place::Other(needed) => JsonError::Kind { path: named(path), needed, found },
        Place::Unknown => unknown(path, file),
    }
}

fn invalid(path: &Path, setting: &Setting, found: Found) -> JsonError {
    JsonError::Invalid { path: named(path), invalid: Invalid { key: setting.id, found } }
}

fn unknown(path: &Path, file: Needed) -> JsonError {
    let segments: Vec<&Segment> = path.iter().collect();
    let key = path.iter().next_back().map(Segment::to_string).unwrap_or_default();
    let settings = settings().iter().map(|setting| setting.key);
    let nearest = match (file, segments.as_slice()) {
        (Needed::Story, [_]) => nearest(&key, ["experiment", "changes"].into_iter()),
        (Needed::Story, [_, Segment::Seq { .. }, _]) => nearest(&key, settings.chain(["step"])),
        _ => nearest(&key, settings),
    };
    JsonError::Unknown { path: shortened(&named(path)), nearest: nearest.unwrap_or("depth") }
}

/// The path as text, such as `changes[1].depth`; empty for the whole file.
fn named(path: &Path) -> String {
    let text = path.to_string();
    if text == "." { String::new() } else { text }
}

/// The path of a key of the object at `path`.
fn joined(path: &Path, key: &str) -> String {
    let path = named(path);
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// What a path leads to.
enum Place {
    /// A setting's value.
    Setting(&'static Setting),
    /// Something else that belongs there.
    Other(Needed),
    /// A key that nothing has.
    Unknown,
}

impl Place {
    fn of(path: &Path, file: Needed) -> Self {
        let segments: Vec<&Segment> = path.iter().collect();
        let value = |key: &str| setting(key).map_or(Place::Unknown, Place::Setting);
        match (file, segments.as_slice()) {
            (_, []) => Place::Other(file),
            (Needed::Story, [Segment::Map { key }]) => match key.as_str() {
                "experiment" => Place::Other(Needed::Settings),
                "changes" => Place::Other(Needed::Changes),
                _ => Place::Unknown,
            },
            (Needed::Story, [_, Segment::Seq { .. }]) => Place::Other(Needed::Change),
            (Needed::Story, [_, Segment::Seq { .. }, Segment::Map { key }]) if key == "step" => {
                Place::Other(Needed::Step)
            }
            (_, [.., Segment::Map { key }]) => value(key),
            (_, [.., Segment::Seq { .. } | Segment::Enum { .. } | Segment::Unknown]) => Place::Unknown,
        }
    }
}

impl Found {
    /// What stands at a path of a JSON value.
    fn at(whole: &Value, path: &Path) -> Self {
        let value = path.iter().try_fold(whole, |value, segment| match segment {
            Segment::Map { key } => value.get(key),
            Segment::Seq { index } => value.get(index),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        match value {
            None => Found::Nothing,
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
