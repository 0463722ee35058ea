//! Loss and accuracy over steps.

use leptos::prelude::*;

use super::axis::{self, Axis};
use super::plot::{Content, Cross, GhostLine, Line, LinePlot, Overlay, PlotStyle, Rule, StepLabel};
use crate::record::{Curve, History, Record};
use crate::ui::store::Store;
use crate::ui::theme::run_colour;
use crate::ui::trials::Ghost;
use crate::vitals::Vitals;
use crate::words::{self, format};

/// Below this a logarithmic axis does not go: what a float32 loss can still tell from 0.
const LEAST_LOSS: f64 = 1e-7;

/// How the lines of so many runs look: each run in its colour, its batches faint behind it, the held-out set dashed. Alone, a
/// line is named for its set; beside others, for its run.
fn style(log: bool, steps: bool, runs: usize, sync: String) -> PlotStyle {
    let lines = (0..runs).flat_map(|place| {
        let [train, held_out] = match runs {
            1 => [words::TRAIN.to_owned(), words::HELD_OUT.to_owned()],
            _ => [words::run_name(place), String::new()],
        };
        let line = move |name, dashed, faint| Line { colour: run_colour(place), dashed, faint, name };
        [line(String::new(), false, true), line(train, false, false), line(held_out, true, false)]
    });
    // Once is enough: above the lower chart stands the upper one's.
    let missing = if steps { "" } else { words::NO_CHART_LIBRARY };
    PlotStyle { log, steps, lines: lines.collect(), sync, missing }
}

