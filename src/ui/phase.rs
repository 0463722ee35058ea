//! How far the trainer is, and what a visitor has to be told once: codes, of which the panels make sentences.

use crate::experiment::{Backend, IgnoredEntries};
use crate::session::{Failure, Refusal, Unreachable, Work};

/// How far the trainer is.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The browser is asked what it has to train on.
    Asking,
    /// The trainer's code is on its way.
    Loading,
    /// It is preparing something that takes long: that part of so many is under way.
    Working {
        work: Work,
        done: u32,
        total: u32,
    },
    Ready,
    /// The trainer on that backend is lost.
    Failed(Backend, Fault),
}

/// Why there is no trainer.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Its code cannot be had.
    Unreachable(Unreachable),
    /// It ended.
    Stopped(Failure),
}

/// What is said once, and can be dismissed.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// Entries of the address that made no sense; at least one.
    Ignored(IgnoredEntries),
    /// A command that the trainer did not obey.
    Refused(Refusal),
    /// The trainer on that backend has not answered for so long.
    Silent { backend: Backend, seconds: u32 },
}

impl Notice {
    /// What was ignored of an address; none where nothing was.
    pub fn ignored(entries: IgnoredEntries) -> Option<Self> {
        (!entries.is_empty()).then_some(Self::Ignored(entries))
    }
}
