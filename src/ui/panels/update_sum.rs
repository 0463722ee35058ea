//! The check of the update sum by its name, step by step, with the bounds that it judges by.

use leptos::prelude::*;

use crate::diagnosis::{Indicator, Thresholds};
use crate::experiment::parse_number;
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::trials::Age;
use crate::ui::view::{Built, built};
use crate::words;
use crate::words::format;
use crate::words::{update_sum as said_of_sum, verdict as said};

/// The last steps that are listed.
const LISTED: usize = 5;

#[component]
pub fn UpdateSum() -> Built {
    let store = Store::here();
    let check = move || store.diagnosis().map(|diagnosis| diagnosis.update_sum);
    let disagreement = move || {
        let diagnosis = store.diagnosis()?;
        Some(said_of_sum::disagreement(diagnosis.update_sum.disagreement.as_ref()?, &diagnosis))
    };
    // Where a copy that nothing was changed of shows that the check is wrong.
    let misled = move || {
        let control = store.trials.shown.with(|shown| {
            let shown = shown.as_ref().filter(|shown| shown.age == Age::Fresh && !shown.control_curve.is_empty());
            shown.map(|shown| shown.control)
        })?;
        said_of_sum::misled(&store.diagnosis()?, control)
    };
    let sum = move || check().and_then(|check| check.sum).map_or_else(|| "\u{2013}".to_owned(), format::short);
    let word = move || check().map(|check| said_of_sum::says(check.verdict));
    // What the sum is held against.
    let ratios = move || {
        let indicators = store.diagnosis().map(|diagnosis| diagnosis.indicators)?;
        let row = |indicator, value: Option<f64>| {
            built! {
                <div>
                    <dt>{said::indicator(indicator)}</dt>
                    <dd>{value.map_or_else(|| "\u{2013}".to_owned(), format::short)}</dd>
                </div>
            }
        };
        Some([
            row(Indicator::FirstUpdate, indicators.first_update),
            row(Indicator::GradientRatio, indicators.gradient_ratio),
        ])
    };
    let lines = memo(move || {
        let lines = store.record_calmly(|record| {
            let recent = record.recent.iter().rev().take(LISTED).rev();
            recent
                .map(|vitals| {
                    [
                        format::count(vitals.step),
                        format::loss(f64::from(vitals.loss)),
                        format!("{:.2}", vitals.accuracy),
                        format::short(f64::from(vitals.first_layer_update_sum)),
                    ]
                })
                .collect::<Vec<_>>()
        });
        lines.unwrap_or_default()
    });
    let row = move |row: usize| {
        let cell = |column: usize| move || lines.with(|lines| lines.get(row).map(|cells| cells[column].clone()));
        built! { <tr>{[0, 1, 2, 3].map(|column| built! { <td>{cell(column)}</td> })}</tr> }
    };
    built! {
        <div class="update-sum">
            <dl class="evidence">
                <div data-help=words::UPDATE_SUM_HELP>
                    <dt>{words::UPDATE_SUM}</dt>
                    <dd data-vital="update-sum">{sum}</dd>
                </div>
                <div>
                    <dt>{words::UPDATE_SUM_SAYS}</dt>
                    <dd data-vital="update-sum-verdict">{word}</dd>
                </div>
                {ratios}
            </dl>
            <Bound
                name=words::VANISHING_BELOW
                get=|thresholds| thresholds.vanishing
                set=|thresholds, value| thresholds.vanishing = value
            />
            <Bound
                name=words::EXPLODING_ABOVE
                get=|thresholds| thresholds.exploding
                set=|thresholds, value| thresholds.exploding = value
            />
            <p class="sentence">{disagreement}</p>
            <p class="sentence">{misled}</p>
            <table>
                <thead>
                    <tr>{words::LISTING.map(|name| built! { <th>{name}</th> })}</tr>
                </thead>
                <tbody><For each=move || (0..lines.with(Vec::len)).collect() key=|row| *row children=row /></tbody>
            </table>
        </div>
    }
}

/// One of the two bounds; what is no positive number leaves it as it was, and says so.
#[component]
fn Bound(name: &'static str, get: fn(&Thresholds) -> f64, set: fn(&mut Thresholds, f64)) -> Built {
    let store = Store::here();
    // What was typed and is none.
    let wrong = RwSignal::new(None::<String>);
    let choose = move |text: String| match parse_number(text.trim()) {
        Some(value) if value.is_finite() && value > 0.0 => {
            wrong.set(None);
            store.thresholds.update(|thresholds| set(thresholds, value));
        }
        _ => wrong.set(Some(text)),
    };
    let value = move || store.thresholds.with(|thresholds| format!("{}", get(thresholds)));
    built! {
        <label class="bound">
            <span>{name}</span>
            <input
                inputmode="decimal"
                prop:value=value
                aria-invalid=move || wrong.get().map(|_| "true")
                on:change=move |event| choose(event_target_value(&event))
                // A value that the browser filled in, and did not call a change, counts with Enter.
                on:keydown=move |event| if event.key() == "Enter" { choose(event_target_value(&event)) }
            />
        </label>
        {move || wrong.get().map(|text| built! { <p class="wrong" role="alert">{words::bad_bound(name, &text)}</p> })}
    }
}
