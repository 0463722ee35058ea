//! One line: the explanation of whatever the pointer or the focus is on, and what the network is computed on.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::experiment::{Backend, Choice};
use crate::ui::store::Store;
use crate::words::{self, format};

/// The explanation that belongs to the place of an event.
pub fn help_of(event: &web_sys::Event) -> Option<String> {
    let element: web_sys::Element = event.target()?.dyn_into().ok()?;
    element.closest("[data-help]").ok()??.get_attribute("data-help")
}

/// Why it is computed there, and not on the other.
pub fn why_backend(store: Store) -> Option<String> {
    let reason = store.decision.get()?.reason;
    Some(store.gpu.with(|gpu| words::backend::why(reason, gpu.as_ref())))
}

#[component]
pub fn Foot(hint: RwSignal<Option<String>>) -> impl IntoView {
    let store = Store::here();
    let parameters =
        move || store.record_calmly(|record| words::parameters(&format::count(record.parameters))).unwrap_or_default();
    let parameters = Memo::new(move |_| parameters());
    let backend = move || {
        let key = store.backend().map_or("", Backend::key);
        store.device_name().map_or_else(|| key.to_owned(), |name| words::backend::on(key, &name))
    };
    let slow =
        move || store.runs.chosen().slow.with(|why| why.as_ref().map(|why| words::trainer::slow_path(why) + " "));
    view! {
        <footer class="foot">
            <p class="hint">{move || hint.get().unwrap_or_else(|| words::MEASURED.to_owned())}</p>
            <p class="where">
                <span class="backend" data-vital="backend">
                    {backend}
                </span>
                <span class="slow">{slow}</span>
                <span>{move || why_backend(store)}</span>
            </p>
            <p class="size">{parameters}</p>
        </footer>
    }
}
