//! What is chosen to be shared.

use leptos::prelude::*;

use super::link::Shared;

/// What is shared, as it was when the dialog was opened.
#[derive(Clone, Copy)]
pub struct Choice {
    pub shared: RwSignal<Shared>,
    /// Whether the run is to hold where it is now.
    pub stops: RwSignal<bool>,
    /// Where it is now.
    pub step: u64,
}

impl Choice {
    /// The step at which the run is to hold.
    pub fn stop(self) -> Option<u64> {
        Some(self.step).filter(|step| self.stops.get() && *step > 0)
    }
}
