//! Four float32 at a time, in the machine's own vector registers: WebAssembly's simd128, x86-64's SSE2, or four plain
//! numbers elsewhere. Explicit, because the release profile optimises for size and would not vectorise a loop.

#[cfg_attr(any(target_arch = "x86_64", target_feature = "simd128"), allow(dead_code))]
mod plain;
#[cfg(target_arch = "x86_64")]
mod sse;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

#[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
use plain as machine;
#[cfg(target_arch = "x86_64")]
use sse as machine;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use wasm as machine;

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
    pub fn lt(self, other: Self) -> Mask {
        Mask(machine::lt(self.0, other.0))
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
    pub fn select(self, yes: Lanes, no: Lanes) -> Lanes {
        Lanes(machine::select(self.0, yes.0, no.0))
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
        let Mask(_) = a.lt(b);
        same(a.lt(b).select(a, b), plain::select(plain::lt(A, B), A, B));
        let four = [[1.0, 2.0, 3.0, 4.0], B, [0.1, 0.2, 0.3, 0.4], [-1.0, 1e8, 1.0, -1e8]];
        same(Lanes::sums(four.map(Lanes::from_array)), plain::sums(four));
        assert_eq!(Lanes::from_array(four[2]).sum(), plain::sums(four)[2]);
    }
}
