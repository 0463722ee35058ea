//! What is said of the check of the update sum.

use super::verdict::unknown;
use crate::diagnosis::{Diagnosis, Disagreement, Reason, UpdateSumVerdict};
use crate::experiment::Value;
use crate::words::format::{number, short};

/// What the check says.
pub fn says(verdict: UpdateSumVerdict) -> &'static str {
    match verdict {
        UpdateSumVerdict::Vanishing => "vanishing",
        UpdateSumVerdict::Exploding => "exploding",
        UpdateSumVerdict::Fine => "fine",
        UpdateSumVerdict::Unknown => "nothing yet",
    }
}

/// Why the check and the ratios say different things.
pub fn disagreement(disagreement: &Disagreement, diagnosis: &Diagnosis) -> String {
    let update = diagnosis.indicators.first_update.map_or_else(unknown, short);
    let ratio = diagnosis.indicators.gradient_ratio.or(diagnosis.indicators.gradient_share).map_or_else(unknown, short);
    match disagreement.reason {
        Reason::Cancels => format!(
            "The ratios disagree: layer 1 moves by {update} of its size a step. Some weights go up and others down, and a signed sum cancels."
        ),
        Reason::LearningRate => format!(
            "The ratios disagree: layer 1 moves by {update} of its size a step. The sum scales with the learning rate, here {}.",
            Value::Real(diagnosis.experiment.learning_rate)
        ),
        Reason::Settled => "It has learned: small steps are as it should be.".to_owned(),
        Reason::Small => format!(
            "The ratios disagree: the first gradient is {ratio} of the last, which is little but not lost: the steps are small as a whole."
        ),
        Reason::Rescaled => format!(
            "The ratios disagree: the first gradient is {ratio} of the last. {} divides each gradient by its own size, so the sum no longer shows it.",
            diagnosis.experiment.optimizer.name()
        ),
        Reason::Decay => format!(
            "The ratios disagree: the first gradient is {ratio} of the last. What moves layer 1 is the regularisation."
        ),
        Reason::Elsewhere { update: Some(largest) } if largest > 1.0 => format!(
            "The ratios disagree: a step moves another layer by {} times its size. The sum looks at layer 1 alone.",
            short(largest)
        ),
        Reason::Elsewhere { .. } => {
            "The explosion does not show here: the sum looks at layer 1 alone, and at one step.".to_owned()
        }
        Reason::AddsUp => format!(
            "The ratios disagree: layer 1 moves by {update} of its size a step. Many weights that move the same way add up."
        ),
    }
}

/// Where a copy that nothing was changed of shows that the check is wrong; `control`: the loss that it reached, none where it
/// diverged.
pub fn misled(diagnosis: &Diagnosis, control: Option<f64>) -> Option<String> {
    let learned = control.is_some_and(|loss| loss < LEARNS * diagnosis.indicators.guess);
    let loss = control.map_or_else(|| super::NOT_A_NUMBER.to_owned(), number);
    let sum = diagnosis.update_sum.sum.map_or_else(unknown, short);
    match diagnosis.update_sum.verdict {
        UpdateSumVerdict::Fine if !learned => Some(format!(
            "The check of the update sum misleads: at {sum} it says fine, and a copy that nothing was changed of ended at a loss of {loss}."
        )),
        UpdateSumVerdict::Vanishing | UpdateSumVerdict::Exploding if learned => Some(format!(
            "The check of the update sum misleads: at {sum} it says {}, and a copy that nothing was changed of learned, to a loss of {loss}.",
            says(diagnosis.update_sum.verdict)
        )),
        UpdateSumVerdict::Fine
        | UpdateSumVerdict::Vanishing
        | UpdateSumVerdict::Exploding
        | UpdateSumVerdict::Unknown => None,
    }
}

/// Of the loss of guessing: a copy that ends below it has learned something.
const LEARNS: f64 = 0.8;
