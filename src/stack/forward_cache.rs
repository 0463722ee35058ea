//! The memory of a pass: what a forward pass keeps for the backward pass, and scratch; used again step after step.

use std::sync::{Arc, Mutex, PoisonError};

use super::Stack;
use super::row_block::{RowBlock, Tail, groups};

/// Hands out the memory of passes and takes it back. Clones share it.
#[derive(Clone, Default)]
pub struct Workspace {
    free: Arc<Mutex<Vec<Buffers>>>,
}

/// What a forward pass keeps for the backward pass and the vital signs. Its memory goes back to the workspace when it is
/// dropped.
pub struct ForwardCache {
    pub(super) rows: usize,
    pub(super) tail: Tail,
    /// Row blocks of one layer: width times the groups of the batch.
    pub(super) per_layer: usize,
    pub(super) buffers: Buffers,
    home: Workspace,
}

/// Every buffer holds `per_layer` row blocks for each layer, layer after layer, or nothing where its kind is not kept.
#[derive(Default)]
pub(super) struct Buffers {
    /// The inputs: a row block for each feature and group.
    pub inputs: Vec<RowBlock>,
    /// act(norm(z)) of each layer.
    pub activations: Vec<RowBlock>,
    /// The slopes there, of activations that keep them.
    pub slopes: Vec<RowBlock>,
    /// The activations after dropout, where there is any.
    pub dropped: Vec<RowBlock>,
    /// The multipliers of dropout, likewise.
    pub masks: Vec<RowBlock>,
    /// The standardised z, where there are norms.
    pub standard: Vec<RowBlock>,
    /// The batch's mean, biased variance and 1 / deviation, `[depth, width]` each, where there are norms.
    pub mean: Vec<f32>,
    pub variance: Vec<f32>,
    pub scale: Vec<f32>,
    pub scratch: Scratch,
}

/// Used within a pass only.
#[derive(Default)]
pub(super) struct Scratch {
    /// z, or its gradient.
    pub z: Vec<RowBlock>,
    /// The gradient on its way through a branch.
    pub branch: Vec<RowBlock>,
    /// One a unit.
    pub sums: Vec<RowBlock>,
    /// Logits, or their gradient.
    pub logits: Vec<RowBlock>,
    /// A layer's weights, transposed.
    pub transposed: Vec<f32>,
}

impl Workspace {
    pub(super) fn take(&self) -> Buffers {
        self.lock().pop().unwrap_or_default()
    }

    pub(super) fn give(&self, buffers: Buffers) {
        self.lock().push(buffers);
    }

    /// A panic elsewhere leaves the list of buffers whole, so a poisoned lock is taken all the same.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Buffers>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ForwardCache {
    pub(super) fn new(stack: &Stack<'_>, rows: usize, dropout: bool, home: &Workspace) -> Self {
        let (depth, width, groups) = (stack.depth(), stack.width(), groups(rows));
        let per_layer = groups * width;
        let mut buffers = home.take();
        let resize = |buffer: &mut Vec<RowBlock>, count: usize| buffer.resize(count, RowBlock::ZERO);
        let layers = |kept: bool| if kept { depth * per_layer } else { 0 };
        resize(&mut buffers.inputs, groups * stack.features());
        resize(&mut buffers.activations, layers(true));
        resize(&mut buffers.slopes, layers(!stack.activation.slope_follows_from_value()));
        resize(&mut buffers.dropped, layers(dropout));
        resize(&mut buffers.masks, layers(dropout));
        resize(&mut buffers.standard, layers(stack.norms.is_some()));
        for numbers in [&mut buffers.mean, &mut buffers.variance, &mut buffers.scale] {
            numbers.resize(if stack.norms.is_some() { depth * width } else { 0 }, 0.0);
        }
        buffers.scratch.resize(stack, groups);
        Self { rows, tail: Tail::of(rows), per_layer, buffers, home: home.clone() }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The batch's mean and biased variance of every layer, `[depth, width]` each; empty without norms.
    pub fn statistics(&self) -> (&[f32], &[f32]) {
        (&self.buffers.mean, &self.buffers.variance)
    }

    /// The row blocks of one layer (from 0) in a buffer; empty where the buffer is.
    pub(super) fn of_layer<'a>(&self, buffer: &'a [RowBlock], layer: usize) -> &'a [RowBlock] {
        if buffer.is_empty() { buffer } else { &buffer[layer * self.per_layer..(layer + 1) * self.per_layer] }
    }
}

impl Scratch {
    pub fn resize(&mut self, stack: &Stack<'_>, groups: usize) {
        let width = stack.width();
        self.z.resize(groups * width, RowBlock::ZERO);
        self.branch.resize(groups * width, RowBlock::ZERO);
        self.sums.resize(width, RowBlock::ZERO);
        self.logits.resize(groups * stack.classes(), RowBlock::ZERO);
        self.transposed.resize(width * width.max(stack.classes()), 0.0);
    }
}

impl Drop for ForwardCache {
    fn drop(&mut self) {
        self.home.give(std::mem::take(&mut self.buffers));
    }
}

impl std::fmt::Debug for ForwardCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ForwardCache({} rows)", self.rows)
    }
}

impl std::fmt::Debug for Workspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Workspace")
    }
}
