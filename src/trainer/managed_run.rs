//! One run of a trainer: its network, its checkpoints, and when it was last looked at.

use web_time::{Duration, Instant};

use super::checkpoints::Checkpoints;
use super::open::slow_reason;
use super::planned::Planned;
use super::share_of_time::ShareOfTime;
use crate::data::summary;
use crate::experiment::Experiment;
use crate::session::{Event, RunId};
use crate::training::{Advance, Run, Snapshot, TrainingError};
use crate::vitals::Measuring;

/// Looking at the network takes at most one part in so many of the time.
const SHARE_OF_LOOKING: u32 = 12;
const SHORTEST_BETWEEN_LOOKS: Duration = Duration::from_millis(150);
/// Plates take at most one part in so many of the time.
const SHARE_OF_PLATES: u32 = 50;
const SHORTEST_BETWEEN_PLATES: Duration = Duration::from_millis(250);

/// How urgent a look at a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// What it is time for.
    InTurn,
    /// Something has changed while it trains: at once, and plates as soon as they may come again.
    Soon,
    /// It stands still, and no other look will follow: everything at once.
    Now,
}

/// A run, and what the trainer keeps beside it.
pub struct ManagedRun {
    pub id: RunId,
    pub run: Run,
    /// What its story has yet to change.
    pub planned: Planned,
    pub checkpoints: Checkpoints,
    /// The last step diverged, and nothing has changed since.
    pub diverged: bool,
    looks: ShareOfTime,
    plates: ShareOfTime,
    snapshots: ShareOfTime,
    /// The step of the last snapshot that the page was sent.
    sent_step: Option<u64>,
}

/// A snapshot of more bytes than this stays here: the page would have to keep it.
const MOST_SENT: u64 = 32 << 20;
/// Sending snapshots takes at most one part in so many of the time.
const SHARE_OF_SENDING: u32 = 50;
const SHORTEST_BETWEEN_SNAPSHOTS: Duration = Duration::from_secs(1);

impl ManagedRun {
    pub fn new(id: RunId, run: Run, planned: Planned) -> Self {
        let mut checkpoints = Checkpoints::new(run.plan().checkpoints);
        checkpoints.keep(run.step(), run.snapshot());
        Self {
            id,
            run,
            planned,
            checkpoints,
            diverged: false,
            looks: ShareOfTime::new(SHARE_OF_LOOKING, SHORTEST_BETWEEN_LOOKS),
            plates: ShareOfTime::new(SHARE_OF_PLATES, SHORTEST_BETWEEN_PLATES),
            snapshots: ShareOfTime::new(SHARE_OF_SENDING, SHORTEST_BETWEEN_SNAPSHOTS),
            sent_step: None,
        }
    }

    /// The event that announces this network.
    pub fn started(&self) -> Event {
        let train = &self.run.data().train;
        let points = match train.features {
            2 => (0..train.rows()).map(|row| (train.row(row)[0], train.row(row)[1], train.labels[row])).collect(),
            _ => Vec::new(),
        };
        Event::Started {
            run: self.id,
            experiment: self.run.experiment().clone(),
            rows: summary(train),
            parameters: self.run.shape().parameters(),
            points,
        }
    }

    /// The event that announces a run that goes on from elsewhere.
    pub fn restored(&self) -> Event {
        Event::Restored { run: self.id, step: self.run.step(), experiment: self.run.experiment().clone() }
    }

    /// The event that says that it is on the slow path, where it is.
    pub fn slow_path(&self) -> Option<Event> {
        let why = slow_reason(self.run.plan().why_slow?);
        Some(Event::SlowPath { run: self.id, why })
    }

    /// Trains, changes what is planned for the step that it reaches, and reports. Whether something was changed.
    pub async fn train(
        &mut self,
        steps: usize,
        measuring: &Measuring,
        report: &mut impl FnMut(Event),
    ) -> Result<bool, TrainingError> {
        let run = self.id;
        let Advance { vitals, divergence } = self.run.advance(steps, measuring).await?;
        if !vitals.is_empty() {
            report(Event::Measured { run, vitals });
        }
        if let Some(divergence) = divergence {
            self.diverged = true;
            let vitals = divergence.vitals.layers;
            report(Event::Diverged { run, step: divergence.step, layer: divergence.layer, vitals });
        }
        let state = self.run.snapshot();
        if self.checkpoints.offer(state.step, state) {
            report(self.checkpoint_steps());
        }
        let mut changed = false;
        while let Some(settings) = self.planned.due(self.run.step()) {
            self.change(settings, report);
            changed = true;
        }
        Ok(changed)
    }