/// The marks of all; with the run's name where not all have it.
fn marks(records: &[&Record]) -> Vec<StepLabel> {
    let mut marks: Vec<StepLabel> = Vec::new();
    for (place, record) in records.iter().enumerate() {
        for mark in &record.marks {
            let shared = records.iter().all(|record| record.marks.contains(mark));
            let name = match (shared, place) {
                (true, 0) => words::mark_of(mark),
                (true, _) => continue,
                (false, _) => words::mark_of_run(place, mark),
            };
            marks.push(StepLabel { step: mark.step, name });
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

/// `curves` are three a run; the first of them is left out where it is no other than the second. `reach`: the least end of the
/// axis of steps.
fn content(
    records: &[&Record],
    curves: [Curve; 3],
    has_batches: fn(&Record) -> bool,
    axis: Axis,
    overlay: Overlay,
    reach: u64,
) -> Content {
    let histories: Vec<&History> = records.iter().map(|record| &record.history).collect();
    let (steps, mut values) = History::join(&histories, &curves);
    for (place, record) in records.iter().enumerate() {
        if !has_batches(record) {
            let [batch, train] = [3 * place, 3 * place + 1];
            values.swap(batch, train);
            values[batch].fill(f64::NAN);
        }
    }
    let last_step = axis::steps(last_step(records)).max(reach as f64);
    Content { steps, values, axis, last_step, overlay }
}

fn last_step(records: &[&Record]) -> u64 {
    records.iter().map(|record| record.step()).max().unwrap_or_default()
}

fn loss(records: &[&Record], log: bool, ghost: Option<&Ghost>, reach: u64) -> Option<Content> {
    let (guessing, classes, even) =
        records.first().map(|record| (record.guessing(), record.rows.classes(), record.rows.is_even()))?;
    let (mut low, mut high) = (guessing, guessing);
    let ranges = records.iter().flat_map(|record| {
        [Curve::Loss, Curve::ProbeLoss, Curve::HeldOutLoss].into_iter().filter_map(|curve| record.history.range(curve))
    });
    let ahead = ghost.iter().flat_map(|ghost| &ghost.curve).map(|(_, loss)| *loss).filter(|loss| loss.is_finite());
    for (least, most) in ranges.chain(ahead.map(|loss| (loss, loss))) {
        low = low.min(f64::from(least));
        high = high.max(f64::from(most));
    }
    // A whole decade below a coin toss is there from the start: that is where the curve is to go.
    let axis = if log { axis::logarithmic(low.clamp(LEAST_LOSS, 0.1), high, 6) } else { axis::linear(high * 1.05) };
    let overlay = Overlay {
        marks: marks(records),
        rule: Some(Rule { value: guessing, name: words::guessing(classes, even) }),
        crosses: crosses(records, Curve::Loss),
        ghost: ghost.map(|ghost| {
            let points = ghost.curve.iter().map(|(step, loss)| (*step, f64::from(*loss).max(LEAST_LOSS))).collect();
            GhostLine { name: ghost.name.clone(), points }
        }),
    };
    let curves = [Curve::Loss, Curve::ProbeLoss, Curve::HeldOutLoss];
    let mut content = content(records, curves, Record::is_in_batches, axis, overlay, reach);
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

fn accuracy(records: &[&Record], reach: u64) -> Content {
    let axis = Axis { min: 0.0, max: 1.0, lines: vec![0.0, 0.5, 1.0] };
    let overlay = Overlay { crosses: crosses(records, Curve::Accuracy), ..Overlay::default() };
    let curves = [Curve::Accuracy, Curve::Accuracy, Curve::HeldOutAccuracy];
    content(records, curves, |_| false, axis, overlay, reach)
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

/// The values at the pointer's step, or the latest ones: of the training batch and the held-out set, or of all compared
/// runs' training batches.
#[component]
fn Readout(train: fn(&Record) -> Curve, held_out: Curve, text: fn(f64) -> String) -> impl IntoView {
    let store = Store::here();
    let line = move || {
        let step = store.hovered_step.get();
        store.all_records(|records| {
            let last = last_step(records);
            let step = step.unwrap_or(last).min(last);
            let value = |record: &Record, curve| {
                record.history.at(curve, step).map_or("\u{2013}".to_owned(), |value| text(f64::from(value)))
            };
            let values = match records {
                [alone] => vec![value(alone, train(alone)), value(alone, held_out)],
                several => several.iter().map(|record| value(record, train(record))).collect(),
            };
            (format::count(step), values)
        })
    };
    let line = Memo::new(move |_| line().unwrap_or_default());
    let names = Memo::new(move |_| match store.runs.count() {
        1 => vec![words::TRAIN.to_owned(), words::HELD_OUT.to_owned()],
        several => (0..several).map(words::run_name).collect(),
    });
    let figure = move |(place, name): (usize, String)| {
        view! {
            <span class="unit">{name} " "</span>
            <span class="figure">{move || line.with(|(_, values)| values.get(place).cloned())}</span>
        }
        .into_any()
    };
    view! {
        <span class="readout">
            <span class="unit">{words::AT_STEP} " "</span>
            <span class="figure">{move || line.get().0}</span>
            {move || names.get().into_iter().enumerate().map(figure).collect_view()}
        </span>
    }
}

/// How far above a coin toss a loss is too large for a linear axis to show anything else.
const TOO_LARGE: f64 = 20.0;

#[component]
pub fn LossChart() -> impl IntoView {
    const KEY: &str = "loss-axis";
    const LINEAR: &str = "linear";
    const LOG: &str = "log";
    let store = Store::here();
    let page = store.page;
    let chosen = RwSignal::new(page.recall(KEY).map(|axis| axis == LOG));
    let exploded = move || {
        store.all_records(|records| {
            records.iter().any(|record| {
                let most = record.history.range(Curve::Loss).map_or(0.0, |(_, most)| f64::from(most));
                most > TOO_LARGE * record.guessing()
            })
        })
    };
    let log = Memo::new(move |_| chosen.get().or_else(exploded).unwrap_or(false));
    let choose = move |log: bool| {
        chosen.set(Some(log));
        page.remember(KEY, if log { LOG } else { LINEAR });
    };
    let choice = move |name: &'static str, value: bool| {
        view! {
            <label>
                <input
                    type="radio"
                    name=page.id(KEY)
                    prop:checked=move || log.get() == value
                    on:change=move |_| choose(value)
                />
                <span>{name}</span>
            </label>
        }
    };
    let ghost = move || store.trials.ghost(store.runs.chosen().id).map(|ghost| ghost.name).unwrap_or_default();
    let text = move |value| if log.get_untracked() { axis::power(value) } else { axis::plain(value) };
    view! {
        <section class="chart loss" aria-label=words::LOSS data-ghost=ghost>
            <header data-help=words::LOSS_HELP>
                <h2>
                    {words::LOSS} " " <Now vital="loss" curve=|vitals| f64::from(vitals.loss) text=format::loss />
                </h2>
                <span class="segments" role="radiogroup" aria-label=words::LOSS_AXIS>
                    {choice(words::LINEAR, false)}
                    {choice(words::LOG, true)}
                </span>
                <Readout train=Record::smooth_loss held_out=Curve::HeldOutLoss text=format::number />
            </header>
            <LinePlot
                label=words::LOSS_CHART
                style=move || style(log.get(), false, store.runs.count(), store.page.id("steps"))
                text=text
                content=move || {
                    let (ghost, reach) = (store.trials.ghost(store.runs.chosen().id), store.trials.reach());
                    store.all_records(|records| loss(records, log.get_untracked(), ghost.as_ref(), reach)).flatten()
                }
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
                <Readout train=|_| Curve::Accuracy held_out=Curve::HeldOutAccuracy text=format::percent />
            </header>
            <LinePlot
                label=words::ACCURACY_CHART
                style=move || style(false, true, store.runs.count(), store.page.id("steps"))
                text=|value| format!("{} %", value * 100.0)
                content=move || {
                    let reach = store.trials.reach();
                    store.all_records(|records| accuracy(records, reach))
                }
            />
        </section>
    }
}
