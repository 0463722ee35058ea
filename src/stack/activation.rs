//! The activations and their slopes over a whole batch, on the CPU.

use super::lanes::{Lanes, Mask};
use super::math::{erf, exp, sigmoid, tanh};
use super::row_block::RowBlock;
use crate::experiment::{Activation, LEAKY_SLOPE, SELU_ALPHA, SELU_SCALE};

/// Replaces each `x` by `act(x)`; puts `act'(x)` into `slopes`, where it does not follow from
/// the value.
pub fn apply(kind: Activation, batch: &mut [RowBlock], slopes: &mut [RowBlock]) {
    let one = Lanes::splat(1.0);
    match kind {
        Activation::Linear => {}
        Activation::Sigmoid => map(batch, sigmoid),
        Activation::Tanh => map(batch, tanh),
        Activation::Relu => map(batch, |x| x.max(Lanes::ZERO)),
        Activation::LeakyRelu => map(batch, |x| positive(x).select(x, x * Lanes::splat(LEAKY_SLOPE as f32))),
        Activation::Elu => map(batch, |x| positive(x).select(x, exp(x) - one)),
        Activation::Selu => map(batch, |x| {
            let below = (exp(x) - one) * Lanes::splat((SELU_SCALE * SELU_ALPHA) as f32);
            positive(x).select(x * Lanes::splat(SELU_SCALE as f32), below)
        }),
        Activation::Gelu => map_keeping(batch, slopes, gelu),
        Activation::Silu => map_keeping(batch, slopes, silu),
    }
}

/// The chain rule: multiplies each gradient by the slope `act'(x)`, made of what [`apply`] left in `batch` and `slopes`. At a kink the slope
/// on its left.
pub fn chain(kind: Activation, batch: &[RowBlock], slopes: &[RowBlock], gradient: &mut [RowBlock]) {
    let one = Lanes::splat(1.0);
    match kind {
        Activation::Linear => {}
        Activation::Sigmoid => zip(gradient, batch, |g, y| g * (y * (one - y))),
        Activation::Tanh => zip(gradient, batch, |g, y| g * (one - y * y)),
        Activation::Relu => zip(gradient, batch, |g, y| positive(y).select(g, Lanes::ZERO)),
        Activation::LeakyRelu => {
            zip(gradient, batch, |g, y| positive(y).select(g, g * Lanes::splat(LEAKY_SLOPE as f32)));
        }
        Activation::Elu => zip(gradient, batch, |g, y| positive(y).select(g, g * (y + one))),
        Activation::Selu => zip(gradient, batch, |g, y| {
            let below = y + Lanes::splat((SELU_SCALE * SELU_ALPHA) as f32);
            g * positive(y).select(Lanes::splat(SELU_SCALE as f32), below)
        }),
        Activation::Gelu | Activation::Silu => zip(gradient, slopes, |g, slope| g * slope),
    }
}

#[inline(always)]
fn positive(x: Lanes) -> Mask {
    Lanes::ZERO.lt(x)
}

/// x Phi(x), and Phi(x) + x phi(x), with the normal distribution's Phi and phi.
#[inline(always)]
fn gelu(x: Lanes) -> (Lanes, Lanes) {
    let half = Lanes::splat(0.5);
    let below = half + half * erf(x * Lanes::splat(std::f32::consts::FRAC_1_SQRT_2));
    // 1 / sqrt(2 pi)
    let density = exp(x * x * Lanes::splat(-0.5)) * Lanes::splat(0.398_942_3);
    (x * below, below + x * density)
}

#[inline(always)]
fn silu(x: Lanes) -> (Lanes, Lanes) {
    let y = sigmoid(x);
    (x * y, y + x * y * (Lanes::splat(1.0) - y))
}

#[inline(always)]
fn map(batch: &mut [RowBlock], of: impl Fn(Lanes) -> Lanes) {
    for block in batch {
        *block = block.map(&of);
    }
}

#[inline(always)]
fn map_keeping(batch: &mut [RowBlock], slopes: &mut [RowBlock], of: impl Fn(Lanes) -> (Lanes, Lanes)) {
    for (block, slope) in batch.iter_mut().zip(slopes) {
        let (a, b) = (of(block.0), of(block.1));
        *block = RowBlock(a.0, b.0);
        *slope = RowBlock(a.1, b.1);
    }
}

#[inline(always)]
fn zip(gradient: &mut [RowBlock], batch: &[RowBlock], of: impl Fn(Lanes, Lanes) -> Lanes) {
    for (block, y) in gradient.iter_mut().zip(batch) {
        *block = block.zip(*y, &of);
    }
}
