//! The network on stage; where runs are compared, theirs one over the other on one axis.

use leptos::prelude::*;

use crate::ui::effect::memo;
use crate::ui::stage::NetworkStage;
use crate::ui::store::Store;
use crate::ui::theme::run_colour;
use crate::ui::view::{Built, built};
use crate::words;
use crate::words::{stage, verdict as said};

#[component]
pub fn Networks() -> Built {
    let store = Store::here();
    built! {
        <div class="network" class:pair=move || store.runs.compared()>
            {move || if store.runs.compared() {
                Built::of((0..store.runs.count()).map(|place| built! { <OneOf place=place /> }))
            } else {
                built! {
                    <p class="row-title forward"><b>{stage::FORWARD}</b> " " {stage::FORWARD_SHOWS}</p>
                    <NetworkStage />
                }

            }}
        </div>
    }
}

/// One of the compared runs: its verdict, and its network.
#[component]
fn OneOf(place: usize) -> Built {
    let store = Store::here();
    let diagnosis = move || store.runs.all().get(place).and_then(|run| run.diagnosis());
    let verdict = memo(move || diagnosis().filter(|_| store.tells()).map(|diagnosis| diagnosis.verdict));
    built! {
        <div class="one-of" style:--run=format!("var({})", run_colour(place))>
            <p class="one-verdict">
                <b>{words::run_name(place)}</b>
                " "
                {move || verdict.get().map(|verdict| format!("{} {}", verdict.shape(), said::name(verdict)))}
                // Once: both are drawn alike.
                {(place == 0).then(|| built! { <span class="shows">{stage::PAIR_SHOWS}</span> })}
            </p>
            <div class="one-network"><NetworkStage run=place compared=true /></div>
        </div>
    }
}
