//! What helps: what was tried on copies of the chosen run, with what came of it. A click does it to the run itself.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;

use crate::diagnosis::{Severity, Verdict};
use crate::experiment::Tries;
use crate::ui::charts::Spark;
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::trials::{Age, Row, Shown};
use crate::ui::view::{Built, built};
use crate::words::trials as said;

/// So many remedies are shown; the rest is unfolded.
const MOST: usize = 5;
/// Steps of a trial where the network is not large.
const USUAL_STEPS: usize = 300;

/// What helps the chosen run; nothing where it is well.
#[component]
pub fn Remedies() -> Built {
    let store = Store::here();
    let asks = memo(move || store.diagnosis().is_some_and(|diagnosis| diagnosis.verdict.asks_for_trials()));
    let healthy = |verdict: Verdict| verdict.severity() == Severity::Healthy;
    let well = memo(move || store.diagnosis().is_some_and(|diagnosis| healthy(diagnosis.verdict)));
    let there = memo(move || {
        store.trials.tries.get() != Tries::Off
            && !well.get()
            && (asks.get() || store.trials.shown.with(Option::is_some))
    });
    built! {
        <Show when=move || there.get()>
            <Tried asks=asks />
        </Show>
    }
}

#[component]
fn Tried(asks: Memo<bool>) -> Built {
    let store = Store::here();
    let shown = store.trials.shown;
    let of = move |look: fn(&Shown) -> bool| memo(move || shown.with(|shown| shown.as_deref().is_some_and(look)));
    let under_way = of(|shown| shown.under_way);
    let old = of(|shown| shown.age != Age::Fresh);
    let changed = of(|shown| shown.age == Age::Changed);
    let helps = of(|shown| !shown.helped.is_empty());
    let again = memo(move || {
        asks.get()
            && !under_way.get()
            && shown.with(|shown| {
                shown
                    .as_ref()
                    .is_some_and(|shown| shown.age != Age::Fresh || shown.cancelled || shown.failure.is_some())
            })
    });
    let line = memo(move || shown.with(|shown| shown.as_deref().map(status)));
    let edge = memo(move || shown.with(|shown| shown.as_ref().and_then(|shown| shown.edge.clone())));
    let too_large = move || store.trials.too_large.get().map(said::too_large);
    let rows = move |from: usize, most: usize| {
        move || {
            shown.with(|shown| {
                let helped = shown.as_ref().map(|shown| shown.helped.as_slice()).unwrap_or_default();
                helped.iter().skip(from).take(most).cloned().collect::<Vec<_>>()
            })
        }
    };
    let item = move |row: Row| built! { <Remedy row=row changed=changed /> };
    let more =
        memo(move || shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.helped.len().saturating_sub(MOST))));
    let list = NodeRef::<html::Div>::new();
    // Of those that leave one element of the list for another nothing is let go.
    let leaves = move |event: ev::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        // The focus leaves it, too, while it is taken away.
        if !list.try_get_untracked().flatten().is_some_and(|list| list.contains(to.as_ref())) {
            store.trials.held.set(false);
        }
    };
    built! {
        <div
            class="tried"
            class:old=old
            data-under-way=move || under_way.get().to_string()
            node_ref=list
            on:pointerenter=move |_| store.trials.held.set(true)
            on:pointerleave=move |_| store.trials.held.set(false)
            on:focusin=move |_| store.trials.held.set(true)
            on:focusout=leaves
        >
            <p class="status">
                <span aria-live="polite">{move || too_large().or_else(|| line.get())}</span>
                <Show when=move || under_way.get()>
                    <button on:click=move |_| store.cancel_trials()>{said::CANCEL}</button>
                </Show>
                <Show when=move || again.get()>
                    <button on:click=move |_| store.ask_for_trials()>{said::TRY_AGAIN}</button>
                </Show>
            </p>
            {move || edge.get().map(|edge| built! { <p class="edge">{edge}</p> })}
            // As high while they come in as it may become, so that nothing under it moves.
            <ul class="remedies" class:filling=under_way aria-label=said::REMEDIES hidden=move || !helps.get() && !under_way.get()>
                <For each=rows(0, MOST) key=Row::id children=item />
            </ul>
            <Show when=move || more.get() != 0>
                <details class="more-remedies">
                    <summary>{move || said::more(more.get())}</summary>
                    <ul class="remedies">
                        <For each=rows(MOST, usize::MAX) key=Row::id children=item />
                    </ul>
                </details>
            </Show>
            <DidNotHelp />
        </div>
    }
}

