//! What the page asks of the trainer, and what the trainer reports.

use serde::{Deserialize, Serialize};

use super::{Failure, Job, JobFailure, JobId, JobResult, Refusal, SlowReason, Work};
use crate::experiment::{Experiment, Story};
use crate::vitals::{Distribution, Layer, LayerVitals, Measuring, Plates, RowsSummary, View, Vitals};

/// One of the runs that a trainer holds. The page gives the numbers; a run that is started anew keeps its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunId(pub u32);

/// What the page asks. Commands are obeyed in order, between two steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Builds a new network (a cold change, or a restart) and trains it as the story says, each change exactly after its
    /// step, until the page changes it, rewinds it or copies another onto it. Running or paused stays as it is.
    ///
    /// A network that takes much memory is refused where nobody has consented.
    Start { run: RunId, story: Story, consent: bool },
    /// Goes on from a snapshot, such as another trainer's, as the story says from there on.
    Restore { run: RunId, snapshot: Vec<u8>, story: Story },
    /// Asks for the run's state as it was at `step` (now, where none), as `Copy` does.
    Snapshot { run: RunId, step: Option<u64> },
    /// Applies hot settings to the network that is there, which keeps its weights.
    Change { run: RunId, experiment: Experiment },
    /// Trains until told otherwise, all runs in step.
    Run,
    /// Stops after the step in progress.
    Pause,
    /// Trains one step and pauses.
    Step,
    /// Goes back to the latest checkpoint at or before the step; the settings of now stay.
    Rewind { run: RunId, step: u64 },
    /// Makes `to` a copy of `from` as it was at `step` (now, where none), with these settings from there on.
    Copy { from: RunId, to: RunId, step: Option<u64>, experiment: Experiment },
    /// Ends a run and forgets it.
    Remove { run: RunId },
    /// What to measure from here on.
    Measure(Measuring),
    /// The most steps a second, at least 1; as many as there can be where none.
    Speed { most: Option<u32> },
    /// Puts a job at the end of the queue. Only a trainer that holds no run takes jobs.
    Enqueue(Box<Job>),
    /// Drops a job, whether it waits or is under way.
    Cancel(JobId),
    /// The share of this trainer's time that jobs may take from now on, above 0 to 1; all of it where nothing is said.
    JobShare(f32),
    /// Pauses by itself, once, when no run is behind that step: no run that is behind it now gets beyond it. Not where none,
    /// nor where no run is behind it.
    StopAt { step: Option<u64> },
}

/// What the trainer reports, in order. A message that concerns a network names its run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The backend is up and takes commands.
    Ready { device: String },
    /// Something that takes long is under way: `done` of `total` parts.
    Progress { work: Work, done: u32, total: u32 },
    /// A new network stands at step 0. `points` are the training points, for drawing: (x, y, label) of 2-D data.
    Started { run: RunId, experiment: Experiment, rows: RowsSummary, parameters: u64, points: Vec<(f32, f32, u32)> },
    /// The run goes on from a snapshot of that step, with these settings.
    Restored { run: RunId, step: u64, experiment: Experiment },
    /// The run as it was after `step`, as bytes: sent now and then so that the run can go on if this trainer is lost.
    Snapshot { run: RunId, step: u64, bytes: Vec<u8> },
    /// The same, where the page asked for it; `asked` is the step that it named.
    State { run: RunId, asked: Option<u64>, step: u64, bytes: Vec<u8> },
    /// Hot settings took effect after `step`, be it that the page asked for them or that the run's story has them there.
    Changed { run: RunId, step: u64, experiment: Experiment },
    /// The run is on the slow path from here on, until it starts, goes on or changes anew. Follows `Started`, `Restored`,
    /// `Copied` and `Changed` where it is.
    SlowPath { run: RunId, why: SlowReason },
    /// Steps that were trained, oldest first.
    Measured { run: RunId, vitals: Vec<Vitals> },
    /// What the network says over its inputs now.
    Seen { run: RunId, step: u64, view: View },
    /// The distribution of the chosen layer.
    Distribution { run: RunId, step: u64, distribution: Distribution },
    /// The plates that were asked for: four times a second at most while the run trains, at step 0 too, and at once where it
    /// stands still.
    Plates { run: RunId, step: u64, plates: Plates },
    /// The loss is no longer finite; training has stopped before that step's update.
    Diverged { run: RunId, step: u64, layer: Layer, vitals: Option<LayerVitals> },
    /// The steps to which one can rewind, oldest first.
    Checkpoints { run: RunId, steps: Vec<u64> },
    /// The network stands at that step again.
    Rewound { run: RunId, step: u64 },
    /// `to` now is a copy of `from` at that step.
    Copied { from: RunId, to: RunId, step: u64, experiment: Experiment },
    /// A job has trained `done` of `total` steps.
    JobProgress { job: JobId, done: usize, total: usize },
    /// A job is done.
    JobDone { job: JobId, result: JobResult },
    /// A job has ended without a result. Each job ends in this or in `JobDone`, once.
    JobFailed { job: JobId, why: JobFailure },
    /// Whether the trainer trains by itself. Sent on each change, and in answer to Run, Pause and Step.
    Running(bool),
    /// A command that was not obeyed: nothing changed, the network goes on. `run` is the one that it was for, if it was for one.
    Refused { run: Option<RunId>, refusal: Refusal },
    /// This trainer has taken much more memory than the network needs that it was asked for, and cannot give it back: a new
    /// trainer is to start all runs. Nothing changed.
    Outgrown,
    /// The trainer is lost: what it had is gone.
    Failed { failure: Failure },
}
