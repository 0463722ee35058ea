//! The value of a setting, whatever its type, and how it lies in an experiment's field.

use std::fmt;

use super::Choice;

/// What a setting is set to. Displayed as it stands in a permalink.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Integer(u64),
    Real(f64),
    /// The key of one of the control's options.
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

/// The whole number that a real one is, if it is one that f64 tells from its neighbours.
pub(super) fn whole(number: f64) -> Option<u64> {
    let exact = (0.0..=9_007_199_254_740_991.0).contains(&number) && number.fract() == 0.0;
    exact.then_some(number as u64)
}

/// A field of an experiment, seen as a value.
pub(super) trait Field: Copy {
    fn to_value(self) -> Value;
    /// None where the value is of another type.
    fn from_value(value: Value) -> Option<Self>;
}

impl Field for usize {
    fn to_value(self) -> Value {
        Value::Integer(self as u64)
    }
    fn from_value(value: Value) -> Option<Self> {
        u64::from_value(value)?.try_into().ok()
    }
}

impl Field for u64 {
    fn to_value(self) -> Value {
        Value::Integer(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Integer(number) = value { Some(number) } else { None }
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
}

impl Field for bool {
    fn to_value(self) -> Value {
        Value::Switch(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Switch(on) = value { Some(on) } else { None }
    }
}

impl<T: Choice> Field for T {
    fn to_value(self) -> Value {
        Value::Choice(self.key())
    }
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Choice(key) = value { T::from_key(key) } else { None }
    }
}
