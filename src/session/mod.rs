//! The messages between the page and the trainer in its worker.

mod device;
#[cfg(feature = "link")]
pub mod link;
mod messages;

pub use device::*;
#[cfg(feature = "link")]
pub use link::{Host, Outbox, Session};
pub use messages::*;
