//! How the work of a layer is divided among workgroups and the invocations in them.

/// WebGPU's default limits, which every adapter grants.
const LARGEST_CUBE: usize = 256;
const SHARED_BYTES: usize = 16 * 1024;
/// Bytes of four float32.
const QUAD_BYTES: usize = 16;

/// Layers of at least so many units are bound by their products, narrower ones by the way from layer to layer.
const WIDE: usize = 128;

/// A workgroup takes some rows of the batch through the layers; an invocation in it computes some columns (units of
/// a layer) for some of those rows, which it treats four at a time, as a quad.
///
/// Known while a kernel is compiled, so that its inner loops are unrolled and its sums lie in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// Units of a layer.
    pub width: usize,
    /// Neighbouring weights that are read at once, as [`vector_of`] has it.
    pub vector: usize,
    /// Columns of one invocation: a multiple of `vector` that divides the width.
    pub columns: usize,
    /// Quads of rows of one invocation.
    pub quads: usize,
    /// Quads of rows of one workgroup: a multiple of `quads`.
    pub height: usize,
}

impl Tile {
    /// The division for layers of `width` units and a batch of `rows` rows.
    pub fn of(width: usize, rows: usize) -> Self {
        let vector = vector_of(width);
        let divides = |columns: &usize| width.is_multiple_of(*columns) && columns.is_multiple_of(vector);
        // Each number that is read serves so many sums: the more, the better, where there are enough columns to go round.
        let most = if width < WIDE { 4 } else { 8 };
        let columns = (1..=most).rev().find(divides).unwrap_or(1);
        let quads = 2;
        let wanted = if rows <= 4 * quads { 1 } else { 4 };
        let shared = SHARED_BYTES / QUAD_BYTES / (width * quads);
        let rows_of_invocations = wanted.min(LARGEST_CUBE * columns / width).min(shared).max(1);
        Self { width, vector, columns, quads, height: quads * rows_of_invocations }
    }

    /// Invocations of a workgroup that lie side by side along the rows.
    pub fn across(&self) -> usize {
        self.height / self.quads
    }

    /// Invocations of a workgroup.
    pub fn units(&self) -> usize {
        self.across() * self.width / self.columns
    }

    /// Which of an invocation's sums is that of its column `column` and its quad `quad`.
    pub fn sum(&self, column: usize, quad: usize) -> usize {
        column * self.quads + quad
    }

    /// Quads that an invocation computes.
    pub fn sums(&self) -> usize {
        self.columns * self.quads
    }

    /// Quads of shared memory: a layer's values for the workgroup's rows.
    pub fn shared(&self) -> usize {
        self.width * self.height
    }

    /// Workgroups that a batch of `rows` rows needs.
    pub fn cubes(&self, rows: usize) -> usize {
        quads_of(rows).div_ceil(self.height)
    }
}

/// Neighbouring numbers that are read at once: the largest of 4, 2 and 1 that divides their count.
pub fn vector_of(count: usize) -> usize {
    [4, 2, 1].into_iter().find(|vector| count.is_multiple_of(*vector)).unwrap_or(1)
}

/// Quads that hold `rows` rows.
pub fn quads_of(rows: usize) -> usize {
    rows.div_ceil(4)
}

#[cfg(test)]
mod tests {
    use super::{LARGEST_CUBE, QUAD_BYTES, SHARED_BYTES, Tile};

    #[test]
    fn every_width_and_batch_stays_within_webgpu_s_default_limits() {
        for width in 1..=256 {
            for rows in [1, 8, 9, 100, 1024] {
                let tile = Tile::of(width, rows);
                assert!(tile.units() <= LARGEST_CUBE && tile.shared() * QUAD_BYTES <= SHARED_BYTES, "{tile:?}");
                assert!(width.is_multiple_of(tile.columns) && tile.columns.is_multiple_of(tile.vector), "{tile:?}");
                assert!(
                    tile.height.is_multiple_of(tile.quads) && tile.cubes(rows) * tile.height * 4 >= rows,
                    "{tile:?}"
                );
            }
        }
    }
}
