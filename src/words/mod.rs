//! Every sentence and name that a person reads, for the page and the command line alike: made here, from codes and values.

mod english;
pub mod format;

pub use english::*;
