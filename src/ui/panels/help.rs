//! The list of keys, in a dialog.

use leptos::ev::Event;
use leptos::html::Dialog;
use leptos::prelude::*;

use crate::ui::store::Store;
use crate::words;

#[component]
pub fn Help(open: RwSignal<bool>) -> impl IntoView {
    let store = Store::here();
    let title = store.page.id("keys");
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            match (open.get(), dialog.open()) {
                // Refused only where the dialog is not in the page any more.
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    // The event comes a moment after the closing; by then the list may be open again.
    let closed = move |_: Event| {
        if dialog.get_untracked().is_none_or(|dialog| !dialog.open()) {
            open.set(false);
        }
    };
    let rows = words::KEYS.map(|(key, what)| {
        view! {
            <div>
                <dt>
                    <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
            </div>
        }
    });
    view! {
        <dialog node_ref=dialog aria-labelledby=title on:cancel=move |_: Event| open.set(false) on:close=closed>
            <h2 id=title.clone()>{words::KEYS_TITLE}</h2>
            <dl>{rows.into_iter().collect_view()}</dl>
            <label class="letter-keys">
                <input
                    type="checkbox"
                    prop:checked=store.letter_keys
                    on:change=move |event| store.use_letter_keys(event_target_checked(&event))
                />
                " "
                {words::LETTER_KEYS}
            </label>
            <form method="dialog">
                <button>{words::CLOSE}</button>
            </form>
        </dialog>
    }
}
