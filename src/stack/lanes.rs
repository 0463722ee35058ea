//! Four float32 at a time, in the machine's own vector registers: WebAssembly's simd128, x86-64's SSE2, or four plain
//! numbers elsewhere. Explicit, because the release profile optimises for size and would not vectorise a loop.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use wasm as machine;

#[cfg(target_arch = "x86_64")]
use sse as machine;

#[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
use plain as machine;

/// Four float32. Every operation works lane by lane and follows IEEE 754, so that all machines agree to the last bit.
#[derive(Clone, Copy)]
pub struct Lanes(machine::Raw);

/// What a comparison found, lane by lane.
#[derive(Clone, Copy)]
pub struct Mask(machine::Raw);

/// How many numbers one [`Lanes`] holds.
pub const WIDTH: usize = 4;

impl Lanes {
    pub const ZERO: Self = Self(machine::ZERO);

    #[inline(always)]
    pub fn splat(x: f32) -> Self {
        Self(machine::splat(x))
    }

    #[inline(always)]
    pub fn from_array(values: [f32; WIDTH]) -> Self {
        Self(machine::from_array(values))
    }

    #[inline(always)]
    pub fn to_array(self) -> [f32; WIDTH] {
        machine::to_array(self.0)
    }

    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(machine::abs(self.0))
    }

    /// The smaller of the two; `self` where it is NaN.
    #[inline(always)]
    pub fn min(self, bound: Self) -> Self {
        Self(machine::min(self.0, bound.0))
    }

    /// The larger of the two; `self` where it is NaN.
    #[inline(always)]
    pub fn max(self, bound: Self) -> Self {
        Self(machine::max(self.0, bound.0))
    }

    #[inline(always)]
    pub fn lower(self, other: Self) -> Mask {
        Mask(machine::lower(self.0, other.0))
    }

    /// `self` times 2 to the power of the whole number in the low bits of `biased`; see [`super::math::exp`].
    #[inline(always)]
    pub fn times_power_of_two(self, biased: Self) -> Self {
        Self(machine::mul(self.0, machine::power_of_two(biased.0)))
    }

    /// The sums over the lanes of each of the four.
    #[inline(always)]
    pub fn sums(four: [Self; WIDTH]) -> Self {
        Self(machine::sums(four.map(|lanes| lanes.0)))
    }

    /// The sum over the lanes.
    #[inline(always)]
    pub fn sum(self) -> f32 {
        let [a, b, c, d] = self.to_array();
        (a + c) + (b + d)
    }
}

impl Mask {
    /// `yes` where the comparison held, else `no`.
    #[inline(always)]
    pub fn choose(self, yes: Lanes, no: Lanes) -> Lanes {
        Lanes(machine::choose(self.0, yes.0, no.0))
    }
}

macro_rules! operator {
    ($trait:ident, $function:ident, $machine:ident) => {
        impl std::ops::$trait for Lanes {
            type Output = Self;

            #[inline(always)]
            fn $function(self, other: Self) -> Self {
                Self(machine::$machine(self.0, other.0))
            }
        }
    };
}

