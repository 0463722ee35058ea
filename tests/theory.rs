//! What mean field theory predicts of a network, against the network that is drawn.
#![cfg(feature = "cpu")]

use flatline::data;
use flatline::experiment::{Activation, Experiment};
use flatline::theory::predict;
use flatline::training::{Run, backend};
use flatline::vitals::LayerVitals;

/// The first step's measurements, and the data's spread.
fn first_step(experiment: &Experiment) -> (LayerVitals, f64) {
    let data = data::build(experiment).expect("data");
    let spread = data::summary(&data.train).spread;
    let mut run = Run::new(experiment.clone(), data, None, &backend::cpu());
    let advanced = futures::executor::block_on(run.advance(1, &Default::default())).expect("the CPU");
    (advanced.vitals.last().and_then(|vitals| vitals.layers.clone()).expect("layers"), spread)
}

#[test]
fn a_prediction_is_near_what_is_drawn() {
    let base = Experiment { batch_size: 500, ..Experiment::default() };
    let cases = [
        Experiment { ..base.clone() },
        Experiment { depth: 30, ..base.clone() },
        Experiment { depth: 20, activation: Activation::Tanh, ..base.clone() },
        Experiment { depth: 20, activation: Activation::Tanh, init_scale: 0.5, ..base.clone() },
        Experiment { depth: 20, activation: Activation::Tanh, init_scale: 2.0, ..base.clone() },
        Experiment { depth: 20, activation: Activation::Relu, ..base.clone() },
        Experiment { depth: 20, activation: Activation::Relu, init_scale: 0.5, ..base.clone() },
        Experiment { depth: 20, activation: Activation::Relu, init_scale: 2.0, ..base.clone() },
        Experiment { depth: 20, activation: Activation::Relu, residual: true, ..base.clone() },
        Experiment { depth: 20, residual: true, ..base.clone() },
    ];
    for experiment in cases {
        let (measured, spread) = first_step(&experiment);
        let predicted = predict(&experiment, 2, spread).expect("no BatchNorm");
        let reference = f64::from(measured.reference_gradient().expect("a gradient"));
        let depth = experiment.depth;
        let name =
            format!("{:?} {depth} x {} residual {}", experiment.activation, experiment.init_scale, experiment.residual);
        for layer in [0, depth / 2, depth - 1] {
            let gradient = (f64::from(measured.weight_gradient_norms[layer]) / reference).log10();
            let apart = (f64::from(measured.activation_spreads[layer]) / spread).log10();
            // A first layer sees the data, and how their classes lie no theory knows.
            let (expected, room) = (predicted.backward[layer], if layer == 0 { 1.5 } else { 0.5 });
            assert!(
                (gradient - expected).abs() < room,
                "{name}, layer {}: gradient {gradient:.2} for {expected:.2}",
                layer + 1
            );
            // Below that it is rounding.
            let expected = predicted.forward[layer];
            let close = (apart - expected).abs() < 0.5 || (apart < -7.0 && expected < -7.0);
            assert!(close, "{name}, layer {}: spread {apart:.2} for {expected:.2}", layer + 1);
        }
    }
}
