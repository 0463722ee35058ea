//! A ribbon, drawn.

use super::plan::Band;
use super::ribbon::{End, Piece, Point, height};
use crate::ui::charts::Surface;
use crate::ui::theme::Rgb;

/// The teeth of a torn edge, in pixels.
const TOOTH: f64 = 9.0;
/// From one chevron to the next.
const CHEVRONS: f64 = 96.0;
/// Two stops of colour are at least so far apart.
const STOPS: f64 = 3.0;

/// Draws the pieces around the middle of their band.
pub fn draw(surface: &Surface, pieces: &[Piece], band: Band) {
    for piece in pieces {
        match piece {
            Piece::Body { points, end } => draw_body(surface, points, *end, band),
            Piece::Dotted { from, to, .. } => surface.dotted(*from, *to, band.centre(), surface.palette.grey),
            Piece::Hatched { from, to, .. } => {
                let (low, high) = (from.min(*to), from.max(*to));
                // Beside the torn edge the paper is left blank.
                let gap = (TOOTH * 2.0).min((high - low) / 3.0);
                let (low, high) = if to > from { (low + gap, high) } else { (low, high - gap) };
                surface.faintly(0.45, || {
                    surface.hatched((low, band.top + 3.0, high - low, band.height - 6.0), surface.palette.hot);
                });
            }
        }
    }
}

fn draw_body(surface: &Surface, points: &[Point], end: End, band: Band) {
    let (Some((start, _)), Some((stop, last))) = (points.first().copied(), points.last().copied()) else { return };
    let centre = band.centre();
    let half = |log: f64| height(log, band.height) / 2.0;
    let mut outline: Vec<(f64, f64)> = points.iter().map(|(x, log)| (*x, centre - half(*log))).collect();
    if end == End::Torn {
        outline.extend(teeth(stop, centre, half(last), (stop - start).signum()));
    }
    outline.extend(points.iter().rev().map(|(x, log)| (*x, centre + half(*log))));
    surface.shaded(&outline, &stops(surface, points));
    for side in [-1.0, 1.0] {
        for run in outlined(points) {
            let line: Vec<_> = run.iter().map(|(x, log)| (*x, centre + side * half(*log))).collect();
            surface.polyline(&line, 1.0, surface.palette.outline);
        }
    }
    if end == End::Cap {
        surface.polyline(&[(stop, centre - half(last)), (stop, centre + half(last))], 2.0, surface.palette.ink);
    }
    draw_chevrons(surface, points, band);
}

/// The torn end from its upper edge to its lower one.
fn teeth(x: f64, centre: f64, half: f64, direction: f64) -> Vec<(f64, f64)> {
    let count = ((2.0 * half / TOOTH).round() as usize).max(1);
    let each = 2.0 * half / count as f64;
    let of = |tooth: usize| {
        let top = centre - half + tooth as f64 * each;
        [(x, top), (x - direction * TOOTH * 0.7, top + each / 2.0)]
    };
    (0..count).flat_map(of).collect()
}

/// Its colours from left to right.
fn stops(surface: &Surface, points: &[Point]) -> Vec<(f64, Rgb)> {
    let mut places: Vec<Point> = points.to_vec();
    if points.first().map(|point| point.0) > points.last().map(|point| point.0) {
        places.reverse();
    }
    let last = places.len().saturating_sub(1);
    let mut kept = f64::NEG_INFINITY;
    let mut stops = Vec::new();
    for (index, (x, log)) in places.into_iter().enumerate() {
        if index == last || x - kept >= STOPS {
            stops.push((x, surface.palette.flow(log)));
            kept = x;
        }
    }
    stops
}

/// The runs with an outline: neither a hairline nor beyond the scale.
fn outlined(points: &[Point]) -> Vec<&[Point]> {
    points.split(|(_, log)| log.abs() > super::ribbon::DECADES).filter(|run| run.len() > 1).collect()
}

/// Where the ribbon is beyond the scale, it is said to go on.
fn draw_chevrons(surface: &Surface, points: &[Point], band: Band) {
    let beyond = points.split(|(_, log)| *log <= super::ribbon::DECADES).filter(|run| !run.is_empty());
    let colour = surface.palette.on_hot;
    for run in beyond {
        let (Some((from, _)), Some((to, _))) = (run.first(), run.last()) else { continue };
        let (low, high) = (from.min(*to), from.max(*to));
        let count = ((high - low) / CHEVRONS) as usize;
        for index in 0..=count {
            let x = (low + high) / 2.0 + CHEVRONS * (index as f64 - count as f64 / 2.0);
            for (edge, inward) in [(band.top + 3.0, 5.0), (band.bottom() - 3.0, -5.0)] {
                let chevron = [(x - 5.0, edge + inward), (x, edge), (x + 5.0, edge + inward)];
                surface.polyline(&chevron, 1.6, colour);
            }
        }
    }
}

/// A torn edge at a place, over a ribbon that goes on behind it: two rows of teeth with the paper between them.
pub fn draw_tear(surface: &Surface, x: f64, band: Band) {
    let half = band.height / 2.0 + 1.0;
    let mut strip = teeth(x, band.centre(), half, 1.0);
    strip.push((x, band.centre() + half));
    let back: Vec<_> = strip.iter().rev().map(|(x, y)| (x + TOOTH, *y)).collect();
    strip.extend(back);
    surface.shape(&strip, surface.palette.ground);
}

/// Arrows of the flow, `direction` 1 to the right and -1 to the left; each with the height of the ribbon there.
pub fn draw_arrows(surface: &Surface, places: &[(f64, f64)], centre: f64, direction: f64, scale: f64) {
    surface.faintly(0.62, || {
        for (x, height) in places {
            let half = (height * 0.22).min(7.0 * scale);
            let depth = half * 0.55 * direction;
            let arrow = [(x - depth, centre - half), (x + depth, centre), (x - depth, centre + half)];
            surface.polyline(&arrow, 1.6, surface.palette.ink);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teeth_begin_at_the_edge_and_stay_within_the_ribbon() {
        let found = teeth(100.0, 50.0, 27.0, 1.0);
        assert_eq!((found.len(), found[0]), (12, (100.0, 23.0)));
        assert!(found.iter().all(|(x, y)| (93.0..=100.0).contains(x) && (23.0..77.0).contains(y)));
    }

    #[test]
    fn what_is_beyond_the_scale_has_no_outline() {
        let points = [(0.0, 0.0), (1.0, 1.0), (2.0, 7.0), (3.0, 8.0), (4.0, 2.0), (5.0, 1.0)];
        assert_eq!(outlined(&points).len(), 2);
    }
}
