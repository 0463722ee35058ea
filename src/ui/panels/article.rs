//! The article's check by its name, step by step as its listing prints it, with the bounds that it judges by.

use leptos::prelude::*;

use crate::diagnosis::{Sign, Thresholds};
use crate::ui::store::Store;
use crate::words;
use crate::words::format;
use crate::words::{article as check, verdict as said};

/// The last steps that are listed.
const LISTED: usize = 5;

#[component]
pub fn Article() -> impl IntoView {
    let store = Store::here();
    let article = move || store.diagnosis().map(|diagnosis| diagnosis.article);
    let disagreement = move || {
        let diagnosis = store.diagnosis()?;
        Some(check::disagreement(diagnosis.article.disagreement.as_ref()?, &diagnosis))
    };
    let sum = move || article().and_then(|article| article.sum).map_or_else(|| "\u{2013}".to_owned(), format::short);
    let word = move || article().map(|article| check::says(article.verdict));
    // What the sum is held against.
    let ratios = move || {
        let signs = store.diagnosis().map(|diagnosis| diagnosis.signs)?;
        let row = |sign, value: Option<f64>| {
            view! {
                <div>
                    <dt>{said::sign(sign)}</dt>
                    <dd>{value.map_or_else(|| "\u{2013}".to_owned(), format::short)}</dd>
                </div>
            }
        };
        Some([row(Sign::FirstUpdate, signs.first_update), row(Sign::GradientRatio, signs.gradient_ratio)].into_view())
    };
    let lines = move || {
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
        let row = |cells: [String; 4]| view! { <tr>{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> };
        lines.unwrap_or_default().into_iter().map(row).collect_view()
    };
    view! {
        <div class="article">
            <dl class="evidence">
                <div data-help=words::UPDATE_SUM_HELP>
                    <dt>{words::UPDATE_SUM}</dt>
                    <dd data-vital="update-sum">{sum}</dd>
                </div>
                <div>
                    <dt>{words::ARTICLE_SAYS}</dt>
                    <dd data-vital="article">{word}</dd>
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
            <table>
                <thead>
                    <tr>{words::LISTING.map(|name| view! { <th>{name}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

/// One of the two bounds; what is no positive number leaves it as it was, and says so.
#[component]
fn Bound(name: &'static str, get: fn(&Thresholds) -> f64, set: fn(&mut Thresholds, f64)) -> impl IntoView {
    let store = Store::here();
    let wrong = RwSignal::new(None::<String>);
    let choose = move |event| {
        let text = event_target_value(&event);
        match text.trim().parse::<f64>() {
            Ok(value) if value.is_finite() && value > 0.0 => {
                wrong.set(None);
                store.thresholds.update(|thresholds| set(thresholds, value));
            }
            _ => wrong.set(Some(words::bad_bound(name, &text))),
        }
    };
    let value = move || store.thresholds.with(|thresholds| format!("{}", get(thresholds)));
    view! {
        <label class="bound">
            <span>{name}</span>
            <input inputmode="decimal" prop:value=value aria-invalid=move || wrong.get().map(|_| "true") on:change=choose />
        </label>
        {move || wrong.get().map(|sentence| view! { <p class="wrong" role="alert">{sentence}</p> })}
    }
}
