//! Any valid experiment, for the property tests.

use flatline::experiment::{
    Activation, Choice, Clip, ClipP, Dataset, Experiment, InitScheme, Optimizer, Story, settings,
};
use proptest::prelude::*;
use proptest::sample::select;

fn one<T: Choice + std::fmt::Debug>() -> impl Strategy<Value = T> {
    select(T::ALL)
}

/// Any value of a range, and often an end of it or a plain number.
fn real(min: f64, max: f64) -> impl Strategy<Value = f64> {
    prop_oneof![4 => min..=max, 1 => Just(min), 1 => Just(max), 1 => Just(1.0_f64.clamp(min, max))]
}

pub fn experiment() -> impl Strategy<Value = Experiment> {
    let data = (one::<Dataset>(), real(0.0, 0.5), 10..=5000_usize, 1..=1024_usize, 0..1_u64 << 53, any::<bool>());
    let network = (1..=1000_usize, 1..=256_usize, one::<Activation>(), any::<bool>(), any::<bool>(), real(0.0, 10.0));
    let init = (one::<InitScheme>(), real(0.0, 10.0));
    let training = (one::<Optimizer>(), real(1e-6, 100.0), real(0.0, 10.0), real(0.0, 10.0), real(0.0, 0.9));
    let clipping = (one::<Clip>(), real(1e-6, 1e6), one::<ClipP>());
    (data, network, init, training, clipping).prop_map(|(data, network, init, training, clipping)| {
        let (dataset, noise, points, batch_size, seed, standardise) = data;
        let (depth, width, activation, batch_norm, residual, residual_scale) = network;
        let (init_scheme, init_scale) = init;
        let (optimizer, learning_rate, weight_decay, l1, dropout) = training;
        let (clip, clip_max, clip_p) = clipping;
        Experiment {
            dataset,
            noise,
            points,
            batch_size,
            seed,
            standardise,
            depth,
            width,
            activation,
            batch_norm,
            residual,
            residual_scale,
            init_scheme,
            init_scale,
            optimizer,
            learning_rate,
            weight_decay,
            l1,
            dropout,
            clip,
            clip_max,
            clip_p,
        }
    })
}

/// These settings, but for the cold ones.
fn hot(settings_of: &Experiment, others: &Experiment) -> Experiment {
    let mut experiment = settings_of.clone();
    for setting in settings().iter().filter(|setting| setting.cold) {
        setting.set(&mut experiment, setting.get(others)).expect("a valid setting");
    }
    experiment
}

/// Any settings that a network of this experiment can go over to; often all but BatchNorm and dropout stay.
pub fn hot_change(from: Experiment) -> impl Strategy<Value = Experiment> {
    let few = (any::<bool>(), real(0.0, 0.9));
    prop_oneof![
        few.prop_map({
            let from = from.clone();
            move |(batch_norm, dropout)| Experiment { batch_norm, dropout, ..from.clone() }
        }),
        experiment().prop_map(move |any| hot(&any, &from)),
    ]
}

/// Any story: up to eight changes, often at one step or the next.
#[allow(dead_code, reason = "each test that has this module uses a part of it")]
pub fn story() -> impl Strategy<Value = Story> {
    let changes = |from: Experiment| {
        proptest::collection::vec((0..3_u64, hot_change(from.clone())), 0..8).prop_map(move |changes| {
            let mut story = Story::new(from.clone());
            let mut step = 0;
            for (later, experiment) in changes {
                step += later;
                story.record_change(step, experiment).expect("a hot change");
            }
            story
        })
    };
    experiment().prop_flat_map(changes)
}
