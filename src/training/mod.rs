//! Step, optimizer, clipping, checkpoints. Knows network and data.

pub mod backend;
mod clip;
mod loss;
mod measure;
mod norm;
mod optimizer;
mod run;
mod state;
mod step;
mod view;

pub use run::{Advance, Divergence, Run, TrainingError};
pub use state::State;
