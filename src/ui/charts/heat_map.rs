//! Each layer's gradient over time: a layer a row, time to the right, the colour its ratio to the last layer's.

use leptos::prelude::*;

use super::axis;
use super::canvas::{Anchor, Drawing, Place, Surface};
use super::layer_columns::{choose_layer, hover_layer};
use super::rows::{FOOT, Rows};
use crate::record::Record;
use crate::ui::store::Store;
use crate::ui::theme::Rgb;
use crate::ui::view::{Built, built};
use crate::words;
use crate::words::format;

/// The most rows painted: as many as a screen has pixels for.
const MOST_ROWS: usize = 256;
/// The image's own width; time is laid out on it, however long the run.
const IMAGE_WIDTH: usize = 400;

#[component]
pub fn HeatMap() -> Built {
    let store = Store::here();
    let draw = move |surface: &Surface| {
        let layer = store.hovered_layer.get().or_else(|| store.measuring.with(|measuring| measuring.layer));
        let step = store.hovered_step.get();
        store.record_calmly(|record| draw(surface, record, layer, step));
    };
    let hover = hover_layer(store);
    let point = move |place: Option<Place>| {
        hover(place);
        let step = place.and_then(|place| {
            let last = store.record_untracked(|record| axis::steps(record.step()))?;
            Some((place.x / place.width * last).clamp(0.0, last).round() as u64)
        });
        store.hovered_step.set(step);
    };
    built! { <Drawing label=words::HEAT_CHART draw=Box::new(draw) point=Box::new(point) press=choose_layer(store) /> }
}

fn draw(surface: &Surface, record: &Record, layer: Option<usize>, step: Option<u64>) {
    let columns = record.layers.columns();
    let Some(count) = columns.first().map(|column| column.logs.len()) else { return };
    let rows = Rows::new(count, surface.height);
    let last = axis::steps(record.step());
    let painted = count.min(MOST_ROWS);
    let mut colours = vec![surface.palette.paper; IMAGE_WIDTH * painted];
    let place = |step: u64| ((step as f64 / last) * IMAGE_WIDTH as f64).round() as usize;
    for (index, column) in columns.iter().enumerate() {
        let until = columns.get(index + 1).map_or(record.step(), |next| next.from);
        let from = place(column.from.saturating_sub(1)).min(IMAGE_WIDTH - 1);
        let to = place(until).clamp(from + 1, IMAGE_WIDTH);
        for row in 0..painted {
            let colour = colour(surface, column.ratio(row * count / painted));
            colours[row * IMAGE_WIDTH + from..row * IMAGE_WIDTH + to].fill(colour);
        }
    }
    let area = (0.0, rows.top(), surface.width, rows.bottom() - rows.top());
    surface.image(&colours, IMAGE_WIDTH, painted, area, false);
    if let Some(layer) = layer.filter(|layer| *layer < count) {
        let (top, bottom) = rows.span(layer);
        surface.outline(-1.0, top, surface.width + 2.0, (bottom - top).max(2.0), surface.palette.ink);
    }
    let x = |step: u64| step as f64 / last * surface.width;
    for mark in &record.marks {
        surface.line((x(mark.step), rows.top()), (x(mark.step), rows.bottom()), 1.0, surface.palette.ink);
    }
    if let Some(step) = step.filter(|step| *step <= record.step()) {
        surface.line((x(step), rows.top()), (x(step), rows.bottom()), 1.0, surface.palette.grey);
    }
    let foot = surface.height - FOOT / 2.0;
    surface.text("0", 0.0, foot, Anchor::Left, surface.palette.grey);
    surface.text(&format::count(last as u64), surface.width, foot, Anchor::Right, surface.palette.grey);
    surface.text(words::STEPS, surface.width / 2.0, foot, Anchor::Middle, surface.palette.grey);
}

/// The colour of a ratio; what is not a number is ink.
fn colour(surface: &Surface, ratio: f32) -> Rgb {
    if ratio.is_nan() { surface.palette.ink } else { surface.palette.diverging(ratio) }
}

/// The scale's colours, from vanished to exploded.
#[component]
pub fn Legend() -> Built {
    built! {
        <span class="legend" aria-hidden="true">
            "10\u{207b}\u{2076}"
            <span class="scale"></span>
            "10\u{2076}"
        </span>
    }
}
