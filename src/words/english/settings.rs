//! What the settings and their options are called, and what each setting is, in a sentence.

use crate::experiment::{Activation, Backend, Choice, Clip, ClipP, Dataset, InitScheme, Key, Optimizer};

/// A setting's name.
pub fn name(key: Key) -> &'static str {
    match key {
        Key::Depth => "Depth",
        Key::Width => "Width",
        Key::InitScale => "Init scale",
        Key::InitScheme => "Init scheme",
        Key::Activation => "Activation",
        Key::BatchNorm => "BatchNorm",
        Key::Residual => "ResNet",
        Key::ResidualScale => "Residual scale",
        Key::Clip => "Clipping",
        Key::ClipMax => "Clip maximum",
        Key::ClipP => "Clip norm p",
        Key::Optimizer => "Optimizer",
        Key::LearningRate => "Learning rate",
        Key::WeightDecay => "Weight decay",
        Key::L1 => "L1",
        Key::Dropout => "Dropout",
        Key::BatchSize => "Batch size",
        Key::Dataset => "Data",
        Key::Noise => "Noise",
        Key::Points => "Points",
        Key::Standardise => "Standardise",
        Key::Seed => "Seed",
    }
}

/// The name of a setting's control. The way of clipping has another one than its switch.
pub fn control(key: Key) -> &'static str {
    if key == Key::Clip { "Clip by" } else { name(key) }
}

/// One sentence that says what a setting is.
pub fn help(key: Key) -> &'static str {
    match key {
        Key::Depth => "How many hidden layers the signal passes on its way forward, and the gradient on its way back.",
        Key::Width => "How many units each hidden layer has.",
        Key::InitScale => {
            "The factor on the spread of the initial weights: below 1 the signal fades from layer to layer, above 1 it grows."
        }
        Key::InitScheme => {
            "The rule that sets the spread of the initial weights; Auto takes He's for the ReLU family and LeCun's otherwise."
        }
        Key::Activation => "The function between two layers; the gradient is multiplied by its slope at every layer.",
        Key::BatchNorm => {
            "Brings every unit to mean 0 and spread 1 over the batch, which keeps it where its activation is steep."
        }
        Key::Residual => "Adds each layer's input to its output, so that the gradient has a straight way back.",
        Key::ResidualScale => {
            "The factor on each residual block's branch; 1 over the root of the depth keeps the sum from growing."
        }
        Key::Clip => "Cuts a gradient that is too large before it changes the weights.",
        Key::ClipMax => {
            "The largest norm of all gradients together, or the largest size of one entry, that clipping lets through."
        }
        Key::ClipP => {
            "The p of the norm by which clipping measures the gradient: 2 is its length, 1 the sum of the sizes, \u{221e} the largest size."
        }
        Key::Optimizer => "The rule that turns the gradient into a change of the weights.",
        Key::LearningRate => "How far the weights move along the gradient at each step.",
        Key::WeightDecay => "Pulls every parameter towards 0 in proportion to its size (L2).",
        Key::L1 => "Pulls every weight towards 0 by the same amount whatever its size.",
        Key::Dropout => "The probability that an activation is set to 0 at a training step.",
        Key::BatchSize => {
            "How many points each step learns from; as many as there are, or more, means all of them at each step."
        }
        Key::Dataset => "What the network learns to tell apart.",
        Key::Noise => "How much chance is in the generated points; digits have none added.",
        Key::Points => "How many points are generated to train on; a fifth as many more are held out to test with.",
        Key::Standardise => {
            "Brings each feature to mean 0 and standard deviation 1, as most networks need it; off, the rows are taken as they are."
        }
        Key::Seed => "The number from which all chance follows: the same seed gives the same run.",
    }
}

/// The name of one option of a setting, by the option's key; the key itself where the setting has no such option.
pub fn option(key: Key, option: &'static str) -> &'static str {
    match key {
        Key::Dataset => named(option, dataset),
        Key::Activation => named(option, Activation::name),
        Key::InitScheme => named(option, init_scheme),
        Key::Optimizer => named(option, Optimizer::name),
        Key::Clip => named(option, clip),
        Key::ClipP => named(option, clip_p),
        Key::Depth
        | Key::Width
        | Key::InitScale
        | Key::BatchNorm
        | Key::Standardise
        | Key::Residual
        | Key::ResidualScale
        | Key::ClipMax
        | Key::LearningRate
        | Key::WeightDecay
        | Key::L1
        | Key::Dropout
        | Key::BatchSize
        | Key::Noise
        | Key::Points
        | Key::Seed => option,
    }
}

fn named<T: Choice>(key: &'static str, name: fn(T) -> &'static str) -> &'static str {
    T::from_key(key).map_or(key, name)
}

pub fn dataset(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Circles => "Circles",
        Dataset::Xor => "Xor",
        Dataset::Gaussians => "Gaussians",
        Dataset::Spirals => "Two spirals",
        Dataset::Digits => "Digits",
    }
}

pub fn init_scheme(scheme: InitScheme) -> &'static str {
    match scheme {
        InitScheme::Auto => "Auto",
        InitScheme::Lecun => "LeCun",
        InitScheme::He => "He",
        InitScheme::Xavier => "Xavier",
        InitScheme::Orthogonal => "Orthogonal",
    }
}

pub fn clip(clip: Clip) -> &'static str {
    match clip {
        Clip::Off => "Off",
        Clip::Norm => "By norm",
        Clip::Value => "By value",
    }
}

pub fn clip_p(p: ClipP) -> &'static str {
    match p {
        ClipP::One => "1",
        ClipP::Two => "2",
        ClipP::Infinity => "\u{221e}",
    }
}

pub fn backend(backend: Backend) -> &'static str {
    match backend {
        Backend::Cpu => "CPU",
        Backend::Gpu => "WebGPU",
    }
}
