//! The plates of a run, by every engine, against the values of the same layers; and when a trainer reports them.
#![cfg(feature = "cpu")]

#[cfg(feature = "gpu")]
#[path = "support/gpu.rs"]
mod gpu;
#[path = "support/trainer.rs"]
mod trainer;
#[path = "support/wait.rs"]
mod wait;

use std::time::Instant;

use burn::tensor::{Tensor, TensorData};
use flatline::data::{self, Batches};
use flatline::experiment::{Activation, Dataset, Experiment, Story};
use flatline::network::{Architecture, EngineKind};
use flatline::session::{Command, Event, RunId};
use flatline::training::Run;
use flatline::training::backend::{self, OpenDevice};
use flatline::vitals::{Histogram, Measuring, Plate, PlateRange, Plates};
use trainer::Trainer;
use wait::block_on;

const ALL: PlateRange = PlateRange { first: 0, count: 24 };
const A: RunId = RunId(0);

/// Every kind of pass: plain, with norms, with blocks; wider and deeper than what plates tell of, batches of less rows and of
/// more; and values beyond the scale.
fn experiments() -> Vec<Experiment> {
    let base = Experiment { depth: 4, width: 20, batch_size: 37, ..Experiment::default() };
    let relu = Experiment { activation: Activation::Relu, init_scale: 4.0, ..base.clone() };
    vec![
        Experiment { activation: Activation::Sigmoid, ..base.clone() },
        relu.clone(),
        Experiment { batch_norm: true, residual: true, ..relu },
        Experiment { batch_size: 128, batch_norm: true, dropout: 0.3, ..base.clone() },
        Experiment { depth: 30, width: 12, batch_size: 128, residual: true, ..base.clone() },
        Experiment { dataset: Dataset::Digits, depth: 1, batch_size: 1, ..base },
    ]
}

/// A few steps trained, so that norms and running statistics are no longer what they began as.
fn trained(experiment: &Experiment, device: &OpenDevice, engine: EngineKind) -> Run {
    let data = data::build(experiment).expect("a valid experiment");
    let mut run = Run::new(experiment.clone(), data, None, device).by(engine);
    block_on(run.advance(3, &Measuring::default())).expect("the device does not get lost");
    run
}

fn plates(run: &Run, range: PlateRange) -> Plates {
    block_on(run.plates(range)).expect("the device does not get lost").expect("there are layers")
}

/// What enters the activation of a layer in the first 64 rows of the batch that comes next, unit after unit.
fn units(run: &Run, layer: usize, device: &OpenDevice, engine: EngineKind) -> Vec<Vec<f32>> {
    let experiment = run.experiment();
    let train = &run.data().train;
    let mut batches = Batches::new(experiment.seed, train.rows());
    (0..run.step()).for_each(|_| drop(batches.next(experiment.batch_size)));
    let rows = batches.next(experiment.batch_size);
    let inputs: Vec<f32> = rows.iter().flat_map(|row| train.row(*row).iter().copied()).collect();
    let inputs = Tensor::from_data(TensorData::new(inputs, [rows.len(), train.features]), &device.device);
    let mut network = run.snapshot().network.clone();
    network.set_batch_norm(experiment.batch_norm);
    let values = engine.open().layer(&network, &Architecture::of(experiment), inputs, layer).expect("there is one");
    let values: Vec<f32> = values.normalised.into_data().try_into_vec().expect("float32");
    let width = experiment.width;
    (0..width).map(|unit| values.iter().skip(unit).step_by(width).take(64).copied().collect()).collect()
}

/// The plate of these values, as simply as can be.
fn expected(units: &[Vec<f32>]) -> Plate {
    let all: Vec<f64> = units.iter().flatten().map(|value| f64::from(*value)).collect();
    let share = |of: &dyn Fn(f64) -> bool| all.iter().filter(|value| of(**value)).count() as f32 / all.len() as f32;
    let edge = |bin: usize| -5.0 + bin as f64 / 3.0;
    let counts: [f32; 30] = std::array::from_fn(|bin| {
        share(&|value| value >= edge(bin) && (value < edge(bin + 1) || value == 5.0 && bin == 29))
    });
    let fullest = counts.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let of_unit = |unit: &Vec<f32>| {
        let values: Vec<f64> = unit.iter().map(|value| f64::from(*value)).collect();
        let middle = mean(&values);
        let squares: Vec<f64> = values.iter().map(|value| (value - middle).powi(2)).collect();
        (middle as f32, mean(&squares).sqrt() as f32)
    };
    let (unit_means, unit_stds) = units.iter().take(16).map(of_unit).unzip();
    Plate {
        bins: counts.map(|count| (255.0 * count / fullest - 1e-3).ceil().max(0.0) as u8),
        below: share(&|value| value < -5.0),
        above: share(&|value| value > 5.0),
        not_finite: false,
        unit_means,
        unit_stds,
    }
}

