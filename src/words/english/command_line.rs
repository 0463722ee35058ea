//! What the command line says when it ends early, beside what is wrong with a file.

use crate::vitals::Layer;

pub const NO_GPU_IN_THIS_BUILD: &str = "This build trains on the CPU alone: build it with --features cli,gpu.";

/// A file, and what is wrong with it.
pub fn file(path: &str, problem: &str) -> String {
    format!("{path}: {problem}")
}

/// What the reader of safetensors says of a file that it cannot read.
pub fn not_safetensors(message: &str) -> String {
    format!("this is not a safetensors file ({message})")
}

/// A tensor of a type that is not read.
pub fn tensor_type(name: &str, found: &str) -> String {
    format!("parameter {name} has type {found}: it must be F32 or F64")
}

/// What the system says of an output that cannot be written.
pub fn output(message: &str) -> String {
    format!("The output could not be written: {message}.")
}

/// Where the loss is no longer a number. Programs read it too: no spaces between thousands.
pub fn diverged(step: u64, layer: Layer) -> String {
    match layer {
        Layer::Hidden(layer) => format!("diverged at step {step}, layer {layer}"),
        Layer::Head => format!("diverged at step {step}, head"),
    }
}
