//! Each verdict, on a network in which it is true.

use flatline::diagnosis::{Indicator, Verdict};
use flatline::experiment::{Activation, Dataset, Optimizer};
use flatline::vitals::Layer;

use crate::monitored_run::{SEEDS, Settings, course, start};

/// The verdict after so many steps.
fn is_called(settings: Settings, verdict: Verdict, steps: usize) {
    for seed in SEEDS {
        let diagnoses = start(settings, seed).steps(steps);
        assert_eq!(diagnoses[steps - 1].verdict, verdict, "seed {seed}: {}", course(&diagnoses));
    }
}

#[test]
fn first_it_is_measured_then_it_learns_then_it_has_learned() {
    const RELU: Settings = |e| e.activation = Activation::Relu;
    is_called(RELU, Verdict::Measuring, 1);
    is_called(RELU, Verdict::Learning, 30);
    is_called(RELU, Verdict::Learned, 120);
}

#[test]
fn saturated() {
    const STEEP: Settings = |e| (e.activation, e.init_scale) = (Activation::Tanh, 8.0);
    is_called(STEEP, Verdict::Saturated, 90);
    let diagnosis = start(STEEP, 0).steps(90).pop().expect("90 steps");
    let saturated =
        diagnosis.evidence.iter().find(|evidence| evidence.indicator == Indicator::Saturated).expect("its evidence");
    assert!(saturated.value.is_some_and(|share| share > 0.7) && saturated.layer.is_some(), "{saturated:?}");
}

#[test]
fn dying_relu() {
    const WILD: Settings =
        |e| (e.activation, e.depth, e.optimizer, e.learning_rate) = (Activation::Relu, 4, Optimizer::Adam, 1.0);
    is_called(WILD, Verdict::DyingRelu, 45);
    is_called(|e| (WILD(e), (e.depth, e.learning_rate) = (10, 0.3)).1, Verdict::DyingRelu, 45);
}

#[test]
fn too_slow() {
    is_called(|e| (e.activation, e.learning_rate) = (Activation::Relu, 1e-5), Verdict::TooSlow, 80);
    is_called(|e| (e.activation, e.learning_rate) = (Activation::Tanh, 1e-4), Verdict::TooSlow, 80);
}

#[test]
fn too_noisy() {
    // Two rows a step: by chance a seed may fare worse, or better.
    let called = SEEDS.filter(|seed| {
        let noisy: Settings = |e| (e.activation, e.batch_size, e.learning_rate) = (Activation::Tanh, 2, 0.3);
        start(noisy, *seed).steps(150).iter().any(|diagnosis| diagnosis.verdict == Verdict::TooNoisy)
    });
    assert!(called.count() >= 2);
}

#[test]
fn at_its_best() {
    // No number of linear layers parts a disc from a ring.
    is_called(|e| (e.activation, e.learning_rate) = (Activation::Linear, 0.03), Verdict::AtItsBest, 170);
}

#[test]
fn memorised() {
    const NOISE: Settings = |e| {
        (e.dataset, e.noise, e.points, e.activation) = (Dataset::Xor, 0.5, 100, Activation::Relu);
        (e.depth, e.width, e.optimizer, e.learning_rate) = (3, 64, Optimizer::Adam, 0.003);
    };
    is_called(NOISE, Verdict::Memorised, 600);
}

#[test]
fn diverged_says_where() {
    let mut run = start(|e| (e.activation, e.init_scale) = (Activation::Relu, 1.5), 0);
    let diagnosis = run.steps(10).pop().expect("10 steps");
    assert_eq!(diagnosis.verdict, Verdict::Diverged);
    let (step, layer) = diagnosis.divergence.expect("where it diverged");
    assert!((2..=6).contains(&step), "{step}");
    assert!(matches!(layer, Layer::Hidden(1..=10) | Layer::Head), "{layer:?}");
}

#[test]
fn an_explosion_late_in_a_run_is_named_too() {
    for seed in SEEDS {
        let mut run = start(|e| e.activation = Activation::Relu, seed);
        run.steps(120);
        run.change(|e| e.learning_rate = 30.0);
        let after = run.steps(50);
        assert!(after.iter().any(|diagnosis| diagnosis.verdict.is_ill()), "seed {seed}: {}", course(&after));
    }
}

#[test]
fn a_cure_taken_away_is_missed() {
    for seed in SEEDS {
        let mut run = start(|e| e.batch_norm = true, seed);
        run.steps(60);
        run.change(|e| e.batch_norm = false);
        let after = run.steps(50);
        let last = after.last().expect("50 steps");
        assert_eq!(last.verdict, Verdict::Vanishing, "seed {seed}: {}", course(&after));
    }
}

#[test]
fn the_same_steps_always_give_the_same_diagnosis() {
    let (mut one, mut other) = (start(|_| {}, 1), start(|_| {}, 1));
    assert_eq!(one.steps(40), other.steps(40));
    assert_eq!(one.diagnosis(), one.diagnosis());
}
