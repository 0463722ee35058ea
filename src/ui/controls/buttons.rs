//! Run or Pause, Step and Restart.

use leptos::prelude::*;

use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

#[component]
pub fn RunButtons() -> Built {
    let store = Store::here();
    let stuck = memo(move || store.stuck());
    built! {
        <div class="buttons" role="group" aria-label=words::TRAINING hidden=move || !store.can_run()>
            <button
                class="run"
                class:primary=move || !store.running.get() && !stuck.get()
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
