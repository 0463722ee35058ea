//! What the network answers over the plane of 2-D data, with the training points on it; and the points alone.

use leptos::prelude::*;

use super::canvas::{Drawing, Place, Surface};
use super::contour::contour;
use crate::record::Record;
use crate::ui::store::Store;
use crate::ui::theme::mix;
use crate::ui::view::{Built, built};
use crate::vitals::View;
use crate::words;

/// How strong certainty is: the points still stand out from it.
const STRONGEST: f32 = 0.75;
/// The most points drawn; more cover each other.
const MOST_POINTS: usize = 600;
/// How far the drawing reaches, as far as the network is asked.
const REACH: f32 = 2.4;

#[component]
pub fn Boundary(
    /// The run's place in the list; without one that of the chosen run is drawn.
    #[prop(optional)]
    run: Option<usize>,
) -> Built {
    let store = Store::here();
    let pointed = RwSignal::new(None::<Place>);
    let draw = move |surface: &Surface| {
        let pointed = pointed.get();
        store.record_of(run, |record| {
            draw_field(surface, &record.points, record.view.as_ref().map(|(_, view)| view));
            if let Some(place) = pointed {
                draw_pointed(surface, record, place);
            }
        });
    };
    let point = move |place| pointed.set(place);
    built! { <Drawing label=words::LEARNED_VIEW draw=Box::new(draw) point=Box::new(point) /> }
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

/// What the network answers, with the training points (x, y, label) on it; the points alone where it has not been asked.
pub fn draw_field(surface: &Surface, points: &[(f32, f32, u32)], view: Option<&View>) {
    let (left, top, length) = square(surface);
    let mut reach = REACH;
    if let Some(View::Boundary { side, reach: shown, probabilities }) = view
        && probabilities.len() == side * side
    {
        reach = *shown;
        let palette = &surface.palette;
        // Paper where it cannot decide, and towards each class the class's own colour.
        let shade = |probability: &f32| {
            if probability.is_nan() {
                return palette.flat;
            }
            let sure = (probability.clamp(0.0, 1.0) - 0.5) * 2.0;
            let end = if sure > 0.0 { palette.class_a } else { palette.class_b };
            mix(palette.paper, end, sure.abs() * STRONGEST)
        };
        let colours: Vec<_> = probabilities.iter().map(shade).collect();
        surface.image(&colours, *side, *side, (left, top, length, length), true);
        let unit = length / *side as f64;
        let place = |(column, row): (f64, f64)| (left + (column + 0.5) * unit, top + (row + 0.5) * unit);
        let line: Vec<_> =
            contour(probabilities, *side, 0.5).into_iter().map(|(from, to)| (place(from), place(to))).collect();
        surface.lines(&line, 1.5, palette.ink);
        if probabilities.iter().all(|probability| probability.is_nan()) {
            // As everything else is drawn that is not a number.
            surface.faintly(0.45, || surface.hatched((left, top, length, length), palette.hot));
        }
    }
    draw_points(surface, points, (left, top, length), reach, 2.5);
    surface.outline(left + 0.5, top + 0.5, length - 1.0, length - 1.0, surface.palette.line);
}

/// The classes' points: filled discs and rings, so that colour is never all there is.
fn draw_points(
    surface: &Surface,
    points: &[(f32, f32, u32)],
    (left, top, length): (f64, f64, f64),
    reach: f32,
    radius: f64,
) {
    let place = |value: f32| f64::from((value / reach + 1.0) / 2.0) * length;
    let every = points.len().div_ceil(MOST_POINTS).max(1);
    let palette = &surface.palette;
    for class in [0, 1] {
        let points = points.iter().step_by(every).filter(|(_, _, label)| *label == class);
        let places = points.map(|(x, y, _)| (left + place(*x), top + length - place(*y)));
        let (fill, rim) = match class {
            1 => (palette.class_a, palette.class_a),
            _ => (palette.paper, palette.grey),
        };
        surface.discs(places, radius, fill, rim);
    }
}

/// The training points by themselves.
#[component]
pub fn Points() -> Built {
    let store = Store::here();
    let draw = move |surface: &Surface| {
        store.record_calmly(|record| {
            draw_points(surface, &record.points, square(surface), REACH, 1.5);
        });
    };
    built! { <Drawing label=words::DATA_CHART draw=Box::new(draw) /> }
}
