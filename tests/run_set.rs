//! The runs that a trainer holds, against a simple model of them: whatever a page asks for, in any order.
#![cfg(feature = "cpu")]

#[path = "support/experiments.rs"]
mod experiments;
#[path = "support/trainer.rs"]
mod trainer;

use std::collections::BTreeMap;

use experiments::{Hot, experiments, hot};
use flatline::experiment::{Experiment, Story};
use flatline::session::{Command, Event, Refusal, RunId};
use flatline::vitals::{Measuring, PlateRange};
use proptest::prelude::*;
use trainer::Trainer;

/// What a page asks for; settings that are out of their ranges and runs that there are not among it.
#[derive(Clone, Debug)]
enum Request {
    Start {
        run: RunId,
        experiment: Experiment,
        planned: Vec<(u64, Hot)>,
    },
    Change {
        run: RunId,
        hot: Hot,
    },
    ChangeCold {
        run: RunId,
    },
    ChangeToNonsense {
        run: RunId,
    },
    Rewind {
        run: RunId,
        step: u64,
    },
    Copy {
        from: RunId,
        to: RunId,
        step: Option<u64>,
        hot: Hot,
    },
    Remove {
        run: RunId,
    },
    Snapshot {
        run: RunId,
        step: Option<u64>,
    },
    Run,
    Pause,
    Step,
    Measure(Measuring),
    /// Nothing: where it trains, a round passes.
    Round,
}

fn run_id() -> impl Strategy<Value = RunId> {
    (0..3_u32).prop_map(RunId)
}

fn request() -> impl Strategy<Value = Request> {
    let planned = prop::collection::vec((0..40_u64, hot()), 0..3);
    let step = || 0..120_u64;
    let plates = prop::option::of((0..7_usize, 0..30_usize));
    let measuring = (1..10_u32, 1..10_u32, prop::option::of(0..6_usize), plates);
    prop_oneof![
        3 => (run_id(), experiments(), planned).prop_map(|(run, experiment, planned)| Request::Start { run, experiment, planned }),
        3 => (run_id(), hot()).prop_map(|(run, hot)| Request::Change { run, hot }),
        1 => run_id().prop_map(|run| Request::ChangeCold { run }),
        1 => run_id().prop_map(|run| Request::ChangeToNonsense { run }),
        2 => (run_id(), step()).prop_map(|(run, step)| Request::Rewind { run, step }),
        2 => (run_id(), run_id(), prop::option::of(step()), hot())
            .prop_map(|(from, to, step, hot)| Request::Copy { from, to, step, hot }),
        1 => run_id().prop_map(|run| Request::Remove { run }),
        1 => (run_id(), prop::option::of(step())).prop_map(|(run, step)| Request::Snapshot { run, step }),
        3 => Just(Request::Run),
        1 => Just(Request::Pause),
        3 => Just(Request::Step),
        1 => measuring.prop_map(|(layers_every, held_out_every, layer, plates)| {
            let plates = plates.map(|(first, count)| PlateRange { first, count });
            Request::Measure(Measuring { layers_every, held_out_every, layer, plates, ..Measuring::default() })
        }),
        6 => Just(Request::Round),
    ]
}

/// A run as the model knows it.
#[derive(Clone, Debug)]
struct Known {
    settings: Experiment,
    step: u64,
    diverged: bool,
    checkpoints: Vec<u64>,
    /// What its story has yet to change.
    planned: Vec<(u64, Experiment)>,
}

/// Everything that is known of a trainer from what was asked of it.
#[derive(Default)]
struct Model {
    runs: BTreeMap<RunId, Known>,
    running: bool,
}

/// What a trainer said, in order, and how far the model has read it.
struct Said {
    events: std::vec::IntoIter<Event>,
}

impl Said {
    fn next(&mut self) -> Event {
        self.events.next().expect("more was to be said")
    }

    fn is(&mut self, expected: Event) {
        assert_eq!(self.next(), expected);
    }
}

