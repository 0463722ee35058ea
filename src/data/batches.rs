//! Which rows make the next batch.

use crate::random::{Use, stream};

/// The order in which batches take the rows: epoch after epoch, each shuffled anew from the seed. Every batch is full:
/// where an epoch ends within a batch the next one begins there. So the batch size may change at any step, and the
/// rows still come in the same order.
///
/// A copy goes on as the original would.
#[derive(Clone, Debug)]
pub struct Batches {
    seed: u64,
    /// Of the epoch that `order` is for.
    epoch: u64,
    order: Vec<usize>,
    /// How many of `order` have been taken.
    taken: usize,
}

impl Batches {
    /// From the start of the first epoch over that many rows.
    pub fn new(seed: u64, rows: usize) -> Self {
        Self { seed, epoch: 0, order: shuffled(seed, 0, rows), taken: 0 }
    }

    /// The rows of the next batch. A batch size of at least the number of rows is all rows in order, and takes nothing
    /// from the epoch.
    pub fn next(&mut self, batch_size: usize) -> Vec<usize> {
        let rows = self.order.len();
        if batch_size >= rows {
            return (0..rows).collect();
        }
        let mut batch = Vec::with_capacity(batch_size);
        while batch.len() < batch_size {
            if self.taken == rows {
                self.epoch += 1;
                self.order = shuffled(self.seed, self.epoch, rows);
                self.taken = 0;
            }
            let end = rows.min(self.taken + batch_size - batch.len());
            batch.extend(&self.order[self.taken..end]);
            self.taken = end;
        }
        batch
    }
}

fn shuffled(seed: u64, epoch: u64, rows: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    stream(seed, Use::Batches, epoch).shuffle(&mut order);
    order
}
