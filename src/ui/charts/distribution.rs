//! Where a layer's values lie on its activation's curve: before normalisation and after, and what comes out.

use leptos::prelude::*;

use super::axis;
use super::canvas::{Anchor, Drawing, Place, Surface, TEXT};
use super::curve_words::{self, Word};
use super::labels::Rect;
use crate::experiment::Activation;
use crate::order::order;
use crate::record::Record;
use crate::ui::store::Store;
use crate::ui::theme::mix;
use crate::ui::view::{Built, built};
use crate::vitals::{Distribution, Histogram};
use crate::words;
use crate::words::format::short;

/// At least this much to each side of 0 is shown, where most activations bend.
const REACH: f64 = 6.0;
/// Room for the axis below each of the two drawings, and for the names above.
const FOOT: f64 = 18.0;
const HEAD: f64 = 16.0;
/// The share of the height that the values going in take; what comes out has the rest.
const UPPER: f64 = 0.66;

#[component]
pub fn LayerDistribution() -> Built {
    let store = Store::here();
    let pointed = RwSignal::new(None::<Place>);
    let draw = move |surface: &Surface| {
        let pointed = pointed.get();
        store.record_calmly(|record| {
            if let Some((_, distribution)) = &record.distribution {
                draw(surface, record, distribution, pointed);
            }
        });
    };
    let point = move |place| pointed.set(place);
    built! { <Drawing label=words::DISTRIBUTION_CHART draw=Box::new(draw) point=Box::new(point) /> }
}

/// A histogram's area, and where a value lies in it.
#[derive(Clone, Copy)]
struct Area {
    top: f64,
    bottom: f64,
    width: f64,
    low: f64,
    high: f64,
}

impl Area {
    fn x(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low) * self.width
    }

    fn value(&self, x: f64) -> f64 {
        self.low + x / self.width * (self.high - self.low)
    }

    fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

fn draw(surface: &Surface, record: &Record, distribution: &Distribution, pointed: Option<Place>) {
    let activation = record.experiment.activation;
    let normalises = record.experiment.batch_norm;
    let (before, after) = (&distribution.pre_activation, &distribution.normalised);
    let split = (surface.height * UPPER).round();
    let inputs = match normalises {
        true => range(&[before, after], REACH),
        false => range(&[before], REACH),
    };
    let upper = Area { top: HEAD, bottom: split - FOOT, width: surface.width, low: inputs.0, high: inputs.1 };
    let outputs = range(&[&distribution.activation], 0.0);
    let lower = Area {
        top: split + HEAD,
        bottom: surface.height - FOOT,
        width: surface.width,
        low: outputs.0,
        high: outputs.1,
    };
    let flat = draw_saturated(surface, upper, activation);
    let (ink, grey) = (surface.palette.ink, surface.palette.grey);
    if normalises {
        draw_bars(surface, upper, before, mix(surface.palette.paper, grey, 0.55));
        draw_outline(surface, upper, after, ink);
    } else {
        draw_bars(surface, upper, before, mix(surface.palette.paper, ink, 0.6));
    }
    let curve = draw_curve(surface, upper, activation);
    let after = normalises.then(|| bins(upper, after)).into_iter().flatten();
    draw_words(surface, upper, activation, &curve, bins(upper, before).chain(after), &flat);
    draw_axis(surface, upper);
    let title = if normalises { words::BEFORE_AND_AFTER } else { words::GOING_IN };
    surface.text(title, 0.0, HEAD / 2.0, Anchor::Left, grey);
    draw_bars(surface, lower, &distribution.activation, mix(surface.palette.paper, ink, 0.6));
    draw_axis(surface, lower);
    surface.text(words::COMING_OUT, 0.0, split + HEAD / 2.0, Anchor::Left, grey);
    if let Some(place) = pointed {
        draw_pointed(surface, upper, lower, distribution, normalises, activation, place);
    }
}

/// What holds all the values, and at least `reach` to each side of 0.
fn range(histograms: &[&Histogram], reach: f64) -> (f64, f64) {
    let filled = histograms.iter().filter(|histogram| !histogram.counts.is_empty());
    let (low, high) = filled.fold((-reach, reach), |(low, high), histogram| {
        (low.min(f64::from(histogram.low)), high.max(f64::from(histogram.high)))
    });
    if high - low > 1e-12 { (low, high) } else { (low - 0.5, high + 0.5) }
}

