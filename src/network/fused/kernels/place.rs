//! Where an invocation stands in its tile, and the tile in the batch.

use cubecl::prelude::*;

use crate::network::fused::tile::Tile;

/// The quads that an invocation computes: `tile.quads` of them from `start` on, of `tile.columns` units from `column` on.
#[derive(CubeType)]
pub struct Place {
    /// The first of its columns.
    pub column: usize,
    /// Which invocation it is among those of the same columns.
    pub along: usize,
    /// The first of its quads within the workgroup.
    pub at: usize,
    /// The same within the batch.
    pub start: usize,
}

#[cube]
impl Place {
    /// This invocation's.
    pub fn new(#[comptime] tile: Tile) -> Place {
        let across = comptime!(tile.across());
        let unit = UNIT_POS as usize;
        let along = unit % across;
        let at = along * comptime!(tile.quads);
        Place {
            column: (unit / across) * comptime!(tile.columns),
            along,
            at,
            start: CUBE_POS_X as usize * comptime!(tile.height) + at,
        }
    }

    /// Its quad `q` of its column `c` in the workgroup's shared memory, `[width, height]`.
    pub fn shared(&self, #[comptime] c: usize, #[comptime] q: usize, #[comptime] tile: Tile) -> usize {
        (self.column + c) * comptime!(tile.height) + self.at + q
    }

    /// The same in `[layers, width, quads]`; beyond the batch's last quad, that one.
    pub fn global(
        &self,
        #[comptime] c: usize,
        #[comptime] q: usize,
        layer: usize,
        quads: usize,
        #[comptime] tile: Tile,
    ) -> usize {
        (layer * comptime!(tile.width) + self.column + c) * quads + clamp_max(self.start + q, quads - 1)
    }
}
