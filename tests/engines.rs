//! The engines against burn's operations on the CPU: the CPU's own on random experiments, the GPU's on chosen ones.
#![cfg(feature = "cpu")]

#[cfg(feature = "gpu")]
#[path = "support/gpu.rs"]
mod gpu;
#[path = "support/wait.rs"]
mod wait;

#[cfg(feature = "gpu")]
use burn::tensor::{Tensor, TensorData};
use flatline::data;
use flatline::experiment::{Activation, Choice, Clip, ClipP, Dataset, Experiment, Optimizer};
use flatline::network::EngineKind;
#[cfg(feature = "gpu")]
use flatline::network::{Architecture, Network, init};
use flatline::training::Run;
use flatline::training::backend::{self, OpenDevice};
use flatline::vitals::{LayerVitals, Measuring, Vitals};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use wait::block_on;

/// Of the largest entry of each list.
const TOLERANCE: f32 = 1e-3;
const STEPS: usize = 3;

fn one<T: Choice + std::fmt::Debug>() -> impl Strategy<Value = T> {
    select(T::ALL)
}

fn experiments() -> impl Strategy<Value = Experiment> {
    let shape = (1..=12_usize, 1..=40_usize, 1..=150_usize, 10..=120_usize, any::<u32>());
    let network = (one::<Activation>(), any::<bool>(), any::<bool>(), select(vec![1.0, 0.3]), select(vec![0.0, 0.3]));
    let training =
        (one::<Optimizer>(), one::<Clip>(), one::<ClipP>(), select(vec![0.0, 1e-3]), select(vec![0.0, 1e-2]));
    let data = select(vec![Dataset::Circles, Dataset::Spirals, Dataset::Digits]);
    (shape, network, training, data).prop_map(|(shape, network, training, dataset)| {
        let (depth, width, batch_size, points, seed) = shape;
        let (activation, batch_norm, residual, residual_scale, dropout) = network;
        let (optimizer, clip, clip_p, l1, weight_decay) = training;
        // Weights and biases ahead of a norm have gradients that are 0 but for rounding, which an optimizer that divides by
        // their size turns into steps.
        let batch_norm = batch_norm && !optimizer.rescales();
        // A step so small that what float32 rounds differently is not thrown apart by the training itself.
        let learning_rate = if optimizer.rescales() { 1e-3 } else { 1e-2 };
        Experiment {
            dataset,
            // Without it a spiral begins where a symmetric network has its kinks.
            noise: 0.1,
            points,
            // A norm over two rows leaves only their signs, and no gradient but rounding.
            batch_size: if batch_norm { batch_size.max(8) } else { batch_size },
            seed: u64::from(seed),
            depth,
            width,
            activation,
            batch_norm,
            residual,
            residual_scale,
            dropout,
            optimizer,
            learning_rate,
            weight_decay,
            l1,
            clip,
            clip_max: 0.1,
            clip_p,
            ..Experiment::default()
        }
    })
}

/// What a run measures in its first steps, and then in evaluation mode.
fn measure(experiment: &Experiment, device: &OpenDevice, engine: EngineKind) -> (Vec<Vitals>, f32) {
    let data = data::build(experiment).expect("a valid experiment");
    let mut run = Run::new(experiment.clone(), data, None, device).by(engine);
    let measuring = Measuring {
        layers_every: 1,
        held_out_every: 2,
        probe_every: Some(2),
        layer: None,
        plates: None,
        sharpness: false,
    };
    let advance = block_on(run.advance(STEPS, &measuring)).expect("the device does not get lost");
    assert_eq!(advance.divergence, None, "{engine:?} {experiment:?}");
    (advance.vitals, block_on(run.evaluation_loss()).expect("the device does not get lost"))
}

/// Every list of a step, by name.
fn lists(vitals: &Vitals) -> Vec<(&'static str, Vec<f32>)> {
    let LayerVitals {
        weight_gradient_norms,
        update_ratios,
        activation_means,
        activation_stds,
        activation_spreads,
        saturated_fractions,
        dead_fractions,
    } = vitals.layers.clone().expect("measured at every step");
    vec![
        ("loss", vec![vitals.loss]),
        ("accuracy", vec![vitals.accuracy]),
        ("gradient_norm", vec![vitals.gradient_norm]),
        ("clipped_gradient_norm", vitals.clipped_gradient_norm.into_iter().collect()),
        ("held_out", vitals.held_out.iter().map(|held_out| held_out.loss).collect()),
        ("weight_gradient_norms", weight_gradient_norms),
        ("update_ratios", update_ratios),
        ("activation_means", activation_means),
        ("activation_stds", activation_stds),
        ("activation_spreads", activation_spreads),
        ("saturated_fractions", saturated_fractions),
        ("dead_fractions", dead_fractions),
    ]
}

