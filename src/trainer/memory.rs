//! How much memory a network needs while it trains: asked before anything is allocated.

use crate::experiment::Experiment;
use crate::network::parameters::Shape;

/// What a worker may take: WebAssembly addresses 4 GiB, and allocators need room to move.
pub const LIMIT: u64 = 3 << 30;

/// Parameters, gradients, updates, two moments, what the step before left, and what is passed around.
const COPIES_OF_PARAMETERS: u64 = 10;
/// What the tape and the vital signs keep of each hidden layer, a number a unit and row.
const COPIES_OF_ACTIVATIONS: u64 = 8;
const COPIES_WITH_BATCH_NORM: u64 = 16;

/// Bytes, as far as they depend on depth, width and batch size.
pub fn needed(experiment: &Experiment, shape: Shape, rows: usize) -> u64 {
    let rows = experiment.batch_size.min(rows) as u64;
    let copies = if experiment.batch_norm { COPIES_WITH_BATCH_NORM } else { COPIES_OF_ACTIVATIONS };
    let activations = rows * (experiment.depth * experiment.width) as u64;
    4 * (COPIES_OF_PARAMETERS * shape.parameters() + copies * activations)
}

/// A sentence that refuses the experiment where it does not fit.
pub fn refuse(experiment: &Experiment, shape: Shape, rows: usize) -> Option<String> {
    let needed = needed(experiment, shape, rows);
    (needed > LIMIT).then(|| {
        let gib = |bytes: u64| bytes as f64 / (1u64 << 30) as f64;
        format!(
            "This network needs about {:.1} GiB to train and there are {:.1} GiB: make it narrower, shallower, or the batch smaller.",
            gib(needed),
            gib(LIMIT)
        )
    })
}
