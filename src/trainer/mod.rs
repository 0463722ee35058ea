//! What runs in the web worker: takes the page's commands, trains, and reports. Knows session and training.

mod checkpoints;
mod compiling;
mod memory;
mod pace;
mod patient;
mod script;
mod serve;
mod ward;

pub use serve::{Opener, start};
