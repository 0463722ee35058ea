//! What runs a network, and what memory that takes: asked before anything is allocated, by who refuses what is too
//! large and by who opens the engine, so that both go by the same answer.
//!
//! `bench/memory.mjs` holds the estimate to what a trainer takes.

use super::engine::EngineKind;
use super::parameters::Shape;
use crate::experiment::{Clip, Experiment, Optimizer};

/// What all networks of a trainer may take together, in bytes, at most. WebAssembly addresses 4 GiB, and allocators need
/// room to move; how much a GPU has, a browser does not say.
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

/// Where a device keeps its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryKind {
    /// In this program's own memory.
    Host,
    /// In a GPU's, which takes no tensor of more than `largest` bytes, and compiles its kernels when they are first used.
    Gpu { largest: u64 },
}

/// How a network will be trained on a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub engine: EngineKind,
    /// Why the network runs in burn's own operations, many times slower than by the device's own engine; none where it
    /// runs by that.
    pub why_slow: Option<SlowReason>,
    /// Bytes that the network takes while it trains, as far as they grow with its size.
    pub bytes: u64,
    /// States of the run that are kept to go back to.
    pub checkpoints: usize,
    /// Bytes that those take, all together.
    pub checkpoint_bytes: u64,
    /// Bytes of the hidden layers' weights, which are one tensor.
    weights: u64,
    memory: MemoryKind,
}

/// Why a network is computed by burn's own operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlowReason {
    /// The build has no engine for this device.
    NotBuilt,
    /// Layers are wider than the GPU's kernels are made for.
    Width { width: usize, most: usize },
    /// There are more classes than the GPU's kernels are made for.
    Classes { classes: usize, most: usize },
    /// A tensor of the pass has more bytes than a GPU's kernel may be given.
    LargestTensor { bytes: u64, most: u64 },
    /// Depth and a width without large factors take more workgroups than a GPU's kernel may be started with.
    Workgroups { count: usize, most: usize },
}

/// Why a network cannot be trained on a device. All numbers are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The hidden layers' weights are one tensor, of more than the GPU takes.
    WeightsInOnePiece { weights: u64, largest: u64 },
    /// It needs more than is left of what all networks of a trainer may take.
    TooLarge { needed: u64, left: u64, memory: MemoryKind, others: u64 },
}

/// The plan for a network of this shape that trains on batches of up to `rows` rows.
pub fn plan(experiment: &Experiment, shape: Shape, rows: usize, memory: MemoryKind) -> Plan {
    let rows = experiment.batch_size.min(rows);
    let (engine, why_slow) = choose(&shape, rows, memory);
    let state = copies_in_a_state(experiment);
    // The states now, at the round's beginning and under way; gradients, updates, the parameters after them, and what
    // lies between allocations of that size.
    let clipped = u64::from(experiment.clip != Clip::Off);
    let decayed = u64::from(experiment.weight_decay != 0.0 || experiment.l1 != 0.0);
    let copies = 3 * state + 5 + clipped + decayed;
    let units = (shape.depth * shape.width) as u64;
    let of_a_unit = numbers_of_a_unit(engine, memory, experiment, (rows as u64).next_multiple_of(ROWS_TOGETHER));
    let checkpoints = checkpoints(&shape);
    Plan {
        engine,
        why_slow,
        bytes: PROGRAM + NUMBER * (copies * shape.parameters() + units * of_a_unit),
        checkpoints,
        checkpoint_bytes: NUMBER * checkpoints as u64 * state * shape.parameters(),
        weights: NUMBER * ((shape.depth - 1) * shape.width * shape.width) as u64,
        memory,
    }
}

impl Plan {
    /// Bytes of the network with its checkpoints.
    pub fn bytes_with_checkpoints(&self) -> u64 {
        self.bytes + self.checkpoint_bytes
    }

    /// Bytes of one state: parameters, and what the optimizer keeps of each.
    pub fn state_bytes(&self) -> u64 {
        self.checkpoint_bytes / self.checkpoints.max(1) as u64
    }

