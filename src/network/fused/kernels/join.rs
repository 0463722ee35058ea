//! How a layer joins its branch to what it carries over: `z' = skip z + branch (W h + b)`.

use cubecl::prelude::*;

use super::Quad;

/// The join of every block of a network.
#[derive(CubeType, CubeLaunch)]
pub struct Join {
    pub skip: f32,
    pub branch: f32,
    /// Whether anything is carried over; where not, `skip` is not read.
    #[cube(comptime)]
    pub residual: bool,
}

#[cube]
impl Join {
    /// `z'` from `W h + b` and z.
    pub fn forward(&self, affine: Quad, z: Quad) -> Quad {
        let mut next = affine * Quad::new(self.branch);
        if comptime!(self.residual) {
            next += z * Quad::new(self.skip);
        }
        next
    }

    /// The loss's slope by z, from that which comes through the branch and the slope by `z'`.
    pub fn backward(&self, through_branch: Quad, above: Quad) -> Quad {
        let mut slope = through_branch;
        if comptime!(self.residual) {
            slope += above * Quad::new(self.skip);
        }
        slope
    }
}
