//! How much memory a network needs while it trains: asked before anything is allocated.
//!
//! `bench/memory.mjs` holds the estimate to what a trainer takes.

use crate::experiment::{Clip, Experiment, Optimizer};
use crate::network::parameters::Shape;
use crate::network::{LARGEST_BUFFER, largest_tensor};
use crate::stack::activation::keeps_slope;
use crate::training::backend::Room;

/// What all networks of a trainer may take together. WebAssembly addresses 4 GiB, and allocators need room to move; how
/// much a GPU has, a browser does not say.
pub const LIMIT: u64 = 3 << 30;
/// What one run's checkpoints may take together, as far as more than the fewest of them are concerned.
const CHECKPOINTS: u64 = 128 << 20;
const FEWEST_CHECKPOINTS: usize = 3;
const MOST_CHECKPOINTS: usize = 48;

/// A trainer with a network of nothing.
const PROGRAM: u64 = 20 << 20;
const NUMBER: u64 = size_of::<f32>() as u64;
/// Rows that are looked at together on a GPU beside the batch: the boundary's grid, at its coarsest.
const LOOKED_AT: u64 = 24 * 24;
/// Rows of the last tile on a GPU; also those of the CPU's vectors.
const ROWS_TOGETHER: u64 = 8;
/// How many numbers a unit and row burn's own operations keep of each layer, where a GPU's kernels do not take the network.
const UNROLLED: u64 = 16;

/// How many states of a run are kept to go back to.
///
/// As if the optimizer had two moments: it may be changed to one that has.
pub fn checkpoints(shape: Shape) -> usize {
    let state = 3 * NUMBER * shape.parameters();
    ((CHECKPOINTS / state.max(1)) as usize).clamp(FEWEST_CHECKPOINTS, MOST_CHECKPOINTS)
}

/// Bytes that a network takes while it trains on batches of up to `rows` rows, as far as they grow with its size, with its
/// checkpoints.
pub fn needed(experiment: &Experiment, shape: Shape, rows: usize, room: Room) -> u64 {
    let checkpoints = checkpoints(shape) as u64 * copies_in_a_state(experiment);
    NUMBER * checkpoints * shape.parameters() + without_checkpoints(experiment, shape, rows, room)
}

/// As [`needed`], by the network alone.
pub fn without_checkpoints(experiment: &Experiment, shape: Shape, rows: usize, room: Room) -> u64 {
    let rows = (experiment.batch_size.min(rows) as u64).next_multiple_of(ROWS_TOGETHER);
    let units = (experiment.depth * experiment.width) as u64;
    let state = copies_in_a_state(experiment);
    // The states now, at the round's beginning and under way; gradients, updates, the parameters after them, and what
    // lies between allocations of that size.
    let clipped = u64::from(experiment.clip != Clip::Off);
    let decayed = u64::from(experiment.weight_decay != 0.0 || experiment.l1 != 0.0);
    let copies = 3 * state + 5 + clipped + decayed;
    PROGRAM + NUMBER * (copies * shape.parameters() + units * numbers_of_a_unit(experiment, shape, rows, room))
}

/// What the passes keep of each unit.
fn numbers_of_a_unit(experiment: &Experiment, shape: Shape, rows: u64, room: Room) -> u64 {
    let dropout = experiment.dropout > 0.0;
    match room {
        Room::Host => {
            rows * (1
                + u64::from(keeps_slope(experiment.activation))
                + u64::from(shape.batch_norm)
                + 3 * u64::from(dropout))
        }
        Room::Gpu { .. } => {
            // z, its gradient and what each layer hands on, in the pages that the pools take for them, as measured; of a
            // multiplier its list and its stack.
            let kernels = 6 + 2 * u64::from(dropout);
            let fits = largest_tensor(shape.depth, shape.width, rows as usize) <= LARGEST_BUFFER;
            rows * if fits { kernels } else { UNROLLED } + LOOKED_AT
        }
    }
}

