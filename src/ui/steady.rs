//! What is read is not rewritten faster than one reads.

use std::time::Duration;

use leptos::prelude::*;

use super::clock::now;
use crate::ui::effect::effect;

/// A sentence stays at least so long.
pub const READING: Duration = Duration::from_secs(1);

/// Follows a source no more often than once in `least`; at once where `urgent` says so of what is shown and what is new.
pub fn steady<T>(source: Memo<T>, least: Duration, urgent: fn(&T, &T) -> bool) -> ReadSignal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let (shown, show) = signal(source.get_untracked());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let at = StoredValue::new(f64::NEG_INFINITY);
    let take = move || {
        timer.set_value(None);
        at.set_value(now());
        let new = source.get_untracked();
        if shown.with_untracked(|shown| *shown != new) {
            show.set(new);
        }
    };
    effect(move || {
        let new = source.get();
        if shown.with_untracked(|shown| *shown == new) {
            return;
        }
        let waited = now() - at.get_value();
        let left = least.as_secs_f64() * 1000.0 - waited;
        if left <= 0.0 || shown.with_untracked(|shown| urgent(shown, &new)) {
            if let Some(timer) = timer.try_update_value(Option::take).flatten() {
                timer.clear();
            }
            take();
        } else if timer.with_value(Option::is_none) {
            timer.set_value(set_timeout_with_handle(take, Duration::from_millis(left.ceil() as u64)).ok());
        }
    });
    on_cleanup(move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    shown
}
