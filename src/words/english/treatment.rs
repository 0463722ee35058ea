//! What is said of a treatment: its name, what came of it, and why it did not help.

use super::layer;
use crate::experiment::{Clip, Experiment, Key, Value};
use crate::trials::{Edge, Start, Treatment, Trial, WhyNot};
use crate::words::format::{count, percent, short};

/// What a treatment's button says: `BatchNorm`, `Adam, 0.01`, `Rewind to step 40 + learning rate 0.01`, `New weights, depth 2`.
/// `now`: the settings that it changes; `back`: the step of the last healthy checkpoint.
pub fn label(treatment: &Treatment, now: &Experiment, back: Option<u64>) -> String {
    let then = treatment.applied_to(now);
    let mut parts: Vec<String> = Vec::new();
    let changed = |key: Key| treatment.changes.iter().any(|(other, _)| *other == key);
    for (key, value) in &treatment.changes {
        parts.extend(match key {
            // Said with the optimizer, the switch or the scheme that it belongs to.
            Key::LearningRate if changed(Key::Optimizer) => None,
            Key::ResidualScale if changed(Key::Residual) => None,
            Key::ClipMax | Key::ClipP if changed(Key::Clip) => None,
            Key::L1 if changed(Key::WeightDecay) => None,
            Key::InitScale if changed(Key::InitScheme) => None,
            Key::Optimizer => Some(format!("{}, {}", then.optimizer.name(), Value::Real(then.learning_rate))),
            Key::Residual if then.residual && then.residual_scale != 1.0 => {
                Some(format!("ResNet \u{d7} {}", short(then.residual_scale)))
            }
            Key::Clip if then.clip != Clip::Off => Some(format!("Clip at {}", Value::Real(then.clip_max))),
            Key::ClipMax => Some(format!("Clip at {}", Value::Real(then.clip_max))),
            Key::InitScheme => Some(format!(
                "Init {}, scale {}",
                super::settings::init_scheme(then.init_scheme),
                Value::Real(then.init_scale)
            )),
            Key::WeightDecay | Key::L1 if then.weight_decay == 0.0 && then.l1 == 0.0 => {
                Some("No weight decay".to_owned())
            }
            key => Some(setting(*key, *value)),
        });
    }
    let changes = parts.join(" + ");
    match (treatment.start, back) {
        (Start::Here, _) => changes,
        (Start::Back, Some(step)) if changes.is_empty() => format!("Rewind to step {}", count(step)),
        (Start::Back, _) if changes.is_empty() => "Rewind".to_owned(),
        (Start::Back, _) => format!("Rewind + {changes}"),
        (Start::Anew, _) if changes.is_empty() => "New weights".to_owned(),
        (Start::Anew, _) if !treatment.changes.iter().any(|(key, _)| key.setting().cold) => {
            format!("New weights + {changes}")
        }
        (Start::Anew, _) => changes,
    }
}

/// A setting with its value, as short as can be.
fn setting(key: Key, value: Value) -> String {
    let name = super::settings::name(key);
    match (key, value) {
        (Key::Activation, Value::Choice(_)) => shown(key, value),
        (_, Value::Switch(true)) => name.to_owned(),
        (_, Value::Switch(false)) => format!("No {name}"),
        (Key::Dropout, Value::Real(0.0)) => "No dropout".to_owned(),
        (Key::BatchSize, value) => format!("Batch of {value}"),
        (_, value) => format!("{name} {}", shown(key, value)),
    }
}

/// A value as a person reads it.
fn shown(key: Key, value: Value) -> String {
    match value {
        Value::Choice(option) => super::settings::option(key, option).to_owned(),
        Value::Switch(true) => "on".to_owned(),
        Value::Switch(false) => "off".to_owned(),
        Value::Integer(_) | Value::Real(_) => value.to_string(),
    }
}

/// Why it did not help, by the signs of its own trial; empty for one that did.
pub fn why_not(trial: &Trial) -> String {
    let why = trial.why_not.map(sign).unwrap_or_default();
    if trial.stopped { format!("{why} Ended after {} steps.", count(trial.outcome.steps as u64)) } else { why }
}

fn sign(why: WhyNot) -> String {
    match why {
        WhyNot::Diverged { step, layer: at } => format!("NaN at step {}, first in {}.", count(step), layer(at)),
        WhyNot::Dead { share, layer: at } => {
            format!("{} of the units in {} are 0 for every point.", percent(share), layer(at))
        }
        WhyNot::Vanished { ratio: 0.0 } => "No gradient reaches layer 1.".to_owned(),
        WhyNot::Vanished { ratio } => {
            format!("Layer 1's gradient is still {} of the last hidden layer's.", short(ratio))
        }
        WhyNot::Saturated { share, layer: at } => {
            format!("{} of the activations in {} are saturated.", percent(share), layer(at))
        }
        WhyNot::Rose => "The loss rises.".to_owned(),
        WhyNot::Short { update } => format!("A step moves a typical layer by {} of its size.", short(update)),
        WhyNot::HardlyBetter => "Hardly lower than where nothing was changed.".to_owned(),
        WhyNot::Stays => "Every layer moves, but the loss does not fall.".to_owned(),
    }
}

/// Since when a run was beyond what its optimizer can follow.
pub fn edge(edge: Edge) -> String {
    let Edge { since, limit } = edge;
    format!("Sharpness \u{d7} rate was above {limit}, the edge of stability, since step {}.", count(since))
}

/// A setting's value as it is, and as it usually is: `Depth 30 → 6`.
pub fn swapped(key: Key, from: Value, to: Value) -> String {
    let (from, to) = (shown(key, from), shown(key, to));
    format!("{} {from} \u{2192} {to}", super::settings::name(key))
}
