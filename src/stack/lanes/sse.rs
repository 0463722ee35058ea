//! x86-64's SSE2.

use std::arch::x86_64 as simd;
pub use std::arch::x86_64::__m128 as Raw;

/// Functions of registers alone, in terms of the processor's instructions.
macro_rules! functions {
    ($($name:ident($($x:ident),*) = $body:expr;)*) => {
        $(
            #[inline(always)]
            pub fn $name($($x: Raw),*) -> Raw {
                // SAFETY: these instructions belong to SSE2, and SSE2 to every x86-64.
                unsafe { $body }
            }
        )*
    };
}

functions! {
    add(a, b) = simd::_mm_add_ps(a, b);
    sub(a, b) = simd::_mm_sub_ps(a, b);
    mul(a, b) = simd::_mm_mul_ps(a, b);
    div(a, b) = simd::_mm_div_ps(a, b);
    abs(x) = simd::_mm_andnot_ps(simd::_mm_set1_ps(-0.0), x);
    lt(a, b) = simd::_mm_cmplt_ps(a, b);
    // SSE gives the second operand where one is NaN.
    min(x, bound) = simd::_mm_min_ps(bound, x);
    max(x, bound) = simd::_mm_max_ps(bound, x);
    select(mask, yes, no) = simd::_mm_or_ps(simd::_mm_and_ps(mask, yes), simd::_mm_andnot_ps(mask, no));
    power_of_two(biased) = {
        let exponent = simd::_mm_slli_epi32::<23>(simd::_mm_castps_si128(biased));
        simd::_mm_castsi128_ps(simd::_mm_add_epi32(exponent, simd::_mm_set1_epi32(1.0_f32.to_bits() as i32)))
    };
    low(a, b) = simd::_mm_movelh_ps(a, b);
    high(a, b) = simd::_mm_movehl_ps(b, a);
    even(a, b) = simd::_mm_shuffle_ps::<0b10_00_10_00>(a, b);
    odd(a, b) = simd::_mm_shuffle_ps::<0b11_01_11_01>(a, b);
}

pub const ZERO: Raw = from_array([0.0; 4]);

#[inline(always)]
pub fn splat(x: f32) -> Raw {
    // SAFETY: the instruction belongs to SSE2, and SSE2 to every x86-64.
    unsafe { simd::_mm_set1_ps(x) }
}

#[inline(always)]
pub const fn from_array(values: [f32; 4]) -> Raw {
    // SAFETY: both are 16 bytes, of which every pattern is valid.
    unsafe { std::mem::transmute(values) }
}

#[inline(always)]
pub fn to_array(x: Raw) -> [f32; 4] {
    // SAFETY: both are 16 bytes, of which every pattern is valid.
    unsafe { std::mem::transmute(x) }
}

#[inline(always)]
pub fn sums([a, b, c, d]: [Raw; 4]) -> Raw {
    let (ab, cd) = (add(low(a, b), high(a, b)), add(low(c, d), high(c, d)));
    add(even(ab, cd), odd(ab, cd))
}
