//! The activations and their slopes, four rows at a time; which one is known while the kernel is compiled.

use cubecl::prelude::*;

use super::Quad;
use super::normal_cdf::normal_cdf;
use crate::experiment::{Activation, LEAKY_SLOPE, SELU_ALPHA, SELU_SCALE};

/// 1 / sqrt(2 pi).
const NORMAL_PEAK: f32 = 0.398_942_3;
const LEAKY: f32 = LEAKY_SLOPE as f32;
const SCALE: f32 = SELU_SCALE as f32;
const SCALE_ALPHA: f32 = (SELU_SCALE * SELU_ALPHA) as f32;

/// `act(x)`.
#[cube]
pub fn activate(x: Quad, #[comptime] kind: Activation) -> Quad {
    match comptime!(kind) {
        Activation::Linear => x,
        Activation::Sigmoid => sigmoid(x),
        Activation::Tanh => tanh(x),
        Activation::Relu => left_or(x, Quad::new(0.0f32), x),
        Activation::LeakyRelu => left_or(x, x * Quad::new(LEAKY), x),
        Activation::Elu => left_or(x, x.exp() - Quad::new(1.0f32), x),
        Activation::Selu => left_or(x, x.exp() * Quad::new(SCALE_ALPHA) - Quad::new(SCALE_ALPHA), x * Quad::new(SCALE)),
        Activation::Gelu => x * normal_cdf(x),
        Activation::Silu => x * sigmoid(x),
    }
}

/// `act'(x)`; at a kink the slope on its left.
#[cube]
pub fn slope(x: Quad, #[comptime] kind: Activation) -> Quad {
    let one = Quad::new(1.0f32);
    match comptime!(kind) {
        Activation::Linear => one,
        Activation::Sigmoid => {
            let y = sigmoid(x);
            y * (one - y)
        }
        Activation::Tanh => {
            let y = tanh(x);
            one - y * y
        }
        Activation::Relu => left_or(x, Quad::new(0.0f32), one),
        Activation::LeakyRelu => left_or(x, Quad::new(LEAKY), one),
        Activation::Elu => left_or(x, x.exp(), one),
        Activation::Selu => left_or(x, x.exp() * Quad::new(SCALE_ALPHA), Quad::new(SCALE)),
        Activation::Gelu => normal_cdf(x) + x * Quad::new(NORMAL_PEAK) * (x * x * Quad::new(-0.5f32)).exp(),
        Activation::Silu => {
            let y = sigmoid(x);
            y * (one + x * (one - y))
        }
    }
}

/// `left` where x <= 0, else `right`.
#[cube]
fn left_or(x: Quad, left: Quad, right: Quad) -> Quad {
    select_many(x.less_equal(&Quad::new(0.0f32)), left, right)
}

#[cube]
fn sigmoid(x: Quad) -> Quad {
    let one = Quad::new(1.0f32);
    one / (one + (Quad::new(0.0f32) - x).exp())
}

/// tanh as a quotient of polynomials, as Eigen has it: accurate relative to its size, where WGSL's own promises nothing
/// for small x, and overflows for large x on some adapters. Beyond 7.9 it is 1 to float32.
#[cube]
fn tanh(x: Quad) -> Quad {
    let s = x * x;
    let mut p = Quad::new(-2.760_768_5e-16f32);
    p = p * s + Quad::new(2.000_188e-13f32);
    p = p * s + Quad::new(-8.604_672e-11f32);
    p = p * s + Quad::new(5.122_297e-8f32);
    p = p * s + Quad::new(1.485_722_4e-5f32);
    p = p * s + Quad::new(6.372_619_4e-4f32);
    p = p * s + Quad::new(4.893_524_6e-3f32);
    let mut q = Quad::new(1.198_258_4e-6f32);
    q = q * s + Quad::new(1.185_347_1e-4f32);
    q = q * s + Quad::new(2.268_434_6e-3f32);
    q = q * s + Quad::new(4.893_525_3e-3f32);
    let one = Quad::new(1.0f32);
    let y = select_many(x.greater_than(&Quad::new(7.9f32)), one, x * p / q);
    select_many(x.less_than(&Quad::new(-7.9f32)), Quad::new(-1.0f32), y)
}
