//! What runs in the web worker: takes the page's commands, trains, and reports.

mod checkpoints;
mod compiling;
mod headless_run;
mod managed_run;
mod pace;
mod run_set;
mod serve;

pub use serve::{Opener, start};
