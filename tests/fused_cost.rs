//! What a step on the GPU's fast path costs: dispatches, and time where it is asked for.
#![cfg(all(feature = "cpu", feature = "gpu"))]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use burn::tensor::{Device, Int, Tensor, TensorData};
use cubecl::logging::{LaunchObservation, LaunchObserver};
use flatline::experiment::{Activation, Experiment};
use flatline::network::{Block, Form, Network, fused, init};
use flatline::training::backend;

fn gpu() -> Option<Device> {
    // A process can open it only once.
    static GPU: OnceLock<Option<Device>> = OnceLock::new();
    let open = || match futures::executor::block_on(backend::gpu()) {
        Ok(opened) => {
            println!("On {}.", opened.name);
            Some(opened.device)
        }
        Err(error) => {
            println!("Skipped: {error}");
            None
        }
    };
    GPU.get_or_init(open).clone()
}

#[derive(Default)]
struct Count(AtomicUsize);

impl LaunchObserver for Count {
    fn launched(&self, kernel: &'static str) {
        if std::env::var("FLATLINE_KERNELS").is_ok() {
            println!("{kernel}");
        }
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A network, a batch and its labels.
struct Bench {
    network: Network,
    block: Block,
    x: Tensor<2>,
    labels: Tensor<2, Int>,
}

impl Bench {
    fn new(depth: usize, width: usize, rows: usize, batch_norm: bool, device: &Device) -> Self {
        let experiment = Experiment { depth, width, activation: Activation::Tanh, ..Experiment::default() };
        let mut network = Network::new(&init::draw(&experiment, 2, 2), device);
        network.set_batch_norm(batch_norm);
        let x = (0..2 * rows).map(|i| ((i * 37 % 101) as f32) / 50.0 - 1.0).collect::<Vec<_>>();
        let labels = (0..rows).map(|i| (i % 2) as i32).collect::<Vec<_>>();
        Self {
            network,
            block: Block { skip: if batch_norm { 1.0 } else { 0.0 }, branch: 1.0 },
            x: Tensor::from_data(TensorData::new(x, [rows, 2]), device),
            labels: Tensor::from_data(TensorData::new(labels, [rows, 1]), device),
        }
    }

    /// Forward, cross-entropy, backward, SGD.
    fn step(&mut self) -> Tensor<1> {
        let mode = fused::Mode::Training { dropout: None };
        let pass = fused::forward(
            &self.network,
            &Form { activation: Activation::Tanh, block: self.block },
            self.x.clone(),
            mode,
        );
        let loss = fused::loss(pass.logits.clone(), self.labels.clone());
        let gradients = pass.gradients(&self.network, loss.slope);
        let after = self.network.parameters().into_iter().zip(gradients).map(|(p, g)| p - g * 0.1).collect();
        self.network = self.network.clone().with_parameters(after);
        loss.cross_entropy
    }

    fn wait(&mut self, loss: Tensor<1>) -> f32 {
        loss.into_scalar()
    }
}

#[test]
fn dispatches_do_not_grow_with_depth_and_are_two_a_layer_with_batch_norm() {
    let Some(device) = gpu() else { return };
    for (batch_norm, most) in [(false, 60), (true, 450)] {
        let mut bench = Bench::new(100, 32, 128, batch_norm, &device);
        for _ in 0..3 {
            let loss = bench.step();
            bench.wait(loss);
        }
        let count = Arc::new(Count::default());
        let watching = LaunchObservation::new(count.clone());
        let loss = bench.step();
        bench.wait(loss);
        drop(watching);
        let dispatches = count.0.load(Ordering::SeqCst);
        println!("depth 100, BatchNorm {batch_norm}: {dispatches} dispatches a step");
        assert!(dispatches <= most, "{dispatches}");
    }
}

#[test]
#[ignore = "a measurement"]
fn time() {
    let Some(device) = gpu() else { return };
    let sizes = [(10, 32, 128), (50, 32, 128), (100, 32, 128), (1000, 16, 128), (10, 128, 256)];
    for (depth, width, rows) in sizes {
        for batch_norm in [false, true] {
            let mut bench = Bench::new(depth, width, rows, batch_norm, &device);
            let start = Instant::now();
            let loss = bench.step();
            bench.wait(loss);
            let first = start.elapsed();
            let mut best = f64::INFINITY;
            let mut last = 0.0;
            for _ in 0..5 {
                let start = Instant::now();
                let losses: Vec<_> = (0..4).map(|_| bench.step()).collect();
                last = losses.into_iter().map(|loss| bench.wait(loss)).last().unwrap_or(0.0);
                best = best.min(start.elapsed().as_secs_f64() / 4.0);
            }
            println!(
                "depth {depth} width {width} batch {rows} BatchNorm {batch_norm}: {:.1} ms a step, first {:.1} s, loss {last}",
                best * 1e3,
                first.as_secs_f64()
            );
        }
    }
}
