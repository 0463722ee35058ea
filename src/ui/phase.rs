//! How far the trainer is, and what a visitor has to be told once: codes, of which the panels make sentences.

use crate::experiment::{Backend, IgnoredEntries, Key};
use crate::session::{Failure, Refusal, RunId, Work};

/// How far the trainer is.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The browser is asked what it has to train on.
    Asking,
    /// The trainer's code is on its way: so many bytes have come.
    Loading {
        received: u64,
    },
    /// It is preparing something that takes long: that part of so many is under way.
    Working {
        work: Work,
        done: u32,
        total: u32,
    },
    Ready,
    /// It has not got on for so many seconds.
    Hanging {
        backend: Backend,
        seconds: u32,
    },
    /// The trainer on that backend is lost.
    Failed {
        backend: Backend,
        failure: Failure,
    },
}

impl Phase {
    /// Whether there is no trainer any more.
    pub fn has_failed(&self) -> bool {
        matches!(self, Self::Failed { .. })
    }
}

/// What is said once, and can be dismissed.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// Entries of the address that made no sense; at least one.
    Ignored(IgnoredEntries),
    /// A command that the trainer did not obey.
    Refused(Refusal),
    /// A network that takes so many bytes was asked for by a link; the visitor may say that it shall train.
    Large { run: RunId, needed: u64 },
    /// Settings that the link's author has locked stayed as they were.
    Locked(Vec<Key>),
    /// The run from before a reload is trained again, to that step.
    Replays { to: u64 },
    /// The trainer on `lost` failed, and the runs go on, on `on`, at `step`; without one they began anew.
    WentOn { lost: Backend, failure: Failure, on: Backend, step: Option<u64> },
}

impl Notice {
    /// What was ignored of an address; none where nothing was.
    pub fn ignored(entries: IgnoredEntries) -> Option<Self> {
        (!entries.is_empty()).then_some(Self::Ignored(entries))
    }
}
