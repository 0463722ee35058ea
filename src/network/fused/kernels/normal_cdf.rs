//! The normal distribution's cumulative function to float32's accuracy, which GELU with Adam needs: made of CubeCL's own
//! error function it is off by 1e-7 everywhere, also where it is small.

use cubecl::prelude::*;

use super::Quad;

const SQRT_HALF: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// The chance of less than x: `(1 + erf(x / sqrt(2))) / 2`. The polynomials are those of Cephes' `erff` and `erfcf`
/// (S. L. Moshier).
#[cube]
pub fn normal_cdf(x: Quad) -> Quad {
    let (half, one) = (Quad::new(0.5f32), Quad::new(1.0f32));
    let u = x * Quad::new(SQRT_HALF);
    let size = u.abs();
    let near = half + half * below_one(u);
    // The tail itself below zero, not one less its complement, which would cancel.
    let tail = half * complement(size.max(one));
    let far = select_many(u.less_than(&Quad::new(0.0f32)), tail, one - tail);
    // What is not a number is not at least one, and max() may drop it: so it goes the other way.
    select_many(size.greater_equal(&one), far, near)
}

/// erf(x) for |x| < 1.
#[cube]
fn below_one(x: Quad) -> Quad {
    let s = x * x;
    let mut p = Quad::new(7.853_861_5e-5f32);
    p = p * s + Quad::new(-8.010_193_6e-4f32);
    p = p * s + Quad::new(5.188_327_6e-3f32);
    p = p * s + Quad::new(-2.685_381_2e-2f32);
    p = p * s + Quad::new(1.128_358_5e-1f32);
    p = p * s + Quad::new(-3.761_262_6e-1f32);
    // 2 / sqrt(pi) - 1, so that the largest term is x itself, unrounded.
    p = p * s + Quad::new(1.283_791_6e-1f32);
    x + x * p
}

/// erfc(x) for x >= 1.
#[cube]
fn complement(x: Quad) -> Quad {
    let r = Quad::new(1.0f32) / x;
    let s = r * r;
    let mut near = Quad::new(2.326_82e-2f32);
    near = near * s + Quad::new(-1.387_039_4e-1f32);
    near = near * s + Quad::new(3.687_424_7e-1f32);
    near = near * s + Quad::new(-5.824_733e-1f32);
    near = near * s + Quad::new(6.210_004_6e-1f32);
    near = near * s + Quad::new(-4.944_515_3e-1f32);
    near = near * s + Quad::new(3.404_88e-1f32);
    near = near * s + Quad::new(-2.741_127e-1f32);
    near = near * s + Quad::new(5.638_259_4e-1f32);
    let mut far = Quad::new(-1.047_766_4e1f32);
    far = far * s + Quad::new(1.297_72e1f32);
    far = far * s + Quad::new(-7.495_518_7f32);
    far = far * s + Quad::new(2.921_019f32);
    far = far * s + Quad::new(-1.015_265_3f32);
    far = far * s + Quad::new(4.218_463_4e-1f32);
    far = far * s + Quad::new(-2.820_767_4e-1f32);
    far = far * s + Quad::new(5.641_895e-1f32);
    let factor = select_many(x.less_than(&Quad::new(2.0f32)), near, far);
    (Quad::new(0.0f32) - x * x).exp() * r * factor
}
