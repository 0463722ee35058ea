//! Exponential, logistic function, tanh and erf of four numbers at a time, each within a few units in the last place of
//! float32. NaN stays NaN.

use super::lanes::Lanes;

/// The polynomial with these coefficients, highest power first. A macro, so that it is written out at any optimisation.
macro_rules! polynomial {
    ($x:expr, [$first:expr $(, $rest:expr)* $(,)?] $(,)?) => {{
        let sum = Lanes::splat($first);
        $(let sum = sum * $x + Lanes::splat($rest);)*
        sum
    }};
}

/// e to the power of x, for x up to 88; above, e to the power of 88, and below -87 about 1e-38.
///
/// Cephes' expf (S. Moshier): 2 to the power of a whole number, times a polynomial over -ln(2)/2..ln(2)/2.
#[inline(always)]
pub fn exp(x: Lanes) -> Lanes {
    // Added to a number below 2^22 it leaves the nearest whole number in the low bits.
    const ROUND: f32 = 12_582_912.0;
    // ln 2 in two parts, the first of which has few enough bits to be multiplied exactly.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = x.min(Lanes::splat(88.0)).max(Lanes::splat(-87.0));
    let rounded = x * Lanes::splat(std::f32::consts::LOG2_E) + Lanes::splat(ROUND);
    let whole = rounded - Lanes::splat(ROUND);
    let rest = x - whole * Lanes::splat(LN2_HIGH) - whole * Lanes::splat(LN2_LOW);
    let series =
        polynomial!(rest, [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5],);
    (series * rest * rest + rest + Lanes::splat(1.0)).times_power_of_two(rounded)
}

/// The logistic function 1 / (1 + exp(-x)).
#[inline(always)]
pub fn sigmoid(x: Lanes) -> Lanes {
    Lanes::splat(1.0) / (Lanes::splat(1.0) + exp(Lanes::ZERO - x))
}

/// The hyperbolic tangent: Eigen's rational approximation, odd over even, over the numbers whose tanh is not yet 1.
#[inline(always)]
pub fn tanh(x: Lanes) -> Lanes {
    const LARGEST: f32 = 7.905_311;
    let x = x.min(Lanes::splat(LARGEST)).max(Lanes::splat(-LARGEST));
    let square = x * x;
    let odd = polynomial!(
        square,
        [-2.760_768_5e-16, 2.000_188e-13, -8.604_672e-11, 5.122_297e-8, 1.485_722_4e-5, 6.372_619_3e-4, 4.893_524_6e-3,],
    );
    let even = polynomial!(square, [1.198_258_4e-6, 1.185_347_1e-4, 2.268_434_6e-3, 4.893_525e-3]);
    x * odd / even
}

/// The error function: N. Juffa's approximation in two parts, below and above 0.93.
#[inline(always)]
pub fn erf(x: Lanes) -> Lanes {
    const PARTS_MEET: f32 = 0.927_734_4;
    let size = x.abs().min(Lanes::splat(5.0));
    let square = x * x;
    let near = polynomial!(
        square,
        [-5.967_617e-4, 4.991_194_2e-3, -2.676_813_5e-2, 1.128_199_25e-1, -3.761_253_4e-1, 1.283_791_7e-1],
    );
    let far = polynomial!(
        size,
        [
            -1.728_534_7e-5,
            3.831_971_3e-4,
            -3.883_964_4e-3,
            2.425_462_2e-2,
            -1.067_778_8e-1,
            -6.348_467e-1,
            -1.287_175_1e-1,
        ],
    );
    let far = Lanes::splat(1.0) - exp(far * size - size);
    let far = x.lt(Lanes::ZERO).select(Lanes::ZERO - far, far);
    Lanes::splat(PARTS_MEET).lt(size).select(far, near * x + x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(name: &str, range: (f64, f64), of: fn(Lanes) -> Lanes, exactly: fn(f64) -> f64, tolerance: f64) {
        let count = 40_000;
        for i in 0..=count {
            let x = (range.0 + (range.1 - range.0) * f64::from(i) / f64::from(count)) as f32;
            let (found, expected) = (f64::from(of(Lanes::splat(x)).to_array()[0]), exactly(f64::from(x)));
            let error = (found - expected).abs() / expected.abs().max(1e-30);
            assert!(error <= tolerance, "{name}({x}) is {found}, not {expected}: {error:e}");
        }
        assert!(of(Lanes::splat(f32::NAN)).to_array()[3].is_nan(), "{name}");
        assert!(!of(Lanes::splat(f32::INFINITY)).sum().is_nan() && !of(Lanes::splat(f32::NEG_INFINITY)).sum().is_nan());
    }

    #[test]
    fn they_are_accurate_to_float32() {
        hold("exp", (-86.9, 87.9), exp, libm::exp, 2e-7);
        hold("sigmoid", (-80.0, 80.0), sigmoid, |x| 1.0 / (1.0 + libm::exp(-x)), 3e-7);
        hold("tanh", (-20.0, 20.0), tanh, libm::tanh, 4e-7);
        hold("tanh", (-1e-3, 1e-3), tanh, libm::tanh, 4e-7);
        hold("erf", (-6.0, 6.0), erf, libm::erf, 3e-7);
        hold("erf", (-1e-3, 1e-3), erf, libm::erf, 3e-7);
        assert!((tanh(Lanes::splat(1e-20)).to_array()[0] - 1e-20).abs() < 4e-27);
        assert!(tanh(Lanes::splat(100.0)).to_array()[0] <= 1.0);
    }
}
