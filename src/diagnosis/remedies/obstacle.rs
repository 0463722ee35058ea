//! What may stand in a remedy's way.

/// Why a remedy will not work now. The numbers are expectations over the weights' chance, see [`SignalPropagation`](crate::diagnosis::SignalPropagation).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Obstacle {
    /// The network holds NaN or infinities, which no setting takes out again.
    Diverged,
    /// With weights drawn as these were, this multiple of the signal would be left behind the last layer.
    SignalFades { left: f64 },
    /// The same of the gradient at the first layer.
    GradientFades { left: f64 },
    /// The signal or the gradient still grows by this factor on its way, however short the steps are.
    StillGrows { factor: f64 },
    /// The residual blocks would add up to this multiple of the signal.
    BlocksAddUp { factor: f64 },
    /// BatchNorm alone would multiply the gradient by this factor on its way back.
    NormGrows { factor: f64 },
    /// It would take so many steps to halve the weights.
    TooWeak { steps: f64 },
    /// At this learning rate a step is too long whatever is done to the gradient.
    StepsTooLong { rate: f64 },
    /// Weight decay halves the weights every so many steps.
    Shrinks { steps: f64 },
    /// The weights have shrunk: this multiple of the signal is left behind the last layer.
    Shrunk { left: f64 },
    /// Units that are 0 on every input get no gradient, however the steps are taken.
    DeadStay,
    /// An explosion has thrown the weights: the gradient had grown to this norm at this step.
    Thrown { step: u64, gradient: f64 },
    /// Saturated units get next to no gradient, and shorter steps move them even less.
    SaturatedStay,
    /// The same seed and settings give the same weights, and the same end.
    SameAgain,
}
