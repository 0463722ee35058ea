//! The statistics of the initial weights.
#![cfg(feature = "engine")]

use flatline::experiment::{Activation, Experiment, InitScheme};
use flatline::network::init::draw;

fn std(values: &[f32]) -> f64 {
    let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len() as f64;
    (values.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
}

fn wide(activation: Activation, init_scheme: InitScheme, init_scale: f64) -> Experiment {
    Experiment { depth: 3, width: 128, activation, init_scheme, init_scale, ..Experiment::default() }
}

#[test]
fn each_scheme_has_its_standard_deviation() {
    let two = std::f64::consts::SQRT_2;
    let fan_in = 128f64.sqrt();
    for (scheme, activation, gain) in [
        (InitScheme::Auto, Activation::Relu, two),
        (InitScheme::Auto, Activation::Sigmoid, 1.0),
        (InitScheme::Lecun, Activation::Relu, 1.0),
        (InitScheme::He, Activation::Tanh, two),
        (InitScheme::Xavier, Activation::Tanh, 1.0),
    ] {
        let initial = draw(&wide(activation, scheme, 1.5), 2, 2);
        let found = std(&initial.weight(1).values);
        assert!((found / (1.5 * gain / fan_in) - 1.0).abs() < 0.03, "{scheme:?}: {found}");
        // The head is never scaled.
        let large = draw(&wide(activation, scheme, 1.5), 2, 300);
        assert!((std(&large.head().values) * fan_in - 1.0).abs() < 0.03, "{scheme:?}");
    }
}

#[test]
fn xavier_averages_both_fans_at_the_stem() {
    let initial = draw(&wide(Activation::Tanh, InitScheme::Xavier, 1.0), 64, 2);
    let expected = (2.0 * 64.0 / (64.0 + 128.0) / 64.0f64).sqrt();
    assert!((std(&initial.weight(0).values) / expected - 1.0).abs() < 0.03);
}

#[test]
fn orthogonal_rows_are_orthonormal_up_to_scale() {
    let initial = draw(&wide(Activation::Tanh, InitScheme::Orthogonal, 0.5), 2, 2);
    let weight = initial.weight(2);
    let row = |i: usize| &weight.values[i * 128..(i + 1) * 128];
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
    for i in 0..128 {
        for j in 0..=i {
            let expected = if i == j { 0.25 } else { 0.0 };
            assert!((dot(row(i), row(j)) - expected).abs() < 1e-5);
        }
    }
}

#[test]
fn another_depth_leaves_the_layers_that_both_have_alike() {
    let shallow = draw(&Experiment { depth: 4, ..Experiment::default() }, 2, 2);
    let deep = draw(&Experiment { depth: 9, ..Experiment::default() }, 2, 2);
    assert!((0..4).all(|layer| shallow.weight(layer) == deep.weight(layer)));
    assert_eq!(shallow.head(), deep.head());
    let reseeded = draw(&Experiment { depth: 4, seed: 1, ..Experiment::default() }, 2, 2);
    assert_ne!(reseeded.weight(0), shallow.weight(0));
}
