//! Every case and every remedy that is switched on live, three seeds each: the trouble is named within 50 steps of its
//! beginning, and what brings it back is not called ill once it has.

use flatline::data;
use flatline::diagnosis::Verdict;
use flatline::experiment::{Activation, Case, Choice, Clip, Experiment, Optimizer};
use flatline::training::{Run, backend};
use flatline::vitals::Measuring;

use crate::monitored_run::{SEEDS, Settings, course, start};
use crate::wait::block_on;

/// Steps within which a trouble must have its name.
const PROMPT: usize = 50;

/// The first thing to be called wrong is one of these, in time, and something still is at the end.
fn is_named(settings: Settings, names: &[Verdict], steps: usize) {
    for seed in SEEDS {
        let diagnoses = start(settings, seed).steps(steps);
        let course = course(&diagnoses);
        let first = diagnoses.iter().position(|diagnosis| diagnosis.verdict.is_ill());
        assert!(first.is_some_and(|first| first < PROMPT), "seed {seed}: {course}");
        assert!(first.is_some_and(|first| names.contains(&diagnoses[first].verdict)), "seed {seed}: {course}");
        assert!(diagnoses.last().is_some_and(|last| last.verdict.is_ill()), "seed {seed}: {course}");
    }
}

/// A network with these settings learns, and is well at the end.
fn learns(settings: Settings, steps: usize) {
    for seed in SEEDS {
        let mut run = start(settings, seed);
        let diagnoses = run.steps(steps);
        let course = course(&diagnoses);
        assert!(run.loss(20) < 0.6, "seed {seed}: loss {}, {course}", run.loss(20));
        assert!(diagnoses.last().is_some_and(|last| !last.verdict.is_ill()), "seed {seed}: {course}");
    }
}

#[test]
fn sigmoid_flatline() {
    is_named(|_| {}, &[Verdict::Vanishing], 100);
    learns(|e| e.batch_norm = true, 150);
    learns(|e| e.residual = true, 200);
    learns(|e| e.activation = Activation::Tanh, 150);
    learns(|e| e.activation = Activation::Relu, 100);
}

#[test]
fn deeper_flatline() {
    is_named(|e| e.depth = 30, &[Verdict::Vanishing], 60);
    learns(|e| (e.depth, e.batch_norm) = (30, true), 200);
    learns(|e| (e.depth, e.residual) = (30, true), 150);
}

#[test]
fn init_too_small() {
    is_named(|e| (e.depth, e.activation, e.init_scale) = (20, Activation::Relu, 0.5), &[Verdict::Vanishing], 100);
    learns(|e| (e.depth, e.activation) = (20, Activation::Relu), 150);
}

#[test]
fn init_too_large() {
    const LARGE: Settings = |e| (e.activation, e.init_scale) = (Activation::Relu, 1.5);
    is_named(LARGE, &[Verdict::Exploding, Verdict::Diverged], 10);
    learns(|e| (LARGE(e), (e.clip, e.clip_max) = (Clip::Norm, 1.0)).1, 200);
    learns(|e| (LARGE(e), e.learning_rate = 0.01).1, 150);
    learns(|e| (LARGE(e), (e.optimizer, e.learning_rate) = (Optimizer::Adam, 0.01)).1, 100);
    learns(|e| (LARGE(e), e.batch_norm = true).1, 100);
}

#[test]
fn hard_explosion() {
    const HARD: Settings = |e| (e.depth, e.activation, e.init_scale) = (20, Activation::Relu, 2.0);
    is_named(HARD, &[Verdict::Exploding], 3);
    // Clipped at 20 it stays alive, but does not learn.
    is_named(|e| (HARD(e), e.clip = Clip::Norm).1, &[Verdict::Exploding], 100);
}

#[test]
fn batch_norms_own_explosion() {
    const DEEP: Settings = |e| (e.depth, e.activation, e.batch_norm) = (50, Activation::Relu, true);
    is_named(DEEP, &[Verdict::Exploding], 25);
    learns(|e| (DEEP(e), e.residual = true).1, 60);
}

#[test]
fn residual_is_not_enough() {
    const DEEP: Settings = |e| (e.depth, e.activation, e.residual) = (50, Activation::Relu, true);
    is_named(DEEP, &[Verdict::Exploding], 3);
    learns(|e| (DEEP(e), e.batch_norm = true).1, 60);
    learns(|e| (DEEP(e), e.residual_scale = 50f64.powf(-0.5)).1, 80);
}

#[test]
fn a_thousand_layers() {
    for seed in SEEDS {
        let thousand: Settings = |e| {
            (e.depth, e.width, e.activation) = (1000, 16, Activation::Relu);
            (e.batch_norm, e.residual) = (true, true);
        };
        let mut run = start(thousand, seed);
        let diagnoses = run.steps(25);
        assert!(diagnoses.iter().all(|diagnosis| !diagnosis.verdict.is_ill()), "seed {seed}: {}", course(&diagnoses));
        assert!(run.loss(5) < 0.5, "seed {seed}: {}", run.loss(5));
    }
}

