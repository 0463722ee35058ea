//! The messages between the page and the trainer in its worker.

mod codes;
mod device;
mod jobs;
#[cfg(feature = "link")]
pub mod link;
mod messages;
mod outbox;

pub use codes::*;
pub use device::*;
pub use jobs::*;
#[cfg(feature = "link")]
pub use link::{Host, Session};
pub use messages::*;
pub use outbox::Outbox;
