//! The memory of a pass: what a forward pass keeps for the backward pass, and scratch; used again step after step.

use std::sync::{Arc, Mutex, PoisonError};

use super::Stack;
use super::activation::keeps_slope;
use super::octets::{Octet, Tail, blocks};

/// Hands out the memory of passes and takes it back. Clones share it.
#[derive(Clone, Default)]
pub struct Workspace {
    free: Arc<Mutex<Vec<Buffers>>>,
}

/// What a forward pass kept. Its memory goes back to the workspace when it is dropped.
pub struct Kept {
    pub(super) rows: usize,
    pub(super) tail: Tail,
    /// Octets of one layer.
    pub(super) layer: usize,
    pub(super) buffers: Buffers,
    home: Workspace,
}

/// Every buffer holds one stretch a layer, or none where nothing of its kind is kept.
#[derive(Default)]
pub(super) struct Buffers {
    /// The batch, `[features]` in octets.
    pub inputs: Vec<Octet>,
    /// act(norm(z)) of each layer.
    pub activations: Vec<Octet>,
    /// The slopes there, of activations that keep them.
    pub slopes: Vec<Octet>,
    /// The activations after dropout, where there is any.
    pub dropped: Vec<Octet>,
    /// The multipliers of dropout, likewise.
    pub masks: Vec<Octet>,
    /// The standardised z, where there are norms.
    pub standard: Vec<Octet>,
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
    pub z: Vec<Octet>,
    /// The gradient on its way through a branch.
    pub branch: Vec<Octet>,
    /// One a unit.
    pub sums: Vec<Octet>,
    /// Logits, or their gradient.
    pub logits: Vec<Octet>,
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

    /// A list of buffers is whole whatever happened to who held it.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Buffers>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    pub(super) fn new(stack: &Stack<'_>, rows: usize, dropout: bool, home: &Workspace) -> Self {
        let (depth, width, blocks) = (stack.depth(), stack.width(), blocks(rows));
        let layer = blocks * width;
        let mut buffers = home.take();
        let stretch = |buffer: &mut Vec<Octet>, count: usize| buffer.resize(count, Octet::ZERO);
        let layers = |kept: bool| if kept { depth * layer } else { 0 };
        stretch(&mut buffers.inputs, blocks * stack.features());
        stretch(&mut buffers.activations, layers(true));
        stretch(&mut buffers.slopes, layers(keeps_slope(stack.activation)));
        stretch(&mut buffers.dropped, layers(dropout));
        stretch(&mut buffers.masks, layers(dropout));
        stretch(&mut buffers.standard, layers(stack.norms.is_some()));
        for numbers in [&mut buffers.mean, &mut buffers.variance, &mut buffers.scale] {
            numbers.resize(if stack.norms.is_some() { depth * width } else { 0 }, 0.0);
        }
        buffers.scratch.resize(stack, blocks);
        Self { rows, tail: Tail::of(rows), layer, buffers, home: home.clone() }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The batch's mean and biased variance of every layer, `[depth, width]` each; empty without norms.
    pub fn statistics(&self) -> (&[f32], &[f32]) {
        (&self.buffers.mean, &self.buffers.variance)
    }

    /// The stretch of one layer (from 0) in a buffer; empty where the buffer is.
    pub(super) fn stretch<'a>(&self, buffer: &'a [Octet], layer: usize) -> &'a [Octet] {
        if buffer.is_empty() { buffer } else { &buffer[layer * self.layer..(layer + 1) * self.layer] }
    }
}

impl Scratch {
    pub fn resize(&mut self, stack: &Stack<'_>, blocks: usize) {
        let width = stack.width();
        self.z.resize(blocks * width, Octet::ZERO);
        self.branch.resize(blocks * width, Octet::ZERO);
        self.sums.resize(width, Octet::ZERO);
        self.logits.resize(blocks * stack.classes(), Octet::ZERO);
        self.transposed.resize(width * width.max(stack.classes()), 0.0);
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.home.give(std::mem::take(&mut self.buffers));
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({} rows)", self.rows)
    }
}

impl std::fmt::Debug for Workspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Workspace")
    }
}
