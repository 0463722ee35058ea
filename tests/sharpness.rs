//! The sharpness: as large as PyTorch's Hessian has it, without a trace in the run, and what descent does on either side of
//! the edge of stability.
#![cfg(feature = "cpu")]

#[path = "support/experiments.rs"]
mod experiments;
#[cfg(feature = "gpu")]
#[path = "support/gpu.rs"]
mod gpu;
#[path = "support/reference.rs"]
mod reference;
#[path = "support/wait.rs"]
mod wait;

use experiments::experiments;
use flatline::data;
use flatline::experiment::{Activation, Dataset, Experiment, Optimizer};
use flatline::network::parameters::Shape;
use flatline::network::{EngineKind, Initial};
use flatline::training::backend::{self, OpenDevice};
use flatline::training::{Advance, Run};
use flatline::vitals::Measuring;
use proptest::prelude::*;
use reference::load;
use wait::block_on;

/// Of the eigenvalue.
const TOLERANCE: f64 = 0.02;
/// The ReLUs of the second stand in their corner for one row: the slope there is the one on its left, as in PyTorch. The most
/// negative eigenvalue of the last is three times the size of the largest.
const CASES: [&str; 4] = ["tanh", "relu-residual", "sigmoid-batch-norm", "tanh-large-weights"];

const MEASURING: Measuring = Measuring {
    layers_every: 1,
    held_out_every: u32::MAX,
    probe_every: Some(u32::MAX),
    layer: None,
    plates: None,
    sharpness: true,
};

fn advance(run: &mut Run, steps: usize, measuring: &Measuring) -> Advance {
    block_on(run.advance(steps, measuring)).expect("a CPU does not get lost")
}

/// The sharpness of every step, and whatever else there is.
fn sharpness(run: &mut Run, steps: usize) -> Vec<f64> {
    let advance = advance(run, steps, &MEASURING);
    assert_eq!(advance.divergence, None);
    advance.vitals.iter().map(|vitals| f64::from(vitals.sharpness.expect("it was asked for"))).collect()
}

fn run(experiment: &Experiment) -> Run {
    let data = data::build(experiment).expect("a valid experiment");
    Run::new(experiment.clone(), data, None, &backend::cpu())
}

#[test]
fn it_is_pytorch_s_on_the_cpu() {
    hold_all(&backend::cpu(), EngineKind::CpuStack);
}

#[test]
fn it_is_pytorch_s_in_burn_s_operations() {
    hold_all(&backend::cpu(), EngineKind::BurnOperations);
}

#[cfg(feature = "gpu")]
#[test]
fn it_is_pytorch_s_on_the_gpu() {
    if let Some(opened) = gpu::gpu() {
        hold_all(&opened, EngineKind::GpuKernels);
    }
}

/// Within the tolerance after 20 products, and from there on.
fn hold_all(device: &OpenDevice, engine: EngineKind) {
    let worst = CASES.map(|name| {
        let case = load(&format!("sharpness/{name}"));
        let expected = case.file["sharpness"].as_f64().expect("a number");
        let least = case.file["least_eigenvalue"].as_f64().expect("a number");
        // At a rate of 0 the network stays.
        let experiment = Experiment { learning_rate: 0.0, batch_size: case.data.train.rows(), ..case.experiment };
        let shape = Shape::of(&experiment, case.data.train.features, case.data.train.classes);
        let initial = Initial::from_named(&case.named, shape).expect("the experiment's own parameters");
        let found = sharpness(&mut Run::new(experiment, case.data, Some(initial), device).by(engine), 60);
        let errors: Vec<f64> = found.iter().map(|one| (one / expected - 1.0).abs()).collect();
        let within = errors.iter().rposition(|error| error.is_nan() || *error >= TOLERANCE).map_or(1, |last| last + 2);
        let last = errors[20..].iter().copied().reduce(|a, b| if b > a || b.is_nan() { b } else { a }).expect("some");
        println!(
            "{}: {expected:.3} beside {least:.3}, within {TOLERANCE} from product {within}, then {last:.1e}",
            case.name
        );
        (last, name)
    });
    assert!(worst.iter().all(|(error, _)| *error < TOLERANCE), "{worst:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_run_is_the_same_to_the_bit_whether_it_is_measured_or_not(
        experiment in experiments(), legs in prop::collection::vec((1..8_usize, any::<bool>()), 1..4),
    ) {
        let plain = Measuring { sharpness: false, ..MEASURING };
        let (mut measured, mut other) = (run(&experiment), run(&experiment));
        for (steps, sharpness) in legs {
            let mut found = advance(&mut measured, steps, &Measuring { sharpness, ..MEASURING });
            for vitals in &mut found.vitals {
                prop_assert_eq!(vitals.sharpness.take().is_some(), sharpness);
            }
            if let Some(divergence) = &mut found.divergence {
                divergence.vitals.sharpness = None;
            }
            prop_assert_eq!(format!("{found:?}"), format!("{:?}", advance(&mut other, steps, &plain)));
            let bytes = |run: &Run| block_on(run.snapshot().to_bytes()).expect("a CPU does not get lost");
            prop_assert_eq!(bytes(&measured), bytes(&other));
        }
    }
}

