//! The value of a setting, whatever its type, and how it lies in an experiment's field.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Number;

use super::Choice;
use super::number::parse_number;

/// What a setting is set to. Displayed as it stands in a permalink.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Integer(u64),
    Real(f64),
    /// The key of one of the setting's options.
    Choice(&'static str),
    Switch(bool),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Integer(number) => write!(f, "{number}"),
            // Both forms are the shortest that read back as the same number; this picks the one a person would write.
            Value::Real(number) if (1e-4..1e6).contains(&number.abs()) || *number == 0.0 => {
                write!(f, "{number}")
            }
            Value::Real(number) => write!(f, "{number:e}"),
            Value::Choice(key) => f.write_str(key),
            Value::Switch(on) => write!(f, "{on}"),
        }
    }
}

/// The whole number that a real one is, if it is one of 0..=2^53 - 1, which f64 holds exactly.
pub(super) fn whole(number: f64) -> Option<u64> {
    let exact = (0.0..=9_007_199_254_740_991.0).contains(&number) && number.fract() == 0.0;
    exact.then_some(number as u64)
}

/// The whole number that a text is, however it is written: 1000, 1e3 or 1000.0.
pub(super) fn whole_from(text: &str) -> Option<u64> {
    text.parse().ok().or_else(|| whole(parse_number(text)?))
}

/// A field of an experiment, seen as a value.
pub(super) trait Field: Copy {
    fn to_value(self) -> Value;
    /// None where the value is of another type.
    fn from_value(value: Value) -> Option<Self>;
    /// Reads it: from a file by what is written there, from a message as serde wrote it.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Reads a field; for `#[serde(deserialize_with)]`.
pub(super) fn read<'de, T: Field, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// Reads a field that may be absent, but not null.
pub(super) fn read_some<'de, T: Field, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::read(deserializer).map(Some)
}

/// A whole number, which a file may write as `12`, `12.0` or `1.2e1`.
fn read_whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    if !deserializer.is_human_readable() {
        return u64::deserialize(deserializer);
    }
    let number = Number::deserialize(deserializer)?;
    let number = number.as_u64().or_else(|| whole(number.as_f64()?));
    number.ok_or_else(|| D::Error::custom("not a whole number"))
}

impl Field for usize {
    fn to_value(self) -> Value {
        Value::Integer(self as u64)
    }
    fn from_value(value: Value) -> Option<Self> {
        u64::from_value(value)?.try_into().ok()
    }
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_whole(deserializer)?.try_into().map_err(D::Error::custom)
    }
}

impl Field for u64 {
    fn to_value(self) -> Value {
        Value::Integer(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Integer(number) = value { Some(number) } else { None }
    }
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_whole(deserializer)
    }
}

impl Field for f64 {
    fn to_value(self) -> Value {
        Value::Real(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        // The sum turns -0 into 0, so that equal settings look equal.
        if let Value::Real(number) = value { Some(number + 0.0) } else { None }
    }
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

impl Field for bool {
    fn to_value(self) -> Value {
        Value::Switch(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Switch(on) = value { Some(on) } else { None }
    }
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

impl<T: Choice> Field for T {
    fn to_value(self) -> Value {
        Value::Choice(self.key())
    }
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Choice(key) = value { T::from_key(key) } else { None }
    }
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return T::deserialize(deserializer);
        }
        let key = String::deserialize(deserializer)?;
        T::from_key(&key).ok_or_else(|| D::Error::custom("no such option"))
    }
}
