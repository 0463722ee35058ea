//! Why the command ended early, and with which exit status.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::text::NotText;
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
    /// The output is one of the files that are read.
    OutputIsInput { path: PathBuf, input: InputFile },
    /// The network is not trained: it is too large.
    Refused(session::Refusal),
    /// A GPU was asked for, and this build has none of its code.
    #[cfg(not(feature = "gpu"))]
    NoGpuInThisBuild,
    /// The device failed.
    Device(session::Failure),
    /// What was measured could not be written: what the system says.
    Output { message: String },
    /// What was measured could not take the place of `path`, and is in `kept`: what the system says.
    OutputBeside { path: PathBuf, kept: PathBuf, message: String },
    /// The loss is not finite at this step.
    Diverged { step: u64, layer: Layer },
}

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFile {
    Story,
    Data,
    Parameters,
}

/// What is wrong with a file.
#[derive(Debug, PartialEq)]
pub enum FileProblem {
    /// It cannot be opened or read: what the system says.
    Access {
        message: String,
    },
    /// Nothing can be written in its folder, where the output is written first: what the system says.
    Folder {
        message: String,
    },
    /// It has more bytes than are read.
    TooLarge {
        most: u64,
    },
    NotText(NotText),
    /// There is no memory for it.
    Memory,
    Json(JsonError),
    Data(DataError),
    /// It is no safetensors file: what the reader of those says, in its words.
    NotSafetensors {
        details: String,
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
            Self::Device(_) | Self::Output { .. } | Self::OutputBeside { .. } => 1,
            Self::File { .. } | Self::Data(_) | Self::OutputIsInput { .. } | Self::Refused(_) => 2,
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
            Self::OutputIsInput { path, input } => {
                let is = match input {
                    InputFile::Story => said::IS_THE_STORY,
                    InputFile::Data => said::IS_THE_DATA,
                    InputFile::Parameters => said::IS_THE_PARAMETERS,
                };
                said::file(&path.display().to_string(), is)
            }
            Self::Refused(refusal) => trainer::refusal(refusal),
            #[cfg(not(feature = "gpu"))]
            Self::NoGpuInThisBuild => said::NO_GPU_IN_THIS_BUILD.to_owned(),
            Self::Device(failure) => trainer::failure(failure),
            Self::Output { message } => said::output(message),
            Self::OutputBeside { path, kept, message } => {
                said::output_beside(&path.display().to_string(), &kept.display().to_string(), message)
            }
            Self::Diverged { step, layer } => said::diverged(*step, *layer),
        }
    }

    /// What a library or a driver said of it, in its own words, for who wants to know more.
    pub fn details(&self) -> Option<String> {
        match self {
            Self::File { problem: FileProblem::NotSafetensors { details }, .. } => Some(details.clone()),
            Self::Device(failure) => trainer::detail(failure).map(str::to_owned),
            _ => None,
        }
    }
}

impl FileProblem {
    fn sentence(&self) -> String {
        match self {
            Self::Access { message } => message.clone(),
            Self::Json(error) => json_error(error),
            Self::Data(error) => data_error(error),
            Self::Folder { message } => said::folder(message),
            Self::TooLarge { most } => said::too_large(*most),
            Self::NotText(NotText::NotUtf8 { byte, line }) => said::not_utf_8(*byte, *line),
            Self::NotText(NotText::NotUtf16 { line }) => said::not_utf_16(*line),
            Self::NotText(NotText::Utf32) => said::UTF_32.to_owned(),
            Self::NotText(NotText::Zero { line }) => said::zero(*line),
            Self::Memory | Self::NotText(NotText::Memory) => said::NO_MEMORY.to_owned(),
            Self::NotSafetensors { .. } => said::NOT_SAFETENSORS.to_owned(),
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
