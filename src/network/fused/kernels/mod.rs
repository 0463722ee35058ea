//! The kernels, in CubeCL.
//!
//! Inside them a batch lies unit after unit: `[layers, width, quads]`, a [`Quad`] being four rows of one unit, so that
//! all arithmetic is over vectors of four whatever the width. Rows that only fill the last quad repeat the last row,
//! and count for nothing in sums over the batch.

pub mod act;
pub mod backward;
pub mod columns;
pub mod edges;
pub mod forward;
pub mod loss;
pub mod norm;
pub mod norm_backward;
pub mod norm_forward;
pub mod normal;
pub mod norms;
pub mod product;
pub mod rows;
pub mod signs;

use cubecl::prelude::*;

/// Four rows of one unit.
pub type Quad = Vector<f32, Const<4>>;
