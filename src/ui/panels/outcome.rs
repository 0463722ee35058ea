//! What comes out of the network: what it has learned, the loss and the accuracy.

use leptos::prelude::*;

use crate::record::Record;
use crate::ui::charts::{Boundary, Digits};
use crate::ui::stage::LayerReadout;
use crate::ui::store::Store;
use crate::vitals::View;
use crate::words::{self, format};

/// Nearer to 0.5 than this everywhere, nothing has been learned.
const UNDECIDED: f32 = 0.03;

/// Whether the network's answers are the same wherever one asks.
fn undecided(record: &Record) -> bool {
    match &record.view {
        Some((_, View::Boundary { probabilities, .. })) => {
            probabilities.iter().all(|probability| (probability - 0.5).abs() < UNDECIDED)
        }
        _ => false,
    }
}

#[component]
pub fn Outcome() -> impl IntoView {
    let store = Store::here();
    let flat = Memo::new(move |_| store.record_calmly(|record| record.rows.features == 2).unwrap_or(true));
    let nothing = Memo::new(move |_| store.record_calmly(undecided).unwrap_or(false));
    // A picture of long ago says so.
    let lags = Memo::new(move |_| {
        store.record_calmly(|record| {
            let (step, _) = record.view.as_ref()?;
            (*step != record.step() && record.divergence.is_none() && !store.running.get()).then_some(*step)
        })
        .flatten()
    });
    let title = move || match (flat.get(), nothing.get(), lags.get()) {
        (true, true, _) => words::LEARNED_NOTHING.to_owned(),
        (flat, _, Some(step)) => words::learned_at(flat, step),
        (true, false, None) => words::LEARNED_VIEW.to_owned(),
        (false, _, None) => words::DIGITS_VIEW.to_owned(),
    };
    let title = Memo::new(move |_| title());
    let help = move || if flat.get() { words::BOUNDARY_HELP } else { words::DIGITS_HELP };
    view! {
        <section class="outcome" aria-label=title>
            <h2 data-help=help>{title}</h2>
            <div class="field">
                <div class="drawing">
                    {move || if flat.get() { view! { <Boundary /> }.into_any() } else { view! { <Digits /> }.into_any() }}
                </div>
            </div>
            <Figures />
            <LayerReadout />
        </section>
    }
}

/// The loss, where the gradient starts, and what share is right.
#[component]
fn Figures() -> impl IntoView {
    let store = Store::here();
    let dash = || "\u{2013}".to_owned();
    let text = move |look: fn(&Record) -> Option<String>| {
        Memo::new(move |_| store.record(look).flatten().unwrap_or_else(dash))
    };
    let loss = text(|record| record.latest().map(|vitals| format::loss(f64::from(vitals.loss))));
    let accuracy = text(|record| record.latest().map(|vitals| format::percent(f64::from(vitals.accuracy))));
    let held_out = text(|record| record.held_out.map(|(_, held_out)| format::percent(f64::from(held_out.accuracy))));
    view! {
        <div class="figures">
            <p class="loss-label" data-help=words::LOSS_HELP>{words::LOSS_STARTS}</p>
            <p class="loss" data-vital="loss">{loss}</p>
            <p class="right" data-help=words::ACCURACY_HELP>
                <span data-vital="accuracy">{accuracy}</span>
                " " {words::RIGHT} ", " <span class="held-out">{words::HELD_OUT} " " <span data-vital="held-out">{held_out}</span></span>
            </p>
        </div>
    }
}
