//! The lists from which a setting takes its options.

use super::Experiment;
use crate::choice;

choice! {
    /// The data that the network learns.
    Dataset {
        Circles = "circles";
        Xor = "xor";
        Gaussians = "gaussians";
        Spirals = "spirals";
        Digits = "digits";
    }
}

choice! {
    /// How the initial weights are drawn: normal with std = init_scale * gain / sqrt(fan_in), or orthogonal.
    InitScheme {
        /// Gain sqrt(2) for the ReLU family, 1 otherwise.
        Auto = "auto";
        Lecun = "lecun";
        He = "he";
        Xavier = "xavier";
        Orthogonal = "orthogonal";
    }
}

choice! {
    /// How the gradient becomes an update, with PyTorch's defaults.
    Optimizer {
        Sgd = "sgd", "SGD";
        Momentum = "momentum", "Momentum";
        RmsProp = "rmsprop", "RMSProp";
        Adam = "adam", "Adam";
        AdamW = "adamw", "AdamW";
    }
}

choice! {
    /// What happens to a large gradient between the backward pass and the update.
    Clip {
        Off = "off";
        /// All gradients scaled together, so that their norm is at most `clip_max`.
        Norm = "norm";
        /// Every entry cut to -clip_max..clip_max.
        Value = "value";
    }
}

choice! {
    /// The p of the norm by which gradients are clipped.
    ClipP {
        One = "1";
        Two = "2";
        Infinity = "inf";
    }
}

impl Dataset {
    /// Rows of the training set.
    pub fn rows(self, experiment: &Experiment) -> usize {
        match self {
            Dataset::Circles | Dataset::Xor | Dataset::Gaussians | Dataset::Spirals => experiment.points,
            // Four fifths of 1797 images.
            Dataset::Digits => 1437,
        }
    }
}

impl Optimizer {
    /// Whether it divides each gradient by its own recent size, so that a small one moves a weight as far as a large one.
    pub fn rescales(self) -> bool {
        match self {
            Optimizer::Sgd | Optimizer::Momentum => false,
            Optimizer::RmsProp | Optimizer::Adam | Optimizer::AdamW => true,
        }
    }
}
