//! Whether a network fits into memory, asked before any of it is allocated.

use super::memory;
use crate::data::Table;
use crate::experiment::Story;
use crate::network::parameters::Shape;
use crate::network::{LIMIT, MemoryKind, Refusal, plan};
use crate::session::{self, Memory};

/// Why the story's network cannot be trained on these rows; none where it can. Nothing is allocated.
///
/// In this machine's memory it may take what the system says is left; where the system does not say, and on a GPU, what it
/// may take in a page, [`LIMIT`]. The command line keeps no checkpoints, so they are not counted.
pub fn refusal(story: &Story, train: &Table, memory: MemoryKind) -> Option<session::Refusal> {
    let (left, felt) = match memory {
        MemoryKind::Host => (memory::available().unwrap_or(LIMIT), Memory::Host),
        MemoryKind::Gpu { .. } => (LIMIT, Memory::Gpu),
    };
    refusal_of(story, train, memory, left, felt)
}

fn refusal_of(story: &Story, train: &Table, memory: MemoryKind, left: u64, felt: Memory) -> Option<session::Refusal> {
    let changed = story.changes().iter().map(|change| &change.experiment);
    std::iter::once(story.experiment()).chain(changed).find_map(|experiment| {
        let shape = Shape::of(experiment, train.features, train.classes);
        let plan = plan(experiment, shape, train.rows(), memory);
        match plan.refusal(LIMIT, 0) {
            Some(Refusal::WeightsInOnePiece { weights, largest }) => {
                Some(session::Refusal::WeightsInOnePiece { weights, largest })
            }
            Some(Refusal::TooLarge { .. }) | None => {
                let needed = plan.bytes + batch(experiment.batch_size.min(train.rows()), train.features);
                (needed > left).then_some(session::Refusal::TooLarge { needed, left, memory: felt })
            }
        }
    })
}

/// Bytes of a batch's features, which the plan leaves out: the data of a page have few. There are two of it, that of the
/// step and the one that the next step takes.
fn batch(rows: usize, features: usize) -> u64 {
    2 * (rows * features * size_of::<f32>()) as u64
}
