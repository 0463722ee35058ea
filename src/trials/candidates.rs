//! What to try on a run: a list for whatever ails it. What helps is not guessed here; the trials say.

use super::patient::Patient;
use super::treatment::{Start, Treatment};
use crate::experiment::{Activation, Clip, ClipP, Experiment, InitScheme, Key, Optimizer, Value, two_digits};
use crate::order::order;

/// Clips by norm at this: with it the exploding cases learn; at 20 some die.
const CLIP_AT: f64 = 1.0;
/// Weight decay as it is tried where there is none.
const DECAY: f64 = 0.01;

type Change = fn(&mut Experiment);

/// From so many layers on a way around them is what helps most.
const DEEP: usize = 30;

/// Changes that a running network takes, one thing at a time. What has a switch comes first, for it is waited for.
const HOT: [Change; 24] = [
    |e| e.activation = Activation::Relu,
    |e| e.batch_norm = !e.batch_norm,
    |e| e.residual = true,
    clip,
    residual_scaled,
    |e| e.activation = Activation::Tanh,
    |e| e.activation = Activation::LeakyRelu,
    |e| optimizer(e, Optimizer::Adam),
    |e| e.learning_rate = rate(e.learning_rate / 10.0),
    |e| e.learning_rate = rate(e.learning_rate * 10.0),
    |e| e.learning_rate = e.optimizer.usual_rate(),
    no_decay,
    |e| e.dropout = 0.0,
    |e| e.batch_size = 64,
    |e| e.batch_size = 1,
    |e| e.batch_size = 1024,
    |e| optimizer(e, Optimizer::Sgd),
    |e| optimizer(e, Optimizer::Momentum),
    |e| optimizer(e, Optimizer::RmsProp),
    |e| optimizer(e, Optimizer::AdamW),
    |e| e.residual = false,
    |e| e.weight_decay = e.weight_decay.max(DECAY),
    |e| e.activation = Activation::Gelu,
    |e| e.clip = Clip::Off,
];

/// What takes new weights; with them, what holds the weights back is tried from the start, too.
const COLD: [Change; 9] = [
    |_| {},
    |e| e.dropout = 0.0,
    no_decay,
    |e| e.learning_rate = e.optimizer.usual_rate(),
    usual_init,
    |e| e.standardise = true,
    |e| e.depth = (e.depth / 5).max(1),
    |e| e.width = (4 * e.width).min(256),
    |e| e.seed = (e.seed + 1) % (1 << 53),
];

/// What is tried together where nothing helps by itself: on the running network, after a rewind, or with new weights.
const PAIRS: [Change; 9] = [
    |e| e.learning_rate = rate(e.learning_rate * 100.0),
    |e| e.learning_rate = rate(e.learning_rate / 10.0),
    |e| (clip(e), e.learning_rate = rate(e.learning_rate / 10.0)).1,
    |e| (usual_init(e), e.activation = Activation::Relu).1,
    |e| (usual_init(e), no_decay(e)).1,
    |e| e.batch_norm = true,
    |e| (e.batch_norm, e.residual) = (true, true),
    |e| optimizer(e, Optimizer::Adam),
    usual_training,
];

fn optimizer(experiment: &mut Experiment, optimizer: Optimizer) {
    if experiment.optimizer != optimizer {
        (experiment.optimizer, experiment.learning_rate) = (optimizer, optimizer.usual_rate());
    }
}

fn residual_scaled(experiment: &mut Experiment) {
    let scale = 1.0 / (experiment.depth as f64).sqrt();
    (experiment.residual, experiment.residual_scale) = (true, tidy(scale.min(experiment.residual_scale)));
}

fn clip(experiment: &mut Experiment) {
    if experiment.clip == Clip::Off || experiment.clip_max > CLIP_AT {
        (experiment.clip, experiment.clip_max, experiment.clip_p) = (Clip::Norm, CLIP_AT, ClipP::Two);
    }
}

fn no_decay(experiment: &mut Experiment) {
    (experiment.weight_decay, experiment.l1) = (0.0, 0.0);
}

fn usual_init(experiment: &mut Experiment) {
    (experiment.init_scheme, experiment.init_scale) = (InitScheme::Auto, 1.0);
}

/// A usual rate, and nothing that holds the weights back.
fn usual_training(experiment: &mut Experiment) {
    experiment.learning_rate = experiment.optimizer.usual_rate();
    no_decay(experiment);
    experiment.dropout = 0.0;
}

/// Two digits, within what a learning rate may be.
fn rate(rate: f64) -> f64 {
    tidy(rate).clamp(1e-6, 100.0)
}

/// The number in two significant digits: what a person would type.
fn tidy(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { two_digits(value) }
}

/// What is tried first: one thing at a time.
pub(super) fn single(patient: &Patient) -> Vec<Treatment> {
    let start = patient.base_start();
    let back = (patient.here.is_some() && patient.back.is_some())
        .then(|| Treatment { start: Start::Back, changes: Vec::new() });
    let hot = all(patient, start, &HOT);
    let cold = all(patient, Start::Anew, &COLD)
        .filter(|treatment| patient.given || !treatment.changes.is_empty() || patient.now != patient.init_settings);
    let mut tried = kept(patient, hot.chain(back).chain(cold));
    if patient.now.depth >= DEEP {
        order(&mut tried, |one, other| goes_around(other).cmp(&goes_around(one)));
    }
    tried
}

