//! The layers between the ribbons: plates, their marks and their numbers.

use super::plate::{self, BEYOND};
use super::scene::Scene;
use super::strength::Strength;
use crate::ui::charts::labels::{Labels, Rect};
use crate::ui::charts::{Anchor, Surface, Type};
use crate::vitals::Plate;
use crate::words::stage as words;

/// Points of an activation's curve.
const CURVE: usize = 41;
/// The share of a plate's height that the rug of units takes.
const RUG: f64 = 0.16;
/// A bar for what lies beyond the scale.
const EDGE: f64 = 4.0;

/// A plate's place: from, to, top, bottom.
#[derive(Clone, Copy)]
struct Place {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Place {
    fn width(&self) -> f64 {
        self.right - self.left
    }

    fn height(&self) -> f64 {
        self.bottom - self.top
    }

    fn x(&self, share: f64) -> f64 {
        self.left + share * self.width()
    }

    fn y(&self, share: f64) -> f64 {
        self.bottom - share * self.height()
    }

    fn area(&self) -> (f64, f64, f64, f64) {
        (self.left, self.top, self.width(), self.height())
    }
}

/// Where a column's plate begins and ends.
pub fn span(scene: &Scene, column: usize) -> (f64, f64) {
    let (from, to) = scene.axis.span(column);
    let head = column == scene.picture.depth;
    let share = if head { 0.4 } else { 0.8 };
    let most = if head { scene.plan.plate_width * 0.42 } else { scene.plan.plate_width };
    let half = ((to - from) * share).min(most) / 2.0;
    let middle = (from + to) / 2.0;
    ((middle - half).round(), (middle + half).round().max((middle - half).round() + 2.0))
}

pub fn draw(surface: &Surface, scene: &Scene) {
    if scene.axis.merges() {
        draw_outputs(surface, scene);
    }
    let (curve, flat) = (plate::curve(scene.picture.activation, CURVE), plate::flat(scene.picture.activation));
    for column in scene.axis.full() {
        let (left, right) = span(scene, column);
        let place = Place { left, right, top: scene.plan.plates.top, bottom: scene.plan.plates.bottom() };
        if column >= scene.picture.depth {
            surface.rectangle(left, place.top, place.width(), place.height(), surface.palette.ground);
            surface.outline(
                left + 0.5,
                place.top + 0.5,
                place.width() - 1.0,
                place.height() - 1.0,
                surface.palette.ink,
            );
            continue;
        }
        let known = scene.picture.plates.as_ref().and_then(|plates| plates.of(column));
        let no_numbers = scene.picture.forward.get(column) == Some(&Strength::NotFinite);
        let known = known.filter(|_| !no_numbers);
        let no_numbers = no_numbers || known.is_some_and(|plate| plate.not_finite);
        draw_plate(surface, place, known.filter(|_| !no_numbers), (&curve, &flat), no_numbers);
    }
    draw_numbers(surface, scene);
}

/// Pairs of places in a plate, 0..1.
type Stretches<'a> = &'a [(f64, f64)];

/// A plate with its activation's curve and where that is flat, and what is known of the values that enter.
fn draw_plate(
    surface: &Surface,
    place: Place,
    known: Option<&Plate>,
    (curve, flat): (Stretches, Stretches),
    no_numbers: bool,
) {
    surface.rectangle(place.left, place.top, place.width(), place.height(), surface.palette.plate);
    for (from, to) in flat {
        surface.rectangle(place.x(*from), place.top, (to - from) * place.width(), place.height(), surface.palette.flat);
    }
    if let Some(plate) = known {
        draw_values(surface, place, plate);
    }
    if no_numbers {
        surface.faintly(0.45, || surface.hatched(place.area(), surface.palette.hot));
    }
    let points: Vec<_> = curve.iter().map(|(x, y)| (place.x(*x), place.y(*y))).collect();
    let colour = if no_numbers { surface.palette.grey } else { surface.palette.ink };
    surface.polyline(&points, 1.5, colour);
}

/// Bars of what enters, and under them each unit's mean and spread.
fn draw_values(surface: &Surface, place: Place, plate: &Plate) {
    let units: Vec<_> = plate.unit_means.iter().zip(&plate.unit_stds).collect();
    let rug =
        if units.is_empty() || place.height() < 40.0 || place.width() < 18.0 { 0.0 } else { RUG * place.height() };
    let floor = place.bottom - rug;
    for (from, to, share) in plate::bars(&plate.bins) {
        let tall = (share * (floor - place.top)).max(1.0);
        let wide = place.x(to) - place.x(from);
        let gap = if wide > 2.5 { 0.5 } else { 0.0 };
        surface.rectangle(place.x(from), floor - tall, (wide - gap).max(0.5), tall, surface.palette.bars);
    }
    for (index, (mean, std)) in units.iter().enumerate().filter(|_| rug > 0.0) {
        let Some((from, to)) = plate::unit(**mean, **std) else { continue };
        let y = floor + 1.0 + (index as f64 + 0.5) * (rug - 2.0) / units.len() as f64;
        let (x0, x1) = (place.x(from), place.x(to));
        // A unit that is the same for all points is still to be seen.
        let spread = (x1 - x0).max(1.5);
        surface.rectangle((x0 + x1 - spread) / 2.0, y - 0.5, spread, 1.0, surface.palette.ink);
    }
    let beyond = |share: f32, x: f64| {
        if share > BEYOND {
            let tall = (f64::from(share) * plate::HIGHEST).max(0.06) * place.height();
            surface.rectangle(x, place.bottom - tall, EDGE, tall, surface.palette.hot);
        }
    };
    beyond(plate.below, place.left);
    beyond(plate.above, place.right - EDGE);
}

/// Of many layers: the mean of their outputs in a band of their spread.
fn draw_outputs(surface: &Surface, scene: &Scene) {
    let band = scene.plan.plates;
    let full = scene.axis.full();
    let lens = (scene.axis.span(full.start).0, scene.axis.span(full.end - 1).1);
    let sides = [(scene.axis.left(), lens.0 - 3.0), (lens.1 + 3.0, scene.axis.right())];
    // What the rows of the plates are for a pixel: the mean of the layers that lie in it.
    let points: Vec<(f64, f64, f64)> = scene
        .axis
        .apart(1.0)
        .into_iter()
        .filter_map(|run| {
            let outputs = scene.picture.outputs.get(run.start..run.end.min(scene.picture.outputs.len()))?;
            let finite = outputs.iter().filter(|(mean, std)| mean.is_finite() && std.is_finite());
            let (count, mean, std) = finite.fold((0.0, 0.0, 0.0), |(count, means, stds), (mean, std)| {
                (count + 1.0, means + f64::from(*mean), stds + f64::from(*std))
            });
            let x = (scene.axis.span(run.start).0 + scene.axis.span(run.end - 1).1) / 2.0;
            (count > 0.0).then(|| (x, mean / count, std / count))
        })
        .collect();
    let (low, high) = outputs_scale(points.iter().map(|(_, mean, std)| (mean - std, mean + std)));
    let y = |value: f64| band.bottom() - (value - low) / (high - low) * band.height;
    for (from, to) in sides.into_iter().filter(|(from, to)| to - from > 1.0) {
        let area = (from, band.top, to - from, band.height);
        surface.rectangle(area.0, area.1, area.2, area.3, surface.palette.plate);
        if points.is_empty() {
            continue;
        }
        surface.clipped(area, || {
            let upper = points.iter().map(|(x, mean, std)| (*x, y(mean + std)));
            let lower = points.iter().rev().map(|(x, mean, std)| (*x, y(mean - std)));
            surface.shape(&upper.clone().chain(lower.clone()).collect::<Vec<_>>(), surface.palette.flat);
            surface.polyline(&upper.collect::<Vec<_>>(), 1.0, surface.palette.outline);
            surface.polyline(&lower.collect::<Vec<_>>(), 1.0, surface.palette.outline);
            let means: Vec<_> = points.iter().map(|(x, mean, _)| (*x, y(*mean))).collect();
            surface.polyline(&means, 1.5, surface.palette.ink);
        });
    }
}

/// A scale for bands from low to high: it leaves a quarter free over and under them, and is rounded so that it stands still while
/// they hardly change.
fn outputs_scale(bands: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    let (low, high) = bands.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), (low, high)| (l.min(low), h.max(high)));
    // Of nothing the ends are infinite.
    if !low.is_finite() || !high.is_finite() {
        return (-1.0, 1.0);
    }
    let size = (high - low).max(1e-6);
    // A power of two of about an eighth of what is to be seen.
    let grain = (size / 8.0).log2().floor().exp2();
    let down = ((low - size / 2.0) / grain).floor() * grain;
    (down, ((high + size / 2.0) / grain).ceil() * grain)
}

