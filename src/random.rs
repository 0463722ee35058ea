//! The one source of chance: seeded, named, and the same on every machine and backend.
//!
//! A stream is ChaCha with 8 rounds whose key is the seed and the stream's name, and whose nonce is the index. So two
//! streams never share a number, and drawing more from one shifts nothing in another. Everything past the generator is
//! arithmetic that IEEE 754 fixes to the last bit, and the functions of the `libm` crate, which are such arithmetic.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What random numbers are for. Each purpose has streams of its own, one an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Where the training points lie, and in which order.
    Data,
    /// The same for what is held out, so that training points do not depend on it.
    HeldOut,
    /// What is added to the points.
    Noise,
    /// The initial weights; the index is the layer.
    Weights,
    /// The order of the rows; the index is the epoch.
    Batches,
    /// Which activations are dropped; the index is the step.
    Dropout,
    /// Where the search for the sharpness begins.
    Sharpness,
}

impl Stream {
    /// The name in the key. A changed name changes every run there ever was.
    fn name(self) -> &'static [u8] {
        match self {
            Stream::Data => b"data",
            Stream::HeldOut => b"held_out",
            Stream::Noise => b"noise",
            Stream::Weights => b"weights",
            Stream::Batches => b"batches",
            Stream::Dropout => b"dropout",
            Stream::Sharpness => b"sharpness",
        }
    }
}

/// One stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    generator: ChaCha8Rng,
    /// The second of two normal numbers that were made together.
    spare: Option<f64>,
}

/// The stream of that seed, purpose and index, from its start.
pub fn stream(seed: u64, which: Stream, index: u64) -> Random {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..8 + which.name().len()].copy_from_slice(which.name());
    let mut generator = ChaCha8Rng::from_seed(key);
    generator.set_stream(index);
    Random { generator, spare: None }
}

impl Random {
    /// Any of the 2^53 multiples of 2^-53 in 0..1, all equally likely.
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.generator.next_u64() >> 11) as f64 * STEP
    }

    /// Uniform between the two.
    pub fn uniform_in(&mut self, low: f64, high: f64) -> f64 {
        low + self.uniform() * (high - low)
    }

    /// Normal with mean 0 and standard deviation 1: Marsaglia's polar method, which needs no more than a logarithm and
    /// a root ("A convenient method for generating normal variables", SIAM Review 6, 1964).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (self.uniform_in(-1.0, 1.0), self.uniform_in(-1.0, 1.0));
            let square = x * x + y * y;
            if square < 1.0 && square > 0.0 {
                let factor = libm::sqrt(-2.0 * libm::log(square) / square);
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
    }

    /// A whole number below `limit`, and 0 where the limit is 0. No number is likelier than another by more than
    /// `limit` / 2^64.
    pub fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.generator.next_u64()) * limit as u128) >> 64) as usize
    }

    /// Every order equally likely (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected numbers come from a program in another language that shares nothing with this one, so they hold
    /// the streams to what is written above, for ever.
    #[test]
    fn a_stream_never_changes() {
        let word = |seed, which, index, place: usize| {
            let mut random = stream(seed, which, index);
            (0..=place).fold(0, |_, _| random.generator.next_u64())
        };
        assert_eq!(word(0, Stream::Data, 0, 0), 0x4f8d_c5dc_fe02_bcf5);
        assert_eq!(word(0, Stream::Data, 0, 2), 0x3a73_f14e_23f9_938c);
        assert_eq!(word((1 << 53) - 1, Stream::Weights, 999, 1), 0x1a4a_8b2d_00d1_3d8b);
        assert_eq!(word(7, Stream::Dropout, 3, 19), 0x822e_f826_38d1_0433);
        let names = [
            (Stream::Data, 0x74ec_94b6_2e3d_8dd3),
            (Stream::HeldOut, 0xc446_8cbb_86ad_b452),
            (Stream::Noise, 0x8e57_dbef_21ae_dd94),
            (Stream::Weights, 0x7fb0_2a09_5258_b2dc),
            (Stream::Batches, 0xd0c8_fbbc_d571_3ccd),
            (Stream::Dropout, 0xd02c_bab1_61df_6d28),
            (Stream::Sharpness, 0x994a_91da_b2b7_2b28),
        ];
        for (which, first) in names {
            assert_eq!(word(42, which, 1, 0), first, "{which:?}");
        }
    }

    #[test]
    fn what_is_made_of_a_stream_never_changes() {
        let mut random = stream(1, Stream::Noise, 2);
        let uniform = [0.33858292162703596, 0.9650574440476586, 0.2738340947744399];
        assert_eq!([(); 3].map(|()| random.uniform()), uniform);
        let mut random = stream(1, Stream::Weights, 0);
        let normal = [0.4682338265901697, -0.8637905932052466, 0.006149090392068787, -0.5173816180579777];
        assert_eq!([(); 4].map(|()| random.normal()), normal);
        let mut order: Vec<usize> = (0..10).collect();
        stream(5, Stream::Batches, 0).shuffle(&mut order);
        assert_eq!(order, [5, 8, 3, 4, 6, 0, 9, 1, 2, 7]);
    }

    #[test]
    fn the_numbers_are_spread_as_they_say() {
        let mut random = stream(3, Stream::Data, 0);
        let count = 100_000;
        let moments = |values: &[f64]| {
            let mean = values.iter().sum::<f64>() / count as f64;
            let square = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count as f64;
            (mean, square.sqrt())
        };
        let uniform: Vec<f64> = (0..count).map(|_| random.uniform_in(-1.0, 3.0)).collect();
        assert!(uniform.iter().all(|value| (-1.0..3.0).contains(value)));
        let (mean, deviation) = moments(&uniform);
        assert!((mean - 1.0).abs() < 0.02 && (deviation - 4.0 / 12.0_f64.sqrt()).abs() < 0.02);
        let normal: Vec<f64> = (0..count).map(|_| random.normal()).collect();
        let (mean, deviation) = moments(&normal);
        assert!(mean.abs() < 0.02 && (deviation - 1.0).abs() < 0.02);
        let beyond_two = normal.iter().filter(|value| value.abs() > 2.0).count() as f64 / count as f64;
        assert!((beyond_two - 0.0455).abs() < 0.004);
        let mut seen = [0; 6];
        (0..count).for_each(|_| seen[random.below(6)] += 1);
        assert!(seen.iter().all(|times: &i32| (times - count / 6).abs() < 600));
        assert_eq!(random.below(0), 0);
    }
}
