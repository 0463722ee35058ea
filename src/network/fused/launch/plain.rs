//! Launches of the kernels that every network takes, and of the layers' where no norm takes the batch's statistics.

use burn_cubecl::CubeBackend;
use burn_cubecl::tensor::CubeTensor;

use super::{Sizes, Work, apart, buffer};
use crate::network::fused::kernels::{backward, columns, edges, forward};
use crate::network::fused::operations::Backward;

impl Work {
    pub(super) fn stem(&self, z: &CubeTensor) {
        let Sizes { width, features, rows, quads, .. } = self.sizes;
        let (count, dim) = apart(width * quads);
        let (x, weight, bias) = (&self.inputs.x, &self.inputs.stem_weight, &self.inputs.stem_bias);
        unsafe {
            forward::stem::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(x),
                buffer(weight),
                buffer(bias),
                buffer(z),
                rows,
                features,
                quads,
                width,
            );
        }
    }

    pub(super) fn layers(&self, z: &CubeTensor) {
        let Sizes { layers, rows, quads, .. } = self.sizes;
        if layers == 1 {
            return;
        }
        let (count, dim) = self.tiles();
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
                layers,
                rows,
                quads,
                self.options.skip,
                self.options.branch,
                self.tile,
                self.options.activation,
                self.residual(),
            );
        }
    }

    pub(super) fn head(&self, z: &CubeTensor, norms: &CubeTensor, logits: &CubeTensor) {
        let Sizes { layers, width, classes, rows, quads, .. } = self.sizes;
        let (count, dim) = apart(quads);
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
                layers,
                rows,
                quads,
                width,
                classes,
                self.options.activation,
            );
        }
    }

    pub(super) fn backward(&self, z: &CubeTensor, dlogits: &CubeTensor, delta: &CubeTensor, h: &CubeTensor) {
        let Sizes { layers, classes, rows, quads, .. } = self.sizes;
        let (count, dim) = self.tiles();
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
                layers,
                rows,
                quads,
                self.options.skip,
                self.options.branch,
                self.tile,
                classes,
                self.options.activation,
                self.residual(),
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
        let Sizes { layers, width, features, classes, rows, quads } = self.sizes;
        if layers > 1 {
            self.hidden_gradients(delta, h, out);
        }
        let (count, dim) = apart(width * features);
        unsafe {
            edges::stem::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(delta),
                buffer(&self.inputs.x),
                buffer(&out.stem_weight),
                buffer(&out.stem_bias),
                rows,
                features,
                quads,
                width,
            );
        }
        let (count, dim) = apart(width * classes);
        unsafe {
            edges::head::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(dlogits),
                buffer(h),
                buffer(&out.head_weight),
                buffer(&out.head_bias),
                layers,
                rows,
                classes,
                quads,
                width,
            );
        }
    }

    fn hidden_gradients(&self, delta: &CubeTensor, h: &CubeTensor, out: &Backward<CubeBackend>) {
        let Sizes { layers, width, quads, .. } = self.sizes;
        let block = self.tile.columns;
        let blocks = width / block;
        let (count, dim) = apart((layers - 1) * blocks * blocks);
        unsafe {
            columns::hidden::launch_unchecked(
                self.client(),
                count,
                dim,
                buffer(delta),
                buffer(h),
                buffer(&out.weight),
                buffer(&out.bias),
                layers,
                quads,
                self.options.branch,
                width,
                block,
            );
        }
    }
}