/// How far the trials are, or where they were made.
fn status(shown: &Shown) -> String {
    let (done, total) = shown.progress;
    if shown.under_way {
        return said::under_way(done, total);
    }
    let tried = said::tried_at(shown.step, shown.steps, USUAL_STEPS, shown.longer(), shown.stopped());
    let more = match (&shown.failure, shown.cancelled, shown.age) {
        (Some(why), ..) => said::given_up(why),
        (None, true, _) => said::CANCELLED.to_owned(),
        (None, false, Age::Changed) => said::CHANGED.to_owned(),
        (None, false, Age::Fresh | Age::Old) => String::new(),
    };
    let nothing = if shown.nothing_helps() { said::NOTHING_HELPS } else { "" };
    [nothing, tried.as_str(), more.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A remedy with what its trial showed.
#[component]
fn Remedy(row: Row, changed: Memo<bool>) -> Built {
    let store = Store::here();
    let control = store.trials.shown.with_untracked(|shown| shown.as_ref().map(Arc::clone));
    let (control, control_curve) =
        control.map(|shown| (shown.control, shown.control_curve.clone())).unwrap_or_default();
    let restarts = row.treatment.restarts();
    let described = said::described(control, row.loss, row.steps, restarts);
    let row = StoredValue::new(row);
    let with_shown = move |act: &dyn Fn(&Shown, &Row)| {
        if let Some(shown) = store.trials.shown.get_untracked() {
            row.with_value(|row| act(&shown, row));
        }
    };
    let point = move || {
        with_shown(&|shown, row| {
            store.trials.hovered.set((!changed.get_untracked()).then(|| Store::ghost_of(shown, row)))
        })
    };
    let leave = move || store.trials.hovered.set(None);
    let (label, key, loss, curve) = row.with_value(|row| {
        (row.label.clone(), row.treatment.key(), row.loss.map(|loss| loss.to_string()), row.curve.clone())
    });
    built! {
        <li>
            <button
                class="remedy"
                aria-description=described
                data-remedy=key
                data-loss=loss
                data-from=row.with_value(|row| row.from().to_string())
                disabled=changed
                on:click=move |_| with_shown(&|shown, row| store.treat(shown, row))
                on:pointerenter=move |_| point()
                on:pointerleave=move |_| leave()
                on:focus=move |_| point()
                on:blur=move |_| leave()
            >
                <span class="name">{label}</span>
                <span class="figures" aria-hidden="true">
                    {said::from_to(control, row.with_value(|row| row.loss))}
                    {restarts.then(|| built! { <span class="restarts">{said::WITH_NEW_WEIGHTS}</span> })}
                </span>
                <Spark curve=curve control=control_curve />
            </button>
        </li>
    }
}

/// What was tried to no avail, folded.
#[component]
fn DidNotHelp() -> Built {
    let store = Store::here();
    let rest = memo(move || {
        store.trials.shown.with(|shown| shown.as_ref().map(|shown| shown.rest.clone()).unwrap_or_default())
    });
    let item = |row: Row| {
        built! {
            <li>
                <span class="name">{row.label.clone()}</span>
                <span class="figure">{said::reached(row.loss)}</span>
                <span class="why">{row.why}</span>
            </li>
        }
    };
    built! {
        <Show when=move || rest.with(|rest| !rest.is_empty())>
            <details class="did-not-help">
                <summary>{move || said::did_not_help(rest.with(Vec::len))}</summary>
                <ul>
                    <For each=move || rest.get() key=Row::id children=item />
                </ul>
            </details>
        </Show>
    }
}
