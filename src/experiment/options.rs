//! The shorter lists from which a setting takes its options.

use crate::choice;

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
