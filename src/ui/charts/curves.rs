//! Loss and accuracy over steps.

use leptos::prelude::*;

use super::axis::{self, Axis};
use super::plot::{Content, Cross, Line, LinePlot, Look, Mark, Overlay, Rule};
use crate::ui::record::{Curve, Record};
use crate::ui::store::Store;
use crate::ui::{format, memory, words};
use crate::vitals::Vitals;

/// Below this a logarithmic axis does not go: what a float32 loss can still tell from 0.
const LEAST_LOSS: f64 = 1e-7;

fn look(log: bool, steps: bool, sync: String) -> Look {
    Look {
        log,
        steps,
        lines: vec![
            Line { colour: "--ink", dashed: false, name: words::TRAIN },
            Line { colour: "--ink", dashed: true, name: words::HELD_OUT },
        ],
        sync,
    }
}

fn marks(record: &Record) -> Vec<Mark> {
    record.marks.iter().map(|mark| Mark { step: mark.step, name: mark.name.clone() }).collect()
}

/// The cross at the last value before a divergence.
fn cross(record: &Record, curve: Curve) -> Option<Cross> {
    let divergence = record.divergence?;
    let value = record.history.at(curve, divergence.step)?;
    Some(Cross { step: divergence.step.min(record.step().max(1)), value: f64::from(value) })
}

fn content(record: &Record, curves: [Curve; 2], axis: Axis, overlay: Overlay) -> Content {
    Content {
        steps: record.history.steps(),
        values: curves.map(|curve| record.history.points(curve)).into(),
        axis,
        last_step: axis::steps(record.step()),
        overlay,
    }
}

fn loss(record: &Record, log: bool) -> Content {
    let coin_toss = record.coin_toss();
    let (mut low, mut high) = (coin_toss, coin_toss);
    for (least, most) in [Curve::Loss, Curve::HeldOutLoss].into_iter().filter_map(|curve| record.history.range(curve)) {
        low = low.min(f64::from(least));
        high = high.max(f64::from(most));
    }
    // A whole decade below a coin toss is there from the start: that is where the curve is to go.
    let axis = if log { axis::logarithmic(low.clamp(LEAST_LOSS, 0.1), high, 6) } else { axis::linear(high * 1.05) };
    let overlay = Overlay {
        marks: marks(record),
        rule: Some(Rule { value: coin_toss, name: words::coin_toss(record.classes) }),
        cross: cross(record, Curve::Loss),
    };
    let mut content = content(record, [Curve::Loss, Curve::HeldOutLoss], axis, overlay);
    if log {
        for value in content.values.iter_mut().flatten() {
            // NaN stays NaN: there is no value.
            if *value < LEAST_LOSS {
                *value = LEAST_LOSS;
            }
        }
    }
    content
}

fn accuracy(record: &Record) -> Content {
    let axis = Axis { min: 0.0, max: 1.0, lines: vec![0.0, 0.5, 1.0] };
    let overlay = Overlay { cross: cross(record, Curve::Accuracy), ..Overlay::default() };
    content(record, [Curve::Accuracy, Curve::HeldOutAccuracy], axis, overlay)
}

/// The value of the last step, as text.
#[component]
fn Now(vital: &'static str, curve: fn(&Vitals) -> f64, text: fn(f64) -> String) -> impl IntoView {
    let store = Store::here();
    let value = Memo::new(move |_| store.record(|record| record.latest().map(curve)).flatten());
    view! {
        <span class="now" data-vital=vital>
            {move || value.get().map_or_else(|| "\u{2013}".to_owned(), text)}
        </span>
    }
}

/// The values at the pointer's step, or the latest ones.
#[component]
fn Readout(train: Curve, held_out: Curve, text: fn(f64) -> String) -> impl IntoView {
    let store = Store::here();
    let line = move || {
        let step = store.hovered_step.get();
        store.record(|record| {
            let step = step.unwrap_or(record.step()).min(record.step());
            let value =
                |curve| record.history.at(curve, step).map_or("\u{2013}".to_owned(), |value| text(f64::from(value)));
            (format::count(step), value(train), value(held_out))
        })
    };
    let line = Memo::new(move |_| line().unwrap_or_default());
    view! {
        <span class="readout">
            <span class="unit">"step "</span>
            <span class="figure">{move || line.get().0}</span>
            <span class="unit">{words::TRAIN} " "</span>
            <span class="figure">{move || line.get().1}</span>
            <span class="unit">{words::HELD_OUT} " "</span>
            <span class="figure">{move || line.get().2}</span>
        </span>
    }
}

/// How far above a coin toss a loss is too large for a linear axis to show anything else.
const TOO_LARGE: f64 = 20.0;

#[component]
pub fn LossChart() -> impl IntoView {
    const KEY: &str = "loss-axis";
    let store = Store::here();
    let chosen = RwSignal::new(memory::recall(KEY).map(|axis| axis == words::LOG));
    let exploded = move || {
        store.record(|record| {
            let (_, most) = record.history.range(Curve::Loss)?;
            Some(f64::from(most) > TOO_LARGE * record.coin_toss())
        })
    };
    let log = Memo::new(move |_| chosen.get().or_else(|| exploded().flatten()).unwrap_or(false));
    let choose = move |log: bool| {
        chosen.set(Some(log));
        memory::remember(KEY, if log { words::LOG } else { words::LINEAR });
    };
    let choice = move |name: &'static str, value: bool| {
        view! {
            <label>
                <input type="radio" name=KEY prop:checked=move || log.get() == value on:change=move |_| choose(value) />
                <span>{name}</span>
            </label>
        }
    };
    let text = move |value| if log.get_untracked() { axis::power(value) } else { axis::plain(value) };
    view! {
        <section class="chart loss" aria-label=words::LOSS>
            <header data-help=words::LOSS_HELP>
                <h2>
                    {words::LOSS} " " <Now vital="loss" curve=|vitals| f64::from(vitals.loss) text=format::loss />
                </h2>
                <span class="segments" role="radiogroup" aria-label=words::LOSS_AXIS>
                    {choice(words::LINEAR, false)}
                    {choice(words::LOG, true)}
                </span>
                <Readout train=Curve::Loss held_out=Curve::HeldOutLoss text=format::number />
            </header>
            <LinePlot
                label=words::LOSS_CHART
                look=move || look(log.get(), false, store.name())
                text=text
                content=move || store.record(|record| loss(record, log.get_untracked()))
            />
        </section>
    }
}

#[component]
pub fn AccuracyChart() -> impl IntoView {
    let store = Store::here();
    view! {
        <section class="chart accuracy" aria-label=words::ACCURACY>
            <header data-help=words::ACCURACY_HELP>
                <h2>
                    {words::ACCURACY} " "
                    <Now vital="accuracy" curve=|vitals| f64::from(vitals.accuracy) text=format::percent />
                </h2>
                <Readout train=Curve::Accuracy held_out=Curve::HeldOutAccuracy text=format::percent />
            </header>
            <LinePlot
                label=words::ACCURACY_CHART
                look=move || look(false, true, store.name())
                text=|value| format!("{} %", value * 100.0)
                content=move || store.record(accuracy)
            />
        </section>
    }
}