    /// Why the network cannot be trained where all networks may take `allowance` bytes, beside networks that take `others` of
    /// them; none where it can.
    pub fn refusal(&self, allowance: u64, others: u64) -> Option<Refusal> {
        if let MemoryKind::Gpu { largest } = self.memory
            && self.weights > largest
        {
            return Some(Refusal::WeightsInOnePiece { weights: self.weights, largest });
        }
        let (needed, left) = (self.bytes_with_checkpoints(), allowance.saturating_sub(others));
        (needed > left).then_some(Refusal::TooLarge { needed, left, memory: self.memory, others })
    }
}

/// The device's own engine, or burn's operations and why.
fn choose(
    #[cfg_attr(not(feature = "gpu"), expect(unused_variables, reason = "the CPU's engine takes every shape"))]
    shape: &Shape,
    #[cfg_attr(not(feature = "gpu"), expect(unused_variables, reason = "and every batch"))] rows: usize,
    memory: MemoryKind,
) -> (EngineKind, Option<SlowReason>) {
    match memory {
        #[cfg(feature = "cpu")]
        MemoryKind::Host => (EngineKind::CpuStack, None),
        #[cfg(feature = "gpu")]
        MemoryKind::Gpu { .. } => match super::fused::obstacle(shape, rows) {
            None => (EngineKind::GpuKernels, None),
            obstacle => (EngineKind::BurnOperations, obstacle),
        },
        #[cfg(not(feature = "cpu"))]
        MemoryKind::Host => (EngineKind::BurnOperations, Some(SlowReason::NotBuilt)),
        #[cfg(all(not(feature = "gpu"), feature = "operations"))]
        MemoryKind::Gpu { .. } => (EngineKind::BurnOperations, Some(SlowReason::NotBuilt)),
        // Such a build opens no GPU.
        #[cfg(all(not(feature = "gpu"), not(feature = "operations")))]
        MemoryKind::Gpu { .. } => (EngineKind::CpuStack, Some(SlowReason::NotBuilt)),
    }
}

/// Numbers that the passes of an engine keep of each unit.
fn numbers_of_a_unit(engine: EngineKind, memory: MemoryKind, experiment: &Experiment, rows: u64) -> u64 {
    let dropout = u64::from(experiment.dropout > 0.0);
    let of_a_row = match engine {
        #[cfg(feature = "cpu")]
        EngineKind::CpuStack => {
            1 + u64::from(!experiment.activation.slope_follows_from_value())
                + u64::from(experiment.batch_norm)
                + 3 * dropout
        }
        // z, its gradient and what each layer hands on, in the pages that the pools take for them, as measured; of a
        // multiplier its list and its stack.
        #[cfg(feature = "gpu")]
        EngineKind::GpuKernels => 6 + 2 * dropout,
        #[cfg(feature = "operations")]
        EngineKind::BurnOperations => 16,
    };
    let looked_at = match memory {
        MemoryKind::Host => 0,
        MemoryKind::Gpu { .. } => LOOKED_AT,
    };
    rows * of_a_row + looked_at
}

/// How many states of a run are kept. As if the optimizer had the most moments: it may be changed to one that has.
fn checkpoints(shape: &Shape) -> usize {
    let state = (1 + Optimizer::most_moments() as u64) * NUMBER * shape.parameters();
    ((CHECKPOINTS / state.max(1)) as usize).clamp(FEWEST_CHECKPOINTS, MOST_CHECKPOINTS)
}

/// Parameters, and the moments of the optimizer.
fn copies_in_a_state(experiment: &Experiment) -> u64 {
    1 + experiment.optimizer.moments() as u64
}

#[cfg(all(test, feature = "cpu", feature = "gpu"))]
mod tests {
    use super::*;

    const GPU: MemoryKind = MemoryKind::Gpu { largest: 2 << 30 };