fn goes_around(treatment: &Treatment) -> bool {
    treatment.changes.contains(&(Key::Residual, Value::Switch(true)))
}

/// What is tried where nothing of that helped.
pub(super) fn paired(patient: &Patient) -> Vec<Treatment> {
    let back = patient.back.is_some().then_some(Start::Back);
    let starts = [Some(patient.base_start()), back, Some(Start::Anew)].into_iter().flatten();
    kept(patient, starts.flat_map(|start| all(patient, start, &PAIRS)))
        .into_iter()
        .filter(|pair| !single(patient).contains(pair))
        .collect()
}

fn all<'a>(patient: &'a Patient, start: Start, changes: &'a [Change]) -> impl Iterator<Item = Treatment> + 'a {
    changes.iter().map(move |change| {
        let mut then = patient.now.clone();
        change(&mut then);
        Treatment::between(start, &patient.now, &then)
    })
}

/// Those that change something, each once.
fn kept(patient: &Patient, treatments: impl Iterator<Item = Treatment>) -> Vec<Treatment> {
    let in_effect = |experiment: &Experiment| in_effect(experiment, patient.rows);
    let mut kept: Vec<(Experiment, Treatment)> = Vec::new();
    for treatment in treatments {
        let then = treatment.applied_to(&patient.now);
        let effect = in_effect(&then);
        let changes = match treatment.start {
            Start::Here => effect != in_effect(&patient.now),
            Start::Back => treatment.changes.is_empty() || effect != in_effect(&patient.now),
            // The same seed and settings draw the same weights, and end the same way.
            Start::Anew => {
                let drawn = patient.given || !patient.story.changes().is_empty();
                drawn || effect != in_effect(patient.story.experiment())
            }
        };
        let known = kept.iter().any(|(other, one)| one.start == treatment.start && *other == effect);
        if changes && then.validate().is_ok() && !known {
            kept.push((effect, treatment));
        }
    }
    kept.into_iter().map(|(_, treatment)| treatment).collect()
}

/// The same settings without what makes no difference: experiments that train alike on so many rows are equal.
fn in_effect(experiment: &Experiment, rows: usize) -> Experiment {
    let mut effect = experiment.clone();
    effect.batch_size = effect.batch_size.min(rows);
    if effect.optimizer == Optimizer::AdamW && effect.weight_decay == 0.0 {
        effect.optimizer = Optimizer::Adam;
    }
    effect
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Story;
    use crate::trials::State;

    fn patient(now: Experiment) -> Patient {
        let state = State { step: 50, snapshot: Vec::new() };
        Patient {
            story: Story::new(now.clone()),
            init_settings: now.clone(),
            now,
            here: Some(state),
            back: None,
            given: false,
            explodes_at: None,
            rows: 500,
            guessing: std::f64::consts::LN_2,
        }
    }

    fn keys(treatments: &[Treatment]) -> Vec<String> {
        treatments.iter().map(Treatment::key).collect()
    }

    #[test]
    fn what_changes_nothing_is_not_tried_and_nothing_twice() {
        let now = Experiment { activation: Activation::Relu, learning_rate: 0.1, ..Experiment::default() };
        let tried = single(&patient(now.clone()));
        assert!(tried.iter().all(|treatment| treatment.applied_to(&now) != now));
        let unlike = tried.iter().enumerate().all(|(index, treatment)| !tried[..index].contains(treatment));
        assert!(unlike, "{:?}", keys(&tried));
        assert!(!keys(&tried).contains(&"restart".to_owned()), "it would be the same run again");
        let given = single(&Patient { given: true, ..patient(now.clone()) });
        assert!(keys(&given).contains(&"restart".to_owned()));
        let optimizers = |now: Experiment| {
            let tried = single(&patient(now.clone())).into_iter().map(|treatment| treatment.applied_to(&now).optimizer);
            tried.filter(|optimizer| *optimizer != now.optimizer).collect::<Vec<_>>()
        };
        let without_decay = [Optimizer::Adam, Optimizer::Momentum, Optimizer::RmsProp];
        assert_eq!(optimizers(now.clone()), without_decay, "without weight decay AdamW is Adam");
        assert!(optimizers(Experiment { weight_decay: 0.1, ..now.clone() }).contains(&Optimizer::AdamW));
        let full = single(&patient(Experiment { batch_size: 512, ..now }));
        let batches = full.iter().filter(|treatment| treatment.key() == "batch_size").count();
        assert_eq!(batches, 2, "all rows are in a batch already: 64 and 1");
    }

    #[test]
    fn the_switches_come_first_and_in_a_deep_network_the_way_around() {
        let first = |depth| keys(&single(&patient(Experiment { depth, ..Experiment::default() })))[..4].join(" ");
        assert_eq!(first(10), "activation batch_norm residual clip+clip_max");
        assert_eq!(first(1000), "residual residual+residual_scale activation batch_norm");
    }

    #[test]
    fn a_diverged_run_is_only_tried_on_from_its_checkpoint_or_with_new_weights() {
        let now = Experiment { activation: Activation::Relu, init_scale: 2.0, ..Experiment::default() };
        let mut patient = patient(now);
        patient.back = patient.here.take();
        for treatment in single(&patient).iter().chain(&paired(&patient)) {
            assert_ne!(treatment.start, Start::Here, "{}", treatment.key());
        }
        assert!(keys(&single(&patient)).contains(&"rewind+batch_norm".to_owned()));
        assert!(keys(&single(&patient)).contains(&"init_scale".to_owned()));
    }
}
