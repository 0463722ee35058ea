//! What comes out of the network: what it has learned, the loss and the accuracy.

use leptos::prelude::*;

use crate::record::Record;
use crate::ui::charts::{Boundary, Digits};
use crate::ui::effect::memo;
use crate::ui::stage::LayerReadout;
use crate::ui::store::Store;
use crate::ui::theme::run_colour;
use crate::ui::view::{Built, built};
use crate::vitals::{View, Vitals};
use crate::words::{self, format};

/// Nearer to 0.5 than this everywhere, nothing has been learned.
const UNDECIDED: f32 = 0.03;

/// What has been said to have learned nothing is said to have learned something only well beyond that.
const LESS_UNDECIDED: f32 = 0.08;

/// Whether it has trained no step, or its answers are the same wherever one asks; `before`: whether that was so.
fn knows_nothing(record: &Record, before: bool) -> bool {
    let undecided = if before { LESS_UNDECIDED } else { UNDECIDED };
    match &record.view {
        _ if record.step() == 0 => true,
        Some((_, View::Boundary { probabilities, .. })) => {
            probabilities.iter().all(|probability| (probability - 0.5).abs() < undecided)
        }
        _ => false,
    }
}

#[component]
pub fn Outcome() -> Built {
    let store = Store::here();
    let flat = store.is_flat();
    let before = StoredValue::new(true);
    let nothing = memo(move || {
        let nothing = store.record_calmly(|record| knows_nothing(record, before.get_value())).unwrap_or(false);
        before.set_value(nothing);
        store.tells() && nothing
    });
    // A picture of long ago says so.
    let lags = memo(move || {
        store
            .record_calmly(|record| {
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
    let title = memo(title);
    let help = move || if flat.get() { words::BOUNDARY_HELP } else { words::DIGITS_HELP };
    built! {
        <section class="outcome" aria-label=move || if flat.get() { words::LEARNED_VIEW } else { words::DIGITS_VIEW }>
            <h2 data-help=help>{title}</h2>
            {move || if store.runs.compared() {
                Built::of((0..store.runs.count()).map(|place| built! { <OneOf place=place flat=flat /> }))
            } else {
                built! { <div class="field"><Field flat=flat /></div> }
            }}
            <Figures />
            <LayerReadout />
        </section>
    }
}

/// The plane, or the digits.
#[component]
fn Field(flat: Memo<bool>, #[prop(optional)] run: Option<usize>) -> Built {
    built! {
        <div class="drawing">
            {move || match (flat.get(), run) {
                (true, Some(run)) => built! { <Boundary run=run /> },
                (true, None) => built! { <Boundary /> },
                (false, Some(run)) => built! { <Digits run=run /> },
                (false, None) => built! { <Digits /> },
            }}
        </div>
    }
}

/// What one of the compared runs has learned.
#[component]
fn OneOf(place: usize, flat: Memo<bool>) -> Built {
    let store = Store::here();
    let figure = move |look: fn(&Vitals) -> String| {
        move || store.record_of(Some(place), |record| record.latest().map(look)).flatten()
    };
    let loss = figure(|vitals| format::loss(f64::from(vitals.loss)));
    let loss = move || loss().unwrap_or_else(|| "\u{2013}".to_owned());
    let right = figure(|vitals| words::and_right(&format::percent(f64::from(vitals.accuracy))));
    built! {
        <div class="field one-of"><Field flat=flat run=place /></div>
        <p class="one-figures" style:--run=format!("var({})", run_colour(place))>
            // What has no room is left out whole.
            <span class="fact"><b>{words::run_name(place)}</b> " " {loss} " "</span>
            <span class="fact">{right}</span>
        </p>
    }
}

/// The loss, where the gradient starts, and what share is right.
#[component]
fn Figures() -> Built {
    let store = Store::here();
    let dash = || "\u{2013}".to_owned();
    let text =
        move |look: fn(&Record) -> Option<String>| memo(move || store.record(look).flatten().unwrap_or_else(dash));
    let loss = text(|record| record.latest().map(|vitals| format::loss(f64::from(vitals.loss))));
    let accuracy = text(|record| record.latest().map(|vitals| format::percent(f64::from(vitals.accuracy))));
    let held_out = text(|record| record.held_out.map(|(_, held_out)| format::percent(f64::from(held_out.accuracy))));
    built! {
        <div class="figures">
            <p class="loss-label" data-help=words::LOSS_HELP>{words::BATCH_LOSS}<span class="tail">{words::LOSS_STARTS}</span></p>
            <p class="loss" data-vital="loss">{loss}</p>
            <p class="right" data-help=words::ACCURACY_HELP>
                // Each of the two facts in one piece.
                <span class="fact"><span data-vital="accuracy">{accuracy}</span> " " {words::RIGHT}</span>
                <span class="held-out">
                    <span class="fact">{words::HELD_OUT} " " <span data-vital="held-out">{held_out}</span></span>
                </span>
            </p>
        </div>
    }
}
