//! What a trainer has to say beside numbers: codes with values, of which the page and the command line make sentences.

use serde::{Deserialize, Serialize};

use super::{JobId, RunId};
use crate::experiment::{ChangeError, Invalid};

/// Why a command was not obeyed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Refusal {
    /// Settings that are out of their ranges.
    InvalidSettings { wrong: Vec<Invalid> },
    /// A story that cannot be.
    InvalidStory { error: ChangeError },
    /// A hot change with other cold settings: those take a new network.
    NeedsRestart,
    /// The trainer holds no run of that id.
    NoSuchRun { run: RunId },
    /// There is no step to go back to.
    NothingToRewind { run: RunId },
    /// The network needs `needed` bytes, and `left` are left of what all of this trainer may take.
    TooLarge { needed: u64, left: u64, memory: Memory },
    /// The network needs `needed` bytes, and nobody has said that it may take so much.
    NeedsConsent { needed: u64 },
    /// The bytes of a snapshot cannot be read.
    Snapshot(SnapshotFault),
    /// The snapshot is of another network, or of other data, than the story.
    SnapshotOfAnother,
    /// The hidden layers' weights are one tensor of `weights` bytes, and the GPU takes none of more than `largest`.
    WeightsInOnePiece { weights: u64, largest: u64 },
    /// A trainer takes jobs only while it holds no run, which they would slow down.
    HoldsRuns,
    /// So many jobs wait already, and no more may.
    QueueFull { most: usize },
    /// A job of that id waits already, or is under way.
    JobExists { job: JobId },
}

/// Whose memory is short, as it is felt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Memory {
    /// This machine's, of which a browser's tab has a limited share.
    Host,
    /// A GPU's.
    Gpu,
    /// What the trainer's other runs leave of it.
    BesideOthers,
}

/// What is wrong with the bytes of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SnapshotFault {
    /// They are something else.
    NotASnapshot,
    /// They are in another version of the format than this trainer reads.
    Version { found: u32 },
    /// They are not what was written.
    Damaged,
}

/// Why a run is trained by operations that work on any device, many times slower than by the device's own engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlowReason {
    /// This trainer has no engine for its device.
    NoEngine,
    /// Layers are wider than the engine takes.
    Width { width: usize, most: usize },
    /// There are more classes than the engine takes.
    Classes { classes: usize, most: usize },
    /// A tensor of a pass has more bytes than the engine takes.
    LargestTensor { bytes: u64, most: u64 },
    /// Depth and width take more workgroups than the device may be given.
    Workgroups { count: usize, most: usize },
}

/// Why a trainer is lost. `detail` is what the browser or the driver said, in its words, for a report of the fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The browser starts no worker here.
    NoWorker { detail: String },
    /// The script that a worker begins with cannot be had, or is not allowed.
    NoScript,
    /// The server answers with that status where the trainer's code should be; 0 where it does not answer.
    Download { status: u16 },
    /// The trainer's code has come, but does not begin: it is damaged, cut short, or not allowed.
    Damaged { detail: String },
    /// The browser's WebAssembly has no SIMD.
    NoSimd,
    /// The trainer's code has stopped coming for so many seconds.
    Stalled { seconds: u32 },
    /// Page and trainer are of two builds.
    OtherBuild,
    /// There is no device to train on.
    NoDevice { detail: String },
    /// The device does not answer any more: it went away, or its memory is full.
    DeviceLost { detail: String },
    /// The trainer has a defect.
    Defect { detail: String },
    /// The worker has ended without a word: the browser took it away, or its memory is full.
    Ended,
    /// It has not got on for so many seconds.
    Hangs { seconds: u32 },
    /// It says what the page cannot read.
    Unreadable,
}

/// Work that takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// Compiling the kernels that a network needs.
    CompilingKernels,
    /// Drawing a network's initial weights, layer by layer.
    DrawingWeights,
}
