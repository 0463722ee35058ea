//! How the run is: a word and a shape, a sentence, what would help, and the numbers behind it.

use leptos::prelude::*;

use super::blame::BlamePanel;
use super::remedies::Remedies;
use super::update_sum::UpdateSum;
use crate::diagnosis::{Evidence, Verdict as Word};
use crate::experiment::Case;
use crate::ui::store::Store;
use crate::words;
use crate::words::verdict as said;

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
            <Notes />
            <div class="tabs" role="tablist" aria-label=words::VERDICT>
                {button(Tab::Diagnosis, words::DIAGNOSIS_TAB)}
                {button(Tab::UpdateSum, words::UPDATE_SUM_TAB)}
                <Show when=move || case.get().is_some()>{button(Tab::Case, words::CASE_TAB)}</Show>
            </div>
            {move || match shown.get() {
                Tab::Diagnosis => view! { <Remedies /> <BlamePanel /> <EvidenceList /> }.into_any(),
                Tab::UpdateSum => view! { <UpdateSum /> }.into_any(),
                Tab::Case => case.get().map(|case| view! { <CaseSummary case=case /> }).into_any(),
            }}
        </section>
    }
}

/// What is worth saying beside the verdict; nothing as a rule.
#[component]
fn Notes() -> impl IntoView {
    let store = Store::here();
    let notes = Memo::new(move |_| {
        let notes = store.diagnosis().map(|diagnosis| diagnosis.notes).unwrap_or_default();
        notes.iter().map(|note| (note.key(), words::notes::sentence(note))).collect::<Vec<_>>()
    });
    let item = |(key, sentence): (&'static str, String)| view! { <li data-note=key>{sentence}</li> };
    view! {
        <Show when=move || notes.with(|notes| !notes.is_empty())>
            <ul class="notes">{move || notes.get().into_iter().map(item).collect_view()}</ul>
        </Show>
    }
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
