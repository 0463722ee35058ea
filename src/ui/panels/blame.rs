//! What is to blame: the experiment from its beginning, one setting changed at a time.

use leptos::prelude::*;

use crate::experiment::Tries;
use crate::trials::Suspect;
use crate::ui::download::download;
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::trials::BlameShown;
use crate::ui::view::{Built, built};
use crate::words::{treatment, trials as said};

/// The button that searches, and what is found; nothing where the chosen run is well and nobody has asked.
#[component]
pub fn BlamePanel() -> Built {
    let store = Store::here();
    let blame = store.trials.blame;
    let asks = move || store.diagnosis().is_some_and(|diagnosis| diagnosis.verdict.asks_for_trials());
    let some = memo(move || blame.with(Option::is_some));
    let there = memo(move || store.trials.tries.get() != Tries::Off && (some.get() || asks()));
    built! {
        <Show when=move || there.get()>
            <div class="blamed">
                <Show when=move || some.get() fallback=move || built! {
                    <button data-help=said::BLAME_HELP on:click=move |_| store.find_blame()>
                        {said::BLAME}
                    </button>
                }>
                    <Found />
                </Show>
            </div>
        </Show>
    }
}

#[component]
fn Found() -> Built {
    let store = Store::here();
    let blame = store.trials.blame;
    let under_way = memo(move || blame.with(|blame| blame.as_ref().is_some_and(|blame| blame.under_way)));
    let line = memo(move || blame.with(|blame| blame.as_deref().map(status)));
    let suspects =
        memo(move || blame.with(|blame| blame.as_ref().map(|blame| blame.suspects.clone()).unwrap_or_default()));
    let export = move |_| {
        if let Some(blame) = blame.get_untracked() {
            download(said::CSV_FILE, "text/csv", &blame.csv.as_str().into());
        }
    };
    let item = move |(suspect, loss, differs): (Suspect, f64, bool)| {
        let label = treatment::swapped(suspect.setting, suspect.from, suspect.to);
        let experiment = suspect.experiment;
        built! {
            <li>
                <button
                    data-suspect=suspect.setting.setting().key
                    data-loss=loss.to_string()
                    class:differs=differs
                    on:click=move |_| store.compare_with(experiment.clone())
                >
                    <span class="name">{label}</span>
                    <span class="figure">
                        {if differs { said::reached(Some(loss)) } else { said::NO_DIFFERENCE.to_owned() }}
                    </span>
                </button>
            </li>
        }
    };
    let is_empty = move || suspects.with(Vec::is_empty);
    built! {
        <h3>{said::BLAME}</h3>
        <p class="status">
            <span aria-live="polite">{line}</span>
            <Show when=move || under_way.get()>
                <button on:click=move |_| store.cancel_blame()>{said::CANCEL}</button>
            </Show>
            <Show when=move || !under_way.get() && is_empty()>
                <button on:click=move |_| store.find_blame()>{said::TRY_AGAIN}</button>
            </Show>
        </p>
        <ul class="suspects" aria-label=said::BLAME>
            <For each=move || suspects.get() key=|(suspect, loss, _)| (suspect.setting, suspect.to, loss.to_bits()) children=item />
        </ul>
        <Show when=move || !is_empty()>
            <button class="export" on:click=export>
                {said::EXPORT_CSV}
            </button>
        </Show>
    }
}

/// How far it is, or what was done.
fn status(blame: &BlameShown) -> String {
    let (done, total) = blame.progress;
    let what = if blame.under_way {
        said::blaming(done, total)
    } else {
        said::blamed(blame.as_it_is, blame.steps, blame.seeds)
    };
    match &blame.failure {
        Some(why) => said::given_up(why),
        None if !blame.under_way && done < total => said::CANCELLED.to_owned(),
        None => what,
    }
}
