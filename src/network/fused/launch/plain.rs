//! Launches of the kernels that every network takes, and of the layers' where no norm takes the batch's statistics.

use burn_cubecl::CubeBackend;
use burn_cubecl::tensor::CubeTensor;

use super::{Dimensions, Work, apart, buffer};
use crate::network::fused::kernels::{backward, forward, hidden_gradients, stem_head_gradients};
use crate::network::fused::operations::Backward;

impl Work {
    pub(super) fn stem(&self, z: &CubeTensor) {
        let Dimensions { width, features, quads, .. } = self.dimensions;
        let (count, dim) = apart(width * quads);
        let (x, weight, bias) = (&self.inputs.x, &self.inputs.stem_weight, &self.inputs.stem_bias);
        // SAFETY: invocations past width x quads end at once; what is left reads a unit's weights and rows, both
        // clamped to those that there are.
        unsafe {
            forward::stem::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(x),
                buffer(weight),
                buffer(bias),
                buffer(z),
                self.sizes(),
                features,
                width,
            );
        }
    }

    pub(super) fn layers(&self, z: &CubeTensor) {
        if self.dimensions.layers == 1 {
            return;
        }
        let (count, dim) = self.tiles();
        // SAFETY: the grid is the tiles of this width: units lie within it, quads are clamped to the last, and only
        // those that there are get written.
        unsafe {
            forward::layers::launch_unchecked(
                self.client(),
                count,
                dim,
                self.tile.vector,
                buffer(&self.inputs.weight),
                buffer(&self.inputs.bias),
                self.norms(&self.inputs.norms).into(),
                self.dropout().into(),
                buffer(z),
                self.sizes(),
                self.join(),
                self.tile,
                self.options.activation,
            );
        }
    }

    pub(super) fn head(&self, z: &CubeTensor, norms: &CubeTensor, logits: &CubeTensor) {
        let Dimensions { width, classes, quads, .. } = self.dimensions;
        let (count, dim) = apart(quads);
        // SAFETY: invocations past the last quad end at once, and rows past the last are not written.
        unsafe {
            forward::head::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(z),
                buffer(&self.inputs.head_weight),
                buffer(&self.inputs.head_bias),
                self.norms(norms).into(),
                self.dropout().into(),
                buffer(logits),
                self.sizes(),
                width,
                classes,
                self.options.activation,
            );
        }
    }

    pub(super) fn backward(&self, z: &CubeTensor, dlogits: &CubeTensor, delta: &CubeTensor, h: &CubeTensor) {
        let classes = self.dimensions.classes;
        let (count, dim) = self.tiles();
        // SAFETY: the grid is the tiles of this width: units lie within it, quads and rows are clamped to the last, and
        // only quads that there are get written.
        unsafe {
            backward::layers::launch_unchecked(
                self.client(),
                count,
                dim,
                self.tile.vector,
                buffer(dlogits),
                buffer(&self.inputs.head_weight),
                buffer(&self.inputs.weight),
                self.dropout().into(),
                buffer(z),
                buffer(delta),
                buffer(h),
                self.sizes(),
                self.join(),
                self.tile,
                classes,
                self.options.activation,
            );
        }
    }

    pub(super) fn gradients(
        &self,
        dlogits: &CubeTensor,
        delta: &CubeTensor,
        h: &CubeTensor,
        out: &Backward<CubeBackend>,
    ) {
        let Dimensions { layers, width, features, classes, .. } = self.dimensions;
        if layers > 1 {
            self.hidden_gradients(delta, h, out);
        }
        let (count, dim) = apart(width * features);
        // SAFETY: invocations past features x width end at once; each writes one weight of the stem, the first of a
        // unit its bias.
        unsafe {
            stem_head_gradients::stem::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(delta),
                buffer(&self.inputs.x),
                buffer(&out.stem_weight),
                buffer(&out.stem_bias),
                self.sizes(),
                features,
                width,
            );
        }
        let (count, dim) = apart(width * classes);
        // SAFETY: invocations past classes x width end at once; each writes one weight of the head, the first of a
        // class its bias.
        unsafe {
            stem_head_gradients::head::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(dlogits),
                buffer(h),
                buffer(&out.head_weight),
                buffer(&out.head_bias),
                self.sizes(),
                classes,
                width,
            );
        }
    }

    fn hidden_gradients(&self, delta: &CubeTensor, h: &CubeTensor, out: &Backward<CubeBackend>) {
        let Dimensions { layers, width, .. } = self.dimensions;
        let block = self.tile.columns;
        let blocks = width / block;
        let (count, dim) = apart((layers - 1) * blocks * blocks);
        // SAFETY: invocations past (layers - 1) x blocks x blocks end at once, and a block divides the width, so each
        // writes a block within its layer.
        unsafe {
            hidden_gradients::hidden::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(delta),
                buffer(h),
                buffer(&out.weight),
                buffer(&out.bias),
                self.sizes(),
                self.options.branch,
                width,
                block,
            );
        }
    }
}
