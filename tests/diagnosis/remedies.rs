//! Remedies are trained: those offered without an obstacle work, those with one do not.

use flatline::diagnosis::{Action, Diagnosis, Obstacle, Verdict};
use flatline::experiment::{Activation, Optimizer};

use crate::monitored_run::{MonitoredRun, Settings, course, start};

/// A network below this multiple of guessing has been brought back. What works comes to half of guessing or far less in
/// the steps that it is given, what does not stays above three quarters.
const BACK: f64 = 0.65;

/// A run `before` steps into its trouble, with what was said of it.
fn ill(settings: Settings, seed: u64, before: usize) -> (MonitoredRun, Diagnosis) {
    let mut run = start(settings, seed);
    let diagnosis = run.steps(before).pop().expect("some steps");
    (run, diagnosis)
}

/// Tries each remedy on a run of its own: going back first, where it has diverged.
fn all_are_as_said(settings: Settings, before: usize, after: usize) {
    for seed in 0..2 {
        let (_, diagnosis) = ill(settings, seed, before);
        assert!(diagnosis.verdict.is_ill(), "seed {seed}: {:?}", diagnosis.verdict);
        assert!(diagnosis.remedies.iter().any(|remedy| remedy.obstacle.is_none()), "seed {seed}: nothing to be done");
        for remedy in diagnosis.remedies.iter().filter(|remedy| remedy.action.is_hot()) {
            let (mut run, _) = ill(settings, seed, before);
            if diagnosis.verdict == Verdict::Diverged {
                let back = diagnosis.remedies[0].action;
                assert!(matches!(back, Action::Rewind(_)), "{back:?}");
                run.treat(back);
            }
            run.treat(remedy.action);
            let course = course(&run.steps(after));
            let loss = run.loss(20) / diagnosis.indicators.guess;
            let works = matches!(remedy.obstacle, None | Some(Obstacle::Diverged));
            assert_eq!(loss < BACK, works, "seed {seed}, {remedy:?}: {loss} of guessing, {course}");
        }
    }
}

#[test]
fn of_vanishing() {
    all_are_as_said(|_| {}, 40, 200);
    all_are_as_said(|e| (e.depth, e.activation, e.init_scale) = (20, Activation::Relu, 0.5), 40, 100);
}

#[test]
fn of_a_deep_flatline_where_live_relu_fails() {
    all_are_as_said(|e| e.depth = 30, 40, 200);
    let (_, diagnosis) = ill(|e| e.depth = 30, 0, 40);
    let relu = diagnosis.remedies.iter().find(|remedy| remedy.action == Action::Relu).expect("it is offered");
    assert!(matches!(relu.obstacle, Some(Obstacle::SignalFades { left }) if (1e-5..1e-4).contains(&left)), "{relu:?}");
}

#[test]
fn of_weights_too_large() {
    all_are_as_said(|e| (e.activation, e.init_scale) = (Activation::Relu, 1.5), 8, 150);
    all_are_as_said(|e| (e.depth, e.activation, e.init_scale) = (20, Activation::Relu, 2.0), 3, 100);
}

#[test]
fn of_saturation_and_death() {
    all_are_as_said(|e| (e.activation, e.init_scale) = (Activation::Tanh, 8.0), 60, 150);
    all_are_as_said(
        |e| (e.activation, e.depth, e.optimizer, e.learning_rate) = (Activation::Relu, 4, Optimizer::Adam, 1.0),
        60,
        100,
    );
}

#[test]
fn of_slowness_and_linearity() {
    all_are_as_said(|e| (e.activation, e.learning_rate) = (Activation::Relu, 1e-5), 60, 100);
    all_are_as_said(|e| (e.activation, e.learning_rate) = (Activation::Tanh, 1e-4), 60, 150);
    all_are_as_said(|e| (e.activation, e.learning_rate) = (Activation::Linear, 0.03), 160, 200);
}

#[test]
fn batch_norm_alone_is_no_remedy_where_it_explodes_itself() {
    for (depth, activation) in [(10, Activation::Relu), (50, Activation::Relu)] {
        let mut run = start(|e| e.init_scale = 2.0, 0);
        run = {
            let mut experiment = run.diagnosis().experiment;
            (experiment.depth, experiment.activation) = (depth, activation);
            MonitoredRun::new(experiment)
        };
        let diagnosis = run.steps(3).pop().expect("3 steps");
        let norm = diagnosis.remedies.iter().find(|remedy| remedy.action == Action::BatchNorm).expect("it is offered");
        assert_eq!(matches!(norm.obstacle, Some(Obstacle::NormGrows { .. })), depth == 50, "{depth}: {norm:?}");
    }
}

#[test]
fn a_larger_batch_calms_the_noise() {
    let (mut run, diagnosis) =
        ill(|e| (e.activation, e.batch_size, e.learning_rate) = (Activation::Tanh, 2, 0.3), 0, 45);
    assert_eq!(diagnosis.verdict, Verdict::TooNoisy);
    assert_eq!(diagnosis.remedies[0].action, Action::LargerBatch(64));
    run.treat(Action::LargerBatch(64));
    run.steps(150);
    assert!(run.loss(20) < 0.5, "{}", run.loss(20));
}

#[test]
fn what_is_switched_on_already_is_not_offered() {
    for seed in 0..3 {
        let (_, diagnosis) = ill(|e| (e.depth, e.activation, e.batch_norm) = (50, Activation::Relu, true), seed, 10);
        assert_eq!(diagnosis.verdict, Verdict::Exploding);
        assert!(diagnosis.remedies.iter().all(|remedy| remedy.action != Action::BatchNorm));
        assert!(diagnosis.remedies.iter().any(|remedy| remedy.action == Action::Residual && remedy.obstacle.is_none()));
    }
}
