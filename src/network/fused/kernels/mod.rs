//! The kernels, in CubeCL.
//!
//! Inside them a batch lies unit after unit: `[layers, width, quads]`, a [`Quad`] being four rows of one unit, so that
//! all arithmetic is over vectors of four whatever the width. Rows that only fill the last quad repeat the last row,
//! and count for nothing in sums over the batch.

pub mod activation;
pub mod backward;
pub mod batch_norm_backward;
pub mod batch_norm_forward;
pub mod forward;
pub mod hidden_gradients;
pub mod join;
pub mod loss;
pub mod normal_cdf;
pub mod normalise;
pub mod p_norm;
pub mod place;
pub mod product;
pub mod rows;
pub mod signs;
pub mod stem_head_gradients;

use cubecl::prelude::*;

/// Four rows of one unit.
pub type Quad = Vector<f32, Const<4>>;

/// The sizes that a kernel takes as numbers, so that one kernel serves them all.
#[derive(CubeType, CubeLaunch)]
pub struct Sizes {
    /// Before the head, at least 1.
    pub layers: usize,
    /// Of the batch.
    pub rows: usize,
    /// That hold these rows.
    pub quads: usize,
    /// Workgroups among which kernels that go by tiles divide the batch.
    pub cubes: usize,
}
