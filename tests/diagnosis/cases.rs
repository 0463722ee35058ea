//! Every case and every remedy that is switched on live, three seeds each: the trouble is named within 50 steps of its
//! beginning, and what brings it back is not called ill once it has.

use flatline::diagnosis::Verdict;
use flatline::experiment::{Activation, Clip, Optimizer};

use crate::monitored_run::{SEEDS, Settings, course, start};

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
