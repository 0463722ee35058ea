//! The activations and their slopes over a whole batch, and what the vital signs need to know of them.

use super::lanes::{Lanes, Mask};
use super::math::{erf, exp, sigmoid, tanh};
use super::octets::Octet;
use crate::experiment::{Activation, LEAKY_SLOPE, SELU_ALPHA, SELU_SCALE};

/// Whether the slope cannot be told from the activation's output, and is kept beside it.
pub fn keeps_slope(kind: Activation) -> bool {
    matches!(kind, Activation::Gelu | Activation::Silu)
}

/// Replaces each `x` by `act(x)`; puts the slope there into `slopes`, where the activation keeps it.
pub fn apply(kind: Activation, batch: &mut [Octet], slopes: &mut [Octet]) {
    let one = Lanes::splat(1.0);
    match kind {
        Activation::Linear => {}
        Activation::Sigmoid => map(batch, sigmoid),
        Activation::Tanh => map(batch, tanh),
        Activation::Relu => map(batch, |x| x.max(Lanes::ZERO)),
        Activation::LeakyRelu => map(batch, |x| positive(x).choose(x, x * Lanes::splat(LEAKY_SLOPE as f32))),
        Activation::Elu => map(batch, |x| positive(x).choose(x, exp(x) - one)),
        Activation::Selu => map(batch, |x| {
            let below = (exp(x) - one) * Lanes::splat((SELU_SCALE * SELU_ALPHA) as f32);
            positive(x).choose(x * Lanes::splat(SELU_SCALE as f32), below)
        }),
        Activation::Gelu => map_keeping(batch, slopes, gelu),
        Activation::Silu => map_keeping(batch, slopes, silu),
    }
}

/// Multiplies each gradient by the slope `act'(x)`, told from what [`apply`] left: the chain rule. At a kink the slope
/// on its left.
pub fn chain(kind: Activation, batch: &[Octet], slopes: &[Octet], gradient: &mut [Octet]) {
    let one = Lanes::splat(1.0);
    match kind {
        Activation::Linear => {}
        Activation::Sigmoid => zip(gradient, batch, |g, y| g * (y * (one - y))),
        Activation::Tanh => zip(gradient, batch, |g, y| g * (one - y * y)),
        Activation::Relu => zip(gradient, batch, |g, y| positive(y).choose(g, Lanes::ZERO)),
        Activation::LeakyRelu => {
            zip(gradient, batch, |g, y| positive(y).choose(g, g * Lanes::splat(LEAKY_SLOPE as f32)));
        }
        Activation::Elu => zip(gradient, batch, |g, y| positive(y).choose(g, g * (y + one))),
        Activation::Selu => zip(gradient, batch, |g, y| {
            let below = y + Lanes::splat((SELU_SCALE * SELU_ALPHA) as f32);
            g * positive(y).choose(Lanes::splat(SELU_SCALE as f32), below)
        }),
        Activation::Gelu | Activation::Silu => zip(gradient, slopes, |g, slope| g * slope),
    }
}

#[inline(always)]
fn positive(x: Lanes) -> Mask {
    Lanes::ZERO.lower(x)
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
fn map(batch: &mut [Octet], of: impl Fn(Lanes) -> Lanes) {
    for octet in batch {
        *octet = octet.map(&of);
    }
}

#[inline(always)]
fn map_keeping(batch: &mut [Octet], slopes: &mut [Octet], of: impl Fn(Lanes) -> (Lanes, Lanes)) {
    for (octet, slope) in batch.iter_mut().zip(slopes) {
        let (a, b) = (of(octet.0), of(octet.1));
        *octet = Octet(a.0, b.0);
        *slope = Octet(a.1, b.1);
    }
}

#[inline(always)]
fn zip(gradient: &mut [Octet], batch: &[Octet], of: impl Fn(Lanes, Lanes) -> Lanes) {
    for (octet, y) in gradient.iter_mut().zip(batch) {
        *octet = octet.zip(*y, &of);
    }
}
