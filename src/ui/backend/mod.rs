//! Which backend trains, why, and the worker that does.

mod adapter;
mod decision;
mod trainer;

pub use adapter::detect;
pub use decision::{Decision, Gpu, decide};
pub use trainer::{Trainer, reachable};
