//! Which rows make the next batch.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::random::{Stream, stream};

/// The order in which batches take the rows: epoch after epoch, each shuffled anew from the seed. Every batch is full:
/// where an epoch ends within a batch the next one begins there. So the batch size may change at any step, and the
/// rows still come in the same order.
///
/// A copy goes on as the original would. Copying is cheap: the order is shared.
#[derive(Clone, Debug)]
pub struct Batches {
    position: BatchPosition,
    /// The rows in the order of the position's epoch; made when a batch first needs it.
    order: Option<Arc<[usize]>>,
}

/// How far batches have come: all that determines which rows come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchPosition {
    /// The experiment's.
    pub seed: u64,
    /// How many rows there are.
    pub rows: usize,
    /// The epoch, from 0.
    pub epoch: u64,
    /// How many of the epoch's rows have been taken, at most `rows`.
    pub taken: usize,
}

impl Batches {
    /// From the start of the first epoch over that many rows.
    pub fn new(seed: u64, rows: usize) -> Self {
        Self::at(BatchPosition { seed, rows, epoch: 0, taken: 0 })
    }

    /// From that position on.
    pub fn at(position: BatchPosition) -> Self {
        Self { position, order: None }
    }

    /// Where the next batch begins.
    pub fn position(&self) -> BatchPosition {
        self.position
    }

    /// The rows of the next batch. A batch size of at least the number of rows is all rows in order, and takes nothing
    /// from the epoch.
    pub fn next(&mut self, batch_size: usize) -> Vec<usize> {
        let rows = self.position.rows;
        if batch_size >= rows {
            return (0..rows).collect();
        }
        let mut batch = Vec::with_capacity(batch_size);
        while batch.len() < batch_size {
            let at = &mut self.position;
            if at.taken >= rows {
                at.epoch = at.epoch.wrapping_add(1);
                at.taken = 0;
                self.order = None;
            }
            let order = self.order.get_or_insert_with(|| shuffled(*at));
            let end = rows.min(at.taken + batch_size - batch.len());
            batch.extend(&order[at.taken..end]);
            at.taken = end;
        }
        batch
    }
}

fn shuffled(at: BatchPosition) -> Arc<[usize]> {
    let mut order: Vec<usize> = (0..at.rows).collect();
    stream(at.seed, Stream::Batches, at.epoch).shuffle(&mut order);
    order.into()
}
