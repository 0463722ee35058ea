//! The verdicts: one table of what is known of each.

use super::Indicator;

/// How a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Too few steps to say.
    Measuring,
    /// The loss falls, or fell until a moment ago.
    Learning,
    /// The classes are told apart.
    Learned,
    /// The rows that are trained on are told apart, by heart: those held out less and less.
    Memorised,
    /// The loss has come to rest although every layer's gradient arrives: a minimum of what this network can do.
    AtItsBest,
    /// The loss lies where guessing would, and next to nothing of the gradient reaches the first layer.
    Vanishing,
    /// The signal or the gradient has grown out of all proportion, and each step throws the weights.
    Exploding,
    /// The loss is no longer a number.
    Diverged,
    /// Most activations lie on the flat parts of a sigmoid or tanh.
    Saturated,
    /// ReLU units that are 0 on every input, so that nothing changes them any more.
    DyingRelu,
    /// The gradient arrives, but the steps are too short to get anywhere.
    TooSlow,
    /// The loss jumps about without falling.
    TooNoisy,
    /// The gradient arrives and the weights move, yet the loss has long stayed where guessing would leave it.
    Stuck,
}

/// What is known of a verdict, whatever run it is given to.
struct Facts {
    key: &'static str,
    severity: Severity,
    shape: &'static str,
    gradient: GradientState,
    evidence: &'static [Indicator],
}

/// What a verdict says of the gradient on its way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GradientState {
    Vanishes,
    Explodes,
    /// There is none that is a number.
    Lost,
    /// The verdict rests on something else: the share that reaches the first layer tells.
    AsMeasured,
}

/// How serious a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Nothing can be said yet.
    Unknown,
    Healthy,
    Ill,
    /// Only going back or starting again helps.
    Dead,
}

impl Verdict {
    pub const ALL: [Verdict; 13] = [
        Verdict::Measuring,
        Verdict::Learning,
        Verdict::Learned,
        Verdict::Memorised,
        Verdict::AtItsBest,
        Verdict::Vanishing,
        Verdict::Exploding,
        Verdict::Diverged,
        Verdict::Saturated,
        Verdict::DyingRelu,
        Verdict::TooSlow,
        Verdict::TooNoisy,
        Verdict::Stuck,
    ];

    fn facts(self) -> Facts {
        match self {
            Verdict::Measuring => Facts {
                key: "measuring",
                severity: Severity::Unknown,
                shape: "\u{25cc}",
                gradient: GradientState::AsMeasured,
                evidence: &[],
            },
            Verdict::Learning => Facts {
                key: "learning",
                severity: Severity::Healthy,
                shape: "\u{25cf}",
                gradient: GradientState::AsMeasured,
                evidence: &[],
            },
            Verdict::Learned => Facts {
                key: "learned",
                severity: Severity::Healthy,
                shape: "\u{2713}",
                gradient: GradientState::AsMeasured,
                evidence: &[],
            },
            Verdict::Memorised => Facts {
                key: "memorised",
                severity: Severity::Ill,
                shape: "\u{25a0}",
                gradient: GradientState::AsMeasured,
                evidence: &[Indicator::Loss, Indicator::HeldOut],
            },
            Verdict::AtItsBest => Facts {
                key: "at-its-best",
                severity: Severity::Unknown,
                shape: "\u{2015}",
                gradient: GradientState::AsMeasured,
                evidence: &[Indicator::Loss],
            },
            Verdict::Vanishing => Facts {
                key: "vanishing",
                severity: Severity::Ill,
                shape: "\u{25bc}",
                gradient: GradientState::Vanishes,
                evidence: &[],
            },
            Verdict::Exploding => Facts {
                key: "exploding",
                severity: Severity::Ill,
                shape: "\u{25b2}",
                gradient: GradientState::Explodes,
                evidence: &[Indicator::PeakGradient],
            },
            Verdict::Diverged => Facts {
                key: "diverged",
                severity: Severity::Dead,
                shape: "\u{2715}",
                gradient: GradientState::Lost,
                evidence: &[],
            },
            Verdict::Saturated => Facts {
                key: "saturated",
                severity: Severity::Ill,
                shape: "\u{25a0}",
                gradient: GradientState::AsMeasured,
                evidence: &[Indicator::Saturated],
            },
            Verdict::DyingRelu => Facts {
                key: "dying-relu",
                severity: Severity::Ill,
                shape: "\u{25a0}",
                gradient: GradientState::AsMeasured,
                evidence: &[Indicator::Dead],
            },
            Verdict::TooSlow => Facts {
                key: "too-slow",
                severity: Severity::Ill,
                shape: "\u{25a0}",
                gradient: GradientState::AsMeasured,
                evidence: &[Indicator::MedianUpdate],
            },
            Verdict::TooNoisy => Facts {
                key: "too-noisy",
                severity: Severity::Ill,
                shape: "\u{25a0}",
                gradient: GradientState::AsMeasured,
                evidence: &[Indicator::Loss, Indicator::Jump],
            },
            Verdict::Stuck => Facts {
                key: "stuck",
                severity: Severity::Ill,
                shape: "\u{25a0}",
                gradient: GradientState::AsMeasured,
                evidence: &[Indicator::MedianUpdate],
            },
        }
    }

    /// Its name in style sheets, files and tests.
    pub fn key(self) -> &'static str {
        self.facts().key
    }

    pub fn severity(self) -> Severity {
        self.facts().severity
    }

    /// A glyph beside its word, so that colour is never all there is.
    pub fn shape(self) -> &'static str {
        self.facts().shape
    }

    /// What it says of the gradient.
    pub fn gradient(self) -> GradientState {
        self.facts().gradient
    }

    /// The numbers that it alone rests on, beside those that are shown with every verdict.
    pub fn evidence(self) -> &'static [Indicator] {
        self.facts().evidence
    }

    /// Whether it is worth finding out by trials what would help: training goes nowhere.
    pub fn asks_for_trials(self) -> bool {
        // What is known by heart has been learned as well as it can be: no loss in training says what would help.
        (self.is_ill() && self != Verdict::Memorised) || self == Verdict::AtItsBest
    }

    /// Whether it is said at once, however short the evidence for it has held.
    pub fn is_urgent(self) -> bool {
        matches!(self, Verdict::Exploding | Verdict::Diverged)
    }

    /// Whether something is wrong.
    pub fn is_ill(self) -> bool {
        match self.severity() {
            Severity::Unknown | Severity::Healthy => false,
            Severity::Ill | Severity::Dead => true,
        }
    }
}

impl Severity {
    /// Its name in style sheets.
    pub fn key(self) -> &'static str {
        match self {
            Severity::Unknown => "unknown",
            Severity::Healthy => "healthy",
            Severity::Ill => "ill",
            Severity::Dead => "dead",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_a_key_of_its_own() {
        for (index, verdict) in Verdict::ALL.iter().enumerate() {
            assert!(Verdict::ALL[..index].iter().all(|other| other.key() != verdict.key()));
        }
    }
}
