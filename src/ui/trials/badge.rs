//! What trials showed of one of the four switches. No browser in it.

use super::shown::{Age, Row, Shown};
use crate::experiment::{Activation, Clip, Experiment, Key, Value};
use crate::trials::Start;

/// Below this share of the control's loss a trial has an effect; above one over it, it does harm.
const EFFECT: f64 = 0.95;

/// The four switches, by what each puts into a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    BatchNorm,
    Relu,
    Residual,
    Clipping,
}

/// What a switch's own trial showed.
#[derive(Clone, Debug, PartialEq)]
pub enum Badge {
    /// The loss fell below the control's.
    Helped(Tried),
    /// Within 5 % of the control's loss.
    NoEffect(Tried),
    /// It ended elsewhere, and no better.
    DidNotHelp(Tried),
    /// No number was left after so many steps.
    Diverged(Tried),
}

/// A switch's trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    pub row: Row,
    /// The loss of the copy of which nothing was changed.
    pub control: Option<f64>,
    /// The control's loss over steps.
    pub control_curve: Vec<(u64, f32)>,
    /// Whether it goes back to a checkpoint first.
    pub rewinds: bool,
    /// Whether it was made long ago, or of other settings.
    pub stale: bool,
    /// Whether a click can still do the same.
    pub applies: bool,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::BatchNorm, Role::Relu, Role::Residual, Role::Clipping];

    /// Its name in files and tests.
    pub fn key(self) -> &'static str {
        match self {
            Role::BatchNorm => "batch_norm",
            Role::Relu => "relu",
            Role::Residual => "residual",
            Role::Clipping => "clipping",
        }
    }

    /// The setting that it turns.
    pub fn setting(self) -> Key {
        match self {
            Role::BatchNorm => Key::BatchNorm,
            Role::Relu => Key::Activation,
            Role::Residual => Key::Residual,
            Role::Clipping => Key::Clip,
        }
    }

    /// Whether the experiment has it.
    pub fn is_on(self, experiment: &Experiment) -> bool {
        match self {
            Role::BatchNorm => experiment.batch_norm,
            Role::Relu => experiment.activation == Activation::Relu,
            Role::Residual => experiment.residual,
            Role::Clipping => experiment.clip != Clip::Off,
        }
    }

    /// Whether a change of that setting belongs to it, and turns it on.
    fn takes(self, change: &(Key, Value)) -> Option<bool> {
        match (self, change) {
            (Role::BatchNorm, (Key::BatchNorm, Value::Switch(on))) => Some(*on),
            (Role::Relu, (Key::Activation, Value::Choice(option))) => Some(*option == "relu"),
            (Role::Residual, (Key::Residual, Value::Switch(on))) => Some(*on),
            (Role::Clipping, (Key::Clip, Value::Choice(option))) => Some(*option != "off"),
            (Role::Clipping, (Key::ClipMax | Key::ClipP, _)) => Some(false),
            _ => None,
        }
    }

    /// Whether the trial turned this switch on, and nothing else.
    fn is_of(self, row: &Row) -> bool {
        let changes = &row.treatment.changes;
        row.treatment.start != Start::Anew
            && changes.iter().any(|change| self.takes(change) == Some(true))
            && changes.iter().all(|change| self.takes(change).is_some())
    }

    /// What its trial showed; none before it is through, and where there was none.
    pub fn badge(self, shown: &Shown) -> Option<Badge> {
        let row = shown.helped.iter().chain(&shown.rest).find(|row| self.is_of(row))?;
        let helped = shown.helped.iter().any(|other| other == row);
        let tried = Tried {
            row: row.clone(),
            control: shown.control,
            control_curve: shown.control_curve.clone(),
            rewinds: row.treatment.start == Start::Back,
            stale: shown.age != Age::Fresh,
            applies: shown.age != Age::Changed,
        };
        Some(match (row.loss, shown.control) {
            (None, _) => Badge::Diverged(tried),
            (Some(_), _) if helped => Badge::Helped(tried),
            (Some(loss), Some(control)) if (EFFECT..1.0 / EFFECT).contains(&(loss / control)) => Badge::NoEffect(tried),
            _ => Badge::DidNotHelp(tried),
        })
    }
}

impl Badge {
    pub fn tried(&self) -> &Tried {
        match self {
            Badge::Helped(tried) | Badge::NoEffect(tried) | Badge::DidNotHelp(tried) | Badge::Diverged(tried) => tried,
        }
    }

    /// Its name in style sheets and tests.
    pub fn key(&self) -> &'static str {
        match self {
            Badge::Helped(_) => "helped",
            Badge::NoEffect(_) => "no-effect",
            Badge::DidNotHelp(_) => "did-not-help",
            Badge::Diverged(_) => "diverged",
        }
    }
}

/// The best trial that changes that setting alone, and keeps the weights or not, as the setting does: its value and its loss.
pub fn best_of(shown: &Shown, key: Key) -> Option<(&Row, Value, f64)> {
    let alone = |row: &&Row| matches!(row.treatment.changes.as_slice(), [(other, _)] if *other == key);
    let row = shown.helped.iter().find(alone)?;
    let (_, value) = row.treatment.changes.first()?;
    Some((row, *value, row.loss?))
}

#[cfg(test)]
mod tests {
    use super::super::shown::tests::{row, shown};
    use super::*;

    #[test]
    fn each_switch_has_the_trial_that_turns_it_on_alone() {
        let norm = (Key::BatchNorm, Value::Switch(true));
        let residual = (Key::Residual, Value::Switch(true));
        let clip = [(Key::Clip, Value::Choice("norm")), (Key::ClipMax, Value::Real(1.0))];
        let relu = (Key::Activation, Value::Choice("relu"));
        let shown = shown(
            0.69,
            vec![
                row(Start::Anew, &[norm], Some(0.001)),
                row(Start::Here, &[norm, residual], Some(0.002)),
                row(Start::Back, &[norm], Some(0.05)),
            ],
            vec![row(Start::Here, &clip, Some(0.68)), row(Start::Here, &[relu], None)],
        );
        let badge = |role: Role| role.badge(&shown);
        assert!(
            matches!(badge(Role::BatchNorm), Some(Badge::Helped(tried)) if tried.row.loss == Some(0.05) && tried.rewinds)
        );
        assert!(matches!(badge(Role::Clipping), Some(Badge::NoEffect(_))));
        assert!(matches!(badge(Role::Relu), Some(Badge::Diverged(_))));
        assert_eq!(badge(Role::Residual), None, "it was only tried beside another");
    }

    #[test]
    fn a_switch_that_is_turned_off_is_no_trial_of_it() {
        let off = row(Start::Here, &[(Key::BatchNorm, Value::Switch(false))], Some(0.1));
        assert_eq!(Role::BatchNorm.badge(&shown(0.69, vec![off], Vec::new())), None);
    }

    #[test]
    fn the_mark_on_a_slider_is_the_best_trial_of_it_alone() {
        let rate = |rate| (Key::LearningRate, Value::Real(rate));
        let adam = (Key::Optimizer, Value::Choice("adam"));
        let shown = shown(
            0.69,
            vec![
                row(Start::Here, &[adam, rate(0.01)], Some(0.001)),
                row(Start::Here, &[rate(1.0)], Some(0.2)),
                row(Start::Here, &[rate(0.01)], Some(0.3)),
            ],
            Vec::new(),
        );
        let (_, value, loss) = best_of(&shown, Key::LearningRate).expect("one of the rate alone");
        assert_eq!((value, loss), (Value::Real(1.0), 0.2));
        assert!(best_of(&shown, Key::Depth).is_none());
    }
}
