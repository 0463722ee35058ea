//! The twelve networks that PyTorch trained, on this engine: every measurement of every step.
#![cfg(feature = "cpu")]

#[cfg(feature = "gpu")]
#[path = "support/gpu.rs"]
mod gpu;
#[path = "support/reference.rs"]
mod reference;
#[path = "support/wait.rs"]
mod wait;

use flatline::network::parameters::Shape;
use flatline::network::{EngineKind, Initial};
use flatline::training::Run;
use flatline::training::backend::{self, OpenDevice};
use flatline::vitals::{Measuring, Vitals};
use reference::{Case, load, numbers};
use serde_json::Value;
use wait::block_on;

/// Of the largest entry of each list; a number's list is that number over all steps. Where all are 0, of 1.
const TOLERANCE: f64 = 1e-3;

const EVERY_STEP: Measuring = Measuring {
    layers_every: 1,
    held_out_every: u32::MAX,
    probe_every: Some(u32::MAX),
    layer: None,
    plates: None,
    sharpness: false,
};

#[test]
fn the_reference_cases_hold_on_the_cpu() {
    hold_all(&backend::cpu(), EngineKind::CpuStack);
}

#[test]
fn the_reference_cases_hold_in_burn_s_operations() {
    hold_all(&backend::cpu(), EngineKind::BurnOperations);
}

#[cfg(feature = "gpu")]
#[test]
fn the_reference_cases_hold_on_the_gpu() {
    if let Some(opened) = gpu::gpu() {
        hold_all(&opened, EngineKind::GpuKernels);
    }
}

fn hold_all(device: &OpenDevice, engine: EngineKind) {
    let names = case_names();
    assert_eq!(names.len(), 12);
    let worst: Vec<_> = names.iter().map(|name| (hold(load(name), device, engine), name)).collect();
    for (error, name) in &worst {
        println!("{name}: {error:.1e}");
    }
    let failed: Vec<_> = worst.iter().filter(|(error, _)| error.is_nan() || *error > TOLERANCE).collect();
    assert!(failed.is_empty(), "over {TOLERANCE}: {failed:?}");
}

/// Trains a case and gives the largest relative error.
fn hold(case: Case, device: &OpenDevice, engine: EngineKind) -> f64 {
    let trace = case.file["trace"].as_array().expect("a trace");
    let evaluation_loss_after = case.file["evaluation_loss_after"].as_f64().expect("a number");
    let mut experiment = case.experiment;
    experiment.batch_size = case.data.train.rows();
    let shape = Shape::of(&experiment, case.data.train.features, case.data.train.classes);
    let initial = Initial::from_named(&case.named, shape).expect("the experiment's own parameters");
    let mut run = Run::new(experiment, case.data, Some(initial), device).by(engine);
    let advance = block_on(run.advance(trace.len(), &EVERY_STEP)).expect("a CPU does not get lost");
    assert_eq!(advance.divergence, None, "{} diverged", case.name);
    let evaluation_loss = f64::from(block_on(run.evaluation_loss()).expect("a CPU does not get lost"));
    let worst = KEYS.iter().map(|(key, of)| (error(key, of, trace, &advance.vitals), *key)).fold((0.0, ""), worse);
    let evaluation = ((evaluation_loss - evaluation_loss_after).abs() / evaluation_loss_after, "evaluation_loss_after");
    let (error, key) = worse(worst, evaluation);
    println!("{}: worst is {key}, {error:.1e}", case.name);
    error
}

fn worse<'a>(a: (f64, &'a str), b: (f64, &'a str)) -> (f64, &'a str) {
    if b.0 > a.0 || b.0.is_nan() { b } else { a }
}

type Reading = fn(&Vitals) -> Vec<f32>;

const KEYS: &[(&str, Reading)] = &[
    ("loss", |v| vec![v.loss]),
    ("accuracy", |v| vec![v.accuracy]),
    ("gradient_norm", |v| vec![v.gradient_norm]),
    ("first_layer_update_sum", |v| vec![v.first_layer_update_sum]),
    ("weight_gradient_norms", |v| layers(v).weight_gradient_norms.clone()),
    ("update_ratios", |v| layers(v).update_ratios.clone()),
    ("activation_means", |v| layers(v).activation_means.clone()),
    ("activation_stds", |v| layers(v).activation_stds.clone()),
    ("activation_spreads", |v| layers(v).activation_spreads.clone()),
    ("saturated_fractions", |v| layers(v).saturated_fractions.clone()),
    ("dead_fractions", |v| layers(v).dead_fractions.clone()),
    // None on either side where nothing clips.
    ("clipped_gradient_norm", |v| v.clipped_gradient_norm.into_iter().collect()),
];

fn layers(vitals: &Vitals) -> &flatline::vitals::LayerVitals {
    vitals.layers.as_ref().expect("measured at every step")
}

fn error(key: &str, reading: &Reading, trace: &[Value], measured: &[Vitals]) -> f64 {
    assert_eq!(trace.len(), measured.len());
    let expected: Vec<Vec<f64>> = trace.iter().map(|step| step.get(key).map(numbers).unwrap_or_default()).collect();
    let found: Vec<Vec<f32>> = measured.iter().map(reading).collect();
    let scalar = expected[0].len() == 1;
    let largest = |list: &[f64]| list.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
    let over_all = largest(&expected.concat());
    let mut worst: f64 = 0.0;
    for (expected, found) in expected.iter().zip(&found) {
        assert_eq!(expected.len(), found.len(), "{key}");
        let scale = match if scalar { over_all } else { largest(expected) } {
            0.0 => 1.0,
            largest => largest,
        };
        for (e, f) in expected.iter().zip(found) {
            let error = (e - f64::from(*f)).abs() / scale;
            worst = if error.is_nan() { f64::NAN } else { worst.max(error) };
        }
    }
    worst
}

fn case_names() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference");
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("the reference folder")
        .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    names
}
