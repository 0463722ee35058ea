//! What has to be said once: entries of the address that were ignored, commands refused, a trainer that is lost.

use leptos::prelude::*;

use crate::ui::store::{Phase, Store};
use crate::words;

#[component]
pub fn Notices() -> impl IntoView {
    let store = Store::here();
    let failure = move || match store.phase.get() {
        Phase::Failed(sentence) => Some(sentence),
        Phase::Loading(_) | Phase::Ready => None,
    };
    let dismiss = move |sentence: String| store.notices.update(|notices| notices.retain(|one| *one != sentence));
    view! {
        <div class="notices" aria-live="polite">
            {move || {
                failure()
                    .map(|sentence| {
                        view! {
                            <p class="notice failure" role="alert">
                                <span>{sentence}</span>
                                <button on:click=move |_| store.start_again()>{words::START_AGAIN}</button>
                            </p>
                        }
                    })
            }}
            <For each=move || store.notices.get() key=String::clone let:sentence>
                <p class="notice">
                    <span>{sentence.clone()}</span>
                    <button class="quiet" on:click=move |_| dismiss(sentence.clone())>
                        {words::DISMISS}
                    </button>
                </p>
            </For>
        </div>
    }
}
