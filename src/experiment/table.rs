//! The one table of settings: an experiment's fields and defaults, and the controls, files, permalinks and ranges of all
//! settings derive from it. A new setting is one row here and its words in `words/english/settings.rs`.

use serde::{Deserialize, Serialize};

use super::settings::Control::{Choice as OneOf, Integer, Real, Switch};
use super::value::{Field, read, read_some};
use super::{Activation, Choice, Clip, ClipP, Dataset, InitScheme, Optimizer, Scale, Setting};

/// The largest seed, 2^53 - 1: the largest whole number that JavaScript's numbers, too, hold exactly.
const LARGEST_SEED: u64 = (1 << 53) - 1;

/// Declares the settings, in the order in which a reader meets them. A row is: hot or cold, the setting's name in Rust,
/// its key in permalinks and files (the experiment's field), its type, its default, its control.
macro_rules! table {
    ($($(#[$meta:meta])+ $temperature:ident $id:ident $field:ident: $type:ty = $default:expr, $control:expr;)+) => {
        /// Everything that determines a run, until somebody changes a setting while it trains. The same seed and
        /// settings give the same run on every CPU, to the bit.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Experiment { $($(#[$meta])+ #[serde(deserialize_with = "read")] pub $field: $type,)+ }

        impl Default for Experiment {
            /// The first case: ten sigmoid layers that flatline.
            fn default() -> Self {
                Self { $($field: $default),+ }
            }
        }

        /// A change in a file: its step, and the settings that become something else there.
        #[derive(Debug, Default, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(super) struct Patch {
            #[serde(deserialize_with = "read_some", skip_serializing_if = "Option::is_none")]
            pub(super) step: Option<u64>,
            $(#[serde(deserialize_with = "read_some", skip_serializing_if = "Option::is_none")] $field: Option<$type>,)+
        }

        impl Patch {
            /// What becomes something else at that step.
            pub(super) fn between(step: u64, old: &Experiment, new: &Experiment) -> Self {
                Self { step: Some(step), $($field: (old.$field != new.$field).then_some(new.$field)),+ }
            }

            /// Sets what becomes something else.
            pub(super) fn apply(&self, experiment: &mut Experiment) {
                $(if let Some(value) = self.$field { experiment.$field = value; })+
            }
        }

        /// Names a setting; its row of the table is [`Key::setting`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Key { $($(#[$meta])+ $id,)+ }

        static TABLE: [Setting; [$(Key::$id),+].len()] = [$(Setting {
            id: Key::$id,
            key: stringify!($field),
            cold: table!(@cold $temperature),
            control: $control,
            read: |experiment| experiment.$field.to_value(),
            write: |experiment, value| match Field::from_value(value) {
                Some(value) => {
                    experiment.$field = value;
                    true
                }
                None => false,
            },
        }),+];
    };
    (@cold cold) => { true };
    (@cold hot) => { false };
}

table! {
    /// Number of hidden layers, 1..=1000.
    cold Depth depth: usize = 10,
        Integer { min: 1, max: 1000, scale: Scale::Log, marks: &[1.0, 10.0, 100.0, 1000.0] };
    /// Units in each hidden layer, 1..=256.
    cold Width width: usize = 32,
        Integer { min: 1, max: 256, scale: Scale::Log, marks: &[1.0, 8.0, 32.0, 256.0] };
    /// The factor on the standard deviation of the initial weights of stem and hidden layers, 0..=10.
    cold InitScale init_scale: f64 = 1.0,
        Real { min: 0.0, max: 10.0, scale: Scale::Symlog { linear: 0.1 }, marks: &[0.0, 0.1, 1.0, 10.0] };
    /// The rule for the standard deviation of the initial weights; see [`gain`](super::gain).
    cold InitScheme init_scheme: InitScheme = InitScheme::Auto,
        OneOf { options: InitScheme::KEYS };
    /// The function between two layers.
    hot Activation activation: Activation = Activation::Sigmoid,
        OneOf { options: Activation::KEYS };
    /// Whether a BatchNorm stands before each activation.
    hot BatchNorm batch_norm: bool = false,
        Switch;
    /// Whether each hidden layer after the first adds its output to its input.
    hot Residual residual: bool = false,
        Switch;
    /// The factor on what a hidden layer adds to its input, 0..=10. Without `residual` it has no effect.
    hot ResidualScale residual_scale: f64 = 1.0,
        Real { min: 0.0, max: 10.0, scale: Scale::Symlog { linear: 0.1 }, marks: &[0.0, 0.1, 1.0, 10.0] };
    /// What is done to a gradient that is too large, between the backward pass and the update.
    hot Clip clip: Clip = Clip::Off,
        OneOf { options: Clip::KEYS };
    /// The largest norm of all gradients together (`clip` is norm) or size of one entry (value), 1e-6..=1e6.
    hot ClipMax clip_max: f64 = 20.0,
        Real { min: 1e-6, max: 1e6, scale: Scale::Log, marks: &[1e-6, 1e-4, 1e-2, 1.0, 1e2, 1e4, 1e6] };
    /// The p of the norm that is clipped; for `clip` by norm only.
    hot ClipP clip_p: ClipP = ClipP::Two,
        OneOf { options: ClipP::KEYS };
    /// The rule that turns a gradient into an update of the parameters.
    hot Optimizer optimizer: Optimizer = Optimizer::Sgd,
        OneOf { options: Optimizer::KEYS };
    /// The factor on each update, 1e-6..=100.
    hot LearningRate learning_rate: f64 = 0.1,
        Real {
            min: 1e-6,
            max: 100.0,
            scale: Scale::Log,
            marks: &[1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0],
        };
    /// PyTorch's `weight_decay` (L2), on all parameters, 0..=10.
    hot WeightDecay weight_decay: f64 = 0.0,
        Real { min: 0.0, max: 10.0, scale: Scale::Symlog { linear: 1e-5 }, marks: &[0.0, 1e-4, 1e-2, 1.0] };
    /// The factor on the sum of |W| over all weight matrices that is added to the loss that is differentiated, 0..=10.
    hot L1 l1: f64 = 0.0,
        Real { min: 0.0, max: 10.0, scale: Scale::Symlog { linear: 1e-5 }, marks: &[0.0, 1e-4, 1e-2, 1.0] };
    /// The probability that an activation is set to 0 in a training step, 0..=0.9.
    hot Dropout dropout: f64 = 0.0,
        Real { min: 0.0, max: 0.9, scale: Scale::Linear, marks: &[0.0, 0.5] };
    /// Rows in each training step, 1..=1024; at least as many as there are means all rows, in order.
    hot BatchSize batch_size: usize = 128,
        Integer { min: 1, max: 1024, scale: Scale::Log, marks: &[1.0, 16.0, 128.0, 1024.0] };
    /// The data that the network learns.
    cold Dataset dataset: Dataset = Dataset::Circles,
        OneOf { options: Dataset::KEYS };
    /// Noise of generated data, 0..=0.5: a hundredth of TensorFlow Playground's 0..=50. Digits have none added.
    cold Noise noise: f64 = 0.0,
        Real { min: 0.0, max: 0.5, scale: Scale::Linear, marks: &[0.0, 0.25, 0.5] };
    /// Number of generated rows to train on, 10..=5000; a fifth as many more are held out. Digits are as many as they are.
    cold Points points: usize = 500,
        Integer { min: 10, max: 5000, scale: Scale::Log, marks: &[10.0, 100.0, 500.0, 5000.0] };
    /// Whether features are brought to mean 0 and standard deviation 1 before they are trained on, by the training rows.
    cold Standardise standardise: bool = true,
        Switch;
    /// What all randomness follows from (data, initial weights, batch order, dropout), 0..=2^53 - 1.
    cold Seed seed: u64 = 0,
        Integer { min: 0, max: LARGEST_SEED, scale: Scale::Linear, marks: &[] };
}

/// All settings, in the order in which a reader meets them.
pub fn settings() -> &'static [Setting] {
    &TABLE
}

/// The setting of that key, such as `clip_max`.
pub fn setting(key: &str) -> Option<&'static Setting> {
    TABLE.iter().find(|setting| setting.key == key)
}

impl Key {
    /// The setting's row of the table.
    pub fn setting(self) -> &'static Setting {
        &TABLE[self as usize]
    }
}
