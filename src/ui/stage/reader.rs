//! The drawn network for who hears the page: a text, and all numbers in a table.

use leptos::prelude::*;

use super::picture::Picture;
use super::strength::Strength;
use crate::record::Record;
use crate::ui::effect::{effect, memo};
use crate::ui::steady::{READING, steady};
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
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
pub fn Numbers(run: Option<usize>) -> Built {
    let store = Store::here();
    let open = RwSignal::new(false);
    // How many layers there are, and the step that they were measured at.
    let measured = memo(move || {
        let of = |record: &Record| {
            record.latest_layers.as_ref().map(|(step, layers)| (layers.weight_gradient_norms.len(), *step))
        };
        store.record_of(run, of).flatten()
    });
    let is_another = |before: &Option<(usize, u64)>, now: &Option<(usize, u64)>| match (before, now) {
        (Some((layers, step)), Some((layers_now, step_now))) => layers != layers_now || step_now < step,
        _ => now.is_some(),
    };
    let calm = steady(measured, READING, is_another);
    let rows = memo(move || {
        calm.track();
        let rows = untrack(|| {
            store.record_of(run, |record| record.latest_layers.as_ref().map(|(_, layers)| rows(record, layers)))
        });
        rows.flatten().unwrap_or_default()
    });
    // A screen reader keeps its place in the table while the numbers change.
    let row = move |row: usize| {
        let name = move || rows.with(|rows| rows.get(row).map(|(name, _)| name.clone()));
        let number =
            |column: usize| move || rows.with(|rows| rows.get(row).map(|(_, numbers)| numbers[column].clone()));
        built! {
            <tr>
                <th scope="row">{name}</th>
                {[0, 1, 2, 3, 4, 5, 6].map(|column| built! { <td>{number(column)}</td> })}
            </tr>
        }
    };
    // The step that its gradients are of.
    let crash = memo(move || {
        store.record_of(run, |record| record.divergence.and(record.backward_layers()).map(|(step, _)| *step)).flatten()
    });
    let crash = move || crash.get();
    let toggle = move |event: web_sys::Event| {
        use wasm_bindgen::JsCast;
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        open.set(element.is_some_and(|element| element.has_attribute("open")));
    };
    built! {
        <details class="stage-numbers" on:toggle=toggle>
            <summary>{words::ALL_NUMBERS}</summary>
            {move || open.get().then(|| built! {
                <table>
                    {move || crash().map(|step| built! { <caption>{words::at_the_crash(step)}</caption> })}
                    <thead>
                        <tr>
                            <th scope="col">{words::LAYERS}</th>
                            {words::COLUMNS.map(|name| built! { <th scope="col">{name}</th> })}
                        </tr>
                    </thead>
                    <tbody><For each=move || (0..rows.with(Vec::len)).collect() key=|row| *row children=row /></tbody>
                </table>
            })}
        </details>
    }
}

/// A row a layer: its name, and what stands under each of `words::COLUMNS`.
fn rows(record: &Record, layers: &LayerVitals) -> Vec<(String, [String; 7])> {
    let back = record.backward_layers().map_or(layers, |(_, back)| back);
    let reference = back.reference_gradient();
    let depth = layers.activation_means.len();
    let number = |value: Option<f32>| value.map_or_else(String::new, |value| short(f64::from(value)));
    let at = |values: &[f32], layer: usize| values.get(layer).copied();
    let is_number = |layer: usize| layers.activation_means.get(layer).is_some_and(|mean| mean.is_finite());
    (0..layers.weight_gradient_norms.len())
        .map(|layer| {
            let name = if layer < depth { (layer + 1).to_string() } else { words::HEAD.to_owned() };
            let spread = at(&layers.activation_spreads, layer).map(|spread| spread / record.rows.spread as f32);
            let gradient = at(&back.weight_gradient_norms, layer).zip(reference).map(|(norm, last)| norm / last);
            let numbers = [
                gradient,
                spread,
                at(&back.update_ratios, layer),
                at(&layers.activation_means, layer),
                at(&layers.activation_stds, layer),
                at(&layers.saturated_fractions, layer).filter(|_| is_number(layer)),
                at(&layers.dead_fractions, layer).filter(|_| is_number(layer)),
            ];
            (name, numbers.map(number))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::vitals::{Layer, RowsSummary, Vitals};

    fn layers(gradient: f32, mean: f32) -> LayerVitals {
        LayerVitals {
            weight_gradient_norms: vec![gradient, 1.0, 2.0],
            update_ratios: vec![gradient; 3],
            activation_means: vec![0.5, mean],
            activation_stds: vec![0.5, mean],
            saturated_fractions: vec![1.0; 2],
            dead_fractions: vec![0.0; 2],
            ..LayerVitals::default()
        }
    }

    #[test]
    fn at_a_crash_the_table_has_the_gradients_that_the_ribbon_has_and_nothing_of_layers_without_numbers() {
        let mut record = Record::new(Experiment::default(), RowsSummary::balanced(2, 2, 500), 1, Vec::new());
        record.measured(Vitals { step: 1, layers: Some(layers(0.25, 0.5)), ..Vitals::default() });
        let crash = layers(f32::NAN, f32::NAN);
        record.diverged(2, Layer::Hidden(2), Some(crash.clone()));
        let found = rows(&record, &crash);
        let row = |layer: usize| found[layer].1.each_ref().map(String::as_str);
        assert_eq!((row(0)[0], row(0)[2], row(0)[5]), ("0.250", "0.250", "1"));
        assert_eq!((row(1)[3], row(1)[5], row(1)[6]), ("NaN", "", ""));
    }
}
