//! Launches of the layers' kernels where norms take the batch's statistics: one a layer, forward and backward.

use burn_cubecl::CubeBackend;
use burn_cubecl::tensor::CubeTensor;
use cubecl::prelude::*;

use super::{Dimensions, Work, apart, buffer};
use crate::network::fused::kernels::{backward, batch_norm_backward, batch_norm_forward};
use crate::network::fused::operations::Backward;

impl Work {
    pub(super) fn layers_with_batch_norm(&self, z: &CubeTensor, norms: &CubeTensor) {
        let Dimensions { layers, width, .. } = self.dimensions;
        let height = self.tile.height;
        let moments = self.empty([layers, 2, self.cubes, width]);
        // SAFETY: a workgroup has one invocation a unit and clamps quads to the last; moments have a place for each
        // workgroup and unit.
        unsafe {
            batch_norm_forward::first::launch_unchecked(
                self.client(),
                CubeCount::new_1d(self.cubes as u32),
                CubeDim::new_1d(width as u32),
                buffer(z),
                buffer(&moments),
                self.sizes(),
                width,
                height,
            );
        }
        for layer in 1..layers {
            let (count, dim) = self.tiles();
            // SAFETY: the grid is the tiles of this width, and 0 < layer < layers: the layer below has been written,
            // quads are clamped to the last and only those that there are get written; moments have a place for each
            // workgroup and unit.
            unsafe {
                batch_norm_forward::layer::launch_unchecked(
                    self.client(),
                    count,
                    dim,
                    self.tile.vector,
                    buffer(&self.inputs.weight),
                    buffer(&self.inputs.bias),
                    buffer(&self.inputs.norms),
                    self.dropout().into(),
                    buffer(z),
                    buffer(&moments),
                    buffer(norms),
                    layer,
                    self.sizes(),
                    self.join(),
                    self.tile,
                    self.options.activation,
                );
            }
        }
        let (count, dim) = apart(width);
        // SAFETY: invocations past the width end at once; each reads the moments of all workgroups, which have been
        // launched.
        unsafe {
            batch_norm_forward::last::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(&moments),
                buffer(&self.inputs.norms),
                buffer(norms),
                self.sizes(),
                width,
                height,
            );
        }
    }

    pub(super) fn backward_with_batch_norm(
        &self,
        z: &CubeTensor,
        dlogits: &CubeTensor,
        delta: &CubeTensor,
        h: &CubeTensor,
        out: &Backward<CubeBackend>,
    ) {
        let Dimensions { layers, width, classes, quads, .. } = self.dimensions;
        let slopes = self.empty([layers, 2, self.cubes, width]);
        let norms = &self.inputs.norms;
        let (count, dim) = apart(width * quads);
        // SAFETY: invocations past width x quads end at once, and rows are clamped to the last.
        unsafe {
            backward::head::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(dlogits),
                buffer(&self.inputs.head_weight),
                buffer(delta),
                self.sizes(),
                width,
                classes,
            );
        }
        let (count, dim) = self.tiles();
        // SAFETY: the grid is the tiles of this width: units lie within it, quads and rows are clamped to the last, and
        // only quads that there are get written; slopes have a place for each workgroup and unit.
        unsafe {
            batch_norm_backward::last::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(norms),
                self.dropout().into(),
                buffer(z),
                buffer(delta),
                buffer(h),
                buffer(&slopes),
                self.sizes(),
                self.tile,
                self.options.activation,
            );
        }
        for layer in (1..layers).rev() {
            let (count, dim) = self.tiles();
            // SAFETY: the grid is the tiles of this width, and 0 < layer < layers, so that the layers above and below
            // are within the buffers; quads and rows are clamped as in the last layer's kernel.
            unsafe {
                batch_norm_backward::layer::launch_unchecked(
                    self.client(),
                    count,
                    dim,
                    self.tile.vector,
                    buffer(&self.inputs.weight),
                    buffer(norms),
                    self.dropout().into(),
                    buffer(z),
                    buffer(delta),
                    buffer(h),
                    buffer(&slopes),
                    layer,
                    self.sizes(),
                    self.join(),
                    self.tile,
                    self.options.activation,
                );
            }
        }
        let (count, dim) = apart(width * quads);
        // SAFETY: invocations past width x quads end at once; the layer above is read where there is one.
        unsafe {
            batch_norm_backward::first::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(norms),
                buffer(&slopes),
                buffer(z),
                buffer(delta),
                self.sizes(),
                self.join(),
                width,
            );
        }
        let (count, dim) = apart(layers * width);
        // SAFETY: invocations past layers x width end at once; each writes one scale and one shift.
        unsafe {
            batch_norm_backward::gradients::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(&slopes),
                buffer(&out.norm_scale),
                buffer(&out.norm_shift),
                self.sizes(),
                width,
            );
        }
    }
}