impl Model {
    /// Does what was asked, and holds what the trainer said to it.
    fn follow(&mut self, request: &Request, said: Vec<Event>) {
        let (looks, said) = said.into_iter().partition::<Vec<_>, _>(|event| {
            matches!(event, Event::Seen { .. } | Event::Distribution { .. } | Event::Plates { .. })
        });
        let mut said = Said { events: said.into_iter() };
        match request {
            Request::Start { run, experiment, planned } => self.start(*run, experiment, planned, &mut said),
            Request::Change { run, hot } => match self.runs.get_mut(run) {
                Some(known) => {
                    known.planned.clear();
                    known.change(*run, hot.of(&known.settings.clone()), &mut said);
                }
                None => said.is(no_such(*run)),
            },
            Request::ChangeCold { run } => match self.runs.contains_key(run) {
                true => said.is(Event::Refused { run: Some(*run), refusal: Refusal::NeedsRestart }),
                false => said.is(no_such(*run)),
            },
            Request::ChangeToNonsense { run } => match self.runs.contains_key(run) {
                true => {
                    let Event::Refused { refusal: Refusal::InvalidSettings { wrong }, .. } = said.next() else {
                        panic!("a batch of nothing is refused")
                    };
                    assert_eq!(wrong.len(), 1);
                }
                false => said.is(no_such(*run)),
            },
            Request::Rewind { run, step } => match self.runs.get_mut(run) {
                Some(known) => known.rewind(*run, *step, &mut said),
                None => said.is(no_such(*run)),
            },
            Request::Copy { from, to, step, hot } => match self.runs.get(from) {
                Some(known) => {
                    let settings = hot.of(&known.settings);
                    let step = known.state_at(*step);
                    said.is(Event::Copied { from: *from, to: *to, step, experiment: settings.clone() });
                    self.insert(*to, settings, step, Vec::new(), &mut said);
                }
                None => {
                    let refusal = Refusal::NoSuchRun { run: *from };
                    said.is(Event::Refused { run: Some(*to), refusal });
                }
            },
            Request::Remove { run } => drop(self.runs.remove(run)),
            Request::Snapshot { run, step } => match self.runs.get(run) {
                Some(known) => {
                    let Event::State { run: of, asked, step: at, bytes } = said.next() else {
                        panic!("it can be kept")
                    };
                    assert_eq!((of, asked, at), (*run, *step, known.state_at(*step)));
                    assert!(!bytes.is_empty());
                }
                None => said.is(no_such(*run)),
            },
            Request::Run => {
                self.runs.values_mut().for_each(|known| known.diverged = false);
                self.set_running(true, &mut said);
            }
            Request::Pause => self.set_running(false, &mut said),
            Request::Step => {
                self.runs.values_mut().for_each(|known| known.diverged = false);
                self.train(Some(1), &mut said);
                self.set_running(false, &mut said);
            }
            Request::Measure(_) => {}
            Request::Round => {
                if self.is_training() {
                    self.train(None, &mut said);
                    if !self.is_training() {
                        self.set_running(false, &mut said);
                    }
                }
            }
        }
        assert_eq!(said.events.as_slice(), &[], "nothing else is said");
        for look in looks {
            let (Event::Seen { run, step, .. }
            | Event::Distribution { run, step, .. }
            | Event::Plates { run, step, .. }) = look
            else {
                continue;
            };
            assert_eq!(self.runs.get(&run).map(|known| known.step), Some(step), "what is seen is what there is");
            if let Event::Plates { plates, .. } = look {
                let depth = self.runs.get(&run).map_or(0, |known| known.settings.depth);
                assert!((1..=depth).contains(&(plates.first + plates.plates.len())), "of layers that there are");
            }
        }
    }

    fn is_training(&self) -> bool {
        self.running && self.runs.values().any(|known| !known.diverged)
    }

    fn set_running(&mut self, running: bool, said: &mut Said) {
        self.running = running;
        said.is(Event::Running(running));
    }

