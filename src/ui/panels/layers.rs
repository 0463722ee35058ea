//! The layers, first to last: each chart a column, each layer a row across all of them.

use leptos::prelude::*;

use crate::record::Record;
use crate::ui::charts::{ActivationColumn, GradientColumn, HeatMap, Legend, SaturationColumn, UpdateColumn};
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::vitals::LayerVitals;
use crate::words;
use crate::words::format::short;

#[component]
pub fn Layers() -> Built {
    let store = Store::here();
    built! {
        <section class="layers" aria-label=words::LAYERS>
            <Part name="gradient" title=words::GRADIENT_NOW help=words::GRADIENT_HELP value=gradient note=Signal::derive(move || words::gradient_note(store.measuring.with(|measuring| measuring.layers_every)))>
                <GradientColumn />
            </Part>
            <Part name="time" title=words::GRADIENT_TIME help=words::HEAT_HELP value=ratio>
                <HeatMap />
            </Part>
            <Part name="update" title=words::UPDATE help=words::UPDATE_HELP value=update note=Signal::derive(|| words::UPDATE_NOTE.to_owned())>
                <UpdateColumn />
            </Part>
            <Part name="activation" title=words::ACTIVATIONS help=words::ACTIVATION_HELP value=activation note=Signal::derive(|| words::ACTIVATION_NOTE.to_owned())>
                <ActivationColumn />
            </Part>
            <Part name="saturation" title=words::SATURATED help=words::SATURATED_HELP value=saturation note=Signal::derive(|| words::SATURATED_NOTE.to_owned())>
                <SaturationColumn />
            </Part>
        </section>
    }
}

/// One column under its title; where the pointer is in a layer, its value there.
#[component]
fn Part(
    name: &'static str,
    title: &'static str,
    help: &'static str,
    value: fn(&Record, &LayerVitals, usize) -> Option<String>,
    /// What stands in the value's place while the pointer is in no layer; the scale of colours where there is none.
    #[prop(optional)]
    note: Option<Signal<String>>,
    children: Built,
) -> Built {
    let store = Store::here();
    let readout = move || {
        let layer = store.hovered_layer.get()?;
        store.record_calmly(|record| value(record, &record.latest_layers.as_ref()?.1, layer)).flatten()
    };
    built! {
        <div class=format!("part {name}")>
            <h2 data-help=help>{title}</h2>
            <p class="readout">
                {move || match (readout(), note) {
                    (Some(value), _) => Built::of(value),
                    (None, Some(note)) => built! { <span class="unit">{move || note.get()}</span> },
                    (None, None) => built! { <Legend /> },
                }}
            </p>
            <div class="drawing">{children}</div>
        </div>
    }
}

fn number(value: Option<&f32>) -> Option<String> {
    value.map(|value| short(f64::from(*value)))
}

fn gradient(_: &Record, layers: &LayerVitals, layer: usize) -> Option<String> {
    let hidden = layer + 1 < layers.weight_gradient_norms.len();
    let name = if hidden { format!("{} {}", words::LAYER, layer + 1) } else { words::HEAD.to_owned() };
    Some(format!("{name}: {}", number(layers.weight_gradient_norms.get(layer))?))
}

fn ratio(_: &Record, layers: &LayerVitals, layer: usize) -> Option<String> {
    let norms = &layers.weight_gradient_norms;
    let ratio = norms.get(layer)? / layers.reference_gradient()?;
    Some(words::times_last(&short(f64::from(ratio))))
}

fn update(_: &Record, layers: &LayerVitals, layer: usize) -> Option<String> {
    number(layers.update_ratios.get(layer))
}

fn activation(_: &Record, layers: &LayerVitals, layer: usize) -> Option<String> {
    let (mean, std) = (layers.activation_means.get(layer), layers.activation_stds.get(layer));
    Some(format!("{} \u{b1} {}", number(mean)?, number(std)?))
}

fn saturation(_: &Record, layers: &LayerVitals, layer: usize) -> Option<String> {
    let percent = |value: Option<&f32>| value.map(|value| format!("{:.0} %", value * 100.0));
    Some(format!("{}, {}", percent(layers.saturated_fractions.get(layer))?, percent(layers.dead_fractions.get(layer))?))
}
