//! What runs in the web worker: takes the page's commands, trains, and reports. Natively: jobs on threads.

mod checkpoints;
mod compiling;
#[cfg(feature = "trainer")]
mod headless_run;
pub mod jobs;
mod managed_run;
mod open;
#[cfg(feature = "trainer")]
mod pace;
mod planned;
#[cfg(feature = "cli")]
pub mod pool;
#[cfg(feature = "trainer")]
mod post;
mod round;
mod run_set;
#[cfg(feature = "trainer")]
mod serve;
mod share_of_time;
mod turn;
#[cfg(feature = "trainer")]
mod worker;

pub use checkpoints::Checkpoints;
pub use run_set::RunSet;
#[cfg(feature = "trainer")]
pub use serve::{Opener, start};
pub use turn::{AtOnce, Turn};
