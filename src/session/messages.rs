//! What the page asks of the trainer, and what the trainer reports.

use serde::{Deserialize, Serialize};

use crate::experiment::Experiment;
pub use crate::vitals::Layer;
use crate::vitals::{LayerVitals, Vitals};

/// One of the networks that a trainer holds: A alone, or A and B side by side, in step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Patient {
    A,
    B,
}

/// What the page asks. Commands are obeyed in order, between two steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Builds a new network (a cold change, or a restart). Running or paused stays as it is.
    Start { patient: Patient, experiment: Experiment },
    /// Applies hot settings to the network that is there, which keeps its weights.
    Change { patient: Patient, experiment: Experiment },
    /// Trains until told otherwise, all patients in step.
    Run,
    /// Stops after the step in progress.
    Pause,
    /// Trains one step and pauses.
    Step,
    /// Goes back to the latest checkpoint at or before the step; the settings of now stay.
    Rewind { patient: Patient, step: u64 },
    /// Makes `to` a copy of `from` as it was at `step` (now, where none), with these settings from there on.
    Copy { from: Patient, to: Patient, step: Option<u64>, experiment: Experiment },
    /// Lets a patient go.
    Discharge { patient: Patient },
    /// What to measure from here on.
    Measure(Measuring),
    /// The most steps a second, at least 1; as many as there can be where none.
    Speed { most: Option<u32> },
}

/// What is measured, and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measuring {
    /// Layer by layer vital signs at every so many steps, at least 1.
    pub layers_every: u32,
    /// The held-out set at every so many steps, at least 1.
    pub held_out_every: u32,
    /// The hidden layer (from 0) whose distribution is reported, where one is chosen.
    pub layer: Option<usize>,
}

impl Default for Measuring {
    fn default() -> Self {
        Self { layers_every: 5, held_out_every: 20, layer: None }
    }
}

/// What the trainer reports. A message that concerns a network names its `run`, so that
/// what is still under way when a new network is built is told apart from what comes after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The backend is up and takes commands.
    Ready { device: String },
    /// Something that takes long is under way, such as compiling shaders: `done` of `total` parts.
    Progress { what: String, done: u32, total: u32 },
    /// A new network stands at step 0. `points` are the training points, for drawing: (x, y, label) of 2-D data.
    Started {
        patient: Patient,
        run: u32,
        experiment: Experiment,
        features: usize,
        classes: usize,
        parameters: u64,
        points: Vec<(f32, f32, u32)>,
    },
    /// Hot settings took effect after `step`.
    Changed { patient: Patient, run: u32, step: u64, experiment: Experiment },
    /// Steps that were trained, oldest first.
    Measured { patient: Patient, run: u32, vitals: Vec<Vitals> },
    /// What the network says over its inputs now.
    Seen { patient: Patient, run: u32, step: u64, view: View },
    /// The distribution of the chosen layer.
    Distribution { patient: Patient, run: u32, step: u64, distribution: Distribution },
    /// The loss is no longer finite; training has stopped before that step's update.
    Diverged { patient: Patient, run: u32, step: u64, layer: Layer, vitals: Option<LayerVitals> },
    /// The steps to which one can rewind, oldest first.
    Checkpoints { patient: Patient, run: u32, steps: Vec<u64> },
    /// The network stands at that step again.
    Rewound { patient: Patient, run: u32, step: u64 },
    /// `to` now is a copy of `from` at that step.
    Copied { from: Patient, to: Patient, run: u32, step: u64, experiment: Experiment },
    /// Whether the trainer trains by itself. Sent on each change, and in answer to Run, Pause and Step.
    Running(bool),
    /// A command that was not obeyed: nothing changed, the network goes on.
    Refused { message: String },
    /// The trainer is lost (the GPU went away, out of memory, a defect): what it had is gone.
    Failed { message: String },
}

/// What the network answers over its inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum View {
    /// 2-D data: the probability of class 1 on a `side` x `side` grid over x and y in -`reach`..`reach`,
    /// row by row from the top (largest y) left.
    Boundary { side: usize, reach: f32, probabilities: Vec<f32> },
    /// Images: held-out samples with what the network takes them for, and the confusion counts
    /// `confusion[actual * classes + predicted]` of the whole held-out set.
    Images { side: usize, samples: Vec<ImageSample>, classes: usize, confusion: Vec<u32> },
}

/// One image and what the network takes it for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImageSample {
    /// Ink, 0..1, row by row.
    pub pixels: Vec<f32>,
    pub label: u32,
    pub predicted: u32,
    /// The probability of the predicted class.
    pub probability: f32,
}

/// Where one hidden layer's values lie, on the last batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Hidden layer, from 0.
    pub layer: usize,
    /// z, before normalisation.
    pub pre_activation: Histogram,
    /// norm(z): what the activation takes. The same as `pre_activation` without BatchNorm.
    pub normalised: Histogram,
    /// act(norm(z)).
    pub activation: Histogram,
}

/// Counts in equal bins from `low` to `high`.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Histogram {
    pub low: f32,
    pub high: f32,
    pub counts: Vec<u32>,
}
