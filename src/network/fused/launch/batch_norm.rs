//! Launches of the layers' kernels where norms take the batch's statistics: one a layer, forward and backward.

use burn_cubecl::CubeBackend;
use burn_cubecl::tensor::CubeTensor;
use cubecl::prelude::*;

use super::{Sizes, Work, apart, buffer};
use crate::network::fused::kernels::{backward, norm_backward, norm_forward};
use crate::network::fused::operations::Backward;

impl Work {
    pub(super) fn layers_with_batch_norm(&self, z: &CubeTensor, norms: &CubeTensor) {
        let Sizes { layers, width, rows, quads, .. } = self.sizes;
        let height = self.tile.height;
        let moments = self.empty([layers, 2, self.cubes, width]);
        unsafe {
            norm_forward::first::launch_unchecked(
                self.client(),
                CubeCount::new_1d(self.cubes as u32),
                CubeDim::new_1d(width as u32),
                buffer(z),
                buffer(&moments),
                rows,
                quads,
                self.cubes,
                width,
                height,
            );
        }
        for layer in 1..layers {
            let (count, dim) = self.tiles();
            unsafe {
                norm_forward::layer::launch_unchecked(
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
                    layers,
                    rows,
                    quads,
                    self.cubes,
                    self.options.skip,
                    self.options.branch,
                    self.tile,
                    self.options.activation,
                    self.residual(),
                );
            }
        }
        let (count, dim) = apart(width);
        unsafe {
            norm_forward::last::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(&moments),
                buffer(&self.inputs.norms),
                buffer(norms),
                layers,
                rows,
                self.cubes,
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
        let Sizes { layers, width, classes, rows, quads, .. } = self.sizes;
        let slopes = self.empty([layers, 2, self.cubes, width]);
        let norms = &self.inputs.norms;
        let (count, dim) = apart(width * quads);
        unsafe {
            backward::head::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(dlogits),
                buffer(&self.inputs.head_weight),
                buffer(delta),
                layers,
                rows,
                quads,
                width,
                classes,
            );
        }
        let (count, dim) = self.tiles();
        unsafe {
            norm_backward::last::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(norms),
                self.dropout().into(),
                buffer(z),
                buffer(delta),
                buffer(h),
                buffer(&slopes),
                layers,
                rows,
                quads,
                self.cubes,
                self.tile,
                self.options.activation,
            );
        }
        for layer in (1..layers).rev() {
            let (count, dim) = self.tiles();
            unsafe {
                norm_backward::layer::launch_unchecked(
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
                    layers,
                    rows,
                    quads,
                    self.cubes,
                    self.options.skip,
                    self.options.branch,
                    self.tile,
                    self.options.activation,
                    self.residual(),
                );
            }
        }
        let (count, dim) = apart(width * quads);
        unsafe {
            norm_backward::first::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(norms),
                buffer(&slopes),
                buffer(z),
                buffer(delta),
                layers,
                rows,
                quads,
                self.cubes,
                self.options.skip,
                width,
                self.residual(),
            );
        }
        let (count, dim) = apart(layers * width);
        unsafe {
            norm_backward::gradients::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(&slopes),
                buffer(&out.norm_scale),
                buffer(&out.norm_shift),
                layers,
                self.cubes,
                width,
            );
        }
    }
}
