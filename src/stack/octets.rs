//! How a batch lies in memory: in blocks of eight rows, and within a block unit after unit.
//!
//! An [`Octet`] is one unit's eight rows. So all arithmetic is over whole vectors whatever the width of the network, a
//! unit's weight is one number for a whole vector, and a block of inputs to a layer lies together.
//!
//! Where the number of rows is no multiple of eight, the last row stands in the places that are left: what is computed
//! there is finite wherever the batch is, and is left out of sums by [`Tail`].

use super::lanes::{Lanes, Mask};

/// Rows in a block.
pub const ROWS: usize = 8;

/// Eight rows of one unit.
#[derive(Clone, Copy)]
pub struct Octet(pub Lanes, pub Lanes);

impl Octet {
    pub const ZERO: Self = Self(Lanes::ZERO, Lanes::ZERO);

    #[inline(always)]
    pub fn splat(x: f32) -> Self {
        Self(Lanes::splat(x), Lanes::splat(x))
    }

    #[inline(always)]
    pub fn from_array([a, b, c, d, e, f, g, h]: [f32; ROWS]) -> Self {
        Self(Lanes::from_array([a, b, c, d]), Lanes::from_array([e, f, g, h]))
    }

    #[inline(always)]
    pub fn to_array(self) -> [f32; ROWS] {
        let ([a, b, c, d], [e, f, g, h]) = (self.0.to_array(), self.1.to_array());
        [a, b, c, d, e, f, g, h]
    }

    #[inline(always)]
    pub fn map(self, of: impl Fn(Lanes) -> Lanes) -> Self {
        Self(of(self.0), of(self.1))
    }

    #[inline(always)]
    pub fn zip(self, other: Self, of: impl Fn(Lanes, Lanes) -> Lanes) -> Self {
        Self(of(self.0, other.0), of(self.1, other.1))
    }

    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }

    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }

    #[inline(always)]
    pub fn scaled(self, factor: Lanes) -> Self {
        self.map(|x| x * factor)
    }

    #[inline(always)]
    pub fn sum(self) -> f32 {
        (self.0 + self.1).sum()
    }
}

/// Which rows of the last block are the batch's own.
#[derive(Clone, Copy)]
pub struct Tail {
    /// Blocks before the last one that is not full.
    full: usize,
    own: [Mask; 2],
}

impl Tail {
    pub fn of(rows: usize) -> Self {
        let own = Lanes::splat((rows % ROWS) as f32);
        let places = [[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0]].map(Lanes::from_array);
        Self { full: rows / ROWS, own: places.map(|place| place.lower(own)) }
    }

    /// The octet with 0 for what is not the batch's own.
    #[inline(always)]
    fn own(&self, octet: Octet) -> Octet {
        Octet(self.own[0].choose(octet.0, Lanes::ZERO), self.own[1].choose(octet.1, Lanes::ZERO))
    }

    /// Puts 0 where no row is.
    pub fn clear(&self, batch: &mut [Octet], width: usize) {
        for octet in &mut batch[self.full * width..] {
            *octet = self.own(*octet);
        }
    }

    /// For each unit the sum over the batch of `of(place in the batch)`, still in eight parts.
    #[inline(always)]
    pub fn sum_by_unit(&self, sums: &mut [Octet], batch: &[Octet], of: impl Fn(usize, usize, Octet) -> Octet) {
        let width = sums.len();
        sums.fill(Octet::ZERO);
        let (full, last) = batch.split_at(self.full * width);
        for (block, octets) in full.chunks_exact(width).enumerate() {
            for (unit, (sum, octet)) in sums.iter_mut().zip(octets).enumerate() {
                *sum = sum.plus(of(block * width + unit, unit, *octet));
            }
        }
        for (unit, (sum, octet)) in sums.iter_mut().zip(last).enumerate() {
            *sum = sum.plus(self.own(of(full.len() + unit, unit, *octet)));
        }
    }

    /// The sum of `of` over the batch and its units.
    #[inline(always)]
    pub fn sum(&self, batch: &[Octet], width: usize, of: impl Fn(Octet) -> Octet) -> f64 {
        let (full, last) = batch.split_at(self.full * width);
        // A block by itself in float32, the blocks together in float64: a large batch loses nothing.
        let blocks = full
            .chunks_exact(width)
            .map(|block| f64::from(block.iter().fold(Octet::ZERO, |sum, octet| sum.plus(of(*octet))).sum()));
        let last = last.iter().fold(Octet::ZERO, |sum, octet| sum.plus(self.own(of(*octet))));
        blocks.sum::<f64>() + f64::from(last.sum())
    }
}

/// Blocks that so many rows take.
pub fn blocks(rows: usize) -> usize {
    rows.div_ceil(ROWS)
}

/// Packs `[rows, width]`, row by row, into `batch`.
pub fn pack(values: &[f32], width: usize, batch: &mut [Octet]) {
    let last = values.len() / width - 1;
    for (block, octets) in batch.chunks_exact_mut(width).enumerate() {
        let starts: [usize; ROWS] = std::array::from_fn(|place| (block * ROWS + place).min(last) * width);
        for (unit, octet) in octets.iter_mut().enumerate() {
            *octet = Octet::from_array(starts.map(|start| values[start + unit]));
        }
    }
}

/// Unpacks `batch` into `[rows, width]`, row by row.
pub fn unpack(batch: &[Octet], width: usize, values: &mut [f32]) {
    for (octets, rows) in batch.chunks_exact(width).zip(values.chunks_mut(ROWS * width)) {
        for (unit, octet) in octets.iter().enumerate() {
            for (row, value) in rows.chunks_exact_mut(width).zip(octet.to_array()) {
                row[unit] = value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_of_any_size_is_packed_and_unpacked_and_its_padding_counts_for_nothing() {
        for rows in 1..20 {
            for width in 1..4 {
                let values: Vec<f32> = (0..rows * width).map(|i| i as f32 + 1.0).collect();
                let mut batch = vec![Octet::ZERO; blocks(rows) * width];
                pack(&values, width, &mut batch);
                let mut back = vec![0.0; rows * width];
                unpack(&batch, width, &mut back);
                assert_eq!(values, back);
                let tail = Tail::of(rows);
                assert_eq!(tail.sum(&batch, width, |x| x), f64::from(values.iter().sum::<f32>()));
                let mut sums = vec![Octet::ZERO; width];
                tail.sum_by_unit(&mut sums, &batch, |place, _, x| x.plus(batch[place]));
                let first: f32 = values.iter().step_by(width).sum();
                assert_eq!(sums[0].sum(), 2.0 * first);
                tail.clear(&mut batch, width);
                assert_eq!(batch.iter().map(|octet| octet.sum()).sum::<f32>(), values.iter().sum::<f32>());
            }
        }
    }
}
