//! One line: the explanation of whatever the pointer or the focus is on, the loss's axis, what the network is computed on, and
//! the drawer.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::DrawerTabs;
use crate::experiment::{Backend, Choice};
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::strip::{AxisChoice, StripAxes};
use crate::ui::view::{Built, built};
use crate::words::{self, format};

/// The explanation that belongs to the place of an event.
pub fn help_of(event: &web_sys::Event) -> Option<String> {
    let element: web_sys::Element = event.target()?.dyn_into().ok()?;
    element.closest("[data-help]").ok()??.get_attribute("data-help")
}

/// Why it is computed there, and not on the other.
fn why_backend(store: Store) -> Option<String> {
    let reason = store.decision.get()?.reason;
    Some(store.gpu.with(|gpu| words::backend::why(reason, gpu.as_ref())))
}

#[component]
pub fn Foot(hint: RwSignal<Option<String>>, axes: StripAxes) -> Built {
    let store = Store::here();
    let parameters =
        move || store.record_calmly(|record| words::parameters(&format::count(record.parameters))).unwrap_or_default();
    let parameters = memo(parameters);
    let backend = move || {
        let key = store.backend().map_or("", Backend::key);
        store.device_name().map_or_else(|| key.to_owned(), |name| words::backend::on(key, &name))
    };
    let slow =
        move || store.runs.chosen().slow.with(|why| why.as_ref().map(|why| words::trainer::slow_path(why) + " "));
    let hint = move || hint.get().unwrap_or_else(|| words::MEASURED.to_owned());
    built! {
        <div class="foot">
            <p class="hint" title=hint>{hint}</p>
            <p class="where" title=move || why_backend(store)>
                <span class="slow">{slow}</span>
                <span class="backend" data-vital="backend">
                    {backend}
                </span>
                <span class="why">{move || why_backend(store)}</span>
            </p>
            <p class="size">{parameters}</p>
            <AxisChoice axes=axes />
            <BackendChoice />
            <DrawerTabs />
        </div>
    }
}

/// That the link's author has hidden or locked controls, and the way to have them.
#[component]
pub fn Withheld() -> Built {
    let store = Store::here();
    let withheld = store.withheld();
    Built::of(move || {
        let (hidden, locked) = withheld.get();
        words::withheld(hidden, locked).map(|(short, said)| {
            built! {
                <p class="withheld">
                    // Where there is little room.
                    <span class="short">{short}</span>
                    <span class="long">{said}</span>
                    " "
                    <button class="quiet" on:click=move |_| store.unlock()>
                        {words::SHOW_ALL}
                    </button>
                </p>
            }
        })
    })
}

/// WebGPU or CPU. Which of them runs, on what and why, stands beside it.
#[component]
fn BackendChoice() -> Built {
    let store = Store::here();
    let running = memo(move || store.backend());
    let lacks_gpu = memo(move || store.gpu.with(|gpu| gpu.as_ref().is_none_or(|gpu| !gpu.usable())));
    let option = move |backend: Backend| {
        let absent = move || backend == Backend::Gpu && lacks_gpu.get();
        built! {
            <label class:absent=absent data-help=move || why_backend(store)>
                <input
                    type="radio"
                    name=store.page.id("backend")
                    prop:checked=move || running.get() == Some(backend)
                    disabled=absent
                    on:change=move |_| store.choose(backend)
                />
                <span>{words::settings::backend(backend)}</span>
            </label>
        }
    };
    built! {
        <span class="segments" role="radiogroup" aria-label=words::COMPUTED_ON data-help=move || why_backend(store)>
            {option(Backend::Gpu)}
            {option(Backend::Cpu)}
        </span>
    }
}
