//! What is to blame: the same experiment from step 0, one setting changed at a time towards its usual value.

use super::outcome::Outcome;
use super::patient::{Patient, State};
use crate::experiment::{Activation, Clip, Experiment, InitScheme, Key, Story, Value};
use crate::order::order;
use crate::session::{Job, JobFailure, JobId, JobResult};

/// A setting as it is, and as it usually is where networks learn.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspect {
    pub setting: Key,
    pub from: Value,
    pub to: Value,
    /// The experiment with it alone changed.
    pub experiment: Experiment,
    /// What came of it for each seed, in their order; none as long as it is not through.
    pub outcomes: Vec<Option<Outcome>>,
}

impl Suspect {
    /// The mean over the seeds of the loss that it reached, once all are through; infinite where one diverged.
    pub fn loss(&self) -> Option<f64> {
        mean(&self.outcomes)
    }
}

/// An ablation of one experiment.
#[derive(Clone, Debug)]
pub struct Blame {
    rows: usize,
    /// The weights that it begins with, where they are somebody's own.
    given: Option<State>,
    seeds: u64,
    /// The experiment as it is, first; then one suspect each.
    arms: Vec<Suspect>,
    /// What is yet to be trained, the next last: the arm and the seed.
    waiting: Vec<(usize, u64)>,
    under_way: Vec<(JobId, usize, u64)>,
    failed: usize,
}

type Usual = fn(&Experiment) -> (Key, Experiment);

/// How a network that learns usually is. Each changes one setting.
const USUAL: [Usual; 15] = [
    |e| (Key::Depth, Experiment { depth: (e.depth / 5).max(1), ..e.clone() }),
    |e| (Key::Width, Experiment { width: e.width.max(32), ..e.clone() }),
    |e| (Key::InitScale, Experiment { init_scale: 1.0, ..e.clone() }),
    |e| (Key::InitScheme, Experiment { init_scheme: InitScheme::Auto, ..e.clone() }),
    |e| (Key::Activation, Experiment { activation: usual_activation(e.activation), ..e.clone() }),
    |e| (Key::BatchNorm, Experiment { batch_norm: !e.batch_norm, ..e.clone() }),
    |e| (Key::Residual, Experiment { residual: !e.residual, ..e.clone() }),
    |e| (Key::Clip, Experiment { clip: if e.clip == Clip::Off { Clip::Norm } else { Clip::Off }, ..e.clone() }),
    |e| (Key::Optimizer, Experiment { optimizer: crate::experiment::Optimizer::Adam, ..e.clone() }),
    |e| (Key::LearningRate, Experiment { learning_rate: e.optimizer.usual_rate(), ..e.clone() }),
    |e| (Key::WeightDecay, Experiment { weight_decay: 0.0, ..e.clone() }),
    |e| (Key::L1, Experiment { l1: 0.0, ..e.clone() }),
    |e| (Key::Dropout, Experiment { dropout: 0.0, ..e.clone() }),
    |e| (Key::BatchSize, Experiment { batch_size: 128, ..e.clone() }),
    |e| (Key::Standardise, Experiment { standardise: true, ..e.clone() }),
];

fn usual_activation(activation: Activation) -> Activation {
    if activation.saturates_at_both_ends() || activation == Activation::Linear {
        if activation == Activation::Tanh { Activation::Relu } else { Activation::Tanh }
    } else if activation == Activation::Relu {
        Activation::LeakyRelu
    } else {
        Activation::Relu
    }
}

impl Blame {
    /// Of this experiment on so many rows, over so many seeds, at least 1. `given`: the weights that it begins with, where they
    /// are somebody's own; a setting that asks for other weights has them drawn.
    pub fn new(experiment: &Experiment, rows: usize, seeds: u64, given: Option<State>) -> Self {
        let seeds = seeds.max(1);
        let arm = |setting: Key, then: Experiment| Suspect {
            setting,
            from: setting.setting().get(experiment),
            to: setting.setting().get(&then),
            experiment: then,
            outcomes: vec![None; seeds as usize],
        };
        let mut arms = vec![arm(Key::Seed, experiment.clone())];
        let suspects = USUAL.iter().map(|usual| usual(experiment)).filter(|(_, then)| then != experiment);
        arms.extend(suspects.map(|(setting, then)| arm(setting, then)));
        let mut waiting: Vec<(usize, u64)> =
            (0..seeds).flat_map(|seed| (0..arms.len()).map(move |index| (index, seed))).collect();
        waiting.reverse();
        Self { rows, given, seeds, arms, waiting, under_way: Vec::new(), failed: 0 }
    }