    /// Changes hot settings and reports. The state before is kept, so that one can come back to it.
    pub fn change(&mut self, experiment: Experiment, report: &mut impl FnMut(Event)) {
        let step = self.run.step();
        self.checkpoints.keep(step, self.run.snapshot());
        self.run.change(experiment.clone());
        self.diverged = false;
        self.looks.hurry();
        self.plates.hurry();
        report(Event::Changed { run: self.id, step, experiment });
        self.slow_path().into_iter().for_each(&mut *report);
        report(self.checkpoint_steps());
    }

    /// Reports what the network answers, the chosen layer's values and the plates that are asked for.
    pub async fn look(
        &mut self,
        urgency: Urgency,
        measuring: &Measuring,
        report: &mut impl FnMut(Event),
    ) -> Result<(), TrainingError> {
        let begin = Instant::now();
        if urgency != Urgency::InTurn || self.looks.is_due(begin) {
            if let Some(view) = self.run.view(self.side()).await? {
                report(Event::Seen { run: self.id, step: self.run.step(), view });
            }
            self.report_distribution(measuring, report).await?;
            self.looks.done(begin, Instant::now());
        }
        self.look_at_plates(urgency, measuring, report).await
    }

    /// Reports what depends on what is measured: the chosen layer's values, and the plates that are asked for.
    pub async fn look_inside(
        &mut self,
        urgency: Urgency,
        measuring: &Measuring,
        report: &mut impl FnMut(Event),
    ) -> Result<(), TrainingError> {
        self.report_distribution(measuring, report).await?;
        self.look_at_plates(urgency, measuring, report).await
    }

    async fn report_distribution(
        &self,
        measuring: &Measuring,
        report: &mut impl FnMut(Event),
    ) -> Result<(), TrainingError> {
        if let Some(layer) = measuring.layer
            && let Some(distribution) = self.run.distribution(layer).await?
        {
            report(Event::Distribution { run: self.id, step: self.run.step(), distribution });
        }
        Ok(())
    }

    async fn look_at_plates(
        &mut self,
        urgency: Urgency,
        measuring: &Measuring,
        report: &mut impl FnMut(Event),
    ) -> Result<(), TrainingError> {
        match urgency {
            Urgency::InTurn => {}
            Urgency::Soon => self.plates.hurry(),
            Urgency::Now => self.plates.at_once(),
        }
        let begin = Instant::now();
        if let Some(range) = measuring.plates
            && self.plates.is_due(begin)
            && let Some(plates) = self.run.plates(range).await?
        {
            report(Event::Plates { run: self.id, step: self.run.step(), plates });
            self.plates.done(begin, Instant::now());
        }
        Ok(())
    }

    /// Sends the state where it is time, or `now` where it is another one than the last that was sent.
    pub async fn send_snapshot(&mut self, now: bool, report: &mut impl FnMut(Event)) -> Result<(), TrainingError> {
        let (run, step, begin) = (self.id, self.run.step(), Instant::now());
        let due = if now { self.sent_step != Some(step) } else { self.snapshots.is_due(begin) };
        if !due || self.run.plan().state_bytes() > MOST_SENT {
            return Ok(());
        }
        let bytes = self.run.snapshot().to_bytes().await?;
        report(Event::Snapshot { run, step, bytes });
        self.sent_step = Some(step);
        self.snapshots.done(begin, Instant::now());
        Ok(())
    }

    /// Makes the next state and the next plates that are sent ones of after what has just been done to the run.
    pub fn forget_sent(&mut self) {
        self.snapshots.at_once();
        self.plates.at_once();
        self.sent_step = None;
    }

    /// Bytes that this network takes.
    pub fn needed(&self) -> u64 {
        self.run.plan().bytes_with_checkpoints()
    }

    pub fn checkpoint_steps(&self) -> Event {
        Event::Checkpoints { run: self.id, steps: self.checkpoints.steps() }
    }

    /// The state as it was at the latest checkpoint at or before `step`; as it is now where there is no such step or none is
    /// named.
    pub fn snapshot_at(&self, step: Option<u64>) -> Snapshot {
        let kept = step.and_then(|step| self.checkpoints.at(step));
        kept.map_or_else(|| self.run.snapshot().clone(), |(_, state)| state)
    }

    /// The boundary's grid: coarser for a network that takes long.
    fn side(&self) -> usize {
        match self.run.experiment().depth * self.run.experiment().width {
            0..2_000 => 50,
            2_000..8_000 => 36,
            _ => 24,
        }
    }
}
