//! Random experiments that train within a test's time, and random hot changes of them.

use flatline::experiment::{Activation, Choice, Clip, ClipP, Dataset, Experiment, Optimizer};
use proptest::prelude::*;
use proptest::sample::select;

fn one<T: Choice + std::fmt::Debug>() -> impl Strategy<Value = T> {
    select(T::ALL)
}

/// Small networks of every kind, with every hot setting at random.
pub fn experiments() -> impl Strategy<Value = Experiment> {
    let shape = (1..=5_usize, 1..=12_usize, 10..=60_usize, any::<u32>());
    let data = select(vec![Dataset::Circles, Dataset::Spirals, Dataset::Xor]);
    (shape, data, hot()).prop_map(|((depth, width, points, seed), dataset, hot)| {
        hot.of(&Experiment {
            dataset,
            noise: 0.1,
            points,
            seed: u64::from(seed),
            depth,
            width,
            ..Experiment::default()
        })
    })
}

/// The hot settings.
#[derive(Clone, Debug)]
pub struct Hot(Experiment);

impl Hot {
    /// The experiment with these hot settings.
    pub fn of(&self, cold: &Experiment) -> Experiment {
        let Experiment { dataset, noise, points, seed, depth, width, init_scheme, init_scale, .. } = cold.clone();
        Experiment { dataset, noise, points, seed, depth, width, init_scheme, init_scale, ..self.0.clone() }
    }
}

/// Random hot settings.
pub fn hot() -> impl Strategy<Value = Hot> {
    let network = (one::<Activation>(), any::<bool>(), any::<bool>(), select(vec![1.0, 0.3]), select(vec![0.0, 0.3]));
    let training = (one::<Optimizer>(), select(vec![1e-3, 0.1]), one::<Clip>(), one::<ClipP>());
    let rest = (1..=70_usize, select(vec![0.0, 1e-3]), select(vec![0.0, 1e-2]));
    (network, training, rest).prop_map(|(network, training, rest)| {
        let (activation, batch_norm, residual, residual_scale, dropout) = network;
        let (optimizer, learning_rate, clip, clip_p) = training;
        let (batch_size, l1, weight_decay) = rest;
        Hot(Experiment {
            activation,
            batch_norm,
            residual,
            residual_scale,
            dropout,
            optimizer,
            learning_rate,
            clip,
            clip_max: 0.1,
            clip_p,
            batch_size,
            l1,
            weight_decay,
            ..Experiment::default()
        })
    })
}
