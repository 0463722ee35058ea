//! What the network has learned (the boundary of 2-D data, or the digits it reads), or the layer that was chosen.

use leptos::prelude::*;

use crate::ui::charts::{Boundary, Digits, LayerDistribution};
use crate::ui::store::Store;
use crate::words;

#[component]
pub fn WhatItLearned() -> impl IntoView {
    let store = Store::here();
    let flat = Memo::new(move |_| store.record_calmly(|record| record.rows.features == 2).unwrap_or(true));
    let title = move || if flat.get() { words::LEARNED_VIEW } else { words::DIGITS_VIEW };
    let help = move || if flat.get() { words::BOUNDARY_HELP } else { words::DIGITS_HELP };
    let shown = store.layer_shown;
    let show_layer = move || {
        let layer = store.measuring.with_untracked(|measuring| measuring.layer);
        store.choose_layer(layer.unwrap_or(0));
    };
    view! {
        <section class="view" aria-label=title>
            <div class="tabs" role="tablist" aria-label=words::VIEWS>
                <button
                    role="tab"
                    aria-selected=move || (!shown.get()).to_string()
                    data-help=help
                    on:click=move |_| shown.set(false)
                >
                    {title}
                </button>
                <button
                    role="tab"
                    aria-selected=move || shown.get().to_string()
                    data-help=words::LAYER_HELP
                    on:click=move |_| show_layer()
                >
                    {words::ONE_LAYER}
                </button>
            </div>
            <Show when=move || shown.get()>
                <LayerChoice />
            </Show>
            <div class="drawing">
                {move || match (shown.get(), flat.get()) {
                    (true, _) => view! { <LayerDistribution /> }.into_any(),
                    (false, true) => view! { <Boundary /> }.into_any(),
                    (false, false) => view! { <Digits /> }.into_any(),
                }}
            </div>
        </section>
    }
}

/// Which layer is shown, and what there is to see in it.
#[component]
fn LayerChoice() -> impl IntoView {
    let store = Store::here();
    let chosen = move || store.measuring.with(|measuring| measuring.layer.unwrap_or(0)) + 1;
    let depth = Memo::new(move |_| store.record_calmly(|record| record.experiment.depth).unwrap_or(1));
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
    view! {
        <div class="layer-choice">
            <label>
                {words::ONE_LAYER} " "
                <input type="number" min="1" max=depth prop:value=chosen on:change=choose />
            </label>
            <span class="unit">{move || words::of_layers(depth.get())}</span>
        </div>
        <p class="said">{move || said().flatten().unwrap_or_default()}</p>
    }
}
