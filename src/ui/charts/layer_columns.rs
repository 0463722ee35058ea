//! What each layer does now, as columns that share their rows: gradient, update, activations, saturation.

use leptos::prelude::*;

use super::axis;
use super::canvas::{Anchor, Drawing, Place, Surface};
use super::rows::{FOOT, Rows};
use crate::record::{Record, log, ratio};
use crate::ui::store::Store;
use crate::ui::theme::Rgb;
use crate::ui::view::{Built, built};
use crate::vitals::LayerVitals;
use crate::words;

/// Room at the left for the layers' names.
const NAMES: f64 = 32.0;
/// The decades that the column of updates shows: below the lowest no float32 weight moves.
const UPDATES: (f64, f64) = (-10.0, 1.0);

/// What a column draws.
struct Scene<'a> {
    store: Store,
    record: &'a Record,
    layers: &'a LayerVitals,
    rows: Rows,
}

/// A column of the layers' panel. `draw` gets the record, the vital signs and the rows.
#[component]
fn Column(
    label: &'static str,
    draw: fn(&Surface, &Scene<'_>),
    /// What is drawn over it.
    #[prop(optional)]
    overlay: Option<fn(&Surface, Store)>,
) -> Built {
    let store = Store::here();
    let draw = move |surface: &Surface| {
        let hovered = store.hovered_layer.get();
        let chosen = store.measuring.with(|measuring| measuring.layer);
        store.record_calmly(|record| {
            let Some((_, layers)) = &record.latest_layers else { return };
            let rows = Rows::new(layers.weight_gradient_norms.len(), surface.height);
            rows.draw_chosen(surface, chosen);
            rows.draw_hover(surface, hovered);
            draw(surface, &Scene { store, record, layers, rows });
        });
        if let Some(overlay) = overlay {
            overlay(surface, store);
        }
    };
    built! { <Drawing label=label draw=Box::new(draw) point=hover_layer(store) press=choose_layer(store) /> }
}

/// The layer at a place in a chart of layers, from 0; the head is one more than there are hidden layers.
fn layer_at(store: Store, place: Place) -> Option<usize> {
    let count = store
        .record_untracked(|record| record.latest_layers.as_ref().map(|(_, layers)| layers.weight_gradient_norms.len()));
    Rows::at(place, count.flatten()?)
}

/// Makes the layer that is clicked the chosen one.
pub fn choose_layer(store: Store) -> Box<dyn Fn(Place)> {
    Box::new(move |place| {
        if let Some(layer) = layer_at(store, place) {
            store.choose_layer(layer);
        }
    })
}

/// Makes the layer under the pointer the hovered one.
pub fn hover_layer(store: Store) -> Box<dyn Fn(Option<Place>)> {
    Box::new(move |place| {
        let layer = place.and_then(|place| layer_at(store, place));
        if store.hovered_layer.get_untracked() != layer {
            store.hovered_layer.set(layer);
        }
    })
}

fn draw_axis(surface: &Surface, rows: Rows, lines: &[(f64, String)]) {
    // A name takes about this much; one that would run into the name before is left out.
    const ROOM: f64 = 32.0;
    let mut last = f64::NEG_INFINITY;
    for (x, name) in lines {
        surface.line((*x, rows.top()), (*x, rows.bottom()), 1.0, surface.palette.line);
        if *x - last < ROOM {
            continue;
        }
        last = *x;
        // A name at an edge stays within it.
        let anchor = match *x {
            x if x < 14.0 => Anchor::Left,
            x if x > surface.width - 14.0 => Anchor::Right,
            _ => Anchor::Middle,
        };
        surface.text(name, *x, surface.height - FOOT / 2.0, anchor, surface.palette.grey);
    }
}

#[component]
pub fn GradientColumn() -> Built {
    built! { <Column label=words::GRADIENT_CHART draw=draw_gradient overlay=draw_other_gradients /> }
}

/// Where log10 of a gradient lies, on an axis that holds all gradients of all runs so far, and the axis' lines.
fn gradient_axis(surface: &Surface, store: Store) -> (impl Fn(f64) -> f64 + use<>, Vec<(f64, String)>) {
    let extent = store.all_records_calmly(|records| {
        let extents = records.iter().filter_map(|record| record.layers.extent());
        extents.reduce(|(low, high), (least, most)| (low.min(least), high.max(most)))
    });
    let (low, high) = extent.flatten().unwrap_or((-6.0, 0.0));
    let axis = axis::logarithmic(10f64.powf(f64::from(low)), 10f64.powf(f64::from(high)), 3);
    let (first, last) = (axis.min.log10(), axis.max.log10());
    let width = surface.width - NAMES - 6.0;
    let x = move |log: f64| NAMES + 6.0 + ((log - first) / (last - first)).clamp(0.0, 1.0) * width;
    let lines = axis.lines.iter().map(|value| (x(value.log10()), axis::power(*value))).collect();
    (x, lines)
}

/// The other runs' gradients as ticks over the chosen one's bars, each in its run's colour.
fn draw_other_gradients(surface: &Surface, store: Store) {
    let chosen = store.runs.chosen_place();
    let (x, _) = gradient_axis(surface, store);
    store.all_records_calmly(|records| {
        for (place, record) in records.iter().enumerate().filter(|(place, _)| *place != chosen) {
            if let Some((_, layers)) = &record.latest_layers {
                draw_ticks(surface, &layers.weight_gradient_norms, &x, surface.palette.run(place));
            }
        }
    });
}

/// A tick a layer, joined by a line.
fn draw_ticks(surface: &Surface, norms: &[f32], x: impl Fn(f64) -> f64, colour: Rgb) {
    let rows = Rows::new(norms.len(), surface.height);
    let thickness = rows.thickness().max(2.0);
    let finite = norms.iter().map(|norm| log(*norm)).enumerate().filter(|(_, log)| !log.is_nan());
    let places: Vec<_> = finite.map(|(row, log)| (x(f64::from(log)), rows.middle(row))).collect();
    let line: Vec<_> = places.windows(2).map(|pair| (pair[0], pair[1])).collect();
    surface.lines(&line, 1.0, colour);
    for (x, middle) in places {
        surface.rectangle(x - 1.5, middle - thickness / 2.0, 3.0, thickness, colour);
    }
}

fn draw_gradient(surface: &Surface, &Scene { store, layers, rows, .. }: &Scene<'_>) {
    let (x, lines) = gradient_axis(surface, store);
    draw_axis(surface, rows, &lines);
    rows.draw_names(surface, NAMES);
    let norms = &layers.weight_gradient_norms;
    let end = layers.reference_gradient().map_or(f32::NAN, log);
    let thickness = rows.thickness();
    for (row, norm) in norms.iter().enumerate() {
        let (middle, size) = (rows.middle(row), log(*norm));
        if size.is_nan() {
            surface.text(words::NOT_A_NUMBER, NAMES + 8.0, middle, Anchor::Left, surface.palette.warm);
            continue;
        }
        // A gradient of 0 still shows that there is a layer.
        let length = (x(f64::from(size)) - NAMES - 6.0).max(2.0);
        let colour = surface.palette.diverging(ratio(size, end));
        surface.rectangle(NAMES + 6.0, middle - thickness / 2.0, length, thickness, colour);
        if thickness >= 4.0 {
            surface.rectangle(NAMES + 4.0 + length, middle - thickness / 2.0, 2.0, thickness, surface.palette.ink);
        }
    }
}

#[component]
pub fn UpdateColumn() -> Built {
    built! { <Column label=words::UPDATE_CHART draw=draw_updates /> }
}

fn draw_updates(surface: &Surface, &Scene { layers, rows, .. }: &Scene<'_>) {
    let width = surface.width - 16.0;
    let x = |log: f64| 8.0 + ((log - UPDATES.0) / (UPDATES.1 - UPDATES.0)).clamp(0.0, 1.0) * width;
    let lines: Vec<(f64, String)> =
        [-9, -6, -3, 0].map(|power| (x(f64::from(power)), axis::power(10f64.powi(power)))).into();
    draw_axis(surface, rows, &lines);
    // What a healthy network moves by.
    surface.line((x(-3.0), rows.top()), (x(-3.0), rows.bottom()), 1.0, surface.palette.grey);
    let radius = (rows.thickness() / 2.0).clamp(1.0, 3.5);
    let places = layers.update_ratios.iter().enumerate().filter(|(_, ratio)| ratio.is_finite());
    let dots = places.map(|(row, ratio)| (x(f64::from(log(*ratio))), rows.middle(row)));
    surface.discs(dots, radius, surface.palette.ink, surface.palette.ink);
}

#[component]
pub fn ActivationColumn() -> Built {
    built! { <Column label=words::ACTIVATION_CHART draw=draw_activations /> }
}

fn draw_activations(surface: &Surface, &Scene { record, layers, rows, .. }: &Scene<'_>) {
    let reach = axis::linear(f64::from(record.activation_reach.max(1e-3))).max;
    let middle = surface.width / 2.0;
    let x = |value: f64| middle + (value / reach).clamp(-1.0, 1.0) * (middle - 8.0);
    draw_axis(surface, rows, &[-reach, 0.0, reach].map(|value| (x(value), axis::plain(value))));
    let pairs = layers.activation_means.iter().zip(&layers.activation_stds);
    let pairs = pairs.map(|(mean, std)| (f64::from(*mean), f64::from(*std))).enumerate();
    let finite = pairs.filter(|(_, (mean, std))| mean.is_finite() && std.is_finite());
    let (mut spreads, mut means) = (Vec::new(), Vec::new());
    for (row, (mean, std)) in finite {
        let y = rows.middle(row);
        spreads.push(((x(mean - std), y), (x(mean + std), y)));
        means.push((x(mean), y));
    }
    let thickness = rows.thickness();
    surface.lines(&spreads, (thickness / 3.0).max(1.0), surface.palette.grey);
    surface.discs(means.into_iter(), (thickness / 2.0).clamp(1.0, 3.5), surface.palette.ink, surface.palette.ink);
}

#[component]
pub fn SaturationColumn() -> Built {
    built! { <Column label=words::SATURATED_CHART draw=draw_saturation /> }
}

fn draw_saturation(surface: &Surface, &Scene { layers, rows, .. }: &Scene<'_>) {
    let x = |fraction: f32| 8.0 + f64::from(fraction.clamp(0.0, 1.0)) * (surface.width - 16.0);
    draw_axis(surface, rows, &[0.0, 0.5, 1.0].map(|fraction| (x(fraction), format!("{}", fraction * 100.0))));
    let thickness = rows.thickness();
    let bars = |fractions: &[f32], thickness: f64, colour| {
        for (row, fraction) in fractions.iter().enumerate().filter(|(_, fraction)| fraction.is_finite()) {
            surface.rectangle(x(0.0), rows.middle(row) - thickness / 2.0, x(*fraction) - x(0.0), thickness, colour);
        }
    };
    bars(
        &layers.saturated_fractions,
        thickness,
        crate::ui::theme::mix(surface.palette.paper, surface.palette.grey, 0.55),
    );
    bars(&layers.dead_fractions, (thickness * 0.4).max(1.0), surface.palette.ink);
}