/// The layers' numbers, none over another.
fn draw_numbers(surface: &Surface, scene: &Scene) {
    let Some(y) = scene.plan.numbers else { return };
    let (depth, size) = (scene.picture.depth, scene.small());
    let mut labels = Labels::across(scene.plan.left(), scene.plan.width);
    let mut say = |column: usize| {
        let text = if column < depth { (column + 1).to_string() } else { words::HEAD.to_owned() };
        let bold = scene.focus == Some(column);
        let face = Type { size, bold };
        let rect = Rect::around((scene.axis.middle(column), y), (surface.width_of(&text, face), size));
        // Moved aside it would stand under another column, but for the ends.
        if labels.inside(rect) != rect && scene.axis.merges() && column != 0 && column != depth {
            return;
        }
        if let Some(rect) = labels.place([rect]) {
            let colour = if bold { surface.palette.ink } else { surface.palette.grey };
            surface.set(&text, rect.middle(), Anchor::Middle, face, colour);
        }
    };
    scene.focus.into_iter().filter(|column| *column <= depth).for_each(&mut say);
    if scene.axis.merges() {
        scene.axis.full().for_each(&mut say);
    }
    say(depth);
    say(0);
    let widest = surface.width_of(&depth.to_string(), Type { size, bold: false }) + 12.0;
    let all = scene.axis.right() - scene.axis.left();
    let fits = |every: &usize| all * *every as f64 / scene.axis.columns() as f64 >= widest;
    let every = [1, 2, 5, 10, 20, 50, 100, 200, 500].into_iter().find(fits).unwrap_or(1000);
    (1..=depth).filter(|number| number % every == 0).for_each(|number| say(number - 1));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_of_outputs_holds_them_and_stands_still_while_they_hardly_change() {
        let (low, high) = outputs_scale([(0.4, 0.6), (0.45, 0.7)].into_iter());
        assert!(low < 0.4 && high > 0.7);
        assert_eq!(outputs_scale([(0.401, 0.699)].into_iter()), outputs_scale([(0.402, 0.698)].into_iter()));
        assert_eq!(outputs_scale(std::iter::empty()), (-1.0, 1.0));
        assert!(outputs_scale([(0.5, 0.5)].into_iter()).1 > 0.5, "all the same");
    }
}
