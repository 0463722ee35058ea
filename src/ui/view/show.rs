//! What is there only while something holds.

use leptos::prelude::Get;

use super::built::Built;
use super::child::Child;
use crate::ui::effect::memo;

/// The children while `when` holds, else the fallback. They are made anew only when that changes.
pub fn show<C: Child>(
    when: impl Fn() -> bool + Send + Sync + 'static,
    children: impl Fn() -> Built + 'static,
    fallback: impl Fn() -> C + 'static,
) -> impl FnMut() -> Built {
    let holds = memo(when);
    move || if holds.get() { children() } else { Built::of(fallback()) }
}
