//! Whose settings these are: one patient's, or two that are compared.

use leptos::prelude::*;

use crate::session::Patient;
use crate::ui::store::Store;
use crate::ui::words;

#[component]
pub fn Patients() -> impl IntoView {
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
    let option = move |patient: Patient| {
        let name = words::PATIENTS[patient as usize];
        let verdict = move || store.diagnosis_of(patient).map(|diagnosis| diagnosis.verdict.word());
        view! {
            <label class=if patient == Patient::B { "b" } else { "a" }>
                <input
                    type="radio"
                    name="patient"
                    prop:checked=move || store.chosen.get() == patient
                    on:change=move |_| store.choose_patient(patient)
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
            <span class="segments" role="radiogroup" aria-label=words::PATIENT data-help=words::PATIENT_HELP>
                {option(Patient::A)}
                {option(Patient::B)}
            </span>
            <div class="buttons">
                <button data-help=words::FROM_START_HELP on:click=move |_| store.restart()>
                    {words::FROM_START}
                </button>
                <button data-help=words::KEEP_HELP on:click=move |_| store.keep_only_chosen()>
                    {move || words::keep(store.chosen.get())}
                </button>
            </div>
        </div>
    }
}
