//! Something to do about a run.

use crate::experiment::{Experiment, Key, Value};

/// Where a treatment begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Start {
    /// Where the run stands: it keeps its weights.
    Here,
    /// At the last healthy checkpoint: the run is taken back to it, and keeps the weights of then.
    Back,
    /// With new weights, at step 0.
    Anew,
}

/// What is changed, and where that begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Treatment {
    pub start: Start,
    /// The settings that become something else, with their new values, in the table's order. Empty where going back or new
    /// weights are all there is to it.
    pub changes: Vec<(Key, Value)>,
}

impl Treatment {
    /// What makes these settings of those, beginning there; with new weights wherever a setting asks for them.
    pub fn between(start: Start, now: &Experiment, then: &Experiment) -> Self {
        let changes = now.changes(then).into_iter().map(|setting| (setting.id, setting.get(then))).collect();
        let start = if now.needs_restart(then) { Start::Anew } else { start };
        Self { start, changes }
    }

    /// The settings with it.
    pub fn applied_to(&self, now: &Experiment) -> Experiment {
        let mut then = now.clone();
        for (key, value) in &self.changes {
            // They come from an experiment, so each is a value of its setting.
            let set = key.setting().set(&mut then, *value);
            debug_assert!(set.is_ok(), "{set:?}");
        }
        then
    }

    /// Whether the network gets new weights.
    pub fn restarts(&self) -> bool {
        self.start == Start::Anew
    }

    /// How much it asks of whoever applies it: of two that do as well the one that asks for less goes first. To take something
    /// away or to bring the inputs to scale is least, then come rates and batches, what is switched on, another optimizer or
    /// activation; a restart costs what was learned. As a share of the loss of guessing that it is worth.
    pub fn effort(&self) -> f64 {
        let of = |(key, value): &(Key, Value)| match (key, value) {
            (Key::WeightDecay | Key::L1 | Key::Dropout, Value::Real(0.0)) | (Key::Standardise, _) => 0.0,
            (_, Value::Switch(false)) => 0.0,
            (Key::LearningRate | Key::BatchSize | Key::InitScale | Key::InitScheme, _) => 0.01,
            (_, Value::Switch(true)) | (Key::ResidualScale, _) => 0.015,
            (Key::Clip | Key::ClipMax | Key::ClipP, _) => 0.01,
            _ => 0.03,
        };
        let changes = self.changes.iter().map(of).fold(0.0, f64::max) + 0.005 * self.changes.len() as f64;
        changes + if self.restarts() { 0.03 } else { 0.0 }
    }

    /// Its name in files and tests: the settings that it changes, after what is done first where that is all or in between,
    /// such as `batch_norm`, `optimizer+learning_rate`, `rewind+learning_rate`, `restart`.
    pub fn key(&self) -> String {
        let first = match self.start {
            Start::Here => None,
            Start::Back => Some("rewind"),
            // A setting that asks for new weights says it by itself.
            Start::Anew if self.changes.iter().any(|(key, _)| key.setting().cold) => None,
            Start::Anew => Some("restart"),
        };
        let keys = self.changes.iter().map(|(key, _)| key.setting().key);
        first.into_iter().chain(keys).collect::<Vec<_>>().join("+")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Optimizer;

    #[test]
    fn it_is_named_by_what_it_changes_and_applies_to_the_settings_it_was_made_of() {
        let now = Experiment::default();
        for (start, then, key, restarts) in [
            (Start::Here, Experiment { batch_norm: true, ..now.clone() }, "batch_norm", false),
            (Start::Back, Experiment { learning_rate: 0.01, ..now.clone() }, "rewind+learning_rate", false),
            (
                Start::Here,
                Experiment { optimizer: Optimizer::Adam, learning_rate: 0.01, ..now.clone() },
                "optimizer+learning_rate",
                false,
            ),
            (Start::Here, Experiment { depth: 2, ..now.clone() }, "depth", true),
            (Start::Anew, now.clone(), "restart", true),
            (Start::Anew, Experiment { batch_norm: true, ..now.clone() }, "restart+batch_norm", true),
        ] {
            let treatment = Treatment::between(start, &now, &then);
            assert_eq!((treatment.key().as_str(), treatment.restarts()), (key, restarts));
            assert_eq!(treatment.applied_to(&now), then);
        }
    }
}
