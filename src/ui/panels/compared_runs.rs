//! Whose settings these are: one run's, or several that are compared.

use leptos::prelude::*;

use crate::ui::effect::memo;
use crate::ui::runs::PageRun;
use crate::ui::store::Store;
use crate::ui::theme::run_colour;
use crate::ui::view::{Built, built};
use crate::words;

#[component]
pub fn ComparedRuns() -> Built {
    let store = Store::here();
    let alone = move || {
        built! {
            <div class="compared-runs">
                <button data-help=words::COMPARE_HELP on:click=move |_| store.compare()>
                    {words::COMPARE}
                </button>
            </div>
        }
    };
    built! {
        <Show when=move || store.runs.compared() fallback=alone>
            <Several />
        </Show>
    }
}

/// The choice between them, and the ways out of the comparison.
#[component]
fn Several() -> Built {
    let store = Store::here();
    let chosen = memo(move || store.runs.chosen_place());
    let option = move |(place, run): (usize, PageRun)| {
        let id = run.id;
        let verdict =
            move || run.diagnosis().filter(|_| store.tells()).map(|diagnosis| words::verdict::name(diagnosis.verdict));
        built! {
            <label style:--run=format!("var({})", run_colour(place))>
                <input
                    type="radio"
                    name=store.page.id("run")
                    prop:checked=move || chosen.get() == place
                    on:change=move |_| store.choose_run(id)
                />
                <span>
                    <b>{words::run_name(place)}</b>
                    <span class="of-run">" " {verdict}</span>
                </span>
            </label>
        }
    };
    built! {
        <div class="compared-runs several">
            <span class="segments" role="radiogroup" aria-label=words::COMPARED_RUN data-help=words::COMPARED_RUN_HELP>
                <For each=move || store.runs.all().into_iter().enumerate().collect() key=|(place, run)| (*place, run.id) children=option />
            </span>
            <div class="buttons">
                <button data-help=words::FROM_START_HELP on:click=move |_| store.restart()>
                    {move || words::restart_all(store.runs.count())}
                </button>
                <button data-help=words::KEEP_HELP on:click=move |_| store.keep_only_chosen()>
                    {move || words::keep(&words::run_name(chosen.get()))}
                </button>
            </div>
        </div>
    }
}

/// Of several runs, the letter of the chosen one; nothing of one alone.
pub fn whose(store: Store) -> Option<Built> {
    store.runs.compared().then(|| {
        let place = store.runs.chosen_place();
        built! { <b class="whose" style:--run=format!("var({})", run_colour(place))>{words::run_name(place)}</b> }
    })
}
