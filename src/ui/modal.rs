//! A dialog over the page. What is in it is there only while it is open.

use leptos::ev::Event;
use leptos::html::Dialog;
use leptos::prelude::*;

use crate::ui::effect::effect;
use crate::ui::page::Page;
use crate::ui::view::{Built, built};
use crate::words;

#[component]
pub fn Modal(open: RwSignal<bool>, name: &'static str, title: &'static str, inside: fn() -> Built) -> Built {
    let id = Page::here().id(name);
    let labelled = id.clone();
    let dialog = NodeRef::<Dialog>::new();
    effect(move || {
        if let Some(dialog) = dialog.get() {
            match (open.get(), dialog.open()) {
                // Refused only where the dialog is not in the page any more.
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    // The event comes a moment after the closing; by then it may be open again.
    let closed = move |_: Event| {
        if dialog.get_untracked().is_none_or(|dialog| !dialog.open()) {
            open.set(false);
        }
    };
    built! {
        <dialog class=name node_ref=dialog aria-labelledby=labelled on:cancel=move |_: Event| open.set(false) on:close=closed>
            <h2 id=id>{title}</h2>
            {move || open.get().then(inside)}
            <form method="dialog">
                <button>{words::CLOSE}</button>
            </form>
        </dialog>
    }
}