/// Flatlined for a while, then treated while it runs.
fn recovers(flatlined: Settings, treatment: Settings, steps: usize) {
    for seed in SEEDS {
        let mut run = start(flatlined, seed);
        let before = run.steps(60);
        assert!(
            before.last().is_some_and(|last| last.verdict == Verdict::Vanishing),
            "seed {seed}: {}",
            course(&before)
        );
        run.change(treatment);
        let after = run.steps(steps);
        assert!(run.loss(20) < 0.6, "seed {seed}: loss {}, {}", run.loss(20), course(&after));
        assert!(after.last().is_some_and(|last| !last.verdict.is_ill()), "seed {seed}: {}", course(&after));
    }
}

/// What does not help is not said to have helped.
fn stays_ill(flatlined: Settings, treatment: Settings) {
    for seed in SEEDS {
        let mut run = start(flatlined, seed);
        run.steps(60);
        run.change(treatment);
        let after = run.steps(60);
        let first = after.iter().position(|diagnosis| diagnosis.verdict.is_ill());
        assert!(first.is_some_and(|first| first < PROMPT), "seed {seed}: {}", course(&after));
        assert!(after.last().is_some_and(|last| last.verdict.is_ill()), "seed {seed}: {}", course(&after));
    }
}

const BATCH_NORM: Settings = |e| e.batch_norm = true;
const RESIDUAL: Settings = |e| e.residual = true;
const RELU: Settings = |e| e.activation = Activation::Relu;
const TANH: Settings = |e| e.activation = Activation::Tanh;

#[test]
fn live_ten_sigmoids() {
    const TEN: Settings = |_| {};
    recovers(TEN, BATCH_NORM, 150);
    recovers(TEN, RESIDUAL, 200);
    recovers(TEN, RELU, 150);
    recovers(TEN, TANH, 150);
    stays_ill(TEN, |e| (e.optimizer, e.learning_rate) = (Optimizer::Adam, 0.01));
    stays_ill(TEN, |e| e.learning_rate = 1.0);
}

#[test]
fn live_twenty_sigmoids() {
    const TWENTY: Settings = |e| e.depth = 20;
    recovers(TWENTY, BATCH_NORM, 200);
    recovers(TWENTY, RESIDUAL, 150);
    recovers(TWENTY, RELU, 300);
    recovers(TWENTY, TANH, 150);
    stays_ill(TWENTY, |e| (e.optimizer, e.learning_rate) = (Optimizer::Adam, 0.01));
    stays_ill(TWENTY, |e| e.learning_rate = 1.0);
}

#[test]
fn live_thirty_sigmoids() {
    const THIRTY: Settings = |e| e.depth = 30;
    recovers(THIRTY, BATCH_NORM, 200);
    recovers(THIRTY, RESIDUAL, 150);
    recovers(THIRTY, TANH, 200);
    stays_ill(THIRTY, RELU);
    stays_ill(THIRTY, |e| (e.optimizer, e.learning_rate) = (Optimizer::Adam, 0.01));
    stays_ill(THIRTY, |e| e.learning_rate = 1.0);
}

#[test]
fn live_init_too_small() {
    const SMALL: Settings = |e| (e.depth, e.activation, e.init_scale) = (20, Activation::Relu, 0.5);
    recovers(SMALL, BATCH_NORM, 100);
    recovers(SMALL, RESIDUAL, 100);
}

/// The losses of a new network with these settings, up to that step or its crash.
fn losses(experiment: Experiment, steps: usize) -> Vec<f64> {
    let data = data::build(&experiment).expect("generated data");
    let mut run = Run::new(experiment, data, None, &backend::cpu());
    let advance = block_on(run.advance(steps, &Measuring::default())).expect("a CPU does not get lost");
    advance.vitals.iter().map(|vitals| f64::from(vitals.loss)).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn the_losses_that_the_page_tells_of_the_cases_are_measured() {
    for case in Case::ALL.iter().copied() {
        for (index, remedy) in case.remedies().iter().enumerate() {
            let mut experiment = case.experiment();
            (remedy.change)(&mut experiment);
            let losses = losses(experiment, 400);
            assert_eq!(losses.len(), 400, "{case:?}, remedy {index}: it diverged");
            let measured = mean(&losses[360..]);
            // It is told with one or two digits.
            let ratio = measured / remedy.loss;
            assert!((0.8..1.25).contains(&ratio), "{case:?}, remedy {index}: {measured}, told as {}", remedy.loss);
        }
    }
}

#[test]
fn what_the_cases_summaries_count_is_so() {
    let of = |case: Case, steps| losses(case.experiment(), steps);
    assert!(of(Case::LargeInit, 10).len() < 5);
    let hard = of(Case::HardExplosion, 10);
    assert!(hard.len() == 1 && hard[0] > 1e5, "{hard:?}");
    let residual = of(Case::ResidualExplosion, 10);
    assert!(residual.len() == 1 && (1e6..1e7).contains(&residual[0]), "{residual:?}");
    let thousand = of(Case::Thousand, 30);
    let (first, last) = (thousand[0], mean(&thousand[27..]));
    assert!((first - 0.68).abs() < 0.01 && (last - 0.15).abs() < 0.01, "from {first} to {last}");
}
