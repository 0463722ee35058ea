//! Step, optimizer, clipping, snapshots.

pub mod backend;
mod clip;
mod error;
mod measure;
mod norm;
mod optimizer;
mod plate;
mod run;
mod sharpness;
mod snapshot;
mod step;
mod view;

pub use error::TrainingError;
pub use run::{Advance, Divergence, Run};
pub use snapshot::{Snapshot, SnapshotError, VERSION as SNAPSHOT_VERSION};
