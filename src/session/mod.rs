//! The messages between the page and the trainer in its worker. Knows experiment, vitals and diagnosis.

#[cfg(feature = "link")]
pub mod link;
mod messages;

#[cfg(feature = "link")]
pub use link::{Host, Outbox, Session};
pub use messages::*;
