//! What the user asked for: settings, their ranges, the cases, the permalink.

mod activation;
mod cases;
mod choice;
mod gain;
mod invalid;
mod json;
mod nearest;
mod options;
mod permalink;
mod scale;
mod settings;
mod table;
mod value;

pub use activation::{Activation, LEAKY_SLOPE, SATURATED_BELOW, SELU_ALPHA, SELU_SCALE};
pub use cases::{Case, case, cases};
pub use choice::{Choice, Named};
pub use gain::gain;
pub use invalid::Invalid;
pub(crate) use invalid::quoted;
pub use json::JsonError;
pub use options::{Clip, ClipP, Dataset, InitScheme, Optimizer};
pub use permalink::{Backend, Ignored, Permalink, from_fragment, to_fragment};
pub use scale::Scale;
use serde::{Deserialize, Serialize};
pub use settings::{Control, Setting};
pub use table::{setting, settings};
pub use value::Value;

/// Everything that determines a run. The same seed and settings give the same run on every machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    pub dataset: Dataset,
    /// Noise of the generated data, 0..0.5 (a fraction of TensorFlow Playground's 0..50).
    pub noise: f64,
    /// Number of generated training points; a further 20 % are held out.
    pub points: usize,
    pub batch_size: usize,
    pub seed: u64,
    /// Number of hidden layers, 1..1000.
    pub depth: usize,
    /// Units in each hidden layer, 1..256.
    pub width: usize,
    pub activation: Activation,
    pub batch_norm: bool,
    pub residual: bool,
    /// The factor `a` on a residual block's branch.
    pub residual_scale: f64,
    pub init_scheme: InitScheme,
    pub init_scale: f64,
    pub optimizer: Optimizer,
    pub learning_rate: f64,
    pub weight_decay: f64,
    pub l1: f64,
    /// Probability that an activation is dropped while training, 0..0.9.
    pub dropout: f64,
    pub clip: Clip,
    /// The maximum norm, or the maximum value.
    pub clip_max: f64,
    pub clip_p: ClipP,
}

impl Default for Experiment {
    /// The first patient: ten sigmoid layers that flatline.
    fn default() -> Self {
        Self {
            dataset: Dataset::Circles,
            noise: 0.0,
            points: 500,
            batch_size: 128,
            seed: 0,
            depth: 10,
            width: 32,
            activation: Activation::Sigmoid,
            batch_norm: false,
            residual: false,
            residual_scale: 1.0,
            init_scheme: InitScheme::Auto,
            init_scale: 1.0,
            optimizer: Optimizer::Sgd,
            learning_rate: 0.1,
            weight_decay: 0.0,
            l1: 0.0,
            dropout: 0.0,
            clip: Clip::Off,
            clip_max: 20.0,
            clip_p: ClipP::Two,
        }
    }
}
