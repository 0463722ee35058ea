//! The check of the update sum, its thresholds, and where it and the ratios disagree.

use flatline::diagnosis::{Diagnosis, Reason, Thresholds, UpdateSumVerdict};
use flatline::experiment::{Activation, Clip, Optimizer};

use crate::monitored_run::{SEEDS, Settings, start};

fn after(steps: usize, settings: Settings, seed: u64) -> Diagnosis {
    start(settings, seed).steps(steps).pop().expect("some steps")
}

#[test]
fn it_is_right_about_ten_sigmoids() {
    for seed in SEEDS {
        let check = after(40, |_| {}, seed).update_sum;
        assert_eq!((check.verdict, check.disagreement), (UpdateSumVerdict::Vanishing, None));
        assert!(check.sum.is_some_and(|sum| sum.abs() < 1e-6));
    }
}

#[test]
fn its_thresholds_are_the_users() {
    let mut run = start(|e| e.activation = Activation::Relu, 0);
    run.steps(10);
    let of = |vanishing, exploding| run.diagnosis_with(&Thresholds { vanishing, exploding }).update_sum.verdict;
    let sum = run.diagnosis().update_sum.sum.expect("measured").abs();
    assert_eq!(of(2.0 * sum, 1000.0), UpdateSumVerdict::Vanishing);
    assert_eq!(of(0.5 * sum, 1000.0), UpdateSumVerdict::Fine);
    assert_eq!(of(0.1 * sum, 0.5 * sum), UpdateSumVerdict::Exploding);
    // Whatever that check is told, the verdict is the measurements'.
    let strict = Thresholds { vanishing: 1e9, exploding: 1e9 };
    assert_eq!(run.diagnosis_with(&strict).verdict, run.diagnosis().verdict);
}

#[test]
fn nothing_is_said_before_the_first_step_or_of_nan() {
    let mut run = start(|e| (e.depth, e.activation, e.init_scale) = (20, Activation::Relu, 2.0), 0);
    assert_eq!(run.diagnosis().update_sum.verdict, UpdateSumVerdict::Unknown);
    let diverged = run.steps(5).pop().expect("5 steps").update_sum;
    assert_eq!(diverged.disagreement, None);
}

/// The reasons given while a network that learns is said to vanish.
fn reasons(settings: Settings, steps: usize) -> Vec<Reason> {
    let diagnoses = start(settings, 0).steps(steps);
    let disagreements = diagnoses.iter().filter_map(|diagnosis| diagnosis.update_sum.disagreement);
    let reasons: Vec<Reason> = disagreements
        .filter(|disagreement| disagreement.measured == UpdateSumVerdict::Fine)
        .map(|disagreement| disagreement.reason)
        .collect();
    assert!(!reasons.is_empty(), "it never disagrees");
    reasons
}

#[test]
fn a_healthy_network_is_said_to_vanish_where_signs_cancel() {
    let reasons = reasons(|e| e.activation = Activation::Relu, 60);
    assert!(reasons.contains(&Reason::Cancels), "{reasons:?}");
}

#[test]
fn a_learned_network_is_said_to_vanish_because_it_has_settled() {
    let reasons = reasons(|e| (e.activation, e.depth) = (Activation::Relu, 5), 200);
    assert_eq!(reasons.last(), Some(&Reason::Settled));
}

#[test]
fn a_small_learning_rate_is_taken_for_vanishing() {
    let reasons = reasons(|e| (e.activation, e.learning_rate) = (Activation::Relu, 0.003), 20);
    assert!(reasons.contains(&Reason::LearningRate), "{reasons:?}");
}

#[test]
fn adam_hides_a_vanishing_gradient_from_it() {
    let vanished = |diagnosis: &Diagnosis| {
        diagnosis.update_sum.disagreement.is_some_and(|disagreement| {
            (disagreement.measured, disagreement.reason) == (UpdateSumVerdict::Vanishing, Reason::Rescaled)
        })
    };
    let diagnoses = start(|e| (e.depth, e.optimizer, e.learning_rate) = (8, Optimizer::Adam, 0.01), 0).steps(40);
    assert!(diagnoses.iter().any(vanished));
}

/// The reason given while it explodes, and the check does not say so.
fn reason_while_exploding(diagnosis: &Diagnosis) -> Option<Reason> {
    let disagreement = diagnosis.update_sum.disagreement?;
    (disagreement.measured == UpdateSumVerdict::Exploding).then_some(disagreement.reason)
}

#[test]
fn an_explosion_that_clipping_holds_passes_it_by() {
    let clipped: Settings = |e| (e.depth, e.activation, e.init_scale, e.clip) = (20, Activation::Relu, 2.0, Clip::Norm);
    for seed in SEEDS {
        let reason = reason_while_exploding(&after(5, clipped, seed));
        assert!(matches!(reason, Some(Reason::Elsewhere { .. })), "seed {seed}: {reason:?}");
    }
}

#[test]
fn a_first_layer_that_is_thrown_cancels_in_its_sum() {
    let deep: Settings = |e| (e.depth, e.activation, e.batch_norm) = (50, Activation::Relu, true);
    let reasons: Vec<_> = SEEDS.filter_map(|seed| reason_while_exploding(&after(1, deep, seed))).collect();
    assert!(reasons.contains(&Reason::Cancels), "{reasons:?}");
}
