//! What the network reads: images with its answers, and how often it takes one digit for another.

use leptos::prelude::*;

use super::canvas::{Anchor, Drawing, Place, Surface, TEXT};
use crate::ui::store::Store;
use crate::ui::theme::mix;
use crate::ui::view::{Built, built};
use crate::vitals::{ImageSample, View};
use crate::words;

/// The size of a sample.
const EACH: f64 = 27.0;
/// The least height for samples and counts one over the other.
const LEAST_FOR_BOTH: f64 = 180.0;

#[component]
pub fn Digits(
    /// The run's place in the list; without one that of the chosen run is drawn.
    #[prop(optional)]
    run: Option<usize>,
) -> Built {
    let store = Store::here();
    let pointed = RwSignal::new(None::<Place>);
    let draw = move |surface: &Surface| {
        let pointed = pointed.get();
        store.record_of(run, |record| {
            if let Some((_, View::Images { side, samples, classes, confusion })) = &record.view {
                let half = upper(surface);
                draw_samples(surface, *side, samples, half);
                if half < surface.height {
                    draw_confusion(surface, *classes, confusion, half + 8.0);
                }
                let said = pointed.and_then(|place| {
                    said_of_sample(surface, samples, half, place)
                        .or_else(|| said_of_confusion(surface, *classes, confusion, half + 8.0, place))
                });
                if let Some(said) = said {
                    surface.note(&said, 0.0, half - 12.0);
                }
            }
        });
    };
    let point = move |place| pointed.set(place);
    built! { <Drawing label=words::DIGITS_VIEW draw=Box::new(draw) point=Box::new(point) /> }
}

/// How much of the height the samples have: all of it where there is no room for the counts.
fn upper(surface: &Surface) -> f64 {
    if surface.height < LEAST_FOR_BOTH { surface.height } else { (surface.height * 0.54).floor() }
}

/// How many samples stand side by side and one above the other, and the width of each.
fn lay_samples(surface: &Surface, height: f64) -> (f64, f64, f64) {
    let (across, down) = ((surface.width / EACH).floor().max(1.0), (height / (EACH + TEXT)).floor().max(1.0));
    (across, down, surface.width / across)
}

/// Where the confusion counts begin at the left, and the size of each.
fn lay_confusion(surface: &Surface, classes: usize, top: f64) -> (f64, f64) {
    let names = TEXT + 6.0;
    let length = (surface.height - top - names).min(surface.width - names).max(1.0);
    ((surface.width - length + names) / 2.0, length / classes as f64)
}

/// What the network reads in the sample under the pointer.
fn said_of_sample(surface: &Surface, samples: &[ImageSample], height: f64, place: Place) -> Option<String> {
    let (across, down, unit) = lay_samples(surface, height);
    let (column, row) = ((place.x / unit).floor(), (place.y / (EACH + TEXT)).floor());
    let inside = (0.0..across).contains(&column) && (0.0..down).contains(&row);
    let sample = inside.then(|| samples.get((row * across + column) as usize)).flatten()?;
    Some(words::reads(sample.label, sample.predicted, f64::from(sample.probability)))
}

/// The count under the pointer.
fn said_of_confusion(surface: &Surface, classes: usize, counts: &[u32], top: f64, place: Place) -> Option<String> {
    let (left, unit) = lay_confusion(surface, classes, top);
    let (predicted, actual) = (((place.x - left) / unit).floor(), ((place.y - top) / unit).floor());
    let all = 0.0..classes as f64;
    if !all.contains(&predicted) || !all.contains(&actual) {
        return None;
    }
    let (predicted, actual) = (predicted as usize, actual as usize);
    let row = counts.get(actual * classes..(actual + 1) * classes)?;
    Some(words::read_as(actual, predicted, row[predicted], row.iter().sum()))
}

/// As many samples as fit in the upper part, each with the answer under it.
pub fn draw_samples(surface: &Surface, side: usize, samples: &[ImageSample], height: f64) {
    let (across, down, unit) = lay_samples(surface, height);
    let palette = &surface.palette;
    for (index, sample) in samples.iter().take((across * down) as usize).enumerate() {
        let (column, row) = (index % across as usize, index / across as usize);
        let (x, y) = (column as f64 * unit, row as f64 * (EACH + TEXT));
        if sample.pixels.len() == side * side {
            let colours: Vec<_> = sample.pixels.iter().map(|pixel| mix(palette.paper, palette.ink, *pixel)).collect();
            surface.image(&colours, side, side, (x + 3.0, y, unit - 6.0, EACH - 6.0), false);
        }
        let wrong = sample.predicted != sample.label;
        let text = if wrong { format!("\u{d7} {}", sample.predicted) } else { sample.predicted.to_string() };
        let colour = if wrong { palette.warm } else { palette.grey };
        surface.text(&text, x + unit / 2.0, y + EACH + 2.0, Anchor::Middle, colour);
    }
}

/// A row a digit, a column an answer; the darker, the more often.
fn draw_confusion(surface: &Surface, classes: usize, counts: &[u32], top: f64) {
    if classes == 0 || counts.len() != classes * classes {
        return;
    }
    let palette = &surface.palette;
    let (left, unit) = lay_confusion(surface, classes, top);
    let length = unit * classes as f64;
    for actual in 0..classes {
        let row = &counts[actual * classes..(actual + 1) * classes];
        let total = row.iter().sum::<u32>().max(1) as f32;
        let y = top + actual as f64 * unit;
        if unit > TEXT + 2.0 {
            let (name, across) = (actual.to_string(), left + (actual as f64 + 0.5) * unit);
            surface.text(&name, left - 6.0, y + unit / 2.0, Anchor::Right, palette.grey);
            surface.text(&name, across, top + length + 9.0, Anchor::Middle, palette.grey);
        }
        for (predicted, count) in row.iter().enumerate() {
            // Errors are few: the root lets one in forty be seen.
            let share = (*count as f32 / total).sqrt();
            let end = if predicted == actual { palette.ink } else { palette.warm };
            let x = left + predicted as f64 * unit;
            surface.rectangle(x, y, unit - 1.0, unit - 1.0, mix(palette.line, end, share));
        }
    }
}

/// Some of the images, without what the network takes them for.
#[component]
pub fn DigitSamples() -> Built {
    const ACROSS: usize = 4;
    let store = Store::here();
    let draw = move |surface: &Surface| {
        store.record_calmly(|record| {
            let Some((_, View::Images { side, samples, .. })) = &record.view else { return };
            let unit = surface.width.min(surface.height) / ACROSS as f64;
            let palette = &surface.palette;
            for (index, sample) in samples.iter().take(ACROSS * ACROSS).enumerate() {
                if sample.pixels.len() == side * side {
                    let colours: Vec<_> =
                        sample.pixels.iter().map(|pixel| mix(palette.paper, palette.ink, *pixel)).collect();
                    let (x, y) = ((index % ACROSS) as f64 * unit, (index / ACROSS) as f64 * unit);
                    surface.image(&colours, *side, *side, (x + 2.0, y + 2.0, unit - 4.0, unit - 4.0), false);
                }
            }
        });
    };
    built! { <Drawing label=words::DATA_CHART draw=Box::new(draw) /> }
}
