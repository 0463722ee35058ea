//! What a run does beyond the reference cases: hot changes, divergence, going back, evaluation.
#![cfg(feature = "cpu")]

#[path = "support/wait.rs"]
mod wait;

use flatline::data;
use flatline::experiment::{Activation, Clip, Dataset, Experiment, Optimizer};
use flatline::training::{Advance, Run, backend};
use flatline::vitals::{Layer, LayerVitals, Measuring, View};
use wait::block_on;

fn run(experiment: &Experiment) -> Run {
    let data = data::build(experiment).expect("a valid experiment");
    Run::new(experiment.clone(), data, None, &backend::cpu())
}

fn advance(run: &mut Run, steps: usize) -> Advance {
    block_on(run.advance(steps, &Measuring::default())).expect("a CPU does not get lost")
}

fn mean_loss(advance: &Advance, last: usize) -> f32 {
    let tail = &advance.vitals[advance.vitals.len() - last..];
    tail.iter().map(|vitals| vitals.loss).sum::<f32>() / last as f32
}

#[test]
fn the_first_network_flatlines_and_each_switch_brings_it_back() {
    let flatlined = Experiment::default();
    let cures: [fn(&mut Experiment); 3] = [
        |experiment| experiment.batch_norm = true,
        |experiment| experiment.residual = true,
        |experiment| experiment.activation = Activation::Relu,
    ];
    for cure in cures {
        let mut trained = run(&flatlined);
        let before = advance(&mut trained, 200);
        assert!(mean_loss(&before, 20) > 0.65, "it should flatline");
        let mut cured = flatlined.clone();
        cure(&mut cured);
        trained.change(cured.clone());
        let after = advance(&mut trained, 300);
        assert!(mean_loss(&after, 30) < 0.3, "{cured:?}: {}", mean_loss(&after, 30));
    }
}

#[test]
fn a_hot_change_keeps_the_weights() {
    let mut trained = run(&Experiment::default());
    advance(&mut trained, 3);
    let weights = |trained: &Run| trained.snapshot().network.stem.weight.val().into_data();
    let before = weights(&trained);
    trained.change(Experiment { batch_norm: true, optimizer: Optimizer::Adam, ..Experiment::default() });
    assert_eq!(weights(&trained), before);
    advance(&mut trained, 1);
    assert!(trained.snapshot().network.norm.is_some());
}

/// A picture of the crash needs them, and that step is rarely one whose layers were to be measured.
#[test]
fn the_step_that_diverges_is_measured_layer_by_layer_though_its_turn_had_not_come() {
    let exploding = Experiment { init_scale: 1.5, activation: Activation::Relu, ..Experiment::default() };
    let at_crash = |layers_every: u32| {
        let mut run = run(&exploding);
        let measuring = Measuring { layers_every, ..Measuring::default() };
        let advance = block_on(run.advance(20, &measuring)).expect("a CPU does not get lost");
        let divergence = advance.divergence.expect("it explodes");
        (divergence.step, divergence.vitals.layers.expect("they are measured"), run.snapshot().step)
    };
    let (rarely, always) = (at_crash(1000), at_crash(1));
    assert!(rarely.0 > 1, "the first step is always measured");
    assert_eq!(rarely.2 + 1, rarely.0, "the state is the one before it");
    assert_eq!((rarely.0, rarely.2), (always.0, always.2));
    let spreads = |layers: &LayerVitals| layers.activation_spreads.clone();
    assert_eq!(spreads(&rarely.1), spreads(&always.1));
    assert_eq!(rarely.1.weight_gradient_norms.len(), 11);
}

#[test]
fn a_divergence_names_its_step_and_layer_and_leaves_the_state_before_it() {
    let experiment = Experiment { depth: 10, activation: Activation::Relu, init_scale: 1.5, ..Experiment::default() };
    let mut trained = run(&experiment);
    let Advance { vitals, divergence } = advance(&mut trained, 20);
    let divergence = divergence.expect("it explodes");
    assert!(divergence.step <= 6, "{}", divergence.step);
    assert_eq!(trained.step(), divergence.step - 1);
    assert_eq!(vitals.len() as u64, divergence.step - 1);
    assert!(vitals.iter().all(|vitals| vitals.loss.is_finite()));
    // One step at a time finds the same step and layer.
    let mut slow = run(&experiment);
    let found = (0..20).find_map(|_| advance(&mut slow, 1).divergence).expect("it explodes");
    assert_eq!((found.step, found.layer), (divergence.step, divergence.layer));
}

