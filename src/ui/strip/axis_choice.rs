//! The strip's axes, and the choice between a linear and a logarithmic one.

use leptos::prelude::*;

use super::axes::{Axes, Needs};
use super::content::needs;
use super::futures::{Future, futures};
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;
use crate::words::strip::AS_TRIED;

const KEY: &str = "loss-axis";
const LINEAR: &str = "linear";
const LOG: &str = "log";

/// What the strip and the choice of its axis share; copying it is free.
#[derive(Clone, Copy)]
pub struct StripAxes {
    /// Whether the visitor wants it logarithmic; none while he has not said so.
    chosen: RwSignal<Option<bool>>,
    pub axes: Memo<Axes>,
    /// What is drawn ahead of the run.
    pub futures: Memo<Vec<Future>>,
    log: Memo<bool>,
}

impl StripAxes {
    pub fn new(store: Store) -> Self {
        let chosen = RwSignal::new(store.page.recall(KEY).map(|axis| axis == LOG));
        let futures = memo(move || all_futures(store));
        let axes = Memo::new(move |before: Option<&Axes>| {
            let (reach, place) = (store.trials.reach(), store.runs.chosen_place());
            let needs =
                futures.with(|futures| store.all_records(|records| needs(records, place, futures, reach))).flatten();
            Axes::next(before, &needs.unwrap_or(Needs::NOTHING), chosen.get())
        });
        Self { chosen, axes, futures, log: memo(move || axes.with(|axes| axes.log)) }
    }
}

/// The futures of the chosen run, and the curve that is pointed at or followed where it is none of them.
fn all_futures(store: Store) -> Vec<Future> {
    let run = store.runs.chosen().id;
    let mut all = store.trials.shown.with(|shown| shown.as_ref().map(|shown| futures(shown, run)).unwrap_or_default());
    if let Some(ghost) = store.trials.ghost(run)
        && !all.iter().any(|future| future.name == ghost.name)
    {
        let pointed = store.trials.hovered.with(Option::is_some);
        all.push(Future::of_ghost(&ghost, if pointed { &ghost.name } else { AS_TRIED }));
    }
    all
}

/// Linear or logarithmic: by itself what shows the run, until the visitor says it; remembered from one visit to the next.
#[component]
pub fn AxisChoice(axes: StripAxes) -> Built {
    let page = Store::here().page;
    let choose = move |log: bool| {
        axes.chosen.set(Some(log));
        page.remember(KEY, if log { LOG } else { LINEAR });
    };
    let choice = move |name: &'static str, value: bool| {
        built! {
            <label>
                <input
                    type="radio"
                    name=page.id("strip-axis")
                    prop:checked=move || axes.log.get() == value
                    on:change=move |_| choose(value)
                />
                <span>{name}</span>
            </label>
        }
    };
    built! {
        <span class="axis-choice" role="radiogroup" aria-label=words::LOSS_AXIS>
            {choice(words::LINEAR, false)}
            {choice(words::LOG, true)}
        </span>
    }
}
