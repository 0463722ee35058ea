//! Healthy networks are never called ill, at no step: over depth, activation, optimizer, data, and their plateaus.

use flatline::diagnosis::Verdict;
use flatline::experiment::Activation::*;
use flatline::experiment::{Dataset, Optimizer};

use crate::monitored_run::{SEEDS, Settings, course, start};

/// Twenty ways to learn, each with the steps it is followed for.
const HEALTHY: [(&str, usize, Settings); 20] = [
    ("one layer of tanh, slow to begin", 200, |e| (e.activation, e.depth) = (Tanh, 1)),
    ("two layers of ReLU", 150, |e| (e.activation, e.depth) = (Relu, 2)),
    ("ten layers of ReLU", 150, |e| e.activation = Relu),
    ("twenty layers of ReLU", 150, |e| (e.activation, e.depth) = (Relu, 20)),
    ("ten layers of tanh, flat for 25 steps", 150, |e| e.activation = Tanh),
    ("twenty layers of tanh, flat for 25 steps", 150, |e| (e.activation, e.depth) = (Tanh, 20)),
    ("ten layers of SELU", 100, |e| e.activation = Selu),
    ("ten layers of ELU", 100, |e| e.activation = Elu),
    ("ten sigmoids with BatchNorm", 200, |e| e.batch_norm = true),
    ("ten sigmoids with skips", 200, |e| e.residual = true),
    ("fifty layers with BatchNorm and skips", 60, |e| {
        (e.activation, e.depth, e.batch_norm, e.residual) = (Relu, 50, true, true)
    }),
    ("four sigmoids under Adam, flat for 70 steps", 150, |e| {
        (e.depth, e.optimizer, e.learning_rate) = (4, Optimizer::Adam, 0.01)
    }),
    ("GELU under Adam", 60, |e| {
        (e.activation, e.depth, e.optimizer, e.learning_rate) = (Gelu, 5, Optimizer::Adam, 0.01)
    }),
    ("SiLU under momentum", 80, |e| {
        (e.activation, e.depth, e.optimizer, e.learning_rate) = (Silu, 5, Optimizer::Momentum, 0.03)
    }),
    ("leaky ReLU under RMSProp", 80, |e| {
        (e.activation, e.depth, e.optimizer, e.learning_rate) = (LeakyRelu, 8, Optimizer::RmsProp, 0.001)
    }),
    ("ReLU with weight decay and dropout", 150, |e| {
        (e.activation, e.depth, e.weight_decay, e.dropout) = (Relu, 5, 1e-3, 0.2)
    }),
    ("xor, flat for 25 steps", 150, |e| (e.dataset, e.activation, e.depth) = (Dataset::Xor, Tanh, 5)),
    ("spirals under Adam", 200, |e| {
        (e.dataset, e.activation, e.depth) = (Dataset::Spirals, Tanh, 4);
        (e.optimizer, e.learning_rate) = (Optimizer::Adam, 0.01);
    }),
    ("gaussians that overlap, in small batches", 200, |e| {
        (e.dataset, e.activation, e.depth, e.noise, e.batch_size) = (Dataset::Gaussians, Relu, 3, 0.5, 16)
    }),
    ("digits", 120, |e| (e.dataset, e.activation, e.depth) = (Dataset::Digits, Relu, 3)),
];

/// Some of them, so that they run side by side.
fn are_well(part: usize) {
    for (name, steps, settings) in HEALTHY.into_iter().skip(part).step_by(2) {
        for seed in SEEDS {
            let mut run = start(settings, seed);
            let diagnoses = run.steps(steps);
            let course = course(&diagnoses);
            let last = &diagnoses[steps - 1];
            assert!(diagnoses.iter().all(|diagnosis| !diagnosis.verdict.is_ill()), "{name}, seed {seed}: {course}");
            assert_ne!(last.verdict, Verdict::Measuring, "{name}, seed {seed}: {course}");
            assert!(run.loss(20) < 0.6 * last.indicators.guess, "{name}, seed {seed}: it is healthy in name only");
        }
    }
}

#[test]
fn half_of_the_healthy_are_well() {
    are_well(0);
}

#[test]
fn the_other_half_are_well() {
    are_well(1);
}
