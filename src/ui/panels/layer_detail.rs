//! One layer's distributions, large: what goes into its activation and what comes out.

use leptos::prelude::*;

use crate::ui::charts::LayerDistribution;
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

#[component]
pub fn LayerDetail() -> Built {
    let store = Store::here();
    let chosen = move || store.measuring.with(|measuring| measuring.layer.unwrap_or(0)) + 1;
    let depth = memo(move || store.record_calmly(|record| record.experiment.depth).unwrap_or(1));
    let choose = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<usize>() {
            store.choose_layer(number.saturating_sub(1));
        }
    };
    let said = move || {
        store.record_calmly(|record| {
            let experiment = &record.experiment;
            let layer = store.measuring.with(|measuring| measuring.layer)?;
            let saturated = record.latest_layers.as_ref()?.1.saturated_fractions.get(layer).copied()?;
            Some(words::layer_said(experiment.batch_norm, experiment.activation, f64::from(saturated)))
        })
    };
    if store.measuring.with_untracked(|measuring| measuring.layer.is_none()) {
        store.choose_layer(0);
    }
    built! {
        <section class="layer-detail" aria-label=words::ONE_LAYER>
            <div class="layer-choice" data-help=words::LAYER_HELP>
                <label>
                    {words::ONE_LAYER} " "
                    <input type="number" min="1" max=depth prop:value=chosen on:change=choose />
                </label>
                <span class="unit">{move || words::of_layers(depth.get())}</span>
            </div>
            <p class="said">{move || said().flatten().unwrap_or_default()}</p>
            <div class="drawing">
                <LayerDistribution />
            </div>
        </section>
    }
}