    fn start(&mut self, run: RunId, begin: &Experiment, planned: &[(u64, Hot)], said: &mut Said) {
        let story = story(begin, planned);
        let settings = story.settings_at(0).clone();
        let Event::Started { run: of, experiment, rows, points, .. } = said.next() else {
            panic!("a new network starts")
        };
        assert_eq!(
            (of, experiment, rows.features, rows.classes(), rows.rows()),
            (run, settings.clone(), 2, 2, begin.points)
        );
        assert_eq!(points.len(), begin.points);
        let planned = story.changes_after(0).iter().map(|change| (change.step, change.experiment.clone())).collect();
        self.insert(run, settings, 0, planned, said);
    }

    fn insert(
        &mut self,
        run: RunId,
        settings: Experiment,
        step: u64,
        planned: Vec<(u64, Experiment)>,
        said: &mut Said,
    ) {
        let known = Known { settings, step, diverged: false, checkpoints: vec![step], planned };
        said.is(known.announced(run));
        self.runs.insert(run, known);
        said.is(Event::Running(self.running));
    }

    /// One round, of so many steps or of as many as the trainer finds right.
    fn train(&mut self, steps: Option<usize>, said: &mut Said) {
        let mut reached: Vec<u64> =
            self.runs.values().filter(|known| !known.diverged).map(|known| known.step).collect();
        reached.sort_unstable();
        reached.dedup();
        let Some(least) = reached.first().copied() else { return };
        let group = || self.runs.iter().filter(move |(_, known)| !known.diverged && known.step == least);
        let next_change = group().filter_map(|(_, known)| known.planned.first()).map(|(step, _)| *step).min();
        let most = reached.get(1).copied().into_iter().chain(next_change).min().map_or(64, |end| (end - least).min(64));
        let behind: Vec<RunId> = group().map(|(run, _)| *run).collect();
        let mut trained = Vec::new();
        for run in behind {
            let Some(known) = self.runs.get_mut(&run) else { continue };
            trained.push(known.train(run, said));
        }
        // Those that go on did equally many; what diverged, fewer.
        let most_trained = trained.iter().map(|(steps, _)| *steps).max().unwrap_or(0);
        assert!(most_trained <= most, "{most_trained} of at most {most}");
        for (count, diverged) in trained {
            assert!(if diverged { count <= most_trained } else { count == most_trained }, "they are in step");
            assert!(steps.is_none_or(|steps| count == if diverged { 0 } else { steps as u64 }));
            assert!(diverged || count > 0);
        }
    }
}

impl Known {
    /// The step of the state that is meant by that one: of the latest checkpoint at or before it, or now.
    fn state_at(&self, step: Option<u64>) -> u64 {
        let kept = |step: u64| self.checkpoints.iter().rev().find(|kept| **kept <= step).copied();
        step.and_then(kept).unwrap_or(self.step)
    }

    fn announced(&self, run: RunId) -> Event {
        Event::Checkpoints { run, steps: self.checkpoints.clone() }
    }

    fn keep(&mut self, step: u64) {
        self.checkpoints.retain(|kept| *kept != step);
        self.checkpoints.push(step);
    }

    fn change(&mut self, run: RunId, experiment: Experiment, said: &mut Said) {
        self.settings = experiment.clone();
        self.diverged = false;
        self.keep(self.step);
        said.is(Event::Changed { run, step: self.step, experiment });
        said.is(self.announced(run));
    }

    fn rewind(&mut self, run: RunId, step: u64, said: &mut Said) {
        let kept = self.checkpoints.partition_point(|kept| *kept <= step).max(1);
        self.checkpoints.truncate(kept);
        self.step = self.checkpoints[kept - 1];
        self.diverged = false;
        self.planned.clear();
        said.is(Event::Rewound { run, step: self.step });
        said.is(self.announced(run));
    }