    fn of(depth: usize, width: usize, batch_size: usize, batch_norm: bool, memory: MemoryKind) -> Plan {
        let experiment = Experiment { depth, width, batch_size, batch_norm, ..Experiment::default() };
        plan(&experiment, Shape::of(&experiment, 2, 2), 2000, memory)
    }

    #[test]
    fn what_people_train_is_taken_everywhere_and_by_the_device_s_own_engine() {
        for (depth, width, batch, norm) in
            [(10, 32, 128, false), (1000, 16, 128, true), (1000, 64, 512, true), (100, 256, 1024, true)]
        {
            for (memory, engine) in [(MemoryKind::Host, EngineKind::CpuStack), (GPU, EngineKind::GpuKernels)] {
                let plan = of(depth, width, batch, norm, memory);
                assert_eq!(plan.refusal(LIMIT, 0), None, "{depth} x {width}, {batch}, {memory:?}");
                assert_eq!((plan.engine, plan.why_slow), (engine, None), "{depth} x {width}, {batch}");
            }
        }
    }

    #[test]
    fn the_largest_of_all_is_refused_with_the_sizes() {
        for memory in [MemoryKind::Host, GPU] {
            let plan = of(1000, 256, 1024, true, memory);
            let needed = plan.bytes_with_checkpoints();
            assert_eq!(plan.refusal(LIMIT, 0), Some(Refusal::TooLarge { needed, left: LIMIT, memory, others: 0 }));
        }
        let refusal = of(1000, 256, 32, false, MemoryKind::Gpu { largest: 128 << 20 }).refusal(LIMIT, 0);
        assert_eq!(refusal, Some(Refusal::WeightsInOnePiece { weights: 999 * 256 * 256 * 4, largest: 128 << 20 }));
    }

    #[test]
    fn a_second_network_finds_what_the_first_one_left() {
        let plan = of(400, 256, 512, false, MemoryKind::Host);
        assert_eq!(plan.refusal(LIMIT, 0), None);
        let others = LIMIT - plan.bytes / 2;
        assert!(matches!(plan.refusal(LIMIT, others), Some(Refusal::TooLarge { left, .. }) if left == plan.bytes / 2));
    }

    #[test]
    fn what_the_kernels_do_not_take_is_planned_and_estimated_for_burn_s_operations() {
        // 127 has no divisor but itself: an invocation computes one column, and every pair of columns is a gradient.
        let prime = of(300, 127, 128, false, GPU);
        assert_eq!(prime.why_slow, Some(SlowReason::Workgroups { count: 75_605, most: 65_535 }));
        let large = of(1000, 256, 32, false, GPU);
        assert_eq!(large.why_slow, Some(SlowReason::LargestTensor { bytes: 262_144_000, most: 128 << 20 }));
        for plan in [prime, large] {
            assert_eq!(plan.engine, EngineKind::BurnOperations);
        }
        let even = of(300, 128, 128, false, GPU);
        assert_eq!((even.engine, even.why_slow), (EngineKind::GpuKernels, None));
        assert!(prime.bytes > even.bytes, "burn's operations keep more of each unit");
        let experiment = Experiment::default();
        let classes = plan(&experiment, Shape::of(&experiment, 2, 33), 500, GPU);
        assert_eq!(classes.why_slow, Some(SlowReason::Classes { classes: 33, most: 32 }));
    }

    #[test]
    fn every_network_that_can_be_asked_for_has_an_estimate_for_what_runs() {
        // The device's own engine exactly where there is no reason against it, whatever the shape.
        for width in 1..=256 {
            for depth in [1, 2, 30, 300, 1000] {
                for batch in [1, 128, 1024] {
                    let plan = of(depth, width, batch, false, GPU);
                    assert_eq!(plan.engine == EngineKind::GpuKernels, plan.why_slow.is_none(), "{depth} x {width}");
                    assert_eq!(of(depth, width, batch, false, MemoryKind::Host).engine, EngineKind::CpuStack);
                }
            }
        }
    }
}