/// Holds one plate to another. `apart`: by how many of 255 a bin may differ, as rounding moves a value over an edge.
fn close(name: &str, found: &Plate, expected: &Plate, apart: u8) {
    let largest = expected.unit_means.iter().chain(&expected.unit_stds).fold(1e-3_f32, |most, one| most.max(one.abs()));
    let within = |one: &f32, other: &f32, tolerance: f32| (one - other).abs() <= tolerance;
    for (found, expected) in [(&found.unit_means, &expected.unit_means), (&found.unit_stds, &expected.unit_stds)] {
        assert_eq!(found.len(), expected.len(), "{name}");
        let all = found.iter().zip(expected).all(|(one, other)| within(one, other, 1e-3 * largest));
        assert!(all, "{name}: {found:?} is not {expected:?}");
    }
    let share = f32::from(apart) / 255.0;
    assert!(within(&found.below, &expected.below, share) && within(&found.above, &expected.above, share), "{name}");
    assert_eq!(found.not_finite, expected.not_finite, "{name}");
    let bins = found.bins.iter().zip(&expected.bins).all(|(one, other)| one.abs_diff(*other) <= apart);
    assert!(bins, "{name}: {:?} is not {:?}", found.bins, expected.bins);
}

/// Where the values of the whole batch lie is known already: the plate must say the same of it.
fn fits(name: &str, plate: &Plate, distribution: &Histogram) {
    assert!(plate.below == 0.0 || distribution.low < -5.0, "{name}: {plate:?}");
    assert!(plate.above == 0.0 || distribution.high > 5.0, "{name}: {plate:?}");
    for (bin, _) in plate.bins.iter().enumerate().filter(|(_, full)| **full > 0) {
        let edge = |bin: usize| -5.0 + bin as f32 / 3.0;
        assert!(edge(bin + 1) >= distribution.low - 1e-4 && edge(bin) <= distribution.high + 1e-4, "{name}: bin {bin}");
    }
}

fn hold(device: &OpenDevice, engine: EngineKind, apart: u8) {
    for experiment in experiments() {
        let run = trained(&experiment, device, engine);
        let found = plates(&run, ALL);
        let depth = experiment.depth;
        assert_eq!((found.first, found.plates.len()), (0, depth.min(24)));
        for (layer, plate) in found.plates.iter().enumerate() {
            let name = format!("{engine:?}, layer {layer} of {experiment:?}");
            close(&name, plate, &expected(&units(&run, layer, device, engine)), apart);
            if layer + 1 == found.plates.len() {
                let distribution = block_on(run.distribution(layer)).expect("no loss").expect("there is one");
                fits(&name, plate, &distribution.normalised);
            }
        }
    }
}

#[test]
fn plates_are_what_enters_each_activation() {
    let device = backend::cpu();
    hold(&device, EngineKind::CpuStack, 0);
    hold(&device, EngineKind::BurnOperations, 0);
}

#[cfg(feature = "gpu")]
#[test]
fn plates_on_a_gpu_are_what_enters_each_activation() {
    let Some(device) = gpu::gpu() else { return };
    hold(&device, EngineKind::GpuKernels, 0);
}

#[cfg(feature = "gpu")]
#[test]
fn plates_on_a_gpu_are_those_on_a_cpu() {
    let Some(gpu) = gpu::gpu() else { return };
    let cpu = backend::cpu();
    for experiment in experiments() {
        let of = |device: &OpenDevice, engine| {
            let data = data::build(&experiment).expect("a valid experiment");
            plates(&Run::new(experiment.clone(), data, None, device).by(engine), ALL)
        };
        let (found, expected) = (of(&gpu, EngineKind::GpuKernels), of(&cpu, EngineKind::CpuStack));
        for (layer, (found, expected)) in found.plates.iter().zip(&expected.plates).enumerate() {
            close(&format!("layer {layer} of {experiment:?}"), found, expected, 6);
        }
    }
}

#[test]
fn a_range_beyond_the_last_layer_is_moved_back() {
    let experiment = Experiment { depth: 100, ..Experiment::default() };
    let run = trained(&experiment, &backend::cpu(), EngineKind::CpuStack);
    let lens = plates(&run, PlateRange { first: 99, count: 5 });
    assert_eq!((lens.first, lens.plates.len()), (95, 5));
    assert_eq!(lens.plates[4], plates(&run, PlateRange { first: 76, count: usize::MAX }).plates[23]);
    assert_eq!(block_on(run.plates(PlateRange { first: 3, count: 0 })).expect("no loss"), None);
}