    /// The next job, of that id; none where all have been handed out.
    pub fn next_job(&mut self, id: JobId) -> Option<Job> {
        let (index, seed) = self.waiting.pop()?;
        self.under_way.push((id, index, seed));
        let experiment = &self.arms[index].experiment;
        let experiment = Experiment { seed: Self::seed(experiment, seed), ..experiment.clone() };
        let steps = self.steps(index);
        let probe_every = Patient::probe_every(steps);
        let own = &self.arms[0].experiment;
        let given = self.given.as_ref().filter(|_| seed == 0 && !own.needs_restart(&experiment));
        let snapshot = given.map(|state| state.snapshot.clone());
        Some(Job {
            id,
            story: Story::new(experiment),
            snapshot,
            steps,
            probe_every,
            enough: None,
            sharpness: false,
            keep: false,
        })
    }

    /// Steps that an arm is trained for.
    fn steps(&self, index: usize) -> usize {
        Patient::steps(&self.arms[index].experiment, self.rows)
    }

    /// What became of a job; of one that is not of these, nothing is taken.
    pub fn hear(&mut self, id: JobId, result: Result<JobResult, JobFailure>) {
        let Some(place) = self.under_way.iter().position(|(other, ..)| *other == id) else { return };
        let (_, index, seed) = self.under_way.swap_remove(place);
        match result {
            Ok(result) => {
                self.arms[index].outcomes[seed as usize] = Some(Outcome::of(result, &self.arms[index].experiment))
            }
            Err(_) => self.failed += 1,
        }
    }

    /// The jobs that are under way.
    pub fn under_way(&self) -> impl Iterator<Item = JobId> + '_ {
        self.under_way.iter().map(|(id, ..)| *id)
    }

    /// How many runs are through, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        let total = self.arms.len() * self.seeds as usize;
        (total - self.waiting.len() - self.under_way.len(), total)
    }

    pub fn is_through(&self) -> bool {
        self.waiting.is_empty() && self.under_way.is_empty()
    }

    /// Whether one loss is another than the other for more than a little.
    pub fn differs(&self, one: f64, other: f64) -> bool {
        let (low, high) = (one.min(other), one.max(other));
        low.is_finite() && (high - low > 0.1 * high || high.is_infinite()) && high - low > 0.01
    }

    pub fn seeds(&self) -> u64 {
        self.seeds
    }

    /// The seed of an experiment's outcome at that place.
    pub fn seed(experiment: &Experiment, place: u64) -> u64 {
        (experiment.seed + place) % (1 << 53)
    }

    /// The experiment as it is, whose setting says nothing, and then one suspect each.
    pub fn arms(&self) -> &[Suspect] {
        &self.arms
    }

    /// The most steps that a run of these has.
    pub fn most_steps(&self) -> usize {
        (0..self.arms.len()).map(|index| self.steps(index)).max().unwrap_or(0)
    }

    /// The mean loss of the experiment as it is, once it is through; infinite where it diverged.
    pub fn as_it_is(&self) -> Option<f64> {
        self.arms[0].loss()
    }

    /// The settings with what came of changing them, the lowest loss first, those that are not through last.
    pub fn suspects(&self) -> Vec<&Suspect> {
        let mut suspects: Vec<&Suspect> = self.arms[1..].iter().collect();
        let loss = |suspect: &Suspect| suspect.loss().unwrap_or(f64::NAN);
        order(&mut suspects, |one, other| loss(one).total_cmp(&loss(other)));
        suspects
    }
}

fn mean(outcomes: &[Option<Outcome>]) -> Option<f64> {
    let losses: Option<Vec<f64>> =
        outcomes.iter().map(|outcome| outcome.as_ref().map(|found| found.loss.unwrap_or(f64::INFINITY))).collect();
    losses.map(|losses| losses.iter().sum::<f64>() / losses.len() as f64)
}
