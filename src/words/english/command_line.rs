//! What the command line says when it ends early.

use super::{data_error, json_error, parameter_error};
use crate::cli::{Failure, FileProblem};
use crate::vitals::Layer;

/// Why the command ended early.
pub fn failure(failure: &Failure) -> String {
    match failure {
        Failure::File { path, problem } => format!("{}: {}", path.display(), file_problem(problem)),
        Failure::Data(error) => data_error(error),
        Failure::NoGpuInThisBuild => "This build trains on the CPU alone: build it with --features cli,gpu.".to_owned(),
        Failure::Device { message } => message.clone(),
        Failure::Output { message } => format!("The output could not be written: {message}."),
        Failure::Diverged { step, layer: Layer::Hidden(layer) } => format!("diverged at step {step}, layer {layer}"),
        Failure::Diverged { step, layer: Layer::Head } => format!("diverged at step {step}, head"),
    }
}

fn file_problem(problem: &FileProblem) -> String {
    match problem {
        FileProblem::Access { message } => message.clone(),
        FileProblem::Json(error) => json_error(error),
        FileProblem::Data(error) => data_error(error),
        FileProblem::NotSafetensors { message } => format!("this is not a safetensors file ({message})"),
        FileProblem::TensorType { name, found } => {
            format!("parameter {name} has type {found}: it must be F32 or F64")
        }
        FileProblem::Parameters(error) => parameter_error(error),
    }
}
