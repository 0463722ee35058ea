//! What the browser has to train on, and the worker that does.

mod adapter;
mod trainer;

pub use adapter::detect;
pub use trainer::{Heard, Trainer};
