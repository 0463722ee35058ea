//! Run or Pause, Step, Restart, and the way back to a checkpoint.

use leptos::prelude::*;

use crate::ui::store::Store;
use crate::words::{self, format};

#[component]
pub fn RunButtons() -> impl IntoView {
    let store = Store::here();
    let stuck = Memo::new(move |_| store.diverged());
    view! {
        <div class="buttons" role="group" aria-label=words::TRAINING>
            <button
                class="run"
                class:primary=move || !store.running.get() && !stuck.get()
                // Beside one that has diverged another may run, and be paused.
                disabled=move || stuck.get() && !store.running.get()
                on:click=move |_| store.toggle()
            >
                {move || if store.running.get() { words::PAUSE } else { words::RUN }}
            </button>
            <button disabled=stuck on:click=move |_| store.step()>
                {words::STEP}
            </button>
            <button class:primary=stuck on:click=move |_| store.restart()>
                {words::RESTART}
            </button>
        </div>
    }
}

/// Goes back to any of the checkpoints. Not there while there are none.
#[component]
pub fn RewindSlider() -> impl IntoView {
    let store = Store::here();
    let id = StoredValue::new(store.page.id("rewind"));
    let checkpoints = Memo::new(move |_| store.record_calmly(|record| record.checkpoints.clone()).unwrap_or_default());
    // Where the slider is being dragged to, as an index of the checkpoints.
    let dragged = RwSignal::new(None::<usize>);
    let latest = move || checkpoints.with(|steps| steps.len().saturating_sub(1));
    let step_at = move |index: usize| checkpoints.with(|steps| steps.get(index).copied());
    let index_of = |event: &leptos::ev::Event| event_target_value(event).parse::<usize>().ok();
    let go = move |event| {
        if let Some(step) = index_of(&event).and_then(|index| untrack(|| step_at(index))) {
            store.rewind(step);
        }
        dragged.set(None);
    };
    let text = move || {
        let index = dragged.get().unwrap_or_else(latest);
        step_at(index).map(format::count).unwrap_or_default()
    };
    view! {
        <Show when=move || checkpoints.with(|steps| !steps.is_empty())>
            <div class="rewind" data-help=words::REWIND_HELP>
                <label for=id.get_value()>{words::REWIND}</label>
                <input
                    id=id.get_value()
                    type="range"
                    min="0"
                    step="1"
                    max=latest
                    aria-valuetext=text
                    prop:value=move || dragged.get().unwrap_or_else(latest)
                    on:input=move |event| dragged.set(index_of(&event))
                    on:change=go
                />
                <output for=id.get_value()>{text}</output>
            </div>
        </Show>
    }
}
