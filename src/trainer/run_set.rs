//! The runs that a trainer holds, and what it does at each command.

use std::collections::BTreeMap;

use web_time::{Duration, Instant};

use super::compiling::Compiling;
use super::managed_run::ManagedRun;
use crate::data;
use crate::experiment::{Experiment, Invalid};
use crate::network::parameters::Shape;
use crate::network::{MemoryKind, Refusal, plan};
use crate::session::{Command, Event, Outbox, RunId};
use crate::training::backend::OpenDevice;
use crate::training::{Run, TrainingError};
use crate::vitals::Measuring;
use crate::words;

/// A round of training lasts about this long, so that a command waits no longer.
const ROUND: Duration = Duration::from_millis(30);
/// Steps of one round at most: what they measured waits on the device until the round ends.
const MOST_STEPS: usize = 64;

/// All runs, trained in step.
pub struct RunSet {
    device: OpenDevice,
    outbox: Outbox,
    runs: BTreeMap<RunId, ManagedRun>,
    measuring: Measuring,
    running: bool,
    /// Steps of the next round.
    steps: usize,
    /// The most steps a second.
    speed: Option<u32>,
    /// When the next round may begin, so that it is not exceeded.
    next_round: Instant,
    compiling: Compiling,
}

impl RunSet {
    pub fn new(device: OpenDevice, outbox: Outbox) -> Self {
        Self {
            compiling: Compiling::on(device.memory, outbox.clone()),
            device,
            outbox,
            runs: BTreeMap::new(),
            measuring: Measuring::default(),
            running: false,
            steps: 1,
            speed: None,
            next_round: Instant::now(),
        }
    }

    /// Whether there is something to train now.
    pub fn is_training(&self) -> bool {
        self.running && self.runs.values().any(|managed| !managed.diverged)
    }

    /// How long the next round has to wait, so that training is no faster than it was asked to be.
    pub fn rest(&self) -> Option<Duration> {
        self.next_round.checked_duration_since(Instant::now()).filter(|rest| !rest.is_zero())
    }

    /// Trains one round and reports.
    pub async fn train(&mut self) -> Result<(), TrainingError> {
        let begin = Instant::now();
        let most = self.speed.map_or(MOST_STEPS, |speed| (f64::from(speed) * ROUND.as_secs_f64()) as usize);
        let steps = self.steps.min(most.max(1));
        if let Some(speed) = self.speed {
            // A moment too late is made up for, a long pause is not.
            let due = self.next_round.max(begin.checked_sub(ROUND).unwrap_or(begin));
            self.next_round = due + Duration::from_secs_f64(steps as f64 / f64::from(speed.max(1)));
        }
        self.train_steps(steps).await?;
        let each = begin.elapsed() / steps as u32;
        let fit = ROUND.as_secs_f64() / each.as_secs_f64().max(1e-6);
        // At most twice as many as before: the first rounds compile shaders and say nothing about the next.
        self.steps = (fit as usize).clamp(1, MOST_STEPS.min(2 * steps));
        self.look(false).await?;
        if !self.is_training() {
            self.set_running(false);
            self.look(true).await?;
        }
        Ok(())
    }

    /// Does what the page asks. What cannot be done is refused, and nothing changes.
    pub async fn handle(&mut self, command: Command) -> Result<(), TrainingError> {
        match command {
            Command::Run => {
                self.runs.values_mut().for_each(|managed| managed.diverged = false);
                self.set_running(true);
            }
            Command::Pause => {
                self.set_running(false);
                self.look(true).await?;
            }
            Command::Step => {
                self.runs.values_mut().for_each(|managed| managed.diverged = false);
                self.train_steps(1).await?;
                self.set_running(false);
                self.look(true).await?;
            }
            Command::Start { run, experiment } => self.start(run, experiment).await?,
            Command::Change { run, experiment } => self.change(run, experiment).await?,
            Command::Rewind { run, step } => self.rewind(run, step).await?,
            Command::Copy { from, to, step, experiment } => self.copy(from, to, step, experiment).await?,
            Command::Remove { run } => drop(self.runs.remove(&run)),
            Command::Measure(measuring) => {
                self.measuring = measuring;
                self.look(true).await?;
            }
            Command::Speed { most } => {
                self.speed = most;
                self.next_round = Instant::now();
            }
        }
        Ok(())
    }

    /// Trains those that are behind until all are at one step, and then all alike.
    async fn train_steps(&mut self, steps: usize) -> Result<(), TrainingError> {
        let mut report = report_to(&self.outbox);
        let at = |managed: &ManagedRun| managed.run.step();
        let mut reached: Vec<u64> = self.runs.values().filter(|managed| !managed.diverged).map(at).collect();
        reached.sort_unstable();
        reached.dedup();
        let Some(least) = reached.first().copied() else { return Ok(()) };
        let steps = reached.get(1).map_or(steps, |next| steps.min((next - least) as usize));
        self.compiling.begin();
        for managed in self.runs.values_mut().filter(|managed| !managed.diverged && at(managed) == least) {
            managed.train(steps, &self.measuring, &mut report).await?;
        }
        self.compiling.end(self.running);
        Ok(())
    }

    async fn look(&mut self, now: bool) -> Result<(), TrainingError> {
        let mut report = report_to(&self.outbox);
        for managed in self.runs.values_mut() {
            managed.look(now, &self.measuring, &mut report).await?;
        }
        Ok(())
    }

    async fn start(&mut self, id: RunId, experiment: Experiment) -> Result<(), TrainingError> {
        let data = match data::build(&experiment) {
            Ok(data) => data,
            Err(error) => return self.refuse(words::data_error(&error)),
        };
        let shape = Shape::of(&experiment, data.train.features, data.train.classes);
        if let Some(message) = self.too_large(id, &experiment, shape, data.train.rows()) {
            return self.refuse(message);
        }
        self.runs.remove(&id);
        let run = Run::new(experiment, data, None, &self.device);
        self.insert(id, run, ManagedRun::started).await
    }

