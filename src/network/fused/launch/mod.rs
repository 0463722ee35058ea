//! Launches the kernels: what runs, in which order, on which buffers.

mod batch_norm;
mod plain;

use burn::tensor::Shape;
use burn_cubecl::CubeBackend;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::ops::numeric::empty_device_contiguous_dtype;
use burn_cubecl::tensor::CubeTensor;
use cubecl::client::Client;
use cubecl::prelude::*;

use super::kernels::join::JoinLaunch;
use super::kernels::{SizesLaunch, loss, p_norm, signs};
use super::operations::{Backward, Forward, Inputs, Norming, Operations, Options};
use super::tile::{Tile, quads_of, vector_of};
use crate::experiment::{ClipP, SATURATED_BELOW};

/// Invocations of a workgroup in kernels whose invocations do not share anything.
const APART: usize = 64;

impl Operations for CubeBackend {
    fn stack_forward(inputs: Inputs<Self>, options: Options) -> Forward<Self> {
        let work = Work::new(inputs, options);
        let Dimensions { layers, width, classes, rows, .. } = work.dimensions;
        let z = work.empty([layers, width, 4 * quads_of(rows)]);
        let norms = match options.norm {
            Norming::Batch => work.empty([4, layers, width]),
            Norming::Off | Norming::Given => work.inputs.norms.clone(),
        };
        let logits = work.empty([rows, classes]);
        work.stem(&z);
        match options.norm {
            Norming::Batch => work.layers_with_batch_norm(&z, &norms),
            Norming::Off | Norming::Given => work.layers(&z),
        }
        work.head(&z, &norms, &logits);
        Forward { logits, z, norms }
    }

    fn stack_backward(inputs: Inputs<Self>, z: CubeTensor, dlogits: CubeTensor, options: Options) -> Backward<Self> {
        let work = Work::new(inputs, options);
        let Dimensions { layers, width, .. } = work.dimensions;
        let z = into_contiguous(z);
        let dlogits = into_contiguous(dlogits);
        let like = |tensor: &CubeTensor| work.empty_shape(tensor.meta.shape().clone());
        let inputs = &work.inputs;
        let out = Backward {
            stem_weight: like(&inputs.stem_weight),
            stem_bias: like(&inputs.stem_bias),
            weight: like(&inputs.weight),
            bias: like(&inputs.bias),
            head_weight: like(&inputs.head_weight),
            head_bias: like(&inputs.head_bias),
            norm_scale: work.empty([layers, 1, width]),
            norm_shift: work.empty([layers, 1, width]),
        };
        let (delta, h) = (like(&z), like(&z));
        match options.norm {
            Norming::Batch => work.backward_with_batch_norm(&z, &dlogits, &delta, &h, &out),
            Norming::Off | Norming::Given => work.backward(&z, &dlogits, &delta, &h),
        }
        work.gradients(&dlogits, &delta, &h, &out);
        out
    }

    fn stack_signs(z: CubeTensor, norms: CubeTensor, rows: usize, options: Options) -> CubeTensor {
        let [layers, width] = [z.meta.shape()[0], z.meta.shape()[1]];
        let (z, norms) = (into_contiguous(z), into_contiguous(norms));
        let found = empty(&z, Shape::from([5, layers]));
        let normed = options.norm != Norming::Off;
        let threshold = (SATURATED_BELOW * options.activation.largest_slope()) as f32;
        // SAFETY: a workgroup takes a layer, and its invocations the units below the width; `found` has five numbers a
        // layer.
        unsafe {
            signs::signs::launch_unchecked(
                &z.client,
                CubeCount::new_1d(layers as u32),
                CubeDim::new_1d(signs::UNITS as u32),
                buffer(&z),
                normed.then(|| buffer(&norms)).into(),
                buffer(&found),
                // Its workgroups take a layer each, and none goes by tiles.
                SizesLaunch { layers, rows, quads: quads_of(rows), cubes: 1 },
                threshold,
                width,
                options.activation,
            );
        }
        found
    }

    fn cross_entropy(logits: CubeTensor, labels: CubeTensor) -> (CubeTensor, CubeTensor) {
        let (logits, labels) = (into_contiguous(logits), into_contiguous(labels));
        let [rows, classes] = [logits.meta.shape()[0], logits.meta.shape()[1]];
        let (means, slopes) = (empty(&logits, Shape::from([2])), empty(&logits, Shape::from([rows, classes])));
        // SAFETY: rows and classes are the logits' own; labels, one a row, are below the classes: `data` checks them.
        // Every loop ends at one of the two.
        unsafe {
            loss::cross_entropy::launch_unchecked(
                &logits.client,
                CubeCount::new_1d(1),
                CubeDim::new_1d(loss::UNITS as u32),
                buffer(&logits),
                buffer(&labels),
                buffer(&slopes),
                buffer(&means),
                rows,
                classes,
            );
        }
        (means, slopes)
    }

