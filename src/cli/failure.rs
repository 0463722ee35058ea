//! Why the command ended early, and with which exit status.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::data::DataError;
use crate::experiment::JsonError;
use crate::network::ParameterError;
use crate::training::TrainingError;
use crate::vitals::Layer;

/// What ended the command. `words::command_line::failure` makes a sentence of it.
#[derive(Debug, PartialEq)]
pub enum Failure {
    /// A file that was given is wrong, or the one that is written to cannot be.
    File { path: PathBuf, problem: FileProblem },
    /// The experiment has no data.
    Data(DataError),
    /// A GPU was asked for, and this build has none of its code.
    NoGpuInThisBuild,
    /// The device failed: what its driver says.
    Device { message: String },
    /// What was measured could not be written: what the system says.
    Output { message: String },
    /// The loss is not finite at this step.
    Diverged { step: u64, layer: Layer },
}

/// What is wrong with a file.
#[derive(Debug, PartialEq)]
pub enum FileProblem {
    /// It cannot be opened or read: what the system says.
    Access {
        message: String,
    },
    Json(JsonError),
    Data(DataError),
    /// What the reader of safetensors says.
    NotSafetensors {
        message: String,
    },
    /// A tensor that is neither float32 nor float64, and its type.
    TensorType {
        name: String,
        found: String,
    },
    Parameters(ParameterError),
}

impl Failure {
    /// A file that was given and is wrong.
    pub(super) fn file(path: &Path, problem: FileProblem) -> Self {
        Self::File { path: path.to_owned(), problem }
    }

    /// A file that cannot be opened or read.
    pub(super) fn access(path: &Path, error: &std::io::Error) -> Self {
        Self::file(path, FileProblem::Access { message: error.to_string() })
    }

    /// The exit status: 1 when the device or the output failed, 2 when the input is wrong, 3 for a divergence.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Device { .. } | Self::Output { .. } => 1,
            Self::File { .. } | Self::Data(_) | Self::NoGpuInThisBuild => 2,
            Self::Diverged { .. } => 3,
        })
    }
}

impl From<TrainingError> for Failure {
    fn from(error: TrainingError) -> Self {
        Self::Device { message: error.to_string() }
    }
}