operator!(Add, add, add);
operator!(Sub, sub, sub);
operator!(Mul, mul, mul);
operator!(Div, div, div);

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm {
    use std::arch::wasm32 as simd;
    pub use std::arch::wasm32::{
        f32x4_abs as abs, f32x4_add as add, f32x4_div as div, f32x4_lt as lower, f32x4_mul as mul,
        f32x4_splat as splat, f32x4_sub as sub, v128 as Raw,
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
    pub fn choose(mask: Raw, yes: Raw, no: Raw) -> Raw {
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
}

#[cfg(target_arch = "x86_64")]
mod sse {
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
        lower(a, b) = simd::_mm_cmplt_ps(a, b);
        // SSE gives the second operand where one is NaN.
        min(x, bound) = simd::_mm_min_ps(bound, x);
        max(x, bound) = simd::_mm_max_ps(bound, x);
        choose(mask, yes, no) = simd::_mm_or_ps(simd::_mm_and_ps(mask, yes), simd::_mm_andnot_ps(mask, no));
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
        // SAFETY: as above.
        unsafe { simd::_mm_set1_ps(x) }
    }

    #[inline(always)]
    pub const fn from_array(values: [f32; 4]) -> Raw {
        // SAFETY: both are 16 bytes, of which every pattern is valid.
        unsafe { std::mem::transmute(values) }
    }

    #[inline(always)]
    pub fn to_array(x: Raw) -> [f32; 4] {
        // SAFETY: as above.
        unsafe { std::mem::transmute(x) }
    }

    #[inline(always)]
    pub fn sums([a, b, c, d]: [Raw; 4]) -> Raw {
        let (ab, cd) = (add(low(a, b), high(a, b)), add(low(c, d), high(c, d)));
        add(even(ab, cd), odd(ab, cd))
    }
}

/// What the others are held to, and what a machine without them runs.
#[cfg_attr(any(target_arch = "x86_64", target_feature = "simd128"), allow(dead_code))]
mod plain {
    pub type Raw = [f32; 4];

    pub const ZERO: Raw = [0.0; 4];

    const YES: f32 = f32::from_bits(u32::MAX);

    #[inline(always)]
    fn zip(a: Raw, b: Raw, of: impl Fn(f32, f32) -> f32) -> Raw {
        [of(a[0], b[0]), of(a[1], b[1]), of(a[2], b[2]), of(a[3], b[3])]
    }

    #[inline(always)]
    pub fn splat(x: f32) -> Raw {
        [x; 4]
    }

    #[inline(always)]
    pub fn from_array(values: [f32; 4]) -> Raw {
        values
    }

    #[inline(always)]
    pub fn to_array(x: Raw) -> [f32; 4] {
        x
    }

    #[inline(always)]
    pub fn add(a: Raw, b: Raw) -> Raw {
        zip(a, b, |a, b| a + b)
    }

    #[inline(always)]
    pub fn sub(a: Raw, b: Raw) -> Raw {
        zip(a, b, |a, b| a - b)
    }

    #[inline(always)]
    pub fn mul(a: Raw, b: Raw) -> Raw {
        zip(a, b, |a, b| a * b)
    }

    #[inline(always)]
    pub fn div(a: Raw, b: Raw) -> Raw {
        zip(a, b, |a, b| a / b)
    }

    #[inline(always)]
    pub fn abs(x: Raw) -> Raw {
        x.map(f32::abs)
    }

    #[inline(always)]
    pub fn min(x: Raw, bound: Raw) -> Raw {
        zip(x, bound, |x, bound| if bound < x { bound } else { x })
    }

    #[inline(always)]
    pub fn max(x: Raw, bound: Raw) -> Raw {
        zip(x, bound, |x, bound| if x < bound { bound } else { x })
    }

    #[inline(always)]
    pub fn lower(a: Raw, b: Raw) -> Raw {
        zip(a, b, |a, b| if a < b { YES } else { 0.0 })
    }

    #[inline(always)]
    pub fn choose(mask: Raw, yes: Raw, no: Raw) -> Raw {
        let lane = |i: usize| if mask[i].to_bits() == 0 { no[i] } else { yes[i] };
        [lane(0), lane(1), lane(2), lane(3)]
    }

    #[inline(always)]
    pub fn power_of_two(biased: Raw) -> Raw {
        biased.map(|x| f32::from_bits((x.to_bits() << 23).wrapping_add(1.0_f32.to_bits())))
    }

    #[inline(always)]
    pub fn sums(four: [Raw; 4]) -> Raw {
        four.map(|[a, b, c, d]| (a + c) + (b + d))
    }
}

#[cfg(test)]
mod tests {
    use super::{Lanes, Mask, plain};

    const A: [f32; 4] = [1.5, -0.0, f32::NAN, -7.0e20];
    const B: [f32; 4] = [2.5, 3.0, 1.0, f32::INFINITY];

    fn same(found: Lanes, expected: [f32; 4]) {
        assert_eq!(found.to_array().map(f32::to_bits), expected.map(f32::to_bits), "{found:?} {expected:?}");
    }

    impl std::fmt::Debug for Lanes {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.to_array().fmt(f)
        }
    }

    #[test]
    fn the_machine_s_vectors_do_what_four_plain_numbers_do() {
        let (a, b) = (Lanes::from_array(A), Lanes::from_array(B));
        same(a.min(b), plain::min(A, B));
        same(a.max(b), plain::max(A, B));
        same(b.min(b - b), plain::min(B, plain::sub(B, B)));
        same(a.abs(), plain::abs(A));
        same(b + b, plain::add(B, B));
        same(b / Lanes::splat(3.0), plain::div(B, [3.0; 4]));
        let Mask(_) = a.lower(b);
        same(a.lower(b).choose(a, b), plain::choose(plain::lower(A, B), A, B));
        let four = [[1.0, 2.0, 3.0, 4.0], B, [0.1, 0.2, 0.3, 0.4], [-1.0, 1e8, 1.0, -1e8]];
        same(Lanes::sums(four.map(Lanes::from_array)), plain::sums(four));
        assert_eq!(Lanes::from_array(four[2]).sum(), plain::sums(four)[2]);
    }
}
