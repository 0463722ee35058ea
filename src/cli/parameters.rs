//! Initial parameters from a safetensors file.

use std::path::Path;

use safetensors::{Dtype, SafeTensors};

use super::failure::{Failure, FileProblem};
use crate::network::parameters::NamedTensor;

/// Reads all tensors of a file; they must be float32 or float64.
///
/// # Errors
/// [`Failure::File`] where it cannot be read, is no safetensors file, or has a tensor of another type.
pub fn read(path: &Path) -> Result<Vec<NamedTensor>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::access(path, &error))?;
    let file = SafeTensors::deserialize(&bytes)
        .map_err(|error| Failure::file(path, FileProblem::NotSafetensors { message: error.to_string() }))?;
    let named = |(name, view): (String, safetensors::tensor::TensorView<'_>)| {
        let values = match view.dtype() {
            Dtype::F32 => view.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
            Dtype::F64 => view.data().as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes) as f32).collect(),
            other => {
                let problem = FileProblem::TensorType { name, found: format!("{other:?}") };
                return Err(Failure::file(path, problem));
            }
        };
        Ok(NamedTensor { name, shape: view.shape().to_vec(), values })
    };
    file.tensors().into_iter().map(named).collect()
}