#[test]
fn a_dead_sigmoid_layer_is_seen_for_what_it_is() {
    let run = trained(&Experiment::default(), &backend::cpu(), EngineKind::CpuStack);
    let Plates { plates, .. } = plates(&run, ALL);
    let (first, last) = (&plates[0], &plates[9]);
    let filled = last.bins.iter().filter(|bin| **bin > 0).count();
    assert!(filled >= 3, "the histogram of all units looks alive: {:?}", last.bins);
    let most = |stds: &[f32]| stds.iter().copied().fold(0.0, f32::max);
    assert!(most(&last.unit_stds) < 1e-4 && most(&first.unit_stds) > 0.1, "{last:?}");
}

#[test]
fn layers_without_a_number_say_so_by_every_engine() {
    // Each layer multiplies by about 10, and float32 ends at 3.4e38.
    let experiment = Experiment { depth: 50, activation: Activation::Relu, init_scale: 10.0, ..Experiment::default() };
    let hold = |device: &OpenDevice, engine| {
        let run = Run::new(experiment.clone(), data::build(&experiment).expect("valid"), None, device).by(engine);
        let bad = |first| plates(&run, PlateRange { first, count: 1 }).plates.remove(0);
        assert!(!bad(0).not_finite && bad(49).not_finite, "{engine:?}");
        assert!(bad(20).above > 0.0, "{engine:?}: beyond the scale long before");
    };
    hold(&backend::cpu(), EngineKind::CpuStack);
    hold(&backend::cpu(), EngineKind::BurnOperations);
    #[cfg(feature = "gpu")]
    if let Some(device) = gpu::gpu() {
        hold(&device, EngineKind::GpuKernels);
    }
}

fn steps(said: &[Event]) -> Vec<u64> {
    let step = |event: &Event| if let Event::Plates { step, .. } = event { Some(*step) } else { None };
    said.iter().filter_map(step).collect()
}

fn start() -> Command {
    Command::Start { run: A, story: Story::default(), consent: false }
}

fn measure(plates: Option<PlateRange>) -> Command {
    Command::Measure(Measuring { plates, ..Measuring::default() })
}

#[test]
fn a_trainer_reports_plates_before_the_first_step_after_each_single_one_and_at_every_stop() {
    let mut trainer = Trainer::new();
    assert!(steps(&trainer.send(start())).is_empty(), "nobody asked");
    assert_eq!(steps(&trainer.send(measure(Some(ALL)))), [0]);
    assert_eq!(steps(&trainer.send(start())), [0]);
    for step in 1..=3 {
        assert_eq!(steps(&trainer.send(Command::Step)), [step]);
    }
    let experiment = Experiment { activation: Activation::Relu, ..Experiment::default() };
    assert_eq!(steps(&trainer.send(Command::Change { run: A, experiment })), [3]);
    assert_eq!(steps(&trainer.send(Command::Rewind { run: A, step: 0 })), [0]);
    assert_eq!(steps(&trainer.send(Command::Pause)), [0]);
    assert!(steps(&trainer.send(measure(None))).is_empty());
    assert!(steps(&trainer.send(Command::Step)).is_empty());
}

#[test]
fn a_trainer_reports_plates_four_times_a_second_at_most_whatever_is_changed_meanwhile() {
    let mut trainer = Trainer::new();
    trainer.send(measure(Some(ALL)));
    trainer.send(Command::Run);
    let begin = Instant::now();
    let mut seen = steps(&trainer.send(start()));
    assert_eq!(seen, [0]);
    let mut round = 0;
    while begin.elapsed().as_millis() < 1500 {
        round += 1;
        seen.extend(steps(&trainer.round()));
        // The lens follows the pointer, and a slider is dragged.
        seen.extend(steps(&trainer.send(measure(Some(PlateRange { first: round % 9, count: 5 })))));
        let experiment = Experiment { learning_rate: 0.01 + 1e-4 * (round % 10) as f64, ..Experiment::default() };
        seen.extend(steps(&trainer.send(Command::Change { run: A, experiment })));
    }
    assert!(trainer.is_training());
    let most = 1 + (begin.elapsed().as_secs_f64() * 4.0) as usize;
    assert!((2..=most).contains(&seen.len()), "{} times, at most {most}", seen.len());
}
