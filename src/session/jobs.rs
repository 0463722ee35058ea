//! Work for a pool of trainers: many short runs, of which only the outcome counts.

use serde::{Deserialize, Serialize};

use super::{Failure, Refusal};
use crate::experiment::Story;
use crate::vitals::{Layer, Vitals};

/// One of the jobs that a pool has been given. Whoever gives them gives the numbers, each once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobId(pub u64);

/// A run of so many steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    pub id: JobId,
    /// The settings, from the beginning on and at each step.
    pub story: Story,
    /// A snapshot to go on from, as bytes; without one the story begins at step 0.
    pub snapshot: Option<Vec<u8>>,
    /// Steps to train.
    pub steps: usize,
    /// The probe at every so many steps; at least 1.
    pub probe_every: u32,
    /// The probe's loss at which there is nothing more to find out: the job ends early where it is below it twice in a row.
    pub enough: Option<f32>,
    /// Whether the sharpness is measured, to tell since when it was above what the optimizer can follow.
    pub sharpness: bool,
    /// Whether the result is to hold a snapshot of where the run ends.
    pub keep: bool,
}

/// What became of a job that was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobResult {
    /// The step that the job went on from.
    pub from: u64,
    /// The loss of each step that was trained, oldest first, all finite. Fewer than were asked for where it was enough, or diverged.
    pub losses: Vec<f32>,
    /// The probe's loss where it was measured, with the step, oldest first.
    pub probe: Vec<(u64, f32)>,
    /// The first step of the stretch up to the end in which sharpness times learning rate was above the optimizer's limit; none
    /// where it was not, or was not measured.
    pub above_edge_since: Option<u64>,
    /// What the last step measured, layer by layer and on the held-out set; after a divergence, what is known of the step
    /// that could not be taken. None where there were no steps.
    pub last: Option<Vitals>,
    /// Where the loss ceased to be finite, which ended the job early.
    pub divergence: Option<JobDivergence>,
    /// Where the run ended, as bytes, where that was asked for.
    pub snapshot: Option<Vec<u8>>,
}

/// A step whose loss is NaN or infinite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobDivergence {
    /// The step that could not be taken.
    pub step: u64,
    /// The first layer that held a NaN or an infinity in it.
    pub layer: Layer,
}

/// Why a job has no result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum JobFailure {
    /// It cannot be done.
    Refused(Refusal),
    /// The device failed.
    Failed(Failure),
    /// It was cancelled.
    Cancelled,
}
