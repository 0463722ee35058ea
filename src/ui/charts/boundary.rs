//! The decision boundary of 2-D data, with the training points on it.

use leptos::prelude::*;

use super::canvas::{Drawing, Place, Surface};
use super::contour::contour;
use crate::record::Record;
use crate::ui::store::Store;
use crate::ui::theme::mix;
use crate::vitals::View;
use crate::words;

/// How dark certainty is: the points, in ink, still stand out from it.
const DARKEST: f32 = 0.55;
/// The most points drawn; more cover each other.
const MOST_POINTS: usize = 600;
/// How far the drawing reaches where the network has not been asked yet.
const REACH: f32 = 2.0;

#[component]
pub fn Boundary() -> impl IntoView {
    let store = Store::here();
    let pointed = RwSignal::new(None::<Place>);
    let draw = move |surface: &Surface| {
        let pointed = pointed.get();
        store.record_calmly(|record| {
            draw(surface, record);
            if let Some(place) = pointed {
                draw_pointed(surface, record, place);
            }
        });
    };
    let point = move |place| pointed.set(place);
    view! { <Drawing label=words::LEARNED_VIEW draw=draw point=Box::new(point) /> }
}

/// Where the plane is drawn: its left, its top, and the length of its sides.
fn square(surface: &Surface) -> (f64, f64, f64) {
    let length = surface.width.min(surface.height);
    ((surface.width - length) / 2.0, (surface.height - length) / 2.0, length)
}

/// What the network says of the point under the pointer.
fn draw_pointed(surface: &Surface, record: &Record, place: Place) {
    let Some((_, View::Boundary { side, reach, probabilities })) = &record.view else { return };
    let (left, top, length) = square(surface);
    let (across, down) = ((place.x - left) / length, (place.y - top) / length);
    if !(0.0..1.0).contains(&across) || !(0.0..1.0).contains(&down) {
        return;
    }
    let cell = |share: f64| ((share * *side as f64) as usize).min(side - 1);
    let Some(probability) = probabilities.get(cell(down) * side + cell(across)) else { return };
    let value = |share: f64| (2.0 * share - 1.0) * f64::from(*reach);
    let text = words::probability_at(value(across), -value(down), f64::from(*probability));
    surface.note(&text, left + 1.0, top + 1.0);
}

fn draw(surface: &Surface, record: &Record) {
    let (left, top, length) = square(surface);
    let mut reach = REACH;
    if let Some((_, View::Boundary { side, reach: shown, probabilities })) = &record.view
        && probabilities.len() == side * side
    {
        reach = *shown;
        let palette = &surface.palette;
        let shade = |probability: &f32| mix(palette.paper, palette.ink, probability.clamp(0.0, 1.0) * DARKEST);
        let colours: Vec<_> = probabilities.iter().map(shade).collect();
        surface.image(&colours, *side, *side, (left, top, length, length), true);
        let unit = length / *side as f64;
        let place = |(column, row): (f64, f64)| (left + (column + 0.5) * unit, top + (row + 0.5) * unit);
        let line: Vec<_> =
            contour(probabilities, *side, 0.5).into_iter().map(|(from, to)| (place(from), place(to))).collect();
        surface.lines(&line, 1.5, palette.ink);
    }
    let place = |value: f32| f64::from((value / reach + 1.0) / 2.0) * length;
    let every = record.points.len().div_ceil(MOST_POINTS).max(1);
    for class in [0, 1] {
        let points = record.points.iter().step_by(every).filter(|(_, _, label)| *label == class);
        let places = points.map(|(x, y, _)| (left + place(*x), top + length - place(*y)));
        let (fill, rim) = match class {
            0 => (surface.palette.paper, surface.palette.ink),
            _ => (surface.palette.ink, surface.palette.paper),
        };
        surface.discs(places, 2.5, fill, rim);
    }
    surface.outline(left + 0.5, top + 0.5, length - 1.0, length - 1.0, surface.palette.line);
}
