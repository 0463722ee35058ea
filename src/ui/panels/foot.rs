//! One line that explains whatever the pointer or the focus is on.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::ui::store::Store;
use crate::ui::{format, words};

/// The explanation that belongs to the place of an event.
pub fn help_of(event: &web_sys::Event) -> Option<String> {
    let element: web_sys::Element = event.target()?.dyn_into().ok()?;
    element.closest("[data-help]").ok()??.get_attribute("data-help")
}

#[component]
pub fn Foot(hint: RwSignal<Option<String>>) -> impl IntoView {
    let store = Store::here();
    let parameters = move || {
        store.record(|record| words::parameters(&format::count(record.parameters))).unwrap_or_default()
    };
    let parameters = Memo::new(move |_| parameters());
    view! {
        <footer class="foot">
            <p class="hint">{move || hint.get().unwrap_or_else(|| words::MEASURED.to_owned())}</p>
            <p class="unit">{parameters}</p>
        </footer>
    }
}
