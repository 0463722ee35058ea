//! What a page records of a run, trained again from the start: it is the same run.
#![cfg(feature = "cpu")]

#[path = "support/experiments.rs"]
mod experiments;
#[cfg(feature = "gpu")]
#[path = "support/gpu.rs"]
mod gpu;
#[path = "support/trainer.rs"]
mod trainer;

use std::collections::BTreeMap;

use experiments::{Hot, experiments, hot};
use flatline::experiment::{Activation, Experiment, Optimizer, Story};
use flatline::record::Record;
use flatline::session::{Command, Event, RunId};
use proptest::prelude::*;
use trainer::Trainer;

const A: RunId = RunId(0);
const B: RunId = RunId(1);

/// What a visitor does with one run of two.
#[derive(Clone, Debug)]
enum Act {
    Change(Hot),
    Rewind(u64),
    /// Goes on with a copy of the other run as it was at a step.
    Copy(Option<u64>, Hot),
    /// Moves to another trainer and back.
    Move,
    Train(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => hot().prop_map(Act::Change),
        2 => (0..60_u64).prop_map(Act::Rewind),
        1 => (prop::option::of(0..60_u64), hot()).prop_map(|(step, hot)| Act::Copy(step, hot)),
        1 => Just(Act::Move),
        5 => (1..15_usize).prop_map(Act::Train),
    ]
}

/// A run as the page records it: from what the trainer says alone.
#[derive(Clone, Debug)]
struct Recorded {
    record: Record,
    /// Of step 1 and on, every one to the bit; what was rewound is not there any more.
    losses: Vec<f32>,
}

impl Recorded {
    fn story(&self) -> &Story {
        &self.record.story
    }

    fn cut(&mut self, step: u64) {
        self.losses.truncate(step as usize);
    }
}

#[derive(Default)]
struct Page {
    runs: BTreeMap<RunId, Recorded>,
}

impl Page {
    fn hear(&mut self, events: Vec<Event>) {
        for event in events {
            match event {
                Event::Started { run, experiment, rows, parameters, points } => {
                    let record = Record::new(experiment, rows, parameters, points);
                    self.runs.insert(run, Recorded { record, losses: Vec::new() });
                }
                Event::Changed { run, step, experiment } => self.of(run).record.changed(step, experiment),
                Event::Rewound { run, step } => {
                    self.of(run).record.rewound(step);
                    self.of(run).cut(step);
                }
                Event::Copied { from, to, step, experiment } => {
                    let Recorded { record, losses } = self.of(from);
                    let mut copy = Recorded { record: record.copied(step, experiment), losses: losses.clone() };
                    copy.cut(step);
                    self.runs.insert(to, copy);
                }
                Event::Measured { run, vitals } => {
                    self.of(run).losses.extend(vitals.iter().map(|vitals| vitals.loss));
                    vitals.into_iter().for_each(|vitals| self.of(run).record.measured(vitals));
                }
                Event::Diverged { run, step, layer, vitals } => self.of(run).record.diverged(step, layer, vitals),
                Event::Refused { refusal, .. } => panic!("{refusal:?}"),
                _ => {}
            }
        }
    }

    fn of(&mut self, run: RunId) -> &mut Recorded {
        self.runs.get_mut(&run).expect("it is recorded")
    }

    fn start(&mut self, trainer: &mut Trainer, run: RunId, story: &Story) {
        self.hear(trainer.send(Command::Start { run, story: story.clone(), consent: true }));
    }

    /// Trains for so many steps of the one that is behind.
    fn train(&mut self, trainer: &mut Trainer, steps: usize) {
        for _ in 0..steps {
            self.hear(trainer.send(Command::Step));
        }
    }
}

/// The losses of a story's first steps, trained from its start in rounds, as a trainer does.
fn replay(trainer: &mut Trainer, story: &Story, steps: usize) -> Vec<f32> {
    let mut page = Page::default();
    page.start(trainer, A, story);
    page.hear(trainer.send(Command::Run));
    while page.runs[&A].losses.len() < steps && trainer.is_training() {
        page.hear(trainer.round());
    }
    let mut losses = page.runs[&A].losses.clone();
    losses.truncate(steps);
    losses
}

