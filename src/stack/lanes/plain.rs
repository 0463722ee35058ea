//! Four plain numbers: what the others are held to, and what a machine without them runs.

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
pub fn lt(a: Raw, b: Raw) -> Raw {
    zip(a, b, |a, b| if a < b { YES } else { 0.0 })
}

#[inline(always)]
pub fn select(mask: Raw, yes: Raw, no: Raw) -> Raw {
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
