//! A ribbon's shape: how high it is where, and where it ends. No browser in it.

use super::strength::Strength;

/// The decades that its height shows, to either side of 1.
pub const DECADES: f64 = 6.0;
/// How high it is at least, in pixels.
const THINNEST: f64 = 2.0;
/// How far before a torn edge the last arrow stands at least, in pixels.
const TORN: f64 = 12.0;
/// Pieces of a smooth step from one layer to the next.
const SMOOTH: usize = 8;

/// How high the ribbon is at log10 of a ratio, where it can be at most `greatest` high; healthy is half of that.
pub fn height(log: f64, greatest: f64) -> f64 {
    THINNEST + (greatest - THINNEST) * (log.clamp(-DECADES, DECADES) + DECADES) / (2.0 * DECADES)
}

/// A layer's place on a ribbon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knot {
    pub x: f64,
    pub strength: Strength,
    /// The layer from 0; none at the source and beyond the last.
    pub layer: Option<usize>,
}

/// A point of a ribbon: its place and log10 of the ratio there.
pub type Point = (f64, f64);

/// A part of a ribbon, in the direction in which it flows.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Body {
        points: Vec<Point>,
        end: End,
    },
    /// Nothing of it is left, or nothing is known: a dotted line.
    Dotted {
        from: f64,
        to: f64,
        zero: bool,
    },
    /// No numbers from there on; `layer` is the first, from 0.
    Hatched {
        from: f64,
        to: f64,
        layer: Option<usize>,
    },
}

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// It goes on to the edge.
    Open,
    /// Flat: from here on it is exactly 0.
    Cap,
    /// Torn: from here on there are no numbers.
    Torn,
}

/// What kind of piece a strength belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Body,
    Zero,
    NotFinite,
    Unmeasured,
}

fn kind(strength: Strength) -> Kind {
    match strength {
        Strength::Of(_) => Kind::Body,
        Strength::Zero => Kind::Zero,
        Strength::NotFinite => Kind::NotFinite,
        Strength::Unmeasured => Kind::Unmeasured,
    }
}

/// The pieces of a ribbon through these knots, which are in the order in which it flows; pieces of different kinds meet half
/// way between two layers.
pub fn pieces(knots: &[Knot], smooth: bool) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < knots.len() {
        let of = kind(knots[start].strength);
        let end = (start..knots.len()).find(|index| kind(knots[*index].strength) != of).unwrap_or(knots.len());
        let between = |before: usize, after: usize| (knots[before].x + knots[after].x) / 2.0;
        let from = if start == 0 { knots[0].x } else { between(start - 1, start) };
        let to = if end == knots.len() { knots[end - 1].x } else { between(end - 1, end) };
        found.push(match of {
            Kind::Body => {
                let end = match knots.get(end).map(|next| kind(next.strength)) {
                    Some(Kind::Zero) => End::Cap,
                    Some(Kind::NotFinite) => End::Torn,
                    Some(Kind::Body | Kind::Unmeasured) | None => End::Open,
                };
                Piece::Body { points: points(&knots[start..], from, to, smooth), end }
            }
            Kind::Zero => Piece::Dotted { from, to, zero: true },
            Kind::Unmeasured => Piece::Dotted { from, to, zero: false },
            Kind::NotFinite => Piece::Hatched { from, to, layer: knots[start..end].iter().find_map(|knot| knot.layer) },
        });
        start = end;
    }
    found
}

/// A body's points from its first knot to its last, and on to both ends.
fn points(knots: &[Knot], from: f64, to: f64, smooth: bool) -> Vec<Point> {
    let body: Vec<Point> = knots.iter().map_while(|knot| Some((knot.x, knot.strength.log()?))).collect();
    let (Some(first), Some(last)) = (body.first().copied(), body.last().copied()) else { return Vec::new() };
    let mut points = vec![(from, first.1)];
    for (index, (x, log)) in body.iter().copied().enumerate() {
        let before = index.checked_sub(1).map(|before| body[before]);
        if let Some((x0, log0)) = before.filter(|before| smooth && before.1 != log) {
            points.extend((1..SMOOTH).map(|step| {
                let way = step as f64 / SMOOTH as f64;
                (x0 + (x - x0) * way, log0 + (log - log0) * smoothstep(way))
            }));
        }
        points.push((x, log));
    }
    points.push((to, last.1));
    points.dedup_by(|next, kept| (next.0 - kept.0).abs() < 1e-9);
    points
}

fn smoothstep(way: f64) -> f64 {
    way * way * (3.0 - 2.0 * way)
}

