//! What has to be said once: entries of the address that were ignored, commands refused, a trainer that is lost.

use leptos::prelude::*;

use crate::session::Failure;
use crate::ui::effect::memo;
use crate::ui::phase::{Notice, Phase};
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

/// The most notices that are shown at once: the latest.
const MOST: usize = 4;

/// A notice as it is read.
pub fn sentence(notice: &Notice) -> String {
    match notice {
        Notice::Ignored(entries) => words::ignored(entries),
        Notice::Refused(refusal) => words::trainer::refusal(refusal),
        Notice::Locked(keys) => words::locked(keys),
        Notice::Replays { to } => words::replays(*to),
        Notice::Large { needed, .. } => words::trainer::large(*needed),
        Notice::WentOn { lost, failure, on, step } => words::trainer::went_on(*lost, failure, *on, *step),
    }
}

/// What the browser or the driver said of it.
fn detail(notice: &Notice) -> Option<String> {
    match notice {
        Notice::WentOn { failure, .. } => words::trainer::detail(failure).map(str::to_owned),
        Notice::Ignored(_) | Notice::Refused(_) | Notice::Locked(_) | Notice::Replays { .. } | Notice::Large { .. } => {
            None
        }
    }
}

#[component]
pub fn Notices() -> Built {
    let store = Store::here();
    let latest = move || store.notices.with(|notices| notices[notices.len().saturating_sub(MOST)..].to_vec());
    let dismiss = move |notice: &Notice| store.notices.update(|notices| notices.retain(|one| one != notice));
    let consent = move |notice: &Notice| {
        dismiss(notice);
        store.consent();
    };
    built! {
        <div class="notices" aria-live="polite">
            <Lost />
            <For each=latest key=sentence let:notice>
                <p class="notice">
                    <span>{sentence(&notice)} {detail(&notice).map(details)}</span>
                    {matches!(notice, Notice::Large { .. })
                        .then(|| {
                            let notice = notice.clone();
                            built! { <button on:click=move |_| consent(&notice)>{words::TRAIN_IT}</button> }
                        })}
                    {matches!(notice, Notice::Replays { .. })
                        .then(|| built! { <button on:click=move |_| store.begin_anew()>{words::BEGIN_ANEW}</button> })}
                    <button class="quiet" on:click=move |_| dismiss(&notice)>
                        {words::DISMISS}
                    </button>
                </p>
            </For>
        </div>
    }
}

/// That there is no trainer any more, or one that does not get on; none where there is one that does.
pub fn lost_sentence(store: Store) -> Option<String> {
    match store.phase.get() {
        Phase::Failed { backend, failure } => {
            let gpu = store.gpu.with(|gpu| gpu.as_ref().is_some_and(|gpu| gpu.usable()));
            Some(words::trainer::lost(backend, &failure, gpu))
        }
        Phase::Hanging { backend, seconds } => Some(words::trainer::hangs(backend, seconds)),
        Phase::Asking | Phase::Loading { .. } | Phase::Working { .. } | Phase::Ready => None,
    }
}

/// The same, and what to do.
#[component]
fn Lost() -> Built {
    let store = Store::here();
    let said = memo(move || lost_sentence(store));
    let failure = memo(move || {
        store.phase.with(|phase| match phase {
            Phase::Failed { failure, .. } => Some(failure.clone()),
            _ => None,
        })
    });
    let detail =
        move || failure.get().as_ref().and_then(words::trainer::detail).map(|detail| details(detail.to_owned()));
    let reload = move |failure: &Option<Failure>| *failure == Some(Failure::OtherBuild);
    let label = move || if failure.with(reload) { words::RELOAD } else { words::START_AGAIN };
    let act = move |_| {
        if failure.with_untracked(reload) {
            // Where it is refused, the browser's own button does it.
            let _ = window().location().reload();
        } else {
            store.start_again();
        }
    };
    built! {
        <Show when=move || said.with(Option::is_some)>
            <p class="notice failure" role="alert">
                <span>{said} {detail}</span>
                <button on:click=act>{label}</button>
            </p>
        </Show>
    }
}

/// What somebody else's program said, for whoever wants to report it.
fn details(said: String) -> Built {
    built! {
        <details>
            <summary>{words::DETAILS}</summary>
            <code>{said}</code>
        </details>
    }
}