/// Parameters, and the moments of the optimizer.
fn copies_in_a_state(experiment: &Experiment) -> u64 {
    match experiment.optimizer {
        Optimizer::Sgd => 1,
        Optimizer::Momentum | Optimizer::RmsProp => 2,
        Optimizer::Adam | Optimizer::AdamW => 3,
    }
}

/// A sentence that refuses the experiment where it does not fit beside networks that need `others` bytes.
pub fn refuse(experiment: &Experiment, shape: Shape, rows: usize, room: Room, others: u64) -> Option<String> {
    let gib = |bytes: u64| format!("{:.1} GiB", bytes as f64 / (1u64 << 30) as f64);
    let weights = NUMBER * ((shape.depth - 1) * shape.width * shape.width) as u64;
    if let Room::Gpu { largest } = room
        && weights > largest
    {
        let (weights, largest) = (gib(weights), gib(largest));
        return Some(format!(
            "This network's weights are {weights} in one piece and this GPU takes {largest}: make it narrower or shallower, \
             or choose CPU."
        ));
    }
    let needed = needed(experiment, shape, rows, room);
    let left = LIMIT.saturating_sub(others);
    (needed > left).then(|| {
        let (needed, left) = (gib(needed), gib(left));
        let there_is = match (room, others) {
            (Room::Host, 0) => format!("there are {left}"),
            (Room::Gpu { .. }, 0) => format!("Flatline takes at most {left} of a GPU"),
            (_, _) => format!("there are {left} left beside the other one"),
        };
        format!("This network needs about {needed} to train and {there_is}: make it narrower, shallower, or the batch smaller.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GPU: Room = Room::Gpu { largest: 2 << 30 };

    fn of(depth: usize, width: usize, batch_size: usize, batch_norm: bool) -> (Experiment, Shape) {
        let experiment = Experiment { depth, width, batch_size, batch_norm, ..Experiment::default() };
        (experiment, Shape { depth, width, features: 2, classes: 2, batch_norm })
    }

    fn answer((experiment, shape): (Experiment, Shape), room: Room, others: u64) -> Option<String> {
        refuse(&experiment, shape, 2000, room, others)
    }

    #[test]
    fn what_people_train_is_taken_everywhere() {
        for (depth, width, batch, norm) in
            [(10, 32, 128, false), (1000, 16, 128, true), (1000, 64, 512, true), (100, 256, 1024, true)]
        {
            for room in [Room::Host, GPU] {
                assert_eq!(
                    answer(of(depth, width, batch, norm), room, 0),
                    None,
                    "{depth} x {width}, {batch}, {room:?}"
                );
            }
        }
    }

    #[test]
    fn the_largest_of_all_is_refused_with_the_sizes() {
        let refusal = answer(of(1000, 256, 1024, false), Room::Host, 0);
        assert!(refusal.is_some_and(|text| text.contains("GiB to train and there are 3.0 GiB: make it narrower")));
        let refusal = answer(of(1000, 256, 1024, true), GPU, 0);
        assert!(refusal.is_some_and(|text| text.contains("at most 3.0 GiB of a GPU")));
        let refusal = answer(of(1000, 256, 32, false), Room::Gpu { largest: 128 << 20 }, 0);
        assert!(refusal.is_some_and(|text| text.contains("0.2 GiB in one piece and this GPU takes 0.1 GiB")));
    }

    #[test]
    fn a_second_network_finds_what_the_first_one_left() {
        let (experiment, shape) = of(400, 256, 512, false);
        let first = needed(&experiment, shape, 2000, Room::Host);
        assert_eq!(answer((experiment.clone(), shape), Room::Host, 0), None);
        let refusal = answer((experiment, shape), Room::Host, LIMIT - first / 2);
        assert!(refusal.is_some_and(|text| text.contains("left beside the other one")));
    }
}