#[test]
fn it_is_measured_where_layers_are() {
    let mut run = run(&Experiment { depth: 2, width: 4, points: 40, ..Experiment::default() });
    let found = advance(&mut run, 10, &Measuring { layers_every: 4, ..MEASURING });
    let at: Vec<u64> = found.vitals.iter().filter(|one| one.sharpness.is_some()).map(|one| one.step).collect();
    assert_eq!(at, [1, 4, 8]);
}

/// All rows are the probe, and the batch, so that descent is on what is measured.
fn bowl() -> Experiment {
    Experiment {
        dataset: Dataset::Gaussians,
        noise: 0.5,
        depth: 2,
        width: 6,
        activation: Activation::Tanh,
        points: 200,
        batch_size: 200,
        learning_rate: 0.1,
        ..Experiment::default()
    }
}

/// That run with its network as it is, to be measured again and again.
fn held(mut run: Run) -> Run {
    run.change(Experiment { learning_rate: 0.0, ..run.experiment().clone() });
    run
}

#[test]
fn descent_stays_down_below_the_edge_and_is_thrown_up_above_it() {
    // Overlapping blobs and no activation: the loss has a lowest place, and it is reached.
    let bowl = Experiment { activation: Activation::Linear, learning_rate: 0.3, ..bowl() };
    let mut run = run(&bowl);
    let unmeasured = Measuring { layers_every: u32::MAX, sharpness: false, ..MEASURING };
    advance(&mut run, 4000, &unmeasured);
    let sharpness = sharpness(&mut run, 40)[39];
    for optimizer in [Optimizer::Sgd, Optimizer::Momentum] {
        let edge = optimizer.stability_limit().expect("it has one") / sharpness;
        // The highest loss of 200 steps over the first, at this share of the edge's rate.
        let highest = |share: f64| {
            let mut branch = run
                .branch(run.snapshot().clone(), Experiment { learning_rate: share * edge, optimizer, ..bowl.clone() });
            let vitals = advance(&mut branch, 200, &unmeasured).vitals;
            vitals.iter().fold(0.0, |highest: f32, one| highest.max(one.loss)) / vitals[0].loss
        };
        let (below, above) = (highest(0.9), highest(1.2));
        println!("{optimizer:?}: {below:.5} below its edge, {above:.3} above it");
        assert!(below < 1.0001, "{optimizer:?} below its edge: {below}");
        assert!(above > 1.05, "{optimizer:?} above its edge: {above}");
    }
}

#[test]
fn after_a_network_that_was_none_any_more_it_is_found_again() {
    let relu = Experiment { activation: Activation::Relu, ..bowl() };
    let mut run = run(&relu);
    let before = sharpness(&mut run, 100)[99];
    let healthy = run.snapshot().clone();
    run.change(Experiment { learning_rate: 1e30, ..relu });
    let found = advance(&mut run, 20, &MEASURING);
    assert!(found.divergence.is_some(), "at that rate nothing stays finite");
    run.restore(healthy);
    let again = sharpness(&mut held(run), 30)[29];
    assert!((again / before - 1.0).abs() < TOLERANCE, "{before}, then {again}");
}

#[test]
fn a_norm_that_is_switched_on_brings_parameters_that_it_takes_in() {
    let mut run = held(run(&bowl()));
    let plain = sharpness(&mut run, 40)[39];
    run.change(Experiment { batch_norm: true, ..run.experiment().clone() });
    let normed = sharpness(&mut run, 40)[39];
    assert!(normed.is_finite() && (normed / plain - 1.0).abs() > 0.1, "{plain}, then {normed}");
}