/// Shades where the activation is flat; from where to where that is.
fn draw_saturated(surface: &Surface, area: Area, activation: Activation) -> Vec<(f64, f64)> {
    const COLUMNS: usize = 120;
    let unit = area.width / COLUMNS as f64;
    let flat = |column: usize| activation.saturates_at(area.value((column as f64 + 0.5) * unit));
    let (mut shaded, mut column) = (Vec::new(), 0);
    while column < COLUMNS {
        let end = (column..COLUMNS).find(|column| !flat(*column)).unwrap_or(COLUMNS);
        if end > column {
            let (left, right) = (column as f64 * unit, end as f64 * unit);
            surface.rectangle(left, area.top, right - left, area.height(), surface.palette.line);
            shaded.push((left, right));
        }
        column = end.max(column + 1);
    }
    shaded
}

/// The bins' places from left to right, with their height as a share of the fullest bin's.
fn bins(area: Area, histogram: &Histogram) -> impl Iterator<Item = (f64, f64, f64)> + use<> {
    let most = histogram.counts.iter().copied().max().unwrap_or(1).max(1);
    let (low, high) = (f64::from(histogram.low), f64::from(histogram.high));
    let width = (high - low) / histogram.counts.len().max(1) as f64;
    let counts = histogram.counts.clone();
    counts.into_iter().enumerate().map(move |(index, count)| {
        let left = area.x(low + index as f64 * width);
        let right = area.x(low + (index + 1) as f64 * width);
        // Values that are all the same are one thin bar.
        (left, right.max(left + 2.0), f64::from(count) / f64::from(most))
    })
}

fn draw_bars(surface: &Surface, area: Area, histogram: &Histogram, colour: crate::ui::theme::Rgb) {
    for (left, right, share) in bins(area, histogram).filter(|(.., share)| *share > 0.0) {
        let height = (share * area.height()).max(1.0);
        surface.rectangle(left, area.bottom - height, right - left, height, colour);
    }
}

fn draw_outline(surface: &Surface, area: Area, histogram: &Histogram, colour: crate::ui::theme::Rgb) {
    let mut lines = Vec::new();
    let mut last = area.bottom;
    for (left, right, share) in bins(area, histogram) {
        let top = area.bottom - share * area.height();
        lines.push(((left, last), (left, top)));
        lines.push(((left, top), (right, top)));
        last = top;
    }
    if let Some((_, (right, _))) = lines.last().copied() {
        lines.push(((right, last), (right, area.bottom)));
    }
    surface.lines(&lines, 1.5, colour);
}

/// The activation's curve, from its least to its largest value over the area; through which points it goes.
fn draw_curve(surface: &Surface, area: Area, activation: Activation) -> Vec<(f64, f64)> {
    let columns = area.width.max(2.0) as usize;
    let values: Vec<f64> = (0..=columns).map(|column| activation.value(area.value(column as f64))).collect();
    let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let y = |value: f64| area.bottom - 2.0 - (value - low) / (high - low).max(1e-12) * (area.height() - 4.0);
    let points: Vec<_> = values.iter().enumerate().map(|(column, value)| (column as f64, y(*value))).collect();
    let lines: Vec<_> = points.windows(2).map(|pair| (pair[0], pair[1])).collect();
    surface.lines(&lines, 1.5, surface.palette.cold);
    points
}

/// The activation's name at its curve, and what it means to be where that is flat.
fn draw_words(
    surface: &Surface,
    area: Area,
    activation: Activation,
    curve: &[(f64, f64)],
    bars: impl Iterator<Item = (f64, f64, f64)>,
    flat: &[(f64, f64)],
) {
    let (name, width) = (activation.name(), surface.measure(words::FLAT));
    let wide = flat.iter().filter(|(from, to)| to - from > width);
    let flat: Vec<Word> = wide.map(|&(from, to)| Word { width, from, to }).collect();
    let top = |share: f64| area.bottom - share * area.height();
    let filled = bars.filter(|(.., share)| *share > 0.0);
    let mut bars: Vec<_> = filled.map(|(left, right, share)| ((left + right) / 2.0, top(share))).collect();
    order(&mut bars, |(one, _), (other, _)| one.total_cmp(other));
    let room = Rect::new(0.0, area.top, area.width, area.height());
    let (name_place, flat) = curve_words::places(room, TEXT + 2.0, curve, &bars, surface.measure(name), &flat);
    let (grey, cold) = (surface.palette.grey, surface.palette.cold);
    let flat = flat.into_iter().map(|place| (words::FLAT, place, grey));
    for (word, place, colour) in flat.chain([(name, name_place, cold)]) {
        let Some(place) = place else { continue };
        let (x, y) = place.middle();
        if bars.iter().any(|(at, top)| (place.x..=place.right()).contains(at) && *top < place.bottom()) {
            surface.rectangle(place.x, place.y, place.width, place.height, surface.palette.paper);
        }
        surface.text(word, x, y, Anchor::Middle, colour);
    }
}