    fn norms_by_layer(stacked: CubeTensor, p: ClipP) -> CubeTensor {
        let stacked = into_contiguous(stacked);
        let shape = stacked.meta.shape().clone();
        let found = empty(&stacked, Shape::from([shape[0]]));
        let length = shape[1] * shape[2];
        let vector = vector_of(length);
        // SAFETY: a workgroup takes the `length` vectors of its layer, which the buffer has for every layer, and writes
        // one number.
        unsafe {
            p_norm::by_layer::launch_unchecked(
                &stacked.client,
                CubeCount::new_1d(shape[0] as u32),
                CubeDim::new_1d(p_norm::UNITS as u32),
                vector,
                buffer(&stacked),
                buffer(&found),
                length / vector,
                vector,
                p,
            );
        }
        found
    }
}

/// The most workgroups of any launch that grow with the depth.
pub fn largest_count(layers: usize, width: usize) -> usize {
    let blocks = width / Tile::of(width, 1).columns;
    (layers * blocks * blocks).div_ceil(APART)
}

/// What the tensors' shapes say.
#[derive(Clone, Copy)]
struct Dimensions {
    layers: usize,
    width: usize,
    features: usize,
    classes: usize,
    rows: usize,
    quads: usize,
}

struct Work {
    inputs: Inputs<CubeBackend>,
    options: Options,
    dimensions: Dimensions,
    tile: Tile,
    cubes: usize,
}

fn empty(like: &CubeTensor, shape: Shape) -> CubeTensor {
    empty_device_contiguous_dtype(like.client.clone(), like.device.clone(), shape, like.dtype)
}

fn buffer(tensor: &CubeTensor) -> BufferArg {
    tensor.clone().into_buffer_arg()
}

/// Workgroups for `invocations` that do not share anything, and how many each has.
fn apart(invocations: usize) -> (CubeCount, CubeDim) {
    (CubeCount::new_1d(invocations.div_ceil(APART) as u32), CubeDim::new_1d(APART as u32))
}

impl Work {
    fn new(inputs: Inputs<CubeBackend>, options: Options) -> Self {
        let inputs: Inputs<CubeBackend> = Inputs {
            x: into_contiguous(inputs.x),
            stem_weight: into_contiguous(inputs.stem_weight),
            stem_bias: into_contiguous(inputs.stem_bias),
            weight: into_contiguous(inputs.weight),
            bias: into_contiguous(inputs.bias),
            head_weight: into_contiguous(inputs.head_weight),
            head_bias: into_contiguous(inputs.head_bias),
            norms: into_contiguous(inputs.norms),
            dropout: into_contiguous(inputs.dropout),
        };
        let (x, head) = (inputs.x.meta.shape().clone(), inputs.head_weight.meta.shape().clone());
        let dimensions = Dimensions {
            layers: options.layers,
            width: head[2],
            features: x[1],
            classes: head[1],
            rows: x[0],
            quads: quads_of(x[0]),
        };
        let tile = Tile::of(dimensions.width, dimensions.rows);
        Self { cubes: tile.cubes(dimensions.rows), inputs, options, dimensions, tile }
    }

    fn empty<const D: usize>(&self, shape: [usize; D]) -> CubeTensor {
        self.empty_shape(Shape::from(shape))
    }

    fn empty_shape(&self, shape: Shape) -> CubeTensor {
        empty(&self.inputs.x, shape)
    }

    fn client(&self) -> &Client {
        &self.inputs.x.client
    }

    fn dropout(&self) -> Option<BufferArg> {
        self.options.dropout.then(|| buffer(&self.inputs.dropout))
    }

    fn norms(&self, norms: &CubeTensor) -> Option<BufferArg> {
        (self.options.norm != Norming::Off).then(|| buffer(norms))
    }

    /// The workgroups of kernels that take rows through layers.
    fn tiles(&self) -> (CubeCount, CubeDim) {
        (CubeCount::new_1d(self.cubes as u32), CubeDim::new_1d(self.tile.units() as u32))
    }

    /// The sizes, as kernels take them.
    fn sizes(&self) -> SizesLaunch {
        let Dimensions { layers, rows, quads, .. } = self.dimensions;
        SizesLaunch { layers, rows, quads, cubes: self.cubes }
    }

    /// The join of the blocks, as kernels take it.
    fn join(&self) -> JoinLaunch {
        let Options { skip, branch, .. } = self.options;
        // The first layer has none below it to join.
        JoinLaunch { skip, branch, residual: skip != 0.0 && self.dimensions.layers > 1 }
    }
}
