//! From a story to its run, or why there can be none.

use super::planned::Planned;
use crate::data::{self, Data, DataError};
use crate::experiment::Story;
use crate::network::init::Drawing;
use crate::network::parameters::Shape;
use crate::network::{self, Initial, MemoryKind, plan};
use crate::session::{Memory, Refusal, SlowReason, SnapshotFault};
use crate::training::backend::OpenDevice;
use crate::training::{Run, Snapshot, SnapshotError};

/// A run that can be: its settings are valid throughout and its network fits. It takes no memory on the device yet.
pub struct Opening<'a> {
    story: &'a Story,
    data: Data,
    device: &'a OpenDevice,
    needed: u64,
}

impl<'a> Opening<'a> {
    /// Checks the story. `rows` are a user's own, as they are in his file; none where the story says what they are. `others` is
    /// how many bytes the trainer's other runs need.
    pub fn of(story: &'a Story, rows: Option<&Data>, device: &'a OpenDevice, others: u64) -> Result<Self, Refusal> {
        let begin = story.experiment();
        begin.validate().map_err(|wrong| Refusal::InvalidSettings { wrong })?;
        story.validate().map_err(|error| Refusal::InvalidStory { error })?;
        let built = match rows {
            Some(rows) => Ok(data::prepared(begin, rows.clone())),
            None => data::build(begin),
        };
        let data = built.map_err(|error| match error {
            DataError::Experiment(wrong) => Refusal::InvalidSettings { wrong },
            // Generated data have nothing else that could be wrong.
            _ => Refusal::InvalidSettings { wrong: Vec::new() },
        })?;
        let mut needed = 0;
        let changed = story.changes().iter().map(|change| &change.experiment);
        for experiment in std::iter::once(begin).chain(changed) {
            let shape = Shape::of(experiment, data.train.features, data.train.classes);
            let plan = plan(experiment, shape, data.train.rows(), device.memory);
            if let Some(too_large) = plan.refusal(device.allowance, others) {
                return Err(refusal(too_large));
            }
            needed = needed.max(plan.bytes_with_checkpoints());
        }
        Ok(Self { story, data, device, needed })
    }

    /// The initial weights, none of which is drawn yet.
    pub fn drawing(&self) -> Drawing<'a> {
        Drawing::new(self.story.experiment(), self.data.train.features, self.data.train.classes)
    }

    /// Bytes that the run will need, whatever the story changes.
    pub fn needed(&self) -> u64 {
        self.needed
    }

    /// The run from the story's beginning, with these weights, and what is planned for it.
    pub fn start(self, initial: Initial) -> (Run, Planned) {
        let mut run = Run::new(self.story.experiment().clone(), self.data, Some(initial), self.device);
        run.change(self.story.settings_at(0).clone());
        (run, Planned::after(self.story, 0))
    }

    /// The run from a snapshot on, with the settings that the story has there, and what is planned after it.
    pub fn resume(self, snapshot: &[u8]) -> Result<(Run, Planned), Refusal> {
        let snapshot = Snapshot::from_bytes(snapshot, &self.device.device).map_err(unusable)?;
        let step = snapshot.step;
        let settings = self.story.settings_at(step).clone();
        let run = Run::resume(settings, self.data, snapshot, self.device).map_err(unusable)?;
        Ok((run, Planned::after(self.story, step)))
    }
}

/// As the page hears it.
fn unusable(error: SnapshotError) -> Refusal {
    match error {
        SnapshotError::NotASnapshot => Refusal::Snapshot(SnapshotFault::NotASnapshot),
        SnapshotError::Version { found } => Refusal::Snapshot(SnapshotFault::Version { found }),
        SnapshotError::Damaged => Refusal::Snapshot(SnapshotFault::Damaged),
        SnapshotError::Shape { .. } | SnapshotError::Rows { .. } => Refusal::SnapshotOfAnother,
    }
}

/// Why a run is on the slow path, as the page hears it.
pub fn slow_reason(reason: network::SlowReason) -> SlowReason {
    match reason {
        network::SlowReason::NotBuilt => SlowReason::NoEngine,
        network::SlowReason::Width { width, most } => SlowReason::Width { width, most },
        network::SlowReason::Classes { classes, most } => SlowReason::Classes { classes, most },
        network::SlowReason::LargestTensor { bytes, most } => SlowReason::LargestTensor { bytes, most },
        network::SlowReason::Workgroups { count, most } => SlowReason::Workgroups { count, most },
    }
}

/// As the page hears it.
pub fn refusal(refusal: network::Refusal) -> Refusal {
    match refusal {
        network::Refusal::WeightsInOnePiece { weights, largest } => Refusal::WeightsInOnePiece { weights, largest },
        network::Refusal::TooLarge { needed, left, memory, others } => {
            let memory = match (memory, others) {
                (MemoryKind::Host, 0) => Memory::Host,
                (MemoryKind::Gpu { .. }, 0) => Memory::Gpu,
                (_, _) => Memory::BesideOthers,
            };
            Refusal::TooLarge { needed, left, memory }
        }
    }
}
