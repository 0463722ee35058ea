//! Why the command ended early, and with which exit status.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::data::DataError;
use crate::experiment::JsonError;
use crate::network::ParameterError;
use crate::session;
use crate::training::TrainingError;
use crate::vitals::Layer;
use crate::words::command_line as said;
use crate::words::{data_error, json_error, parameter_error, trainer};

/// What ended the command.
#[derive(Debug, PartialEq)]
pub enum Failure {
    /// A file that was given is wrong, or the one that is written to cannot be.
    File { path: PathBuf, problem: FileProblem },
    /// The experiment has no data.
    Data(DataError),
    /// A GPU was asked for, and this build has none of its code.
    #[cfg(not(feature = "gpu"))]
    NoGpuInThisBuild,
    /// The device failed.
    Device(session::Failure),
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
            Self::Device(_) | Self::Output { .. } => 1,
            Self::File { .. } | Self::Data(_) => 2,
            #[cfg(not(feature = "gpu"))]
            Self::NoGpuInThisBuild => 2,
            Self::Diverged { .. } => 3,
        })
    }
}

impl Failure {
    /// The sentence that says it.
    pub fn sentence(&self) -> String {
        match self {
            Self::File { path, problem } => said::file(&path.display().to_string(), &problem.sentence()),
            Self::Data(error) => data_error(error),
            #[cfg(not(feature = "gpu"))]
            Self::NoGpuInThisBuild => said::NO_GPU_IN_THIS_BUILD.to_owned(),
            Self::Device(failure) => trainer::failure(failure),
            Self::Output { message } => said::output(message),
            Self::Diverged { step, layer } => said::diverged(*step, *layer),
        }
    }
}

impl FileProblem {
    fn sentence(&self) -> String {
        match self {
            Self::Access { message } => message.clone(),
            Self::Json(error) => json_error(error),
            Self::Data(error) => data_error(error),
            Self::NotSafetensors { message } => said::not_safetensors(message),
            Self::TensorType { name, found } => said::tensor_type(name, found),
            Self::Parameters(error) => parameter_error(error),
        }
    }
}

impl From<TrainingError> for Failure {
    fn from(error: TrainingError) -> Self {
        Self::Device(session::Failure::DeviceLost { detail: error.detail })
    }
}
