//! The verdicts: one table of what they are called and how serious they are.

/// How a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Too few steps to say.
    Measuring,
    /// The loss falls, or has fallen well below guessing.
    Learning,
    /// The classes are told apart.
    Learned,
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
    pub const ALL: [Verdict; 11] = [
        Verdict::Measuring,
        Verdict::Learning,
        Verdict::Learned,
        Verdict::Vanishing,
        Verdict::Exploding,
        Verdict::Diverged,
        Verdict::Saturated,
        Verdict::DyingRelu,
        Verdict::TooSlow,
        Verdict::TooNoisy,
        Verdict::Stuck,
    ];

    fn row(self) -> (&'static str, &'static str, Severity) {
        match self {
            Verdict::Measuring => ("measuring", "Measuring", Severity::Unknown),
            Verdict::Learning => ("learning", "Learning", Severity::Healthy),
            Verdict::Learned => ("learned", "Learned", Severity::Healthy),
            Verdict::Vanishing => ("vanishing", "Vanishing", Severity::Ill),
            Verdict::Exploding => ("exploding", "Exploding", Severity::Ill),
            Verdict::Diverged => ("diverged", "Diverged", Severity::Dead),
            Verdict::Saturated => ("saturated", "Saturated", Severity::Ill),
            Verdict::DyingRelu => ("dying-relu", "Dying ReLU", Severity::Ill),
            Verdict::TooSlow => ("too-slow", "Too slow", Severity::Ill),
            Verdict::TooNoisy => ("too-noisy", "Too noisy", Severity::Ill),
            Verdict::Stuck => ("stuck", "Stuck", Severity::Ill),
        }
    }

    /// Its name in style sheets, files and tests.
    pub fn key(self) -> &'static str {
        self.row().0
    }

    /// The name that a reader sees.
    pub fn word(self) -> &'static str {
        self.row().1
    }

    pub fn severity(self) -> Severity {
        self.row().2
    }

    /// Whether something is wrong.
    pub fn is_ill(self) -> bool {
        matches!(self.severity(), Severity::Ill | Severity::Dead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_a_name_of_its_own() {
        for (index, verdict) in Verdict::ALL.iter().enumerate() {
            let others = &Verdict::ALL[..index];
            assert!(others.iter().all(|other| other.key() != verdict.key() && other.word() != verdict.word()));
        }
    }
}
