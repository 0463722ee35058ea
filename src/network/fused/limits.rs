//! What the kernels take: the limits that WebGPU grants on every adapter, and the sizes that they are tested for.

use super::launch::largest_count;
use super::tile::quads_of;
use crate::network::parameters::Shape;
use crate::network::plan::SlowReason;

/// The largest tensor, in bytes: WebGPU's default for what a kernel may see of a buffer.
const LARGEST_TENSOR: u64 = 128 << 20;
/// The largest width that the kernels are tested for.
const LARGEST_WIDTH: usize = 256;
/// The classes that a head's registers hold.
const LARGEST_CLASSES: usize = 32;
/// WebGPU's default for workgroups along a dimension.
const LARGEST_COUNT: usize = 65_535;

/// Why the kernels do not take a network of this shape on batches of `rows` rows; none where they do.
pub fn obstacle(shape: &Shape, rows: usize) -> Option<SlowReason> {
    let bytes = largest_tensor(shape, rows);
    let workgroups = largest_count(shape.depth, shape.width);
    if shape.width > LARGEST_WIDTH {
        Some(SlowReason::Width { width: shape.width, most: LARGEST_WIDTH })
    } else if shape.classes > LARGEST_CLASSES {
        Some(SlowReason::Classes { classes: shape.classes, most: LARGEST_CLASSES })
    } else if bytes > LARGEST_TENSOR {
        Some(SlowReason::LargestTensor { bytes, most: LARGEST_TENSOR })
    } else if workgroups > LARGEST_COUNT {
        Some(SlowReason::Workgroups { count: workgroups, most: LARGEST_COUNT })
    } else {
        None
    }
}

/// The most rows that the kernels take at once through a network of this depth and width, at least one quad.
pub fn most_rows(depth: usize, width: usize) -> usize {
    let numbers = LARGEST_TENSOR as usize / size_of::<f32>();
    (numbers / (depth * width) / 4 * 4).max(4)
}

/// Bytes of the largest tensor of a pass: the weights of all hidden layers, or a number a unit and row.
fn largest_tensor(shape: &Shape, rows: usize) -> u64 {
    let Shape { depth, width, .. } = *shape;
    (size_of::<f32>() * depth * width * width.max(4 * quads_of(rows))) as u64
}
