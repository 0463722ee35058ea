//! One job under way.

use web_time::Instant;

use crate::data::Data;
use crate::session::{Failure, Job, JobDivergence, JobFailure, JobId, JobResult};
use crate::trainer::open::Opening;
use crate::trainer::planned::Planned;
use crate::trainer::round::{ROUND, RoundLength};
use crate::training::backend::OpenDevice;
use crate::training::{Advance, Run, TrainingError};
use crate::vitals::Measuring;

/// The sharpness is measured at every so many steps.
const SHARPNESS_EVERY: u32 = 2;

/// A job's run, and what it has found so far.
pub struct JobRun {
    id: JobId,
    run: Run,
    planned: Planned,
    /// Steps to train, all of them.
    total: usize,
    keep: bool,
    probe_every: u32,
    enough: Option<f32>,
    sharpness: bool,
    round: RoundLength,
    result: JobResult,
}

impl JobRun {
    /// Makes the job's run. `rows` are a user's own, as they are in his file; none where the story says what they are.
    ///
    /// # Errors
    /// Why there can be none.
    pub fn open(job: Job, device: &OpenDevice, rows: Option<&Data>) -> Result<Self, JobFailure> {
        let Job { id, story, snapshot, steps, probe_every, enough, sharpness, keep } = job;
        let opening = Opening::of(&story, rows, device, 0);
        let opened = opening.and_then(|opening| match &snapshot {
            Some(bytes) => opening.resume(bytes),
            None => {
                let initial = opening.drawing().finish();
                Ok(opening.start(initial))
            }
        });
        let (run, planned) = opened.map_err(JobFailure::Refused)?;
        let result = JobResult {
            from: run.step(),
            losses: Vec::new(),
            probe: Vec::new(),
            above_edge_since: None,
            last: None,
            divergence: None,
            snapshot: None,
        };
        Ok(Self {
            id,
            run,
            planned,
            total: steps,
            keep,
            probe_every,
            enough,
            sharpness,
            round: RoundLength::UNKNOWN,
            result,
        })
    }

    pub fn id(&self) -> JobId {
        self.id
    }

    /// How many steps are trained, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.result.losses.len(), self.total)
    }

    /// Trains for about a round's time. The result, once it is done.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn work(&mut self) -> Result<Option<JobResult>, JobFailure> {
        let begin = Instant::now();
        while self.result.losses.len() < self.total && self.result.divergence.is_none() {
            if begin.elapsed() > ROUND / 2 {
                return Ok(None);
            }
            self.train_some().await.map_err(lost)?;
        }
        if self.keep {
            self.result.snapshot = Some(self.run.snapshot().to_bytes().await.map_err(lost)?);
        }
        Ok(Some(self.result.clone()))
    }

    /// Trains what fits into a round, or as far as it is looked at.
    async fn train_some(&mut self) -> Result<(), TrainingError> {
        let begin = Instant::now();
        let left = self.total - self.result.losses.len();
        // The last step is trained by itself, so that it alone is measured in full.
        let last = left == 1 || self.is_enough();
        let most = if last { 1 } else { self.round.steps().min(left - 1).min(self.steps_to_probe()) };
        let most = self.planned.steps_until(self.run.step(), most);
        self.train(most, last).await?;
        self.round = RoundLength::measured(most, begin.elapsed());
        if last {
            self.total = self.result.losses.len();
        }
        Ok(())
    }

    /// Where a good probe ends it, it goes no further at once than to the next: how long the job is must not depend on how fast
    /// it is trained.
    fn steps_to_probe(&self) -> usize {
        let every = u64::from(self.probe_every.max(1));
        if self.enough.is_some() { (every - self.run.step() % every) as usize } else { usize::MAX }
    }

    /// Whether the last two probes were as good as anybody asked for.
    fn is_enough(&self) -> bool {
        let (Some(enough), [.., one, other]) = (self.enough, self.result.probe.as_slice()) else { return false };
        one.1 < enough && other.1 < enough
    }

    async fn train(&mut self, steps: usize, last: bool) -> Result<(), TrainingError> {
        let every = if last { 1 } else { u32::MAX };
        let probe_every = Some(self.probe_every.min(every));
        let layers_every = if self.sharpness { SHARPNESS_EVERY } else { every };
        let sharpness = self.sharpness;
        let measuring =
            Measuring { layers_every, held_out_every: every, probe_every, layer: None, plates: None, sharpness };
        let Advance { vitals, divergence } = self.run.advance(steps, &measuring).await?;
        self.result.losses.extend(vitals.iter().map(|vitals| vitals.loss));
        if let Some(limit) = self.run.experiment().optimizer.stability_limit() {
            let rate = self.run.experiment().learning_rate;
            for vitals in &vitals {
                let Some(sharpness) = vitals.sharpness else { continue };
                let since = self.result.above_edge_since.unwrap_or(vitals.step);
                self.result.above_edge_since = (f64::from(sharpness) * rate > limit).then_some(since);
            }
        }
        let probe = vitals.iter().filter_map(|vitals| Some((vitals.step, vitals.probe.as_ref()?.loss)));
        self.result.probe.extend(probe);
        if last {
            self.result.last = vitals.into_iter().last();
        }
        if let Some(divergence) = divergence {
            self.result.divergence = Some(JobDivergence { step: divergence.step, layer: divergence.layer });
            self.result.last = Some(divergence.vitals);
        }
        while let Some(settings) = self.planned.due(self.run.step()) {
            self.run.change(settings);
        }
        Ok(())
    }
}

fn lost(TrainingError { detail }: TrainingError) -> JobFailure {
    JobFailure::Failed(Failure::DeviceLost { detail })
}
