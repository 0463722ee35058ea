//! Loss and accuracy over steps.

use leptos::prelude::*;

use super::axis::{self, Axis};
use super::plot::{Content, Cross, Line, LinePlot, Look, Mark, Overlay, Rule};
use crate::ui::record::{Curve, Record};
use crate::ui::store::Store;
use crate::ui::{format, memory, words};

/// Below this a logarithmic axis does not go: what a float32 loss can still tell from 0.
const LEAST_LOSS: f64 = 1e-7;

fn look(log: bool) -> Look {
    Look {
        log,
        lines: vec![
            Line { colour: "--ink", dashed: false, name: words::TRAIN },
            Line { colour: "--ink", dashed: true, name: words::HELD_OUT },
        ],
        sync: "steps".to_owned(),
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
    let axis = if log { axis::logarithmic(low.max(LEAST_LOSS).min(0.1), high, 6) } else { axis::linear(high * 1.05) };
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

/// The values at the pointer's step, or the latest ones.
#[component]
fn Readout(train: Curve, held_out: Curve, text: fn(f64) -> String) -> impl IntoView {
    let store = Store::here();
    let line = move || {
        let step = store.hovered_step.get();
        store.record(|record| {
            let step = step.unwrap_or(record.step()).min(record.step());
            let value = |curve| record.history.at(curve, step).map_or("\u{2013}".to_owned(), |value| text(f64::from(value)));
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

#[component]
pub fn LossChart() -> impl IntoView {
    const KEY: &str = "loss-axis";
    let store = Store::here();
    let log = RwSignal::new(memory::recall(KEY).as_deref() == Some(words::LOG));
    let choose = move |chosen: bool| {
        log.set(chosen);
        memory::remember(KEY, if chosen { words::LOG } else { words::LINEAR });
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
                <h2>{words::LOSS}</h2>
                <span class="segments" role="radiogroup" aria-label=words::LOSS_AXIS>
                    {choice(words::LINEAR, false)}
                    {choice(words::LOG, true)}
                </span>
                <Readout train=Curve::Loss held_out=Curve::HeldOutLoss text=format::number />
            </header>
            <LinePlot
                label=words::LOSS_CHART
                look=move || look(log.get())
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
                <h2>{words::ACCURACY}</h2>
                <Readout train=Curve::Accuracy held_out=Curve::HeldOutAccuracy text=format::percent />
            </header>
            <LinePlot
                label=words::ACCURACY_CHART
                look=|| look(false)
                text=|value| format!("{} %", value * 100.0)
                content=move || store.record(accuracy)
            />
        </section>
    }
}
