//! Loss and accuracy over steps.

use leptos::prelude::*;

use super::axis::{self, Axis};
use super::plot::{Content, Cross, Line, LinePlot, Look, Mark, Overlay, Rule};
use crate::record::{Curve, History, Record};
use crate::ui::memory;
use crate::ui::store::Store;
use crate::vitals::Vitals;
use crate::words::{self, format};

/// Below this a logarithmic axis does not go: what a float32 loss can still tell from 0.
const LEAST_LOSS: f64 = 1e-7;

/// RunId A in ink, B in amber; the held-out set dashed. Alone, a line is named for its set; beside another, for its
/// run.
fn look(log: bool, steps: bool, two: bool, sync: String) -> Look {
    let line = |colour, dashed, name| Line { colour, dashed, name };
    let lines = if two {
        vec![
            line("--ink", false, words::RUNS[0]),
            line("--ink", true, ""),
            line("--amber-text", false, words::RUNS[1]),
            line("--amber-text", true, ""),
        ]
    } else {
        vec![line("--ink", false, words::TRAIN), line("--ink", true, words::HELD_OUT)]
    };
    Look { log, steps, lines, sync }
}

/// The marks of all; with the run's name where only one of two has it.
fn marks(records: &[&Record]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for (index, record) in records.iter().enumerate() {
        for mark in &record.marks {
            let shared = records.iter().all(|record| record.marks.contains(mark));
            match shared {
                true if index > 0 => {}
                true => marks.push(Mark { step: mark.step, name: words::mark_of(mark) }),
                false => {
                    let name = format!("{}: {}", words::RUNS[index], words::mark_of(mark));
                    marks.push(Mark { step: mark.step, name });
                }
            }
        }
    }
    marks.sort_by_key(|mark| mark.step);
    marks
}

/// The crosses at the last values before a divergence.
fn crosses(records: &[&Record], curve: Curve) -> Vec<Cross> {
    let cross = |record: &&Record| {
        let divergence = record.divergence?;
        let value = record.history.at(curve, divergence.step)?;
        Some(Cross { step: divergence.step.min(record.step().max(1)), value: f64::from(value) })
    };
    records.iter().filter_map(cross).collect()
}

fn content(records: &[&Record], curves: [Curve; 2], axis: Axis, overlay: Overlay) -> Content {
    let histories: Vec<&History> = records.iter().map(|record| &record.history).collect();
    let (steps, values) = History::join(&histories, &curves);
    Content { steps, values, axis, last_step: axis::steps(last_step(records)), overlay }
}

fn last_step(records: &[&Record]) -> u64 {
    records.iter().map(|record| record.step()).max().unwrap_or_default()
}

fn loss(records: &[&Record], log: bool) -> Option<Content> {
    let (chance_loss, classes) = records.first().map(|record| (record.chance_loss(), record.classes))?;
    let (mut low, mut high) = (chance_loss, chance_loss);
    let ranges = records.iter().flat_map(|record| {
        [Curve::Loss, Curve::HeldOutLoss].into_iter().filter_map(|curve| record.history.range(curve))
    });
    for (least, most) in ranges {
        low = low.min(f64::from(least));
        high = high.max(f64::from(most));
    }
    // A whole decade below a coin toss is there from the start: that is where the curve is to go.
    let axis = if log { axis::logarithmic(low.clamp(LEAST_LOSS, 0.1), high, 6) } else { axis::linear(high * 1.05) };
    let overlay = Overlay {
        marks: marks(records),
        rule: Some(Rule { value: chance_loss, name: words::chance_loss(classes) }),
        crosses: crosses(records, Curve::Loss),
    };
    let mut content = content(records, [Curve::Loss, Curve::HeldOutLoss], axis, overlay);
    if log {
        for value in content.values.iter_mut().flatten() {
            // NaN stays NaN: there is no value.
            if *value < LEAST_LOSS {
                *value = LEAST_LOSS;
            }
        }
    }
    Some(content)
}

fn accuracy(records: &[&Record]) -> Content {
    let axis = Axis { min: 0.0, max: 1.0, lines: vec![0.0, 0.5, 1.0] };
    let overlay = Overlay { crosses: crosses(records, Curve::Accuracy), ..Overlay::default() };
    content(records, [Curve::Accuracy, Curve::HeldOutAccuracy], axis, overlay)
}

/// The value of the chosen run's last step, as text.
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

/// The values at the pointer's step, or the latest ones: of the training batch and the held-out set, or of both
/// runs' training batches.
#[component]
fn Readout(train: Curve, held_out: Curve, text: fn(f64) -> String) -> impl IntoView {
    let store = Store::here();
    let line = move || {
        let step = store.hovered_step.get();
        store.records(|records| {
            let last = last_step(records);
            let step = step.unwrap_or(last).min(last);
            let value = |record: &Record, curve| {
                record.history.at(curve, step).map_or("\u{2013}".to_owned(), |value| text(f64::from(value)))
            };
            let values = match records {
                [a, b, ..] => [value(a, train), value(b, train)],
                [a] => [value(a, train), value(a, held_out)],
                [] => Default::default(),
            };
            (format::count(step), values)
        })
    };
    let line = Memo::new(move |_| line().unwrap_or_default());
    let name = move |index: usize| match store.comparing.get() {
        true => words::RUNS[index],
        false => [words::TRAIN, words::HELD_OUT][index],
    };
    view! {
        <span class="readout">
            <span class="unit">"step "</span>
            <span class="figure">{move || line.get().0}</span>
            <span class="unit">{move || name(0)} " "</span>
            <span class="figure">{move || line.get().1[0].clone()}</span>
            <span class="unit">{move || name(1)} " "</span>
            <span class="figure">{move || line.get().1[1].clone()}</span>
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
        store.records(|records| {
            records.iter().any(|record| {
                let most = record.history.range(Curve::Loss).map_or(0.0, |(_, most)| f64::from(most));
                most > TOO_LARGE * record.chance_loss()
            })
        })
    };
    let log = Memo::new(move |_| chosen.get().or_else(exploded).unwrap_or(false));
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
                look=move || look(log.get(), false, store.comparing.get(), store.name())
                text=text
                content=move || store.records(|records| loss(records, log.get_untracked())).flatten()
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
                look=move || look(false, true, store.comparing.get(), store.name())
                text=|value| format!("{} %", value * 100.0)
                content=move || store.records(accuracy)
            />
        </section>
    }
}
