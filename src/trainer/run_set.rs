//! The runs that a trainer holds, and what it does at each command.

use std::collections::BTreeMap;
use std::rc::Rc;

use web_time::{Duration, Instant};

use super::compiling::Compiling;
use super::managed_run::{ManagedRun, Urgency};
use super::open::{Opening, refusal};
use super::planned::Planned;
use super::round::{MOST_STEPS, ROUND, RoundLength};
use super::turn::Turn;
use crate::experiment::{Experiment, Story};
use crate::network::init::Drawing;
use crate::network::parameters::Shape;
use crate::network::{Initial, MemoryKind, plan};
use crate::session::{Command, Event, JobFailure, Memory, Outbox, Refusal, RunId, Work};
use crate::training::TrainingError;
use crate::training::backend::OpenDevice;
use crate::vitals::Measuring;

/// All runs, trained in step.
pub struct RunSet {
    device: OpenDevice,
    outbox: Outbox,
    runs: BTreeMap<RunId, ManagedRun>,
    measuring: Measuring,
    running: bool,
    round: RoundLength,
    /// The most steps a second.
    speed: Option<u32>,
    /// The step at which it pauses by itself, once.
    stop: Option<u64>,
    /// When the next round may begin, so that it is not exceeded.
    next_round: Instant,
    compiling: Compiling,
    turn: Rc<dyn Turn>,
    /// How much memory the trainer has taken, where the page is to have snapshots, so that a run outlives its trainer.
    memory: Option<fn() -> u64>,
    /// The most that its runs have needed at once, in bytes.
    most_needed: u64,
}

/// A network that needs more bytes than this is trained only where somebody has said so.
const UNASKED: u64 = 512 << 20;
/// A trainer that has taken more than this, and so many times what is needed now, is to be replaced.
const LARGE: u64 = 384 << 20;
const TIMES_NEEDED: u64 = 4;
/// Memory is asked for in pieces of so many bytes.
const PIECE: u64 = 32 << 20;

impl RunSet {
    /// Holds nothing yet; reports to that outbox, and lets others have their turn while it draws weights.
    pub fn new(device: OpenDevice, outbox: Outbox, turn: Rc<dyn Turn>) -> Self {
        Self {
            compiling: Compiling::on(device.memory, outbox.clone()),
            device,
            outbox,
            runs: BTreeMap::new(),
            measuring: Measuring::default(),
            running: false,
            round: RoundLength::UNKNOWN,
            speed: None,
            stop: None,
            next_round: Instant::now(),
            turn,
            memory: None,
            most_needed: 0,
        }
    }

    /// The same, for a worker that may be lost and can give no memory back: sends snapshots now and then, and says when it
    /// has outgrown what is asked of it. `memory` gives the bytes that it has taken.
    pub fn sending_snapshots(mut self, memory: fn() -> u64) -> Self {
        self.memory = Some(memory);
        self
    }

