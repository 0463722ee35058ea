//! What a setting is: its key, its control, what it may be, and where an experiment keeps it.

use super::invalid::{Found, Invalid};
use super::number::parse_number;
use super::value::{Value, whole_from};
use super::{Experiment, Key, Scale, settings};

/// One row of the table of settings.
#[derive(Debug)]
pub struct Setting {
    /// Names it in code.
    pub id: Key,
    /// The name in permalinks and in files.
    pub key: &'static str,
    /// Whether a change builds a new network; otherwise the network that runs keeps its weights.
    pub cold: bool,
    /// How it is set, and to what.
    pub control: Control,
    pub(super) read: fn(&Experiment) -> Value,
    /// False, and nothing is written, where the value is of another type.
    pub(super) write: fn(&mut Experiment, Value) -> bool,
}

/// The control of a setting, with all that it can be set to. Ranges include both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Control {
    Integer { min: u64, max: u64, scale: Scale, marks: &'static [f64] },
    Real { min: f64, max: f64, scale: Scale, marks: &'static [f64] },
    Choice { options: &'static [&'static str] },
    Switch,
}

impl Setting {
    /// What the setting is in that experiment.
    pub fn get(&self, experiment: &Experiment) -> Value {
        (self.read)(experiment)
    }

    /// The value that a text stands for: typed into the control, or from a permalink. A text that stands for none, or
    /// for one that is not allowed, is an error.
    pub fn parse(&self, text: &str) -> Result<Value, Invalid> {
        let text = text.trim();
        let value = match self.control {
            Control::Integer { .. } => whole_from(text).map(Value::Integer),
            // The sum turns -0 into 0.
            Control::Real { .. } => parse_number(text).map(|number| Value::Real(number + 0.0)),
            Control::Choice { options } => {
                options.iter().find(|option| **option == text).map(|option| Value::Choice(option))
            }
            Control::Switch => text.parse().ok().map(Value::Switch),
        };
        match value {
            Some(value) if self.allows(value) => Ok(value),
            _ => Err(self.invalid(Found::typed(text))),
        }
    }

    /// Sets it, or leaves the experiment as it was.
    pub fn set(&self, experiment: &mut Experiment, value: Value) -> Result<(), Invalid> {
        if self.allows(value) && (self.write)(experiment, value) {
            Ok(())
        } else {
            Err(self.invalid(Found::value(value)))
        }
    }

    /// Whether the value is of the control's type and within its range. NaN and the infinities never are.
    pub fn allows(&self, value: Value) -> bool {
        match (self.control, value) {
            (Control::Integer { min, max, .. }, Value::Integer(number)) => (min..=max).contains(&number),
            (Control::Real { min, max, .. }, Value::Real(number)) => (min..=max).contains(&number),
            (Control::Choice { options }, Value::Choice(key)) => options.contains(&key),
            (Control::Switch, Value::Switch(_)) => true,
            _ => false,
        }
    }

    fn invalid(&self, found: Found) -> Invalid {
        Invalid { key: self.id, found }
    }
}

impl Experiment {
    /// Everything that is out of its range, in the table's order.
    pub fn validate(&self) -> Result<(), Vec<Invalid>> {
        let wrong: Vec<Invalid> = settings()
            .iter()
            .filter(|setting| !setting.allows(setting.get(self)))
            .map(|setting| setting.invalid(Found::value(setting.get(self))))
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// The settings in which the new experiment differs from this one, in the table's order.
    pub fn changes(&self, new: &Experiment) -> Vec<&'static Setting> {
        settings().iter().filter(|setting| setting.get(self) != setting.get(new)).collect()
    }

    /// Whether going over to the new experiment takes a new network.
    pub fn needs_restart(&self, new: &Experiment) -> bool {
        self.changes(new).iter().any(|setting| setting.cold)
    }
}
