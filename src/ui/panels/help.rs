//! The list of keys, in a dialog.

use leptos::prelude::*;

use crate::ui::modal::Modal;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

#[component]
pub fn Help(open: RwSignal<bool>) -> Built {
    built! { <Modal open=open name="keys" title=words::KEYS_TITLE inside=|| built! { <Keys /> } /> }
}

#[component]
fn Keys() -> Built {
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
        <dl>{rows}</dl>
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
