//! The list of keys, in a dialog.

use leptos::prelude::*;

use crate::ui::built::built;
use crate::ui::modal::Modal;
use crate::ui::store::Store;
use crate::words;

#[component]
pub fn Help(open: RwSignal<bool>) -> impl IntoView {
    built! { <Modal open=open name="keys" title=words::KEYS_TITLE inside=|| built! { <Keys /> }.into_any() /> }
}

#[component]
fn Keys() -> impl IntoView {
    let store = Store::here();
    let rows = words::KEYS.map(|(key, what)| {
        built! {
            <div>
                <dt>
                    <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
            </div>
        }
    });
    built! {
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
    }
}
