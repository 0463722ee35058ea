//! The messages between the page and the trainer in its worker.

mod codes;
mod device;
mod inbox;
mod jobs;
pub mod liveness;
mod messages;
mod outbox;
mod recovery;
#[cfg(feature = "link")]
pub mod wire;

pub use codes::*;
pub use device::*;
pub use inbox::Inbox;
pub use jobs::*;
pub use messages::*;
pub use outbox::Outbox;
pub use recovery::{GoesOn, Losses};
