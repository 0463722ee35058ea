//! Flatline: a real deep network that trains in the page, so that one sees why it does not learn and what brings it back.
//!
//! Data flows one way, and no import runs back (docs/ARCHITECTURE.md has the table of rooms):
//! experiment -> network + data -> training -> vitals -> record -> diagnosis -> page.

#[cfg(feature = "cli")]
pub mod cli;
pub mod data;
pub mod diagnosis;
pub mod experiment;
#[cfg(feature = "engine")]
pub mod network;
pub mod order;
pub mod random;
pub mod record;
pub mod session;
#[cfg(feature = "engine")]
pub mod stack;
pub mod theory;
#[cfg(feature = "engine")]
pub mod trainer;
#[cfg(feature = "engine")]
pub mod training;
pub mod trials;
#[cfg(feature = "page")]
pub mod ui;
pub mod vitals;
pub mod words;
