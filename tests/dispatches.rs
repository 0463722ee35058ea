//! What a step asks of the GPU. Each dispatch costs about the same whatever it computes, so their number is what bounds
//! deep networks there: it is held to exactly what it is.
#![cfg(all(feature = "cpu", feature = "gpu"))]

#[path = "support/gpu.rs"]
mod gpu;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use burn::tensor::{Int, Tensor, TensorData};
use cubecl::logging::{LaunchObservation, LaunchObserver};
use flatline::data;
use flatline::experiment::{Activation, Experiment};
use flatline::network::{Architecture, EngineKind, Network, init};
use flatline::training::Run;
use flatline::training::backend::OpenDevice;
use flatline::vitals::{Measuring, PlateRange};
use futures::executor::block_on;
use gpu::gpu;

#[derive(Default)]
struct Count {
    all: AtomicUsize,
    ours: AtomicUsize,
}

impl LaunchObserver for Count {
    fn launched(&self, kernel: &'static str) {
        self.all.fetch_add(1, Ordering::SeqCst);
        if kernel.starts_with("flatline::") {
            self.ours.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Held by a test for as long as it counts, since it would count what another one does meanwhile.
static COUNTING: Mutex<()> = Mutex::new(());

/// Dispatches of what `run` computes and waits for: all of them, and those of our own kernels.
fn dispatches<T>(run: impl FnOnce() -> T) -> (usize, usize) {
    let count = Arc::new(Count::default());
    let watching = LaunchObservation::new(count.clone());
    run();
    drop(watching);
    (count.all.load(Ordering::SeqCst), count.ours.load(Ordering::SeqCst))
}

fn experiment(depth: usize, batch_norm: bool) -> Experiment {
    Experiment {
        depth,
        width: 32,
        batch_size: 128,
        activation: Activation::Tanh,
        batch_norm,
        residual: batch_norm,
        learning_rate: 1e-4,
        ..Experiment::default()
    }
}

/// Our own kernels in forward pass, loss and backward pass.
fn of_a_pass(depth: usize, batch_norm: bool, opened: &OpenDevice) -> usize {
    let OpenDevice { device, .. } = opened;
    let experiment = experiment(depth, batch_norm);
    let mut network = Network::new(&init::draw(&experiment, 2, 2), device);
    network.set_batch_norm(batch_norm);
    let x: Vec<f32> = (0..256).map(|i| ((i * 37 % 101) as f32) / 50.0 - 1.0).collect();
    let labels: Vec<i32> = (0..128).map(|i| i % 2).collect();
    let x: Tensor<2> = Tensor::from_data(TensorData::new(x, [128, 2]), device);
    let labels: Tensor<2, Int> = Tensor::from_data(TensorData::new(labels, [128, 1]), device);
    let engine = EngineKind::GpuKernels.open();
    let pass = || {
        let pass = engine.forward(&network, &Architecture::of(&experiment), x.clone(), None);
        let found = pass.loss_and_gradients(labels.clone());
        // What is read has been computed.
        found.gradients.into_iter().for_each(|gradient| drop(gradient.into_data()));
        drop(found.loss.into_data());
    };
    dispatches(pass).1
}

/// Of a whole step, the pass, the optimizer and what is measured: our own kernels, and what burn adds.
fn of_a_step(depth: usize, batch_norm: bool, layers_every: u32, opened: &OpenDevice) -> (usize, usize) {
    let experiment = experiment(depth, batch_norm);
    let data = data::build(&experiment).expect("a valid experiment");
    let mut run = Run::new(experiment, data, None, opened);
    let measuring = Measuring {
        layers_every,
        held_out_every: u32::MAX,
        probe_every: Some(u32::MAX),
        layer: None,
        plates: None,
        sharpness: false,
    };
    let mut advance = |steps: usize| {
        let advance = block_on(run.advance(steps, &measuring)).expect("the device does not get lost");
        assert_eq!(advance.divergence, None);
    };
    // The first step is always measured layer by layer.
    advance(1);
    let (all, ours) = dispatches(|| advance(10));
    assert!(ours.is_multiple_of(10), "every step takes as many");
    (ours / 10, (all - ours).div_ceil(10))
}

#[test]
fn a_pass_takes_seven_dispatches_at_any_depth_and_two_a_layer_more_with_batch_norm() {
    let _alone = COUNTING.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(device) = gpu() else { return };
    let loss = 1;
    assert_eq!(of_a_pass(1, false, &device), 5 + loss, "no hidden layers");
    for depth in [2, 100] {
        assert_eq!(of_a_pass(depth, false, &device), 7 + loss, "depth {depth}");
    }
    for depth in [1, 2, 100] {
        // Without hidden layers there are no gradients of them.
        let gradients = if depth == 1 { 2 } else { 3 };
        assert_eq!(of_a_pass(depth, true, &device), 2 * (depth + 3) + gradients + loss, "depth {depth}, BatchNorm");
    }
}

/// The pass, and norms: of each parameter's gradient and of all together; where layers are measured, of each weight
/// matrix's gradient, update and values, and the vital signs. Burn adds fused operations, whose number changes a little
/// from step to step but not with the depth.
#[test]
fn what_a_step_takes_beside_its_pass_does_not_grow_with_depth() {
    let _alone = COUNTING.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(device) = gpu() else { return };
    for (depth, batch_norm, pass, parameters) in
        [(2, false, 8, 6), (100, false, 8, 6), (2, true, 14, 8), (100, true, 210, 8)]
    {
        let (ours, burn_s) = of_a_step(depth, batch_norm, u32::MAX, &device);
        assert_eq!(ours, pass + parameters + 1, "depth {depth}, BatchNorm {batch_norm}");
        assert!(burn_s <= 12, "depth {depth}, BatchNorm {batch_norm}: {burn_s}");
        let (ours, burn_s) = of_a_step(depth, batch_norm, 1, &device);
        assert_eq!(ours, pass + parameters + 1 + 3 * 3 + 1, "depth {depth}, BatchNorm {batch_norm}, layers measured");
        assert!(burn_s <= 20, "depth {depth}, BatchNorm {batch_norm}, layers measured: {burn_s}");
    }
}

/// Steps take none for them; a look takes a pass forward, and what puts the layers that are asked for together.
#[test]
fn plates_take_one_pass_however_many_they_are() {
    let _alone = COUNTING.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(device) = gpu() else { return };
    for (depth, batch_norm, forward) in [(2, false, 3), (100, false, 3), (2, true, 5), (100, true, 103)] {
        let experiment = experiment(depth, batch_norm);
        let data = data::build(&experiment).expect("a valid experiment");
        let run = Run::new(experiment, data, None, &device);
        let look = || drop(block_on(run.plates(PlateRange { first: 0, count: 24 })).expect("no loss"));
        look();
        let (all, ours) = dispatches(look);
        assert_eq!(ours, forward, "depth {depth}, BatchNorm {batch_norm}");
        assert!(all - ours <= 4, "depth {depth}, BatchNorm {batch_norm}: {} of burn's", all - ours);
    }
}
