//! The messages between the page and the trainer in its worker. Knows experiment, vitals and diagnosis.

mod messages;

pub use messages::*;
