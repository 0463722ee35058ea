//! Milliseconds a training step on the CPU, in burn's operations and by the device's own engine, and how near that comes
//! to a plain matrix product; with the feature `gpu` on the GPU, too.
//!
//! ```sh
//! cargo run --release --features cli,trainer --example speed
//! cargo run --release --features cli,trainer,gpu --example speed
//! ```
//!
//! In WebAssembly, where it counts, `make bench` does it.

use std::task::{Context, Poll, Waker};

use flatline::data;
use flatline::experiment::{Activation, Experiment, Optimizer};
use flatline::network::EngineKind;
use flatline::stack::Batch;
use flatline::training::Run;
use flatline::training::backend::{self, OpenDevice};
use flatline::vitals::Measuring;
use web_time::{Duration, Instant};

/// Each measurement takes about this long, and is the best of several rounds.
const TIME: Duration = Duration::from_millis(1500);

fn main() {
    table(&backend::cpu());
    println!("{:64}   {:7.1}", "a product of 256 x 128 by 128 x 128", product());
    #[cfg(feature = "gpu")]
    match wait(backend::gpu()) {
        Ok(opened) => table(&opened),
        Err(detail) => println!("There is no GPU: {detail}"),
    }
}

fn table(opened: &OpenDevice) {
    println!("{}", opened.name);
    println!("{:44} {:>9} {:>9}   {:>7}", "ms a step", "burn", "own", "GFLOP/s");
    for (name, experiment) in experiments() {
        let burn =
            if experiment.depth > 100 { f64::NAN } else { step(&experiment, Some(EngineKind::BurnOperations), opened) };
        let own = step(&experiment, None, opened);
        let Experiment { depth, width, batch_size, .. } = experiment;
        let operations = 6.0 * (batch_size * depth * width * width) as f64;
        println!("{name:44} {burn:9.3} {own:9.3}   {:7.1}", operations / own / 1e6);
    }
}

fn experiments() -> Vec<(String, Experiment)> {
    let base = Experiment { activation: Activation::Relu, learning_rate: 1e-4, ..Experiment::default() };
    let mut list = Vec::new();
    for (depth, width, batch_size) in [(10, 32, 128), (50, 32, 128), (100, 32, 128), (1000, 16, 128), (10, 128, 256)] {
        for (kind, on) in [("plain", false), ("BatchNorm, residual", true)] {
            let experiment = Experiment { depth, width, batch_size, batch_norm: on, residual: on, ..base.clone() };
            list.push((format!("depth {depth}, width {width}, batch {batch_size}, {kind}"), experiment));
        }
    }
    let sigmoid = Experiment { activation: Activation::Sigmoid, ..base.clone() };
    list.push(("depth 10, width 32, batch 128, sigmoid".into(), sigmoid.clone()));
    list.push(("depth 50, width 32, batch 128, sigmoid".into(), Experiment { depth: 50, ..sigmoid }));
    list.push(("depth 10, width 32, batch 128, Adam".into(), Experiment { optimizer: Optimizer::Adam, ..base }));
    list
}

/// Milliseconds a step by that engine, else by the one that is planned; vital signs at their usual rate.
fn step(experiment: &Experiment, engine: Option<EngineKind>, opened: &OpenDevice) -> f64 {
    let data = data::build(experiment).expect("a valid experiment");
    let run = Run::new(experiment.clone(), data, None, opened);
    let mut run = match engine {
        Some(engine) => run.by(engine),
        None => run,
    };
    let measuring = Measuring { held_out_every: u32::MAX, ..Measuring::default() };
    // Five steps a round: one of them measures layer by layer.
    let mut steps = 5;
    // A GPU compiles its kernels in the first steps.
    for _ in 0..2 {
        wait(run.advance(steps, &measuring)).expect("the device does not get lost");
    }
    let begin = Instant::now();
    let mut best = f64::INFINITY;
    while begin.elapsed() < TIME || best.is_infinite() {
        let round = Instant::now();
        let advance = wait(run.advance(steps, &measuring)).expect("the device does not get lost");
        assert_eq!(advance.divergence, None);
        let time = round.elapsed().as_secs_f64() * 1e3;
        best = best.min(time / steps as f64);
        if time < 20.0 {
            steps *= 2;
        }
    }
    best
}

/// GFLOP/s of a plain matrix product in the same lanes.
fn product() -> f64 {
    let (rows, width) = (256, 128);
    let weights: Vec<f32> = (0..width * width).map(|i| (i % 13) as f32 * 0.01).collect();
    let inputs = Batch::new(&vec![0.5; rows * width], width);
    let mut outputs = inputs.clone();
    let begin = Instant::now();
    let mut best = f64::INFINITY;
    while begin.elapsed() < TIME {
        let round = Instant::now();
        for _ in 0..20 {
            inputs.times(&weights, &mut outputs);
        }
        best = best.min(round.elapsed().as_secs_f64() / 20.0);
    }
    2.0 * (rows * width * width) as f64 / best / 1e9
}

/// Waits for a future that needs no reactor.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}
