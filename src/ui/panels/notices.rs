//! What has to be said once: entries of the address that were ignored, commands refused, a trainer that is lost.

use leptos::prelude::*;

use super::copy_link::LinkToCopy;
use crate::ui::phase::{Fault, Notice, Phase};
use crate::ui::store::Store;
use crate::words;

/// The most notices that are shown at once: the latest.
const MOST: usize = 4;

/// A notice as it is read.
fn sentence(notice: &Notice) -> String {
    match notice {
        Notice::Ignored(entries) => words::ignored(entries),
        Notice::Refused(refusal) => words::trainer::refusal(refusal),
        Notice::Silent { backend, seconds } => words::trainer_silent(*backend, *seconds),
    }
}

#[component]
pub fn Notices() -> impl IntoView {
    let store = Store::here();
    let failure = move || match store.phase.get() {
        Phase::Failed(backend, Fault::Unreachable(why)) => Some(words::trainer_missing(backend, why)),
        Phase::Failed(backend, Fault::Stopped(why)) => Some(words::trainer_failed(backend, &why)),
        Phase::Asking | Phase::Loading | Phase::Working { .. } | Phase::Ready => None,
    };
    let latest = move || store.notices.with(|notices| notices[notices.len().saturating_sub(MOST)..].to_vec());
    let dismiss = move |notice: &Notice| store.notices.update(|notices| notices.retain(|one| one != notice));
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
            <LinkToCopy />
            <For each=latest key=sentence let:notice>
                <p class="notice">
                    <span>{sentence(&notice)}</span>
                    <button class="quiet" on:click=move |_| dismiss(&notice)>
                        {words::DISMISS}
                    </button>
                </p>
            </For>
        </div>
    }
}
