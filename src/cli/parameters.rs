//! Initial parameters from a safetensors file.

use std::path::Path;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use super::failure::{Failure, FileProblem};
use super::input;
use crate::network::parameters::NamedTensor;

/// Reads all tensors of a file; they must be float32 or float64.
///
/// # Errors
/// [`Failure::File`] where it cannot be read, is no safetensors file, or has a tensor of another type.
pub(super) fn read(path: &Path) -> Result<Vec<NamedTensor>, Failure> {
    let bytes = input::bytes(path, input::MOST_OF_PARAMETERS)?;
    from_bytes(&bytes).map_err(|problem| Failure::file(path, problem))
}

/// The tensors of a safetensors file's bytes.
///
/// # Errors
/// Where they are no such file, or a tensor is of another type than float32 or float64.
pub fn from_bytes(bytes: &[u8]) -> Result<Vec<NamedTensor>, FileProblem> {
    let file =
        SafeTensors::deserialize(bytes).map_err(|error| FileProblem::NotSafetensors { details: error.to_string() })?;
    let named = |(name, view): (String, TensorView<'_>)| {
        let values = values(&name, &view)?;
        Ok(NamedTensor { name, shape: view.shape().to_vec(), values })
    };
    file.tensors().into_iter().map(named).collect()
}

/// The values of a tensor.
fn values(name: &str, view: &TensorView<'_>) -> Result<Vec<f32>, FileProblem> {
    let mut values = Vec::new();
    let reserve = |values: &mut Vec<f32>, count| values.try_reserve_exact(count).map_err(|_| FileProblem::Memory);
    match view.dtype() {
        Dtype::F32 => {
            let numbers = view.data().as_chunks().0;
            reserve(&mut values, numbers.len())?;
            values.extend(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)));
        }
        Dtype::F64 => {
            let numbers = view.data().as_chunks().0;
            reserve(&mut values, numbers.len())?;
            values.extend(numbers.iter().map(|bytes| f64::from_le_bytes(*bytes) as f32));
        }
        other => return Err(FileProblem::TensorType { name: name.to_owned(), found: format!("{other:?}") }),
    }
    Ok(values)
}
