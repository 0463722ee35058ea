//! The way back from a restart: what a new network took the place of is kept until the next one does.

mod act;
mod state;

pub use state::Undo;