fn bits(losses: &[f32]) -> Vec<u32> {
    losses.iter().map(|loss| loss.to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_visitor_did_the_recorded_story_is_the_same_run(
        experiment in experiments(), acts in prop::collection::vec((any::<bool>(), act()), 1..25),
    ) {
        let mut trainer = Trainer::new();
        let mut page = Page::default();
        for run in [A, B] {
            page.start(&mut trainer, run, &Story::new(experiment.clone()));
        }
        for (first, act) in acts {
            let (run, other) = if first { (A, B) } else { (B, A) };
            let settings = page.runs[&run].story().settings().clone();
            let said = match act {
                Act::Change(hot) => trainer.send(Command::Change { run, experiment: hot.of(&settings) }),
                Act::Rewind(step) => trainer.send(Command::Rewind { run, step }),
                Act::Copy(step, hot) => {
                    trainer.send(Command::Copy { from: run, to: other, step, experiment: hot.of(&settings) })
                }
                Act::Move => {
                    let said = trainer.send(Command::Snapshot { run, step: None });
                    let Some(Event::State { bytes, step, .. }) = said.into_iter().next() else { panic!("kept") };
                    let story = page.runs[&run].story().clone();
                    let said = trainer.send(Command::Restore { run, snapshot: bytes, story });
                    let restored = Event::Restored { run, step, experiment: settings };
                    prop_assert_eq!(said.first(), Some(&restored));
                    said
                }
                Act::Train(steps) => {
                    page.train(&mut trainer, steps);
                    Vec::new()
                }
            };
            page.hear(said);
        }
        for recorded in page.runs.values() {
            let again = replay(&mut Trainer::new(), recorded.story(), recorded.losses.len());
            prop_assert_eq!(bits(&again), bits(&recorded.losses), "{:?}", recorded.story());
        }
    }
}

/// A story with a change of every kind, far from where rounding decides.
fn tour() -> Story {
    let begin = Experiment { depth: 4, width: 16, points: 100, batch_size: 32, ..Experiment::default() };
    let mut story = Story::new(begin.clone());
    let changes = [
        (5, Experiment { activation: Activation::Tanh, ..begin.clone() }),
        (12, Experiment { activation: Activation::Tanh, batch_norm: true, learning_rate: 0.05, ..begin.clone() }),
        (20, Experiment { activation: Activation::Gelu, residual: true, batch_norm: true, ..begin.clone() }),
        (
            30,
            Experiment {
                activation: Activation::Gelu,
                residual: true,
                optimizer: Optimizer::Momentum,
                learning_rate: 0.01,
                ..begin
            },
        ),
    ];
    for (step, experiment) in changes {
        story.record_change(step, experiment).expect("a hot change");
    }
    story
}

#[test]
fn changes_take_effect_exactly_at_their_steps_and_are_announced() {
    let mut trainer = Trainer::new();
    let mut said = trainer.send(Command::Start { run: A, story: tour(), consent: true });
    said.extend(trainer.send(Command::Run));
    let mut reached = 0;
    let mut announced = Vec::new();
    while reached < 50 {
        said.extend(trainer.round());
        for event in said.drain(..) {
            match event {
                Event::Measured { vitals, .. } => reached = vitals.last().map_or(reached, |vitals| vitals.step),
                Event::Changed { step, experiment, .. } => {
                    assert_eq!(step, reached, "announced when it is reached");
                    announced.push((step, experiment));
                }
                _ => {}
            }
        }
    }
    let planned: Vec<_> = tour().changes().iter().map(|change| (change.step, change.experiment.clone())).collect();
    assert_eq!(announced, planned);
}

#[test]
fn a_visitor_who_changes_something_takes_over_from_the_story() {
    let cold = tour().experiment().clone();
    let own = Experiment { learning_rate: 0.2, ..cold };
    let acts: [fn(Experiment) -> Command; 2] =
        [|experiment| Command::Change { run: A, experiment }, |_| Command::Rewind { run: A, step: 0 }];
    for act in acts {
        let mut trainer = Trainer::new();
        trainer.send(Command::Start { run: A, story: tour(), consent: true });
        (0..3).for_each(|_| drop(trainer.send(Command::Step)));
        trainer.send(act(own.clone()));
        let later = (0..40).flat_map(|_| trainer.send(Command::Step));
        assert!(later.into_iter().all(|event| !matches!(event, Event::Changed { .. })));
    }
}

#[cfg(feature = "gpu")]
#[test]
fn on_a_gpu_a_story_is_the_same_run_within_a_thousandth() {
    const STEPS: usize = 50;
    let Some(device) = gpu::gpu() else { return };
    let here = replay(&mut Trainer::new(), &tour(), STEPS);
    let there = replay(&mut Trainer::on(device), &tour(), STEPS);
    assert_eq!((here.len(), there.len()), (STEPS, STEPS));
    for (step, (here, there)) in here.iter().zip(&there).enumerate() {
        assert!((here - there).abs() <= 1e-3 * here.max(1.0), "step {}: {there} is not {here}", step + 1);
    }
}