    async fn change(&mut self, id: RunId, experiment: Experiment) -> Result<(), TrainingError> {
        if let Err(invalid) = experiment.validate() {
            return self.refuse(sentences(&invalid));
        }
        let Some(managed) = self.runs.get(&id) else {
            return self.refuse("There is no such network to change.".into());
        };
        if managed.run.experiment().needs_restart(&experiment) {
            return self.refuse("Such a change needs a new network.".into());
        }
        let grown = Shape { batch_norm: experiment.batch_norm, ..managed.run.shape() };
        if let Some(message) = self.too_large(id, &experiment, grown, managed.run.data().train.rows()) {
            return self.refuse(message);
        }
        let Some(managed) = self.runs.get_mut(&id) else { return Ok(()) };
        // So that one can come back to just before the change.
        let step = managed.run.step();
        managed.checkpoints.keep(step, managed.run.snapshot());
        managed.run.change(experiment.clone());
        managed.diverged = false;
        let steps = managed.checkpoint_steps();
        self.compiling.expect(&experiment);
        self.outbox.send(Event::Changed { run: id, step, experiment });
        self.outbox.send(steps);
        self.look_anew().await
    }

    async fn rewind(&mut self, id: RunId, step: u64) -> Result<(), TrainingError> {
        let Some((managed, (step, state))) = self.runs.get_mut(&id).and_then(|managed| {
            let kept = managed.checkpoints.back_to(step)?;
            Some((managed, kept))
        }) else {
            return self.refuse("There is no step to go back to.".into());
        };
        managed.run.restore(state);
        managed.diverged = false;
        let steps = managed.checkpoint_steps();
        self.outbox.send(Event::Rewound { run: id, step });
        self.outbox.send(steps);
        self.look(true).await
    }

    async fn copy(
        &mut self,
        from: RunId,
        to: RunId,
        step: Option<u64>,
        experiment: Experiment,
    ) -> Result<(), TrainingError> {
        if let Err(invalid) = experiment.validate() {
            return self.refuse(sentences(&invalid));
        }
        let Some(managed) = self.runs.get(&from).filter(|managed| !managed.run.experiment().needs_restart(&experiment))
        else {
            return self.refuse("There is no such network to copy.".into());
        };
        let same = Shape { batch_norm: experiment.batch_norm, ..managed.run.shape() };
        if let Some(message) = self.too_large(to, &experiment, same, managed.run.data().train.rows()) {
            return self.refuse(message);
        }
        let branch = managed.run.branch(managed.state_at(step), experiment.clone());
        let copied = move |managed: &ManagedRun| Event::Copied { from, to, step: managed.run.step(), experiment };
        self.insert(to, branch, copied).await
    }

    /// Takes a network in and announces it.
    async fn insert(
        &mut self,
        id: RunId,
        run: Run,
        announce: impl FnOnce(&ManagedRun) -> Event,
    ) -> Result<(), TrainingError> {
        self.steps = 1;
        self.compiling.expect(run.experiment());
        let managed = ManagedRun::new(id, run);
        self.outbox.send(announce(&managed));
        self.outbox.send(managed.checkpoint_steps());
        self.runs.insert(id, managed);
        self.outbox.send(Event::Running(self.running));
        self.look_anew().await
    }

    /// Looks at networks that may need kernels which are not there yet, and so will the steps after it.
    async fn look_anew(&mut self) -> Result<(), TrainingError> {
        self.compiling.begin();
        self.look(true).await?;
        self.compiling.end(self.running);
        Ok(())
    }

    /// A sentence that refuses a network where it does not fit beside the other runs.
    fn too_large(&self, id: RunId, experiment: &Experiment, shape: Shape, rows: usize) -> Option<String> {
        let others = self.runs.iter().filter(|(other, _)| **other != id).map(|(_, managed)| managed.needed());
        plan(experiment, shape, rows, self.device.memory).refusal(others.sum()).map(|refusal| sentence(&refusal))
    }

    fn set_running(&mut self, running: bool) {
        self.running = running;
        self.outbox.send(Event::Running(running));
    }

    fn refuse(&self, message: String) -> Result<(), TrainingError> {
        self.outbox.send(Event::Refused { message });
        Ok(())
    }
}

fn report_to(outbox: &Outbox) -> impl FnMut(Event) + use<> {
    let outbox = outbox.clone();
    move |event| outbox.send(event)
}

/// A refusal for a reader.
fn sentence(refusal: &Refusal) -> String {
    let gib = |bytes: u64| format!("{:.1} GiB", bytes as f64 / (1u64 << 30) as f64);
    match *refusal {
        Refusal::WeightsInOnePiece { weights, largest } => {
            let (weights, largest) = (gib(weights), gib(largest));
            format!(
                "This network's weights are {weights} in one piece and this GPU takes {largest}: make it narrower or \
                 shallower, or choose CPU."
            )
        }
        Refusal::TooLarge { needed, left, memory, others } => {
            let (needed, left) = (gib(needed), gib(left));
            let there_is = match (memory, others) {
                (MemoryKind::Host, 0) => format!("there are {left}"),
                (MemoryKind::Gpu { .. }, 0) => format!("Flatline takes at most {left} of a GPU"),
                (_, _) => format!("there are {left} left beside the other one"),
            };
            format!(
                "This network needs about {needed} to train and {there_is}: make it narrower, shallower, or the batch \
                 smaller."
            )
        }
    }
}

fn sentences(invalid: &[Invalid]) -> String {
    words::invalid_settings(invalid)
}
