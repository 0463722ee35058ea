//! What is known of the layer that is looked at, in three lines.

use leptos::prelude::*;

use super::strength::{self, ROUNDING, Strength};
use crate::record::Record;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words::stage as words;

/// The layer under the pointer, or the chosen one; nothing where there is neither.
#[component]
pub fn LayerReadout() -> Built {
    let store = Store::here();
    let lines = move || {
        let chosen = store.measuring.with(|measuring| measuring.layer);
        let layer = store.hovered_layer.get().or(chosen)?;
        store.record_calmly(|record| lines(record, layer)).flatten()
    };
    let view = move || {
        lines().map(|(title, lines)| {
            built! {
                <strong>{title}</strong>
                {lines.into_iter().map(|line| built! { <span>{line}</span> })}
            }
        })
    };
    built! { <p class="layer-readout">{view}</p> }
}

/// The layer's name, and what is known of it.
fn lines(record: &Record, layer: usize) -> Option<(String, Vec<String>)> {
    let (_, layers) = record.latest_layers.as_ref()?;
    let depth = layers.weight_gradient_norms.len().checked_sub(1)?;
    let title = words::layer_of((layer < depth).then_some(layer + 1), depth);
    let (_, back) = record.backward_layers()?;
    let backward = strength::backward(back);
    // The ratio itself, without what the step moved.
    let shift = backward.shift();
    // Where it is not the last hidden layer, it is the largest.
    let held = back.reference_layer().map(|layer| layer + 1).filter(|layer| *layer == depth);
    let gradient = match backward.strengths.get(layer)? {
        Strength::Of(log) => words::gradient(&words::ratio(log - shift), held),
        Strength::Zero => words::GRADIENT_ZERO.to_owned(),
        Strength::NotFinite => words::GRADIENT_NAN.to_owned(),
        Strength::Unmeasured => return None,
    };
    let moves = back.update_ratios.get(layer).filter(|ratio| ratio.is_finite() && **ratio > 0.0);
    let moves = moves.map(|ratio| words::moves(&words::ratio(f64::from(*ratio).log10())));
    let spread = strength::forward(layers, record.rows.spread).get(layer).and_then(|strength| strength.log());
    let spread = spread.map(|log| words::spread(&words::spread_ratio(log, ROUNDING)));
    let share = |shares: &[f32]| shares.get(layer).copied().map(f64::from).filter(|share| share.is_finite());
    let flat = share(&layers.saturated_fractions).zip(share(&layers.dead_fractions));
    let flat = flat.map(|(saturated, dead)| words::saturated_and_dead(saturated, dead));
    Some((title, [Some(gradient), moves, spread, flat].into_iter().flatten().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::vitals::{LayerVitals, RowsSummary, Vitals};

    #[test]
    fn a_layer_is_read_out_in_words() {
        let layers = LayerVitals {
            weight_gradient_norms: vec![1.4, 1.0, 70.0],
            update_ratios: vec![5e-5; 3],
            activation_spreads: vec![0.2; 2],
            saturated_fractions: vec![0.1; 2],
            dead_fractions: vec![0.0; 2],
            ..LayerVitals::default()
        };
        let mut record = Record::new(Experiment::default(), RowsSummary::balanced(2, 2, 500), 1, Vec::new());
        record.measured(Vitals { step: 1, layers: Some(layers), ..Vitals::default() });
        let (title, found) = lines(&record, 0).unwrap_or_default();
        assert_eq!(title, "Layer 1 of 2");
        assert_eq!(found[..2], ["gradient 1.4 \u{d7} layer 2\u{2019}s", "moves by 5 \u{d7} 10⁻⁵ a step"]);
        assert_eq!(found[3], "saturated 10 %, dead 0 %");
        assert!(
            lines(&record, 2).is_some_and(|(title, found)| title == "The output layer, the head" && found.len() == 2)
        );
        assert_eq!(lines(&record, 9), None);
    }
}