    /// What one round did to this run: its steps, and whether it diverged.
    fn train(&mut self, run: RunId, said: &mut Said) -> (u64, bool) {
        let begin = self.step;
        if let [Event::Measured { run: of, .. }, ..] = said.events.as_slice()
            && *of == run
            && let Event::Measured { vitals, .. } = said.next()
        {
            for vitals in vitals {
                self.step += 1;
                assert_eq!(vitals.step, self.step);
                assert!(vitals.loss.is_finite());
            }
        }
        if let [Event::Diverged { run: of, .. }, ..] = said.events.as_slice()
            && *of == run
            && let Event::Diverged { step, .. } = said.next()
        {
            assert_eq!(step, self.step + 1);
            self.diverged = true;
        }
        if self.checkpoints.last().is_none_or(|last| self.step >= last + 10) {
            self.keep(self.step);
            said.is(self.announced(run));
        }
        let diverged = self.diverged;
        while self.planned.first().is_some_and(|(step, _)| *step <= self.step) {
            let (_, experiment) = self.planned.remove(0);
            self.change(run, experiment, said);
        }
        (self.step - begin, diverged)
    }
}

fn no_such(run: RunId) -> Event {
    Event::Refused { run: Some(run), refusal: Refusal::NoSuchRun { run } }
}

fn story(begin: &Experiment, planned: &[(u64, Hot)]) -> Story {
    let mut planned = planned.to_vec();
    planned.sort_by_key(|(step, _)| *step);
    let mut story = Story::new(begin.clone());
    for (step, hot) in planned {
        story.record_change(step, hot.of(begin)).expect("a hot change, in order");
    }
    story
}

/// The command of a request; none for a round that passes.
fn command(request: &Request, model: &Model) -> Option<Command> {
    let settings = |run: &RunId| model.runs.get(run).map(|known| known.settings.clone()).unwrap_or_default();
    Some(match request.clone() {
        Request::Start { run, experiment, planned } => {
            Command::Start { run, story: story(&experiment, &planned), consent: true }
        }
        Request::Change { run, hot } => Command::Change { run, experiment: hot.of(&settings(&run)) },
        Request::ChangeCold { run } => {
            let now = settings(&run);
            Command::Change { run, experiment: Experiment { depth: now.depth + 1, ..now } }
        }
        Request::ChangeToNonsense { run } => {
            Command::Change { run, experiment: Experiment { batch_size: 0, ..settings(&run) } }
        }
        Request::Rewind { run, step } => Command::Rewind { run, step },
        Request::Copy { from, to, step, hot } => Command::Copy { from, to, step, experiment: hot.of(&settings(&from)) },
        Request::Remove { run } => Command::Remove { run },
        Request::Snapshot { run, step } => Command::Snapshot { run, step },
        Request::Run => Command::Run,
        Request::Pause => Command::Pause,
        Request::Step => Command::Step,
        Request::Measure(measuring) => Command::Measure(measuring),
        Request::Round => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_in_any_order_becomes_of_the_runs_what_a_page_expects(
        requests in prop::collection::vec(request(), 1..40),
    ) {
        let mut trainer = Trainer::new();
        let mut model = Model::default();
        for request in requests {
            let said = match command(&request, &model) {
                Some(command) => trainer.send(command),
                None => trainer.round(),
            };
            model.follow(&request, said);
            prop_assert_eq!(trainer.is_training(), model.is_training());
        }
    }
}

#[test]
fn a_run_that_is_to_stop_at_a_step_stops_exactly_there_once() {
    let mut trainer = Trainer::new();
    let run = RunId(1);
    let experiment = Experiment { depth: 2, points: 40, batch_size: 20, ..Experiment::default() };
    trainer.send(Command::Start { run, story: Story::new(experiment), consent: false });
    trainer.send(Command::StopAt { step: Some(37) });
    trainer.send(Command::Run);
    let mut step = 0;
    let mut follow = |trainer: &mut Trainer| {
        let mut said = Vec::new();
        while trainer.is_training() && step < 200 {
            for event in trainer.round() {
                if let Event::Measured { vitals, .. } = &event {
                    step = vitals.last().map_or(step, |vitals| vitals.step);
                }
                said.push(event);
            }
        }
        (step, said.iter().rev().any(|event| *event == Event::Running(false)))
    };
    assert_eq!(follow(&mut trainer), (37, true));
    // It holds once: from there on it trains as it is told.
    trainer.send(Command::Run);
    assert!(follow(&mut trainer).0 >= 200);
    // What lies behind it is no step to stop at.
    trainer.send(Command::StopAt { step: Some(20) });
    trainer.round();
    assert!(trainer.is_training());
}
