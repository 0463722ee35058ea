//! WebAssembly's simd128.

use std::arch::wasm32 as simd;
pub use std::arch::wasm32::{
    f32x4_abs as abs, f32x4_add as add, f32x4_div as div, f32x4_lt as lt, f32x4_mul as mul, f32x4_splat as splat,
    f32x4_sub as sub, v128 as Raw,
};

pub const ZERO: Raw = simd::f32x4(0.0, 0.0, 0.0, 0.0);

#[inline(always)]
pub fn from_array([a, b, c, d]: [f32; 4]) -> Raw {
    simd::f32x4(a, b, c, d)
}

#[inline(always)]
pub fn to_array(x: Raw) -> [f32; 4] {
    [
        simd::f32x4_extract_lane::<0>(x),
        simd::f32x4_extract_lane::<1>(x),
        simd::f32x4_extract_lane::<2>(x),
        simd::f32x4_extract_lane::<3>(x),
    ]
}

#[inline(always)]
pub fn min(x: Raw, bound: Raw) -> Raw {
    simd::f32x4_pmin(x, bound)
}

#[inline(always)]
pub fn max(x: Raw, bound: Raw) -> Raw {
    simd::f32x4_pmax(x, bound)
}

#[inline(always)]
pub fn select(mask: Raw, yes: Raw, no: Raw) -> Raw {
    simd::v128_bitselect(yes, no, mask)
}

#[inline(always)]
pub fn power_of_two(biased: Raw) -> Raw {
    simd::i32x4_add(simd::i32x4_shl(biased, 23), simd::i32x4_splat(1.0_f32.to_bits() as i32))
}

#[inline(always)]
pub fn sums([a, b, c, d]: [Raw; 4]) -> Raw {
    let ab = add(simd::i32x4_shuffle::<0, 1, 4, 5>(a, b), simd::i32x4_shuffle::<2, 3, 6, 7>(a, b));
    let cd = add(simd::i32x4_shuffle::<0, 1, 4, 5>(c, d), simd::i32x4_shuffle::<2, 3, 6, 7>(c, d));
    add(simd::i32x4_shuffle::<0, 2, 4, 6>(ab, cd), simd::i32x4_shuffle::<1, 3, 5, 7>(ab, cd))
}
