//! Remedies are trained: those offered without a hurdle work, those with one do not.

use flatline::diagnosis::{Action, Diagnosis, Hurdle, Verdict};
use flatline::experiment::{Activation, Optimizer};

use crate::clinic::{Patient, Settings, admit, course};

/// A patient `before` steps into its trouble, with what was said of it.
fn ill(settings: Settings, seed: u64, before: usize) -> (Patient, Diagnosis) {
    let mut patient = admit(settings, seed);
    let diagnosis = patient.steps(before).pop().expect("some steps");
    (patient, diagnosis)
}

/// Tries each remedy on a patient of its own: going back first, where it has diverged.
fn all_are_as_said(settings: Settings, before: usize, after: usize) {
    for seed in 0..2 {
        let (_, diagnosis) = ill(settings, seed, before);
        assert!(diagnosis.verdict.is_ill(), "seed {seed}: {:?}", diagnosis.verdict);
        assert!(diagnosis.remedies.iter().any(|remedy| remedy.hurdle.is_none()), "seed {seed}: nothing to be done");
        for remedy in diagnosis.remedies.iter().filter(|remedy| remedy.action.is_hot()) {
            let (mut patient, _) = ill(settings, seed, before);
            if diagnosis.verdict == Verdict::Diverged {
                let back = diagnosis.remedies[0].action;
                assert!(matches!(back, Action::Rewind(_)), "{back:?}");
                patient.treat(back);
            }
            patient.treat(remedy.action);
            let course = course(&patient.steps(after));
            let loss = patient.loss(20) / diagnosis.signs.guess;
            let works = matches!(remedy.hurdle, None | Some(Hurdle::Diverged));
            assert_eq!(loss < 0.8, works, "seed {seed}, {remedy:?}: {loss} of guessing, {course}");
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
    assert!(matches!(relu.hurdle, Some(Hurdle::SignalFades { left }) if (1e-5..1e-4).contains(&left)), "{relu:?}");
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
        let mut patient = admit(|e| e.init_scale = 2.0, 0);
        patient = {
            let mut experiment = patient.diagnosis().experiment;
            (experiment.depth, experiment.activation) = (depth, activation);
            Patient::new(experiment)
        };
        let diagnosis = patient.steps(3).pop().expect("3 steps");
        let norm = diagnosis.remedies.iter().find(|remedy| remedy.action == Action::BatchNorm).expect("it is offered");
        assert_eq!(matches!(norm.hurdle, Some(Hurdle::NormGrows { .. })), depth == 50, "{depth}: {norm:?}");
    }
}

#[test]
fn a_larger_batch_calms_the_noise() {
    let (mut patient, diagnosis) =
        ill(|e| (e.activation, e.batch_size, e.learning_rate) = (Activation::Tanh, 2, 0.3), 0, 45);
    assert_eq!(diagnosis.verdict, Verdict::TooNoisy);
    assert_eq!(diagnosis.remedies[0].action, Action::LargerBatch(64));
    patient.treat(Action::LargerBatch(64));
    patient.steps(150);
    assert!(patient.loss(20) < 0.5, "{}", patient.loss(20));
}

#[test]
fn what_is_switched_on_already_is_not_offered() {
    for seed in 0..3 {
        let (_, diagnosis) = ill(|e| (e.depth, e.activation, e.batch_norm) = (50, Activation::Relu, true), seed, 10);
        assert_eq!(diagnosis.verdict, Verdict::Exploding);
        assert!(diagnosis.remedies.iter().all(|remedy| remedy.action != Action::BatchNorm));
        assert!(diagnosis.remedies.iter().any(|remedy| remedy.action == Action::Residual && remedy.hurdle.is_none()));
    }
}
