//! The one table of settings: controls, files, permalinks and validation all derive from it.

use super::settings::Control::{Choice as OneOf, Integer, Real, Switch};
use super::value::Field;
use super::{Activation, Choice, Clip, ClipP, Dataset, InitScheme, Optimizer, Scale, Setting};

/// All settings, in the order in which a reader meets them.
pub fn settings() -> &'static [Setting] {
    &TABLE
}

/// The setting of that key.
pub fn setting(key: &str) -> Option<&'static Setting> {
    TABLE.iter().find(|setting| setting.key == key)
}

/// The largest seed: the largest whole number that JavaScript, too, tells from its neighbours.
const LARGEST_SEED: u64 = (1 << 53) - 1;

/// Declares the rows. A row's name is the experiment's field, and the key.
macro_rules! table {
    ($($temperature:ident $field:ident $label:literal, $help:literal, $control:expr;)+) => {
        static TABLE: [Setting; [$(stringify!($field)),+].len()] = [$(Setting {
            key: stringify!($field),
            label: $label,
            unit: "",
            help: $help,
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
    cold depth "Depth",
        "How many hidden layers the signal passes on its way forward, and the gradient on its way back.",
        Integer { min: 1, max: 1000, scale: Scale::Log, marks: &[1.0, 10.0, 100.0, 1000.0] };
    cold width "Width",
        "How many units each hidden layer has.",
        Integer { min: 1, max: 256, scale: Scale::Log, marks: &[1.0, 8.0, 32.0, 256.0] };
    cold init_scale "Init scale",
        "The factor on the spread of the initial weights: below 1 the signal fades from layer to layer, above 1 it grows.",
        Real { min: 0.0, max: 10.0, scale: Scale::Symlog { linear: 0.1 }, marks: &[1.0] };
    cold init_scheme "Init scheme",
        "The rule that sets the spread of the initial weights; Auto takes He's for the ReLU family and LeCun's otherwise.",
        OneOf { options: InitScheme::NAMES };
    hot activation "Activation",
        "The function between two layers; the gradient is multiplied by its slope at every layer.",
        OneOf { options: Activation::NAMES };
    hot batch_norm "BatchNorm",
        "Brings every unit to mean 0 and spread 1 over the batch, which keeps it where its activation is steep.",
        Switch;
    hot residual "ResNet",
        "Adds each layer's input to its output, so that the gradient has a straight way back.",
        Switch;
    hot residual_scale "Residual scale",
        "The factor on each residual block's branch; 1 over the root of the depth keeps the sum from growing.",
        Real { min: 0.0, max: 10.0, scale: Scale::Symlog { linear: 0.1 }, marks: &[1.0] };
    hot clip "Clipping",
        "Cuts a gradient that is too large before it changes the weights.",
        OneOf { options: Clip::NAMES };
    hot clip_max "Clip maximum",
        "The largest norm of all gradients together, or the largest size of one entry, that clipping lets through.",
        Real { min: 1e-6, max: 1e6, scale: Scale::Log, marks: &[1e-6, 1e-4, 1e-2, 1.0, 1e2, 1e4, 1e6] };
    hot clip_p "Clip norm p",
        "The p of the norm by which clipping measures the gradient: 2 is its length, 1 the sum of the sizes, \u{221e} the largest size.",
        OneOf { options: ClipP::NAMES };
    hot optimizer "Optimizer",
        "The rule that turns the gradient into a change of the weights.",
        OneOf { options: Optimizer::NAMES };
    hot learning_rate "Learning rate",
        "How far the weights move along the gradient at each step.",
        Real {
            min: 1e-6,
            max: 100.0,
            scale: Scale::Log,
            marks: &[1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0],
        };
    hot weight_decay "Weight decay",
        "Pulls every parameter towards 0 in proportion to its size (L2).",
        Real { min: 0.0, max: 10.0, scale: Scale::Symlog { linear: 1e-5 }, marks: &[1e-4, 1e-2, 1.0] };
    hot l1 "L1",
        "Pulls every weight towards 0 by the same amount whatever its size.",
        Real { min: 0.0, max: 10.0, scale: Scale::Symlog { linear: 1e-5 }, marks: &[1e-4, 1e-2, 1.0] };
    hot dropout "Dropout",
        "The probability that an activation is set to 0 at a training step.",
        Real { min: 0.0, max: 0.9, scale: Scale::Linear, marks: &[0.0, 0.5] };
    hot batch_size "Batch size",
        "How many points each step learns from; as many as there are, or more, means all of them at each step.",
        Integer { min: 1, max: 1024, scale: Scale::Log, marks: &[1.0, 16.0, 128.0, 1024.0] };
    cold dataset "Data",
        "What the network learns to tell apart.",
        OneOf { options: Dataset::NAMES };
    cold noise "Noise",
        "How much chance is in the generated points; digits have none added.",
        Real { min: 0.0, max: 0.5, scale: Scale::Linear, marks: &[0.0, 0.25, 0.5] };
    cold points "Points",
        "How many points are generated to train on; a fifth as many more are held out to test with.",
        Integer { min: 10, max: 5000, scale: Scale::Log, marks: &[10.0, 100.0, 500.0, 5000.0] };
    cold seed "Seed",
        "The number from which all chance follows: the same seed gives the same run.",
        Integer { min: 0, max: LARGEST_SEED, scale: Scale::Linear, marks: &[] };
}