    /// Whether it holds no run.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
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
        let steps = self.round.steps().min(most.max(1));
        if let Some(speed) = self.speed {
            // A moment too late is made up for, a long pause is not.
            let due = self.next_round.max(begin.checked_sub(ROUND).unwrap_or(begin));
            self.next_round = due + Duration::from_secs_f64(steps as f64 / f64::from(speed.max(1)));
        }
        let trained = self.train_steps(steps).await?;
        self.round = RoundLength::measured(trained, begin.elapsed());
        self.look(Urgency::InTurn).await?;
        if !self.is_training() {
            self.set_running(false);
            self.look(Urgency::Now).await?;
        }
        self.send_snapshots(false).await
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
                self.look(Urgency::Now).await?;
                self.send_snapshots(true).await?;
            }
            Command::Step => {
                self.runs.values_mut().for_each(|managed| managed.diverged = false);
                self.train_steps(1).await?;
                self.set_running(false);
                self.look(Urgency::Now).await?;
                self.send_snapshots(true).await?;
            }
            Command::Start { run, story, consent } => self.start(run, &story, consent).await?,
            Command::Restore { run, snapshot, story } => self.restore(run, &snapshot, &story).await?,
            Command::Snapshot { run, step } => self.snapshot(run, step).await?,
            Command::Change { run, experiment } => self.change(run, experiment).await?,
            Command::Rewind { run, step } => self.rewind(run, step).await?,
            Command::Copy { from, to, step, experiment } => self.copy(from, to, step, experiment).await?,
            Command::Remove { run } => drop(self.runs.remove(&run)),
            Command::Measure(measuring) => {
                self.measuring = measuring;
                self.look_inside().await?;
            }
            Command::Enqueue(job) => {
                let why = JobFailure::Refused(Refusal::HoldsRuns);
                self.outbox.send(Event::JobFailed { job: job.id, why });
            }
            // The queue's.
            Command::Cancel(_) | Command::JobShare(_) => {}
            Command::StopAt { step } => self.stop = step.filter(|step| self.is_behind(*step)),
            Command::Speed { most } => {
                self.speed = most;
                self.next_round = Instant::now();
            }
        }
        Ok(())
    }

    /// Whether a run that trains has not come to that step.
    fn is_behind(&self, step: u64) -> bool {
        self.runs.values().any(|managed| !managed.diverged && managed.run.step() < step)
    }

    /// Trains those that are behind until all are at one step, and then all alike; no further than a story's next change.
    /// How many steps it was.
    async fn train_steps(&mut self, steps: usize) -> Result<usize, TrainingError> {
        let mut report = report_to(&self.outbox);
        let at = |managed: &ManagedRun| managed.run.step();
        let mut reached: Vec<u64> = self.runs.values().filter(|managed| !managed.diverged).map(at).collect();
        reached.sort_unstable();
        reached.dedup();
        let Some(least) = reached.first().copied() else { return Ok(0) };
        let steps = self.stop.filter(|stop| *stop > least).map_or(steps, |stop| steps.min((stop - least) as usize));
        let behind = |managed: &&mut ManagedRun| !managed.diverged && at(managed) == least;
        let steps = reached.get(1).map_or(steps, |next| steps.min((next - least) as usize));
        let steps =
            self.runs.values_mut().filter(behind).fold(steps, |most, managed| managed.planned.steps_until(least, most));
        let mut changed = Vec::new();
        self.compiling.begin();
        for managed in self.runs.values_mut().filter(behind) {
            if managed.train(steps, &self.measuring, &mut report).await? {
                changed.push(managed.run.experiment().clone());
            }
        }
        if self.stop.is_some_and(|step| !self.is_behind(step)) {
            self.stop = None;
            self.running = false;
        }
        self.compiling.end(self.running);
        changed.iter().for_each(|experiment| self.compiling.expect(experiment));
        Ok(steps)
    }

    async fn look(&mut self, urgency: Urgency) -> Result<(), TrainingError> {
        let mut report = report_to(&self.outbox);
        for managed in self.runs.values_mut() {
            managed.look(urgency, &self.measuring, &mut report).await?;
        }
        Ok(())
    }

    /// Looks at what depends on what is measured, which has changed.
    async fn look_inside(&mut self) -> Result<(), TrainingError> {
        let (urgency, mut report) = (self.urgency(), report_to(&self.outbox));
        for managed in self.runs.values_mut() {
            managed.look_inside(urgency, &self.measuring, &mut report).await?;
        }
        Ok(())
    }

    /// How urgent a look is after a command.
    fn urgency(&self) -> Urgency {
        if self.is_training() { Urgency::Soon } else { Urgency::Now }
    }

    async fn start(&mut self, id: RunId, story: &Story, consent: bool) -> Result<(), TrainingError> {
        let device = self.device.clone();
        let opening = match Opening::of(story, None, &device, self.needed_beside(id)) {
            Ok(opening) => opening,
            Err(refusal) => return self.refuse(id, refusal),
        };
        let needed = opening.needed();
        if needed > UNASKED && !consent {
            return self.refuse(id, Refusal::NeedsConsent { needed });
        }
        if self.has_outgrown(needed + self.needed_beside(id)) {
            self.outbox.send(Event::Outgrown);
            return Ok(());
        }
        if let Err(left) = self.reserve(needed) {
            // What the runs hold may be what lacks, or the pieces that are left of it.
            if self.runs.is_empty() {
                return self.refuse(id, Refusal::TooLarge { needed, left, memory: Memory::Host });
            }
            self.outbox.send(Event::Outgrown);
            return Ok(());
        }
        // The old network goes before the new one is made.
        self.runs.remove(&id);
        let Some(initial) = self.draw(id, opening.drawing()).await else { return Ok(()) };
        let (run, planned) = opening.start(initial);
        self.insert(ManagedRun::new(id, run, planned), ManagedRun::started).await
    }

    /// Draws a network's weights. None where a command that has come meanwhile makes the network needless.
    async fn draw(&self, id: RunId, mut drawing: Drawing<'_>) -> Option<Initial> {
        let mut begin = Instant::now();
        let total = drawing.total() as u32;
        let report = |done| self.outbox.send(Event::Progress { work: Work::DrawingWeights, done, total });
        let mut long = false;
        while drawing.draw_layer() {
            if begin.elapsed() > ROUND {
                long = true;
                report(drawing.drawn() as u32);
                if !self.turn.pass(id).await {
                    report(total);
                    return None;
                }
                begin = Instant::now();
            }
        }
        if long {
            report(total);
        }
        Some(drawing.finish())
    }

    /// Whether this trainer has taken so much memory that a new one is worth it for what needs so many bytes.
    fn has_outgrown(&mut self, needed: u64) -> bool {
        let Some(memory) = self.memory else { return false };
        let taken = memory().max(self.most_needed);
        self.most_needed = self.most_needed.max(needed);
        taken > LARGE && taken / TIMES_NEEDED > needed
    }

    /// Whether the system still has that much memory: takes it, in pieces, and gives it back to the allocator. How much there
    /// was, where there is less.
    fn reserve(&self, bytes: u64) -> Result<(), u64> {
        let host = matches!(self.device.memory, MemoryKind::Host);
        if self.memory.is_none() || !host || bytes < LARGE {
            return Ok(());
        }
        let mut pieces: Vec<Vec<u8>> = Vec::new();
        while PIECE * (pieces.len() as u64) < bytes {
            let mut piece = Vec::new();
            if piece.try_reserve_exact(PIECE as usize).is_err() {
                return Err(PIECE * pieces.len() as u64);
            }
            pieces.push(piece);
        }
        Ok(())
    }

    /// Sends snapshots of the runs for which it is time, or `now` of all that have changed since the last.
    async fn send_snapshots(&mut self, now: bool) -> Result<(), TrainingError> {
        if self.memory.is_none() {
            return Ok(());
        }
        let mut report = report_to(&self.outbox);
        for managed in self.runs.values_mut() {
            managed.send_snapshot(now, &mut report).await?;
        }
        Ok(())
    }

    async fn restore(&mut self, id: RunId, snapshot: &[u8], story: &Story) -> Result<(), TrainingError> {
        let opening = Opening::of(story, None, &self.device, self.needed_beside(id));
        match opening.and_then(|opening| opening.resume(snapshot)) {
            Ok((run, planned)) => self.insert(ManagedRun::new(id, run, planned), ManagedRun::restored).await,
            Err(refusal) => self.refuse(id, refusal),
        }
    }

    async fn snapshot(&mut self, run: RunId, asked: Option<u64>) -> Result<(), TrainingError> {
        let Some(managed) = self.runs.get(&run) else {
            return self.refuse(run, Refusal::NoSuchRun { run });
        };
        let state = managed.snapshot_at(asked);
        let (step, bytes) = (state.step, state.to_bytes().await?);
        self.outbox.send(Event::State { run, asked, step, bytes });
        Ok(())
    }

    async fn change(&mut self, id: RunId, experiment: Experiment) -> Result<(), TrainingError> {
        if let Some(refusal) = self.unsuitable(id, id, &experiment) {
            return self.refuse(id, refusal);
        }
        let Some(managed) = self.runs.get_mut(&id) else { return Ok(()) };
        self.compiling.expect(&experiment);
        managed.planned = Planned::default();
        managed.change(experiment, &mut report_to(&self.outbox));
        self.look_anew().await
    }

    async fn rewind(&mut self, id: RunId, step: u64) -> Result<(), TrainingError> {
        let Some(managed) = self.runs.get_mut(&id) else {
            return self.refuse(id, Refusal::NoSuchRun { run: id });
        };
        let Some((step, snapshot)) = managed.checkpoints.back_to(step) else {
            return self.refuse(id, Refusal::NothingToRewind { run: id });
        };
        managed.planned = Planned::default();
        managed.run.restore(snapshot);
        managed.diverged = false;
        managed.forget_sent();
        let steps = managed.checkpoint_steps();
        self.outbox.send(Event::Rewound { run: id, step });
        self.outbox.send(steps);
        self.look(self.urgency()).await
    }

    async fn copy(
        &mut self,
        from: RunId,
        to: RunId,
        step: Option<u64>,
        experiment: Experiment,
    ) -> Result<(), TrainingError> {
        if let Some(refusal) = self.unsuitable(from, to, &experiment) {
            return self.refuse(to, refusal);
        }
        let Some(managed) = self.runs.get(&from) else { return Ok(()) };
        let branch = managed.run.branch(managed.snapshot_at(step), experiment.clone());
        let copied = move |managed: &ManagedRun| Event::Copied { from, to, step: managed.run.step(), experiment };
        self.insert(ManagedRun::new(to, branch, Planned::default()), copied).await
    }

    /// Takes a run in, in place of one of its id, and announces it.
    async fn insert(
        &mut self,
        managed: ManagedRun,
        announce: impl FnOnce(&ManagedRun) -> Event,
    ) -> Result<(), TrainingError> {
        self.round = RoundLength::UNKNOWN;
        self.compiling.expect(managed.run.experiment());
        self.outbox.send(announce(&managed));
        managed.slow_path().into_iter().for_each(|event| self.outbox.send(event));
        self.outbox.send(managed.checkpoint_steps());
        self.runs.insert(managed.id, managed);
        self.outbox.send(Event::Running(self.running));
        self.look_anew().await
    }

    /// Looks at networks that may need kernels which are not there yet, and so will the steps after it.
    async fn look_anew(&mut self) -> Result<(), TrainingError> {
        self.compiling.begin();
        self.look(self.urgency()).await?;
        self.compiling.end(self.running);
        Ok(())
    }

    /// Why run `to` cannot be run `from`'s network with these settings.
    fn unsuitable(&self, from: RunId, to: RunId, experiment: &Experiment) -> Option<Refusal> {
        let Some(managed) = self.runs.get(&from) else {
            return Some(Refusal::NoSuchRun { run: from });
        };
        if let Err(wrong) = experiment.validate() {
            return Some(Refusal::InvalidSettings { wrong });
        }
        if managed.run.experiment().needs_restart(experiment) {
            return Some(Refusal::NeedsRestart);
        }
        let shape = Shape { batch_norm: experiment.batch_norm, ..managed.run.shape() };
        self.too_large(to, experiment, shape, managed.run.data().train.rows())
    }

    /// Why a network does not fit beside the other runs.
    fn too_large(&self, id: RunId, experiment: &Experiment, shape: Shape, rows: usize) -> Option<Refusal> {
        let plan = plan(experiment, shape, rows, self.device.memory);
        plan.refusal(self.device.allowance, self.needed_beside(id)).map(refusal)
    }

    /// Bytes that the runs need, but for that one.
    fn needed_beside(&self, id: RunId) -> u64 {
        let others = self.runs.iter().filter(|(other, _)| **other != id);
        others.map(|(_, managed)| managed.needed()).sum()
    }

    fn set_running(&mut self, running: bool) {
        self.running = running;
        self.outbox.send(Event::Running(running));
    }

    fn refuse(&self, run: RunId, refusal: Refusal) -> Result<(), TrainingError> {
        self.outbox.send(Event::Refused { run: Some(run), refusal });
        Ok(())
    }
}

fn report_to(outbox: &Outbox) -> impl FnMut(Event) + use<> {
    let outbox = outbox.clone();
    move |event| outbox.send(event)
}
