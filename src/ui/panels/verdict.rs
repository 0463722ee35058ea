//! How the run is: a word and a shape, a sentence, what would help, and the numbers behind it.

use leptos::prelude::*;

use super::update_sum::UpdateSum;
use crate::diagnosis::{Action, Diagnosis, Evidence, Obstacle, Remedy, Verdict as Word};
use crate::experiment::Case;
use crate::ui::store::Store;
use crate::words;
use crate::words::{remedy as offered, verdict as said};

/// What is read under the verdict.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Diagnosis,
    UpdateSum,
    Case,
}

#[component]
pub fn Verdict() -> impl IntoView {
    let store = Store::here();
    let tab = RwSignal::new(Tab::Diagnosis);
    let verdict = Memo::new(move |_| store.diagnosis().map_or(Word::Measuring, |diagnosis| diagnosis.verdict));
    let case = Memo::new(move |_| store.wanted.with(Case::of));
    let shown =
        Memo::new(move |_| if tab.get() == Tab::Case && case.get().is_none() { Tab::Diagnosis } else { tab.get() });
    let button = move |this: Tab, name: &'static str| {
        view! {
            <button role="tab" aria-selected=move || (shown.get() == this).to_string() on:click=move |_| tab.set(this)>
                {name}
            </button>
        }
    };
    view! {
        <section class="verdict" aria-label=words::VERDICT data-condition=move || verdict.get().key() data-severity=move || verdict.get().severity().key()>
            <h2 aria-live="polite">
                <span class="shape" aria-hidden="true">
                    {move || verdict.get().shape()}
                </span>
                {move || said::name(verdict.get())}
            </h2>
            <p class="sentence">{move || store.diagnosis().map(|diagnosis| said::sentence(&diagnosis))}</p>
            <div class="tabs" role="tablist" aria-label=words::VERDICT>
                {button(Tab::Diagnosis, words::DIAGNOSIS_TAB)}
                {button(Tab::UpdateSum, words::UPDATE_SUM_TAB)}
                <Show when=move || case.get().is_some()>{button(Tab::Case, words::CASE_TAB)}</Show>
            </div>
            {move || match shown.get() {
                Tab::Diagnosis => view! { <Remedies /> <EvidenceList /> }.into_any(),
                Tab::UpdateSum => view! { <UpdateSum /> }.into_any(),
                Tab::Case => case.get().map(|case| view! { <CaseSummary case=case /> }).into_any(),
            }}
        </section>
    }
}

/// What would help, each as a button that does it.
#[component]
fn Remedies() -> impl IntoView {
    let store = Store::here();
    // The buttons stay as they are while only numbers change: one under the pointer must not be made anew.
    let offers = Memo::new(move |_| store.diagnosis().map(|diagnosis| offers(&diagnosis)).unwrap_or_default());
    let item = move |offer: Offer| {
        let note = offer.note.clone();
        view! {
            <li>
                <button
                    disabled=offer.hindered
                    data-help=offer.note
                    aria-description=note.clone()
                    on:click=move |_| store.treat(offer.action)
                >
                    {offer.label}
                </button>
                <p class:obstacle=offer.hindered>{note}</p>
            </li>
        }
    };
    view! { <ul class="remedies">{move || offers.get().into_iter().map(item).collect_view()}</ul> }
}

/// A remedy as it is offered.
#[derive(Clone, Debug, PartialEq)]
struct Offer {
    action: Action,
    label: String,
    /// How it works, or why it will not.
    note: String,
    hindered: bool,
}

/// What can be done, the possible first. A diverged network is taken back to a healthy step by the same click.
fn offers(diagnosis: &Diagnosis) -> Vec<Offer> {
    let back = diagnosis.remedies.iter().find_map(|remedy| match remedy.action {
        Action::Rewind(step) => Some(step),
        _ => None,
    });
    let offer = |remedy: &Remedy| {
        let (action, name, how) = (remedy.action, offered::label(remedy.action), offered::how(remedy.action));
        let (label, note, hindered) = match (remedy.obstacle, back) {
            (None, _) => (name, how.to_owned(), false),
            (Some(Obstacle::Diverged), Some(_)) => (offered::after_rewind(&name), how.to_owned(), false),
            (Some(obstacle), _) => (name, offered::obstacle(obstacle, diagnosis), true),
        };
        Offer { action, label, note, hindered }
    };
    let mut offers: Vec<Offer> = diagnosis.remedies.iter().map(offer).collect();
    // A rewind by itself mends nothing: it comes after what does.
    offers.sort_by_key(|offer| (offer.hindered, !offer.action.is_hot()));
    offers
}

#[component]
fn EvidenceList() -> impl IntoView {
    let store = Store::here();
    let row = |evidence: Evidence| {
        view! {
            <div>
                <dt>{said::indicator(evidence.indicator)}</dt>
                <dd>{said::value(&evidence)}</dd>
            </div>
        }
    };
    let rows = move || {
        store.diagnosis().map(|diagnosis| diagnosis.evidence).unwrap_or_default().into_iter().map(row).collect_view()
    };
    view! { <dl class="evidence">{rows}</dl> }
}

/// What there is to see in the case that the settings are, and what mends it.
#[component]
fn CaseSummary(case: Case) -> impl IntoView {
    view! {
        <div class="story">
            <h3>{words::cases::title(case)}</h3>
            <p>{words::cases::summary(case)}</p>
            <p>
                <span class="unit">{words::REMEDIES} " "</span>
                {words::cases::remedies(case)}
            </p>
        </div>
    }
}