proptest! {
    // The same experiments every time: one in some hundreds stands on a kink, on a tie, or on a gradient that is nothing
    // but rounding under Adam, and there both engines are right.
    #![proptest_config(ProptestConfig {
        cases: 200,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_cpu_s_engine_measures_what_burn_s_operations_do(experiment in experiments()) {
        if let Err(difference) = hold(&experiment, &backend::cpu(), EngineKind::CpuStack) {
            return Err(TestCaseError::fail(difference));
        }
    }
}

/// Chosen, not drawn: every new width, batch or activation has the adapter compile its kernels anew.
#[cfg(feature = "gpu")]
#[test]
fn the_gpu_s_kernels_measure_what_burn_s_operations_do() {
    let Some(device) = gpu::gpu() else { return };
    // A batch that is no multiple of a quad, noise so that no point lies on a kink.
    let base =
        Experiment { depth: 3, width: 20, batch_size: 37, noise: 0.1, learning_rate: 0.01, ..Experiment::default() };
    let wide = Experiment { width: 132, depth: 2, ..base.clone() };
    let clipped = |clip_p| Experiment { clip: Clip::Norm, clip_max: 0.05, clip_p, ..base.clone() };
    let experiments = [
        clipped(ClipP::One),
        clipped(ClipP::Two),
        clipped(ClipP::Infinity),
        Experiment { clip: Clip::Value, clip_max: 0.01, ..base.clone() },
        Experiment { dropout: 0.3, ..base.clone() },
        Experiment { dropout: 0.3, batch_norm: true, residual: true, ..base.clone() },
        Experiment { dropout: 0.5, batch_size: 1, ..base.clone() },
        Experiment { activation: Activation::Silu, optimizer: Optimizer::Momentum, ..wide.clone() },
        Experiment {
            activation: Activation::Elu,
            batch_norm: true,
            residual: true,
            residual_scale: 0.3,
            ..wide.clone()
        },
        Experiment { dropout: 0.3, l1: 1e-3, weight_decay: 1e-2, dataset: Dataset::Digits, ..wide },
    ];
    let differences: Vec<_> = experiments
        .iter()
        .filter_map(|experiment| Some((hold(experiment, &device, EngineKind::GpuKernels).err()?, experiment)))
        .collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

/// More rows than a tensor of all layers may hold are evaluated part by part.
#[cfg(feature = "gpu")]
#[test]
fn the_gpu_s_kernels_evaluate_any_number_of_rows() {
    let Some(device) = gpu::gpu() else { return };
    let experiment = Experiment {
        depth: 1000,
        width: 32,
        activation: Activation::Relu,
        residual: true,
        residual_scale: 0.03,
        ..Experiment::default()
    };
    // A thousand layers of 32 units take 1048 rows at once.
    let rows = 1100;
    let initial = init::draw(&experiment, 2, 3);
    let logits = |device: &OpenDevice, engine: EngineKind| -> Vec<f32> {
        let x: Vec<f32> = (0..2 * rows).map(|i| ((i * 37 % 101) as f32) / 50.0 - 1.0).collect();
        let x = Tensor::from_data(TensorData::new(x, [rows, 2]), &device.device);
        let network = Network::new(&initial, &device.device);
        let logits = engine.open().evaluate(&network, &Architecture::of(&experiment), x);
        logits.into_data().try_into_vec().expect("float32")
    };
    let (found, expected) = (logits(&device, EngineKind::GpuKernels), logits(&backend::cpu(), EngineKind::CpuStack));
    let largest = expected.iter().fold(0.0_f32, |largest, logit| largest.max(logit.abs()));
    assert_eq!(found.len(), 3 * rows);
    for (found, expected) in found.iter().zip(&expected) {
        assert!((found - expected).abs() <= TOLERANCE * largest, "{found} is not {expected}");
    }
}

/// Holds an engine to burn's operations on the CPU; says where they differ.
fn hold(experiment: &Experiment, device: &OpenDevice, engine: EngineKind) -> Result<(), String> {
    let (expected, expected_loss) = measure(experiment, &backend::cpu(), EngineKind::BurnOperations);
    let (found, found_loss) = measure(experiment, device, engine);
    let within = |name: &str, largest: f32, expected: f32, found: f32| match (expected - found).abs() {
        apart if apart <= TOLERANCE * largest => Ok(()),
        _ => Err(format!("{name}: {found} is not {expected}")),
    };
    within("loss in evaluation", expected_loss, expected_loss, found_loss)?;
    for (expected, found) in expected.iter().zip(&found) {
        let stds = expected.layers.as_ref().map_or(&[][..], |layers| &layers.activation_stds);
        for ((name, expected), (_, found)) in lists(expected).into_iter().zip(lists(found)) {
            if expected.len() != found.len() {
                return Err(format!("{name}: {found:?} is not {expected:?}"));
            }
            // A mean of activations that cancel is as large as they are.
            let beside = if name == "activation_means" { stds } else { &[] };
            let largest = expected.iter().chain(beside).fold(0.0_f32, |largest, value| largest.max(value.abs()));
            for (expected, found) in expected.iter().zip(&found) {
                within(name, largest, *expected, *found)?;
            }
        }
    }
    Ok(())
}
