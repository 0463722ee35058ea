//! The commands that wait for a trainer, less those that a later one makes needless. Page and worker each keep one. No
//! browser in it.

use std::collections::VecDeque;

use super::{Command, RunId};

/// Commands in their order, each with its number.
#[derive(Debug, Default)]
pub struct Inbox {
    waiting: VecDeque<(u64, Command)>,
}

impl Inbox {
    /// Takes a command in. Those before it that would have no effect any more go: of starts and changes of one run the last
    /// counts, of Run and Pause too, a pause clears the steps that wait, and so on.
    pub fn push(&mut self, number: u64, command: Command) {
        let mut place = self.waiting.len();
        while place > 0 {
            place -= 1;
            match relation(&self.waiting[place].1, &command) {
                Relation::Replaced => drop(self.waiting.remove(place)),
                Relation::Passed => {}
                Relation::Barrier => break,
            }
        }
        self.waiting.push_back((number, command));
    }

    /// The next command.
    pub fn pop(&mut self) -> Option<(u64, Command)> {
        self.waiting.pop_front()
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether a command waits that makes a new network of that run needless, before it is made.
    pub fn supersedes(&self, run: RunId) -> bool {
        self.waiting.iter().map(|(_, command)| command).take_while(|command| reads(command) != Some(run)).any(
            |command| {
                matches!(command, Command::Start { run: other, .. } | Command::Restore { run: other, .. }
                | Command::Remove { run: other } if *other == run)
            },
        )
    }
}

/// What a later command is to an earlier one.
#[derive(Debug, PartialEq)]
enum Relation {
    /// Without effect, now that the later one comes.
    Replaced,
    /// Both count, whatever comes between.
    Passed,
    /// It, and all before it, must have been done first.
    Barrier,
}

fn relation(earlier: &Command, later: &Command) -> Relation {
    use Relation::{Barrier, Passed, Replaced};
    match later {
        // The state of the run before it is lost.
        Command::Start { run, .. } | Command::Restore { run, .. } | Command::Remove { run } => match earlier {
            _ if reads(earlier) == Some(*run) => Barrier,
            _ if writes(earlier) == Some(*run) => Replaced,
            _ => Passed,
        },
        Command::Change { run, .. } => match earlier {
            Command::Change { run: other, .. } if other == run => Replaced,
            // A step is taken with the settings of then.
            Command::Step => Barrier,
            _ if writes(earlier) == Some(*run) || reads(earlier) == Some(*run) => Barrier,
            _ => Passed,
        },
        Command::Rewind { run, .. } => match earlier {
            Command::Rewind { run: other, .. } if other == run => Replaced,
            Command::Step => Barrier,
            _ if writes(earlier) == Some(*run) || reads(earlier) == Some(*run) => Barrier,
            _ => Passed,
        },
        Command::Pause => match earlier {
            Command::Run | Command::Pause | Command::Step => Replaced,
            _ => Passed,
        },
        Command::Run => match earlier {
            Command::Run | Command::Pause => Replaced,
            Command::Step => Barrier,
            _ => Passed,
        },
        Command::Measure(_) => replaced(matches!(earlier, Command::Measure(_))),
        Command::StopAt { .. } => replaced(matches!(earlier, Command::StopAt { .. })),
        Command::Speed { .. } => replaced(matches!(earlier, Command::Speed { .. })),
        Command::JobShare(_) => replaced(matches!(earlier, Command::JobShare(_))),
        Command::Step | Command::Copy { .. } | Command::Snapshot { .. } | Command::Enqueue(_) | Command::Cancel(_) => {
            Barrier
        }
    }
}

fn replaced(whether: bool) -> Relation {
    if whether { Relation::Replaced } else { Relation::Passed }
}

/// The run whose state a command hands on.
fn reads(command: &Command) -> Option<RunId> {
    match command {
        Command::Copy { from, .. } => Some(*from),
        Command::Snapshot { run, .. } => Some(*run),
        Command::Start { .. }
        | Command::Restore { .. }
        | Command::Change { .. }
        | Command::Run
        | Command::Pause
        | Command::Step
        | Command::Rewind { .. }
        | Command::Remove { .. }
        | Command::Measure(_)
        | Command::Speed { .. }
        | Command::Enqueue(_)
        | Command::Cancel(_)
        | Command::JobShare(_)
        | Command::StopAt { .. } => None,
    }
}

/// The one run that a command concerns, and nothing else.
fn writes(command: &Command) -> Option<RunId> {
    match command {
        Command::Start { run, .. }
        | Command::Restore { run, .. }
        | Command::Change { run, .. }
        | Command::Rewind { run, .. }
        | Command::Remove { run }
        | Command::Copy { to: run, .. } => Some(*run),
        Command::Snapshot { .. }
        | Command::Run
        | Command::Pause
        | Command::Step
        | Command::Measure(_)
        | Command::Speed { .. }
        | Command::Enqueue(_)
        | Command::Cancel(_)
        | Command::JobShare(_)
        | Command::StopAt { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Experiment, Story};

    const A: RunId = RunId(0);
    const B: RunId = RunId(1);

    fn rate(learning_rate: f64) -> Experiment {
        Experiment { learning_rate, ..Experiment::default() }
    }

    fn start(run: RunId, learning_rate: f64) -> Command {
        Command::Start { run, story: Story::new(rate(learning_rate)), consent: false }
    }

    fn change(run: RunId, learning_rate: f64) -> Command {
        Command::Change { run, experiment: rate(learning_rate) }
    }

    fn copy(from: RunId, to: RunId) -> Command {
        Command::Copy { from, to, step: None, experiment: rate(0.1) }
    }

    /// What is left of these commands, and the number of the last.
    fn left(commands: Vec<Command>) -> Vec<Command> {
        let mut inbox = Inbox::default();
        let count = commands.len() as u64;
        commands.into_iter().zip(1..).for_each(|(command, number)| inbox.push(number, command));
        let mut left = Vec::new();
        let mut last = 0;
        while let Some((number, command)) = inbox.pop() {
            assert!(number > last, "in order");
            last = number;
            left.push(command);
        }
        assert_eq!(last, count, "the last one always counts");
        left
    }

    #[test]
    fn of_starts_and_changes_of_a_run_the_last_counts() {
        let all = vec![start(A, 0.1), change(A, 0.2), start(B, 0.3), Command::Run, start(A, 0.4), Command::Run];
        assert_eq!(left(all), [start(B, 0.3), start(A, 0.4), Command::Run]);
        assert_eq!(left(vec![change(A, 0.1), change(B, 0.2), change(A, 0.3)]), [change(B, 0.2), change(A, 0.3)]);
        assert_eq!(left(vec![start(A, 0.1), change(A, 0.2)]), [start(A, 0.1), change(A, 0.2)]);
    }

    #[test]
    fn a_pause_clears_the_steps_that_wait() {
        let all = vec![Command::Step, Command::Step, change(A, 0.1), Command::Step, Command::Pause];
        assert_eq!(left(all), [change(A, 0.1), Command::Pause]);
    }

    #[test]
    fn what_a_copy_is_made_of_stays() {
        let all = vec![start(A, 0.1), copy(A, B), start(A, 0.2)];
        assert_eq!(left(all.clone()), all);
        assert_eq!(left(vec![copy(A, B), Command::Remove { run: B }]), [Command::Remove { run: B }]);
        let step = vec![change(A, 0.1), Command::Step, change(A, 0.2)];
        assert_eq!(left(step.clone()), step);
    }

    #[test]
    fn a_new_network_that_nobody_will_see_is_known() {
        let mut inbox = Inbox::default();
        inbox.push(1, change(A, 0.1));
        assert!(!inbox.supersedes(A));
        inbox.push(2, start(B, 0.1));
        assert!(inbox.supersedes(B) && !inbox.supersedes(A));
        let mut copied = Inbox::default();
        copied.push(1, copy(A, B));
        copied.push(2, start(A, 0.1));
        assert!(!copied.supersedes(A), "the copy is to be of it");
    }
}

/// Whatever is dropped, the runs end as they would have ended.
#[cfg(test)]
mod property {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::experiment::{Experiment, Story};

    /// A trainer as far as commands that wait are concerned: what each run was made of and has been through.
    #[derive(Clone, Debug, Default, PartialEq)]
    struct Model {
        runs: BTreeMap<RunId, Vec<String>>,
        running: bool,
        measuring: Option<String>,
    }

    impl Model {
        fn handle(&mut self, command: &Command) {
            match command {
                Command::Start { run, story, .. } => {
                    self.runs.insert(*run, vec![format!("{}", story.experiment().learning_rate)]);
                }
                Command::Restore { run, snapshot, .. } => {
                    self.runs.insert(*run, vec![format!("{snapshot:?}")]);
                }
                Command::Remove { run } => drop(self.runs.remove(run)),
                Command::Change { run, experiment } => self.with(*run, |past| {
                    // Of two changes between two steps the last counts.
                    past.pop_if(|last| last.starts_with("change"));
                    past.push(format!("change {}", experiment.learning_rate));
                }),
                Command::Rewind { run, step } => self.with(*run, |past| {
                    past.pop_if(|last| last.starts_with("rewind"));
                    past.push(format!("rewind {step}"));
                }),
                Command::Copy { from, to, .. } => {
                    if let Some(copy) = self.runs.get(from).cloned() {
                        self.runs.insert(*to, copy);
                    }
                }
                Command::Step => {
                    self.runs.values_mut().for_each(|past| past.push("step".into()));
                    self.running = false;
                }
                Command::Run => self.running = true,
                Command::Pause => self.running = false,
                Command::Measure(measuring) => self.measuring = Some(format!("{measuring:?}")),
                Command::Snapshot { .. }
                | Command::Speed { .. }
                | Command::Enqueue(_)
                | Command::Cancel(_)
                | Command::JobShare(_)
                | Command::StopAt { .. } => {}
            }
        }

        fn with(&mut self, run: RunId, edit: impl FnOnce(&mut Vec<String>)) {
            if let Some(past) = self.runs.get_mut(&run) {
                edit(past);
            }
        }
    }

    fn command() -> impl Strategy<Value = Command> {
        let run = || (0u32..3).prop_map(RunId);
        let rate =
            (1u32..100).prop_map(|rate| Experiment { learning_rate: f64::from(rate) / 100.0, ..Experiment::default() });
        prop_oneof![
            (run(), rate.clone()).prop_map(|(run, one)| Command::Start { run, story: Story::new(one), consent: false }),
            (run(), any::<u8>()).prop_map(|(run, byte)| Command::Restore {
                run,
                snapshot: vec![byte],
                story: Story::default()
            }),
            run().prop_map(|run| Command::Remove { run }),
            (run(), rate.clone()).prop_map(|(run, experiment)| Command::Change { run, experiment }),
            (run(), 0u64..9).prop_map(|(run, step)| Command::Rewind { run, step }),
            (run(), run(), rate).prop_map(|(from, to, experiment)| Command::Copy { from, to, step: None, experiment }),
            Just(Command::Run),
            Just(Command::Step),
            run().prop_map(|run| Command::Snapshot { run, step: None }),
        ]
    }

    proptest! {
        // Without a pause, which gives up the steps that wait: that is what it is for.
        #[test]
        fn what_is_dropped_is_not_missed(commands in prop::collection::vec(command(), 0..40)) {
            let mut all = Model::default();
            commands.iter().for_each(|command| all.handle(command));
            let mut inbox = Inbox::default();
            for (command, number) in commands.into_iter().zip(1..) {
                inbox.push(number, command);
            }
            let mut kept = Model::default();
            while let Some((_, command)) = inbox.pop() {
                kept.handle(&command);
            }
            prop_assert_eq!(kept, all);
        }
    }
}
