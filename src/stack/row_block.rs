//! How a batch lies in memory: in groups of eight rows, and within a group unit after unit.
//!
//! A [`RowBlock`] holds one unit's eight rows. All arithmetic is therefore over whole vectors whatever the width of the
//! network, a unit's weight is one number for a whole vector, and a group's inputs to a layer lie together in memory.
//!
//! Where the number of rows is no multiple of eight, the last row is repeated in the places that are left: what is
//! computed there is finite wherever the batch is, and [`Tail`] leaves it out of sums.

use super::lanes::{Lanes, Mask};

/// Rows in a group.
pub const ROWS: usize = 8;

/// Eight rows of one unit.
#[derive(Clone, Copy)]
pub struct RowBlock(pub Lanes, pub Lanes);

impl RowBlock {
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

    /// The first of the eight.
    #[inline(always)]
    pub fn first(self) -> f32 {
        self.0.to_array()[0]
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

/// Which rows of the last group belong to the batch, the others being padding.
#[derive(Clone, Copy)]
pub struct Tail {
    /// Groups before the last one that is not full.
    full: usize,
    own: [Mask; 2],
}

impl Tail {
    pub fn of(rows: usize) -> Self {
        let own = Lanes::splat((rows % ROWS) as f32);
        let places = [[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0]].map(Lanes::from_array);
        Self { full: rows / ROWS, own: places.map(|place| place.lt(own)) }
    }

    /// The block with 0 in place of padding.
    #[inline(always)]
    fn own(&self, block: RowBlock) -> RowBlock {
        RowBlock(self.own[0].select(block.0, Lanes::ZERO), self.own[1].select(block.1, Lanes::ZERO))
    }

    /// Puts 0 where no row is.
    pub fn clear(&self, batch: &mut [RowBlock], width: usize) {
        for block in &mut batch[self.full * width..] {
            *block = self.own(*block);
        }
    }

    /// For each unit the sum over the batch of `of(place in the batch)`, still in eight parts.
    #[inline(always)]
    pub fn sum_by_unit(
        &self,
        sums: &mut [RowBlock],
        batch: &[RowBlock],
        of: impl Fn(usize, usize, RowBlock) -> RowBlock,
    ) {
        let width = sums.len();
        sums.fill(RowBlock::ZERO);
        let (full, last) = batch.split_at(self.full * width);
        for (group, blocks) in full.chunks_exact(width).enumerate() {
            for (unit, (sum, block)) in sums.iter_mut().zip(blocks).enumerate() {
                *sum = sum.plus(of(group * width + unit, unit, *block));
            }
        }
        for (unit, (sum, block)) in sums.iter_mut().zip(last).enumerate() {
            *sum = sum.plus(self.own(of(full.len() + unit, unit, *block)));
        }
    }

    /// The sum of `of` over the batch and its units.
    #[inline(always)]
    pub fn sum(&self, batch: &[RowBlock], width: usize, of: impl Fn(RowBlock) -> RowBlock) -> f64 {
        let (full, last) = batch.split_at(self.full * width);
        // A group by itself in float32, the groups together in float64: a large batch loses nothing.
        let groups = full
            .chunks_exact(width)
            .map(|group| f64::from(group.iter().fold(RowBlock::ZERO, |sum, block| sum.plus(of(*block))).sum()));
        let last = last.iter().fold(RowBlock::ZERO, |sum, block| sum.plus(self.own(of(*block))));
        groups.sum::<f64>() + f64::from(last.sum())
    }
}

/// Groups that so many rows take.
pub fn groups(rows: usize) -> usize {
    rows.div_ceil(ROWS)
}

/// Packs `[rows, width]`, row by row, into `batch`.
pub fn pack(values: &[f32], width: usize, batch: &mut [RowBlock]) {
    let last = values.len() / width - 1;
    for (group, blocks) in batch.chunks_exact_mut(width).enumerate() {
        let starts: [usize; ROWS] = std::array::from_fn(|place| (group * ROWS + place).min(last) * width);
        for (unit, block) in blocks.iter_mut().enumerate() {
            *block = RowBlock::from_array(starts.map(|start| values[start + unit]));
        }
    }
}

/// Unpacks `batch` into `[rows, width]`, row by row.
pub fn unpack(batch: &[RowBlock], width: usize, values: &mut [f32]) {
    for (blocks, rows) in batch.chunks_exact(width).zip(values.chunks_mut(ROWS * width)) {
        for (unit, block) in blocks.iter().enumerate() {
            for (row, value) in rows.chunks_exact_mut(width).zip(block.to_array()) {
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
                let mut batch = vec![RowBlock::ZERO; groups(rows) * width];
                pack(&values, width, &mut batch);
                let mut back = vec![0.0; rows * width];
                unpack(&batch, width, &mut back);
                assert_eq!(values, back);
                let tail = Tail::of(rows);
                assert_eq!(tail.sum(&batch, width, |x| x), f64::from(values.iter().sum::<f32>()));
                let mut sums = vec![RowBlock::ZERO; width];
                tail.sum_by_unit(&mut sums, &batch, |place, _, x| x.plus(batch[place]));
                let first: f32 = values.iter().step_by(width).sum();
                assert_eq!(sums[0].sum(), 2.0 * first);
                tail.clear(&mut batch, width);
                assert_eq!(batch.iter().map(|block| block.sum()).sum::<f32>(), values.iter().sum::<f32>());
            }
        }
    }
}
