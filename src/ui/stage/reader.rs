//! The drawn network for who hears the page: a text, and all numbers in a table.

use leptos::prelude::*;

use super::picture::Picture;
use super::strength::Strength;
use crate::record::Record;
use crate::ui::built::built;
use crate::ui::effect::effect;
use crate::ui::store::Store;
use crate::vitals::LayerVitals;
use crate::words::format::short;
use crate::words::stage as words;

/// Milliseconds from one text to the next, at least.
const APART: u64 = 5000;

/// Keeps the text, and renews it as rarely as one can listen to it.
pub fn follow(store: Store, run: Option<usize>, said: RwSignal<String>) {
    let waits = StoredValue::new(false);
    effect(move || {
        let known = store.record_of(run, |record| record.latest_layers.is_some());
        if known != Some(true) || waits.get_value() {
            return;
        }
        let say = move || {
            untrack(|| {
                store.record_of(run, |record| said.set(if store.tells() { text(record) } else { String::new() }))
            })
        };
        // The first one at once; then what is true when the time is over.
        if said.with_untracked(String::is_empty) {
            say();
        }
        waits.set_value(true);
        set_timeout(
            move || {
                if waits.try_set_value(false).is_none() {
                    say();
                }
            },
            std::time::Duration::from_millis(APART),
        );
    });
}

fn text(record: &Record) -> String {
    let picture = Picture::of(record, 1);
    let depth = picture.depth;
    let log = |strength: &Strength| match strength {
        Strength::Zero => Some(f64::NEG_INFINITY),
        other => other.log(),
    };
    // The ratio itself, without what the step moved.
    let shift = picture.backward.shift();
    let not_finite = |strength: &Strength| *strength == Strength::NotFinite;
    words::network(&words::Said {
        depth,
        spread: picture.forward.first().and_then(log).zip(picture.forward.last().and_then(log)),
        not_a_number: picture.forward.iter().position(not_finite).map(|layer| layer + 1),
        reach: picture.reach().map(|layer| layer + 1).filter(|layer| *layer <= depth),
        first: picture.backward.strengths.first().and_then(log).map(|log| words::ratio(log - shift)),
    })
}

/// All numbers, layer by layer, for who asks for them.
#[component]
pub fn Numbers(run: Option<usize>, said: RwSignal<String>) -> impl IntoView {
    let store = Store::here();
    let open = RwSignal::new(false);
    let rows = move || {
        // As rarely as the text.
        said.track();
        let rows = untrack(|| {
            store.record_of(run, |record| record.latest_layers.as_ref().map(|(_, layers)| rows(record, layers)))
        });
        let rows = rows.flatten().unwrap_or_default();
        rows.into_iter()
            .map(|(name, numbers)| {
                view! {
                    <tr>
                        <th scope="row">{name}</th>
                        {numbers.into_iter().map(|number| view! { <td>{number}</td> }).collect_view()}
                    </tr>
                }
            })
            .collect_view()
    };
    let toggle = move |event: web_sys::Event| {
        use wasm_bindgen::JsCast;
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        open.set(element.is_some_and(|element| element.has_attribute("open")));
    };
    built! {
        <details class="stage-numbers" on:toggle=toggle>
            <summary>{words::ALL_NUMBERS}</summary>
            {move || open.get().then(|| view! {
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words::LAYERS}</th>
                            {words::COLUMNS.map(|name| built! { <th scope="col">{name}</th> }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            })}
        </details>
    }
}

/// A row a layer: its name, and what stands under each of `words::COLUMNS`.
fn rows(record: &Record, layers: &LayerVitals) -> Vec<(String, [String; 7])> {
    let reference = layers.reference_gradient();
    let depth = layers.activation_means.len();
    let number = |value: Option<f32>| value.map_or_else(String::new, |value| short(f64::from(value)));
    let at = |values: &[f32], layer: usize| values.get(layer).copied();
    (0..layers.weight_gradient_norms.len())
        .map(|layer| {
            let name = if layer < depth { (layer + 1).to_string() } else { words::HEAD.to_owned() };
            let spread = at(&layers.activation_spreads, layer).map(|spread| spread / record.rows.spread as f32);
            let gradient = at(&layers.weight_gradient_norms, layer).zip(reference).map(|(norm, last)| norm / last);
            let numbers = [
                gradient,
                spread,
                at(&layers.update_ratios, layer),
                at(&layers.activation_means, layer),
                at(&layers.activation_stds, layer),
                at(&layers.saturated_fractions, layer),
                at(&layers.dead_fractions, layer),
            ];
            (name, numbers.map(number))
        })
        .collect()
}
