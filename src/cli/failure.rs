//! Why the command ended early, and with which exit status.

use std::path::Path;
use std::process::ExitCode;

use crate::vitals::Layer;

/// What ended the command.
#[derive(Debug, PartialEq)]
pub enum Failure {
    /// Something that the user gave is wrong.
    Input(String),
    /// The device, or a file that is written to.
    Machine(String),
    /// The loss is not finite at this step.
    Diverged { step: u64, layer: Layer },
}

impl Failure {
    /// A file that was given and is wrong.
    pub fn file(path: &Path, reason: impl std::fmt::Display) -> Self {
        Self::Input(format!("{}: {reason}", path.display()))
    }

    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Machine(_) => 1,
            Self::Input(_) => 2,
            Self::Diverged { .. } => 3,
        })
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(message) | Self::Machine(message) => f.write_str(message),
            Self::Diverged { step, layer: Layer::Hidden(layer) } => write!(f, "diverged at step {step}, layer {layer}"),
            Self::Diverged { step, layer: Layer::Head } => write!(f, "diverged at step {step}, head"),
        }
    }
}
