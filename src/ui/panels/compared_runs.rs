//! Whose settings these are: one run's, or two that are compared.

use leptos::prelude::*;

use crate::session::RunId;
use crate::ui::store::{A, B, Store};
use crate::words;

#[component]
pub fn ComparedRuns() -> impl IntoView {
    let store = Store::here();
    move || {
        if store.comparing.get() {
            view! { <Two /> }.into_any()
        } else {
            view! {
                <div class="patients">
                    <button data-help=words::COMPARE_HELP on:click=move |_| store.compare()>
                        {words::COMPARE}
                    </button>
                </div>
            }
            .into_any()
        }
    }
}

/// The choice between the two, and the ways out of the comparison.
#[component]
fn Two() -> impl IntoView {
    let store = Store::here();
    let option = move |run: RunId| {
        let name = words::RUNS[run.0 as usize];
        let verdict = move || store.diagnosis_of(run).map(|diagnosis| diagnosis.verdict.word());
        view! {
            <label class=if run == B { "b" } else { "a" }>
                <input
                    type="radio"
                    name="patient"
                    prop:checked=move || store.chosen.get() == run
                    on:change=move |_| store.choose_run(run)
                />
                <span>
                    <b>{name}</b>
                    " "
                    {verdict}
                </span>
            </label>
        }
    };
    view! {
        <div class="patients two">
            <span class="segments" role="radiogroup" aria-label=words::COMPARED_RUN data-help=words::COMPARED_RUN_HELP>
                {option(A)}
                {option(B)}
            </span>
            <div class="buttons">
                <button data-help=words::FROM_START_HELP on:click=move |_| store.restart()>
                    {words::FROM_START}
                </button>
                <button data-help=words::KEEP_HELP on:click=move |_| store.keep_only_chosen()>
                    {move || words::keep(words::RUNS[store.chosen.get().0 as usize])}
                </button>
            </div>
        </div>
    }
}
