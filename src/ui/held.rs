//! Signals and values that a page holds as long as the document stands: they are found by their address, where those of a
//! component are looked up among all that its owner keeps, which Leptos compiles for each type of value.

use leptos::prelude::{ArcRwSignal, ArcStoredValue};

/// A signal; copying the handle is free.
pub type HeldSignal<T> = &'static ArcRwSignal<T>;

/// A value that nothing follows; copying the handle is free.
pub type HeldValue<T> = &'static ArcStoredValue<T>;

pub fn held_signal<T>(value: T) -> HeldSignal<T> {
    Box::leak(Box::new(ArcRwSignal::new(value)))
}

pub fn held_value<T>(value: T) -> HeldValue<T> {
    Box::leak(Box::new(ArcStoredValue::new(value)))
}