fn draw_axis(surface: &Surface, area: Area) {
    surface.line((0.0, area.bottom), (area.width, area.bottom), 1.0, surface.palette.grey);
    let y = area.bottom + FOOT / 2.0;
    let grey = surface.palette.grey;
    surface.text(&short(area.low), 0.0, y, Anchor::Left, grey);
    surface.text(&short(area.high), area.width, y, Anchor::Right, grey);
    let middle = area.x(0.0);
    if (30.0..area.width - 30.0).contains(&middle) {
        surface.line((middle, area.bottom), (middle, area.bottom + 4.0), 1.0, grey);
        surface.text("0", middle, y, Anchor::Middle, grey);
    }
}

/// The exact values under the pointer.
fn draw_pointed(
    surface: &Surface,
    upper: Area,
    lower: Area,
    distribution: &Distribution,
    normalises: bool,
    activation: Activation,
    place: Place,
) {
    let area = if place.y < upper.bottom + FOOT { upper } else { lower };
    let value = area.value(place.x.clamp(0.0, area.width));
    surface.line((place.x, area.top), (place.x, area.bottom), 1.0, surface.palette.ink);
    let share = |histogram: &Histogram| share_at(histogram, value);
    let text = if area.top == lower.top {
        words::share_at(&axis::plain(round(value)), share(&distribution.activation))
    } else {
        let here = words::share_at(&axis::plain(round(value)), share(&distribution.pre_activation));
        let slope = words::slope(&short(activation.slope(value)));
        match normalises {
            true => format!("{here}, {} {slope}", words::share_after(share(&distribution.normalised))),
            false => format!("{here} {slope}"),
        }
    };
    surface.rectangle(0.0, area.top - HEAD, surface.width, HEAD, surface.palette.paper);
    surface.text(&text, 0.0, area.top - HEAD / 2.0, Anchor::Left, surface.palette.ink);
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The share of values in the bin that holds this one, 0..1.
fn share_at(histogram: &Histogram, value: f64) -> f64 {
    let (low, high) = (f64::from(histogram.low), f64::from(histogram.high));
    let total: u32 = histogram.counts.iter().sum();
    let at = (value - low) / (high - low).max(1e-30) * histogram.counts.len() as f64;
    let inside = total > 0 && (low..=high).contains(&value);
    let count = if inside { histogram.counts.get((at as usize).min(histogram.counts.len() - 1)) } else { None };
    f64::from(count.copied().unwrap_or(0)) / f64::from(total.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_that_of_the_bin_that_holds_the_value() {
        let histogram = Histogram { low: 0.0, high: 1.0, counts: vec![1, 0, 3, 0] };
        assert_eq!(share_at(&histogram, 0.1), 0.25);
        assert_eq!(share_at(&histogram, 0.6), 0.75);
        assert_eq!(share_at(&histogram, 1.5), 0.0);
        assert_eq!(share_at(&Histogram::default(), 0.0), 0.0);
    }

    #[test]
    fn values_that_are_all_the_same_still_have_room() {
        let same = Histogram { low: 0.5, high: 0.5, counts: vec![9, 0] };
        assert_eq!(range(&[&same], 0.0), (0.0, 0.5));
        let zero = Histogram { low: 0.0, high: 0.0, counts: vec![9] };
        assert_eq!(range(&[&zero], 0.0), (-0.5, 0.5));
        assert_eq!(range(&[&same], 4.0), (-4.0, 4.0));
    }
}