#[test]
fn numbers_that_overflow_in_a_hidden_layer_are_found_there() {
    let experiment = Experiment { depth: 50, activation: Activation::Relu, init_scale: 10.0, ..Experiment::default() };
    let found = advance(&mut run(&experiment), 1).divergence.expect("it overflows on its first way forward");
    // Each layer multiplies by about 10, and float32 ends at 3.4e38.
    let Layer::Hidden(number) = found.layer else { panic!("{:?}", found.layer) };
    assert!((34..=44).contains(&number), "layer {number}");
}

#[test]
fn a_seed_means_the_same_run_and_a_checkpoint_goes_on_as_the_run_did() {
    let experiment =
        Experiment { dropout: 0.2, optimizer: Optimizer::Adam, activation: Activation::Gelu, ..Experiment::default() };
    let mut trained = run(&experiment);
    let early = advance(&mut trained, 10);
    let checkpoint = trained.snapshot().clone();
    let late = advance(&mut trained, 10);
    assert_eq!(advance(&mut run(&experiment), 10), early);
    trained.restore(checkpoint);
    assert_eq!(advance(&mut trained, 10), late);
}

#[test]
fn clipping_keeps_a_hard_explosion_alive() {
    let exploding = Experiment { depth: 20, activation: Activation::Relu, init_scale: 2.0, ..Experiment::default() };
    assert!(advance(&mut run(&exploding), 10).divergence.is_some());
    let clipped = Experiment { clip: Clip::Norm, ..exploding };
    let alive = advance(&mut run(&clipped), 50);
    assert_eq!(alive.divergence, None);
    let norm = alive.vitals[0].clipped_gradient_norm.expect("measured when clipping");
    assert!((norm - 20.0).abs() < 0.01, "{norm}");
    assert!(alive.vitals[0].gradient_norm > 1e3);
}

#[test]
fn vanishing_gradients_are_measured_far_below_the_square_root_of_float32() {
    let experiment = Experiment { depth: 30, ..Experiment::default() };
    let measured = advance(&mut run(&experiment), 1);
    let layers = measured.vitals[0].layers.clone().expect("measured at the first step");
    let (first, last) = (layers.weight_gradient_norms[0], layers.weight_gradient_norms[30]);
    assert!(first > 0.0 && first < 1e-15, "{first}");
    assert!(last > 1e-3, "{last}");
    assert!(layers.update_ratios[0] > 0.0);
}

#[test]
fn digits_are_learned_and_seen() {
    let experiment = Experiment {
        dataset: Dataset::Digits,
        depth: 3,
        activation: Activation::Relu,
        optimizer: Optimizer::Adam,
        learning_rate: 0.01,
        ..Experiment::default()
    };
    let mut trained = run(&experiment);
    advance(&mut trained, 100);
    let held_out = block_on(trained.evaluate_held_out()).expect("no loss of device").expect("digits are held out");
    assert!(held_out.accuracy > 0.9, "{held_out:?}");
    let Some(View::Images { side, samples, classes, confusion }) =
        block_on(trained.view(0)).expect("no loss of device")
    else {
        panic!("digits are seen as images");
    };
    assert_eq!((side, classes, confusion.iter().sum::<u32>()), (8, 10, 360));
    assert!(samples.iter().all(|sample| sample.pixels.iter().all(|ink| (0.0..=1.0).contains(ink))));
}

#[test]
fn the_boundary_of_learned_circles_is_a_circle() {
    let experiment = Experiment { activation: Activation::Tanh, depth: 3, ..Experiment::default() };
    let mut trained = run(&experiment);
    advance(&mut trained, 300);
    let Some(View::Boundary { side, probabilities, .. }) = block_on(trained.view(20)).expect("no loss of device")
    else {
        panic!("points are seen as a boundary");
    };
    let at = |row: usize, column: usize| probabilities[row * side + column];
    assert!(at(10, 10) > 0.9 && at(0, 10) < 0.1 && at(10, 0) < 0.1, "{} {}", at(10, 10), at(0, 10));
}

#[test]
fn one_hidden_layer_is_a_network_too() {
    let experiment = Experiment { depth: 1, width: 1, batch_norm: true, residual: true, ..Experiment::default() };
    let measured = advance(&mut run(&experiment), 5);
    assert_eq!(measured.vitals.len(), 5);
    assert_eq!(measured.vitals[0].layers.as_ref().map(|layers| layers.weight_gradient_norms.len()), Some(2));
}