/// log10 of the ratio at a place of the ribbon; none where it has none there.
pub fn log_at(pieces: &[Piece], x: f64) -> Option<f64> {
    pieces.iter().find_map(|piece| match piece {
        Piece::Body { points, .. } => points.windows(2).find_map(|two| {
            let ((x0, log0), (x1, log1)) = (two[0], two[1]);
            let (low, high) = (x0.min(x1), x0.max(x1));
            if !(low..=high).contains(&x) {
                return None;
            }
            Some(log0 + (log1 - log0) * (x - x0) / if x1 == x0 { 1.0 } else { x1 - x0 })
        }),
        Piece::Dotted { .. } | Piece::Hatched { .. } => None,
    })
}

/// The highest and the lowest the ribbon is between two places; 0 where it is not there.
pub fn heights_within(pieces: &[Piece], from: f64, to: f64, greatest: f64) -> (f64, f64) {
    const LOOKS: usize = 8;
    let looks = (0..=LOOKS).map(|look| from + (to - from) * look as f64 / LOOKS as f64);
    let heights = looks.map(|x| log_at(pieces, x).map_or(0.0, |log| height(log, greatest)));
    heights.fold((0.0, f64::INFINITY), |(most, least), height| (f64::max(most, height), f64::min(least, height)))
}

/// Where arrows stand: between layers, and in a ribbon of many layers every 58 pixels, as long as the flow has not been lost
/// since its source.
pub fn arrows(pieces: &[Piece], places: impl Iterator<Item = f64>) -> Vec<f64> {
    let Some(Piece::Body { points, end }) = pieces.first() else { return Vec::new() };
    // None across a torn edge.
    let torn = points.last().filter(|_| *end == End::Torn).map(|(x, _)| *x);
    let lost = points.iter().find(|(_, log)| *log < super::reach::LOST).or(points.last()).map(|(x, _)| *x);
    let (Some(source), Some(lost)) = (points.first().map(|(x, _)| *x), lost) else { return Vec::new() };
    let (low, high) = (source.min(lost), source.max(lost));
    places.filter(|x| (low..=high).contains(x) && torn.is_none_or(|edge| (x - edge).abs() > TORN)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knots(strengths: &[Strength]) -> Vec<Knot> {
        let knot = |(index, strength): (usize, &Strength)| Knot {
            x: index as f64 * 10.0,
            strength: *strength,
            layer: Some(index),
        };
        strengths.iter().enumerate().map(knot).collect()
    }

    #[test]
    fn healthy_is_half_and_its_ends_are_a_hairline_and_the_whole() {
        assert_eq!((height(0.0, 74.0), height(-9.0, 74.0), height(9.0, 74.0)), (38.0, 2.0, 74.0));
    }

    #[test]
    fn a_ribbon_of_numbers_is_one_body() {
        let found = pieces(&knots(&[Strength::Of(0.0), Strength::Of(-1.0)]), false);
        assert_eq!(found, [Piece::Body { points: vec![(0.0, 0.0), (10.0, -1.0)], end: End::Open }]);
        let smooth = pieces(&knots(&[Strength::Of(0.0), Strength::Of(-1.0)]), true);
        assert_eq!(log_at(&smooth, 5.0), Some(-0.5));
        assert!(log_at(&smooth, 2.5).is_some_and(|log| log > -0.2));
    }

    #[test]
    fn it_ends_in_a_cap_where_it_is_0_and_torn_where_it_is_no_number() {
        let of = Strength::Of(0.0);
        let found = pieces(&knots(&[of, Strength::Zero, Strength::Zero]), false);
        assert_eq!(found[0], Piece::Body { points: vec![(0.0, 0.0), (5.0, 0.0)], end: End::Cap });
        assert_eq!(found[1], Piece::Dotted { from: 5.0, to: 20.0, zero: true });
        let torn = pieces(&knots(&[of, of, Strength::NotFinite]), false);
        assert!(matches!(&torn[0], Piece::Body { end: End::Torn, .. }));
        assert_eq!(torn[1], Piece::Hatched { from: 15.0, to: 20.0, layer: Some(2) });
    }

    #[test]
    fn nothing_measured_is_a_dotted_line() {
        let found = pieces(&knots(&[Strength::Unmeasured; 3]), true);
        assert_eq!(found, [Piece::Dotted { from: 0.0, to: 20.0, zero: false }]);
        assert!(pieces(&[], true).is_empty());
    }

    #[test]
    fn arrows_stop_where_the_flow_stops() {
        let falling: Vec<Strength> = (0..6).map(|layer| Strength::Of(-f64::from(layer))).collect();
        let found = pieces(&knots(&falling), false);
        assert_eq!(arrows(&found, [5.0, 25.0, 35.0, 45.0].into_iter()), [5.0, 25.0, 35.0]);
        let torn =
            pieces(&knots(&[Strength::Of(0.0), Strength::Of(0.0), Strength::Of(0.0), Strength::NotFinite]), false);
        assert_eq!(arrows(&torn, [5.0, 15.0, 25.0].into_iter()), [5.0], "nor across a torn edge");
        assert!(arrows(&pieces(&knots(&[Strength::Zero]), false), [0.0].into_iter()).is_empty());
    }
}
