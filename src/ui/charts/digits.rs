//! What the network reads: images with its answers, and how often it takes one digit for another.

use leptos::prelude::*;

use super::canvas::{Anchor, Drawing, Surface, TEXT};
use crate::session::{ImageSample, View};
use crate::ui::store::Store;
use crate::ui::theme::mix;
use crate::ui::words;

#[component]
pub fn Digits() -> impl IntoView {
    let store = Store::here();
    let draw = move |surface: &Surface| {
        store.record_calmly(|record| {
            if let Some((_, View::Images { side, samples, classes, confusion })) = &record.view {
                let half = (surface.height * 0.46).floor();
                draw_samples(surface, *side, samples, half);
                draw_confusion(surface, *classes, confusion, half + 8.0);
            }
        });
    };
    view! { <Drawing label=words::DIGITS_VIEW draw=draw /> }
}

/// As many samples as fit in the upper part, each with the answer under it.
fn draw_samples(surface: &Surface, side: usize, samples: &[ImageSample], height: f64) {
    const EACH: f64 = 34.0;
    let (across, down) = ((surface.width / EACH).floor().max(1.0), (height / (EACH + TEXT)).floor().max(1.0));
    let unit = surface.width / across;
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
    let names = TEXT + 6.0;
    let length = (surface.height - top - names).min(surface.width - names).max(1.0);
    let left = (surface.width - length + names) / 2.0;
    let unit = length / classes as f64;
    for actual in 0..classes {
        let row = &counts[actual * classes..(actual + 1) * classes];
        let total = row.iter().sum::<u32>().max(1) as f32;
        let y = top + actual as f64 * unit;
        surface.text(&actual.to_string(), left - 6.0, y + unit / 2.0, Anchor::Right, palette.grey);
        surface.text(
            &actual.to_string(),
            left + (actual as f64 + 0.5) * unit,
            top + length + 9.0,
            Anchor::Middle,
            palette.grey,
        );
        for (predicted, count) in row.iter().enumerate() {
            // Errors are few: the root lets one in forty be seen.
            let share = (*count as f32 / total).sqrt();
            let end = if predicted == actual { palette.ink } else { palette.warm };
            let x = left + predicted as f64 * unit;
            surface.rectangle(x, y, unit - 1.0, unit - 1.0, mix(palette.line, end, share));
        }
    }
}
