//! What is said of a remedy: its name, how it works, and why it will not.

use crate::diagnosis::{Action, Diagnosis, Obstacle};
use crate::experiment::{Optimizer, Value};
use crate::words::format::{count, short};

/// What a remedy's button says.
pub fn label(action: Action) -> String {
    match action {
        Action::BatchNorm => "BatchNorm".to_owned(),
        Action::Relu => "ReLU".to_owned(),
        Action::LeakyRelu => "Leaky ReLU".to_owned(),
        Action::Tanh => "Tanh".to_owned(),
        Action::Residual => "ResNet".to_owned(),
        Action::ResidualScale(scale) => format!("ResNet \u{d7} {}", short(scale)),
        Action::Clip => format!("Clip at {}", crate::diagnosis::CLIP_AT),
        Action::Adam => format!("Adam, {}", Optimizer::Adam.usual_rate()),
        Action::LowerLearningRate(rate) | Action::HigherLearningRate(rate) => {
            format!("Learning rate {}", Value::Real(rate))
        }
        Action::WeightDecay => format!("Weight decay {}", crate::diagnosis::DECAY),
        Action::NoDecay => "No weight decay".to_owned(),
        Action::LargerBatch(size) => format!("Batch of {size}"),
        Action::Rewind(step) => format!("Rewind to step {}", count(step)),
        Action::Restart => "Redraw the weights".to_owned(),
    }
}

/// The button of a remedy that a diverged network gets after it was taken back.
pub fn after_rewind(remedy: &str) -> String {
    format!("Rewind + {remedy}")
}

/// How a remedy works, in one sentence.
pub fn how(action: Action) -> &'static str {
    match action {
        Action::BatchNorm => "Keeps units where the slope is steep.",
        Action::Relu => "Slope 1 wherever a unit is on.",
        Action::LeakyRelu => "Slope 0.01 where ReLU has none.",
        Action::Tanh => "Slope 1 at 0, four times sigmoid's.",
        Action::Residual => "A straight way back for the gradient.",
        Action::ResidualScale(_) => "A straight way back that adds up less.",
        Action::Clip => "Cuts a long gradient; same direction.",
        Action::Adam => "No step longer than its learning rate.",
        Action::LowerLearningRate(_) => "Shorter steps that do not overshoot.",
        Action::HigherLearningRate(_) => "Longer steps along the gradient.",
        Action::WeightDecay => "Shrinks every weight a little.",
        Action::NoDecay => "Stops the pull of weights towards 0.",
        Action::LargerBatch(_) => "Averages the gradient over more points.",
        Action::Rewind(_) => "The last healthy checkpoint.",
        Action::Restart => "Starts again with the settings of now.",
    }
}

/// Why a remedy will not work in this state.
pub fn obstacle(obstacle: Obstacle, diagnosis: &Diagnosis) -> String {
    let depth = diagnosis.experiment.depth;
    match obstacle {
        Obstacle::Diverged if can_go_back(diagnosis) => "Not on NaN: rewind first, then switch it on.".to_owned(),
        Obstacle::Diverged => "Not on NaN: start again with it.".to_owned(),
        Obstacle::SignalFades { left } => format!(
            "{}: {} of the signal would be left behind {depth} layers. {}",
            drawn(diagnosis),
            short(left),
            redraw(diagnosis)
        ),
        Obstacle::GradientFades { left } => format!(
            "{}: {} of the gradient would come back to layer 1. {}",
            drawn(diagnosis),
            short(left),
            redraw(diagnosis)
        ),
        Obstacle::StillGrows { factor } => format!(
            "Hardly enough: through {depth} layers signal or gradient still grow by {}, however short the steps.",
            short(factor)
        ),
        Obstacle::BlocksAddUp { factor } => {
            format!("Not alone: {depth} blocks would add up to {} times the signal. Scale them.", short(factor))
        }
        Obstacle::NormGrows { factor } => format!(
            "Not alone: over {depth} layers it multiplies the gradient by {} on its way back. Add ResNet.",
            short(factor)
        ),
        Obstacle::TooWeak { steps } => {
            format!("Too weak here: it would take {} steps to halve the weights.", count(steps.round() as u64))
        }
        Obstacle::StepsTooLong { rate } => {
            format!("At learning rate {} each step is too long all the same: lower it first.", Value::Real(rate))
        }
        Obstacle::Shrinks { steps } => {
            format!("Weight decay halves the weights every {} steps: take it away first.", count(steps.round() as u64))
        }
        Obstacle::Shrunk { left } => {
            format!("The weights have shrunk: {} of the signal is left. Restart without it.", short(left))
        }
        Obstacle::DeadStay => "Keeps further units from dying, but dead ones get no gradient at any rate.".to_owned(),
        Obstacle::Thrown { step, gradient } => format!(
            "The weights were thrown at step {}, by a gradient of norm {}: they are no good for it any more.",
            count(step),
            short(gradient)
        ),
        Obstacle::SaturatedStay => "Saturated units hardly move; shorter steps move them even less.".to_owned(),
        Obstacle::SameAgain => "The same seed and settings end the same way: switch something on first.".to_owned(),
    }
}

fn can_go_back(diagnosis: &Diagnosis) -> bool {
    diagnosis.remedies.iter().any(|remedy| matches!(remedy.action, Action::Rewind(_)))
}

/// How the weights were drawn, as far as it stands in the way.
fn drawn(diagnosis: &Diagnosis) -> String {
    match diagnosis.init_settings.init_scale {
        scale if scale < 1.0 => format!("The weights were drawn at init scale {}", Value::Real(scale)),
        _ => format!("The weights were drawn for {}", diagnosis.init_settings.activation.name()),
    }
}

fn redraw(diagnosis: &Diagnosis) -> &'static str {
    if diagnosis.init_settings.init_scale < 1.0 { "Restart at 1." } else { "Restart with it to redraw them." }
}
