//! A curve as it is drawn: with no more points than the screen can show. No browser in it.

use crate::order::order;

/// The points, of which of those that fall on one half of a pixel only the first, the lowest, the highest and the last are left,
/// in their order. Their x go from left to right.
pub fn thinned(points: impl IntoIterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    let mut column: Vec<(f64, f64)> = Vec::new();
    let place = |x: f64| (x * 2.0).floor();
    for point in points {
        if column.first().is_some_and(|first| place(first.0) != place(point.0)) {
            close(&mut column, &mut kept);
        }
        column.push(point);
    }
    close(&mut column, &mut kept);
    kept
}

fn close(column: &mut Vec<(f64, f64)>, kept: &mut Vec<(f64, f64)>) {
    if column.len() <= 4 {
        kept.append(column);
        return;
    }
    let indices = 0..column.len();
    let by_height = |one: &usize, other: &usize| column[*one].1.total_cmp(&column[*other].1);
    let (low, high) = (indices.clone().min_by(by_height), indices.clone().max_by(by_height));
    let mut chosen = [Some(0), low, high, indices.last()];
    order(&mut chosen, Option::cmp);
    let mut before = None;
    for index in chosen.into_iter().flatten() {
        if before != Some(index) {
            kept.push(column[index]);
        }
        before = Some(index);
    }
    column.clear();
}

/// How many pixels of a restless curve become one point.
const CALM: f64 = 8.0;
/// A curve that rises and falls by less is not restless.
const RESTLESS: f64 = 4.0;
/// How often a restless curve goes the way from its lowest to its highest point, at least: one that falls goes it once, a peak
/// twice.
const TO_AND_FRO: f64 = 2.3;
/// From so few points nothing is left out.
const FEW: usize = 4;

/// The middle of a curve: where it goes to and fro within a few pixels, its median there; else its own points.
pub fn calmed(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut calm = Vec::with_capacity(points.len());
    for part in points.chunk_by(|one, other| (one.0 / CALM).floor() == (other.0 / CALM).floor()) {
        let mut heights: Vec<f64> = part.iter().map(|point| point.1).collect();
        let way: f64 = heights.windows(2).map(|two| (two[1] - two[0]).abs()).sum();
        order(&mut heights, f64::total_cmp);
        let range = heights[heights.len() - 1] - heights[0];
        if part.len() >= FEW && range >= RESTLESS && way >= TO_AND_FRO * range {
            calm.push(((part[0].0 + part[part.len() - 1].0) / 2.0, heights[heights.len() / 2]));
        } else {
            calm.extend_from_slice(part);
        }
    }
    calm
}

/// The part of a curve to the right of x, from where it crosses it. Its points go from left to right.
pub fn right_of(points: &[(f64, f64)], x: f64) -> Vec<(f64, f64)> {
    let start = points.partition_point(|point| point.0 < x);
    let join = start.checked_sub(1).zip(points.get(start)).map(|(before, after)| between(points[before], *after, x));
    join.into_iter().chain(points[start..].iter().copied()).collect()
}

/// The part to the left of x, up to where it crosses it.
pub fn left_of(points: &[(f64, f64)], x: f64) -> Vec<(f64, f64)> {
    let end = points.partition_point(|point| point.0 <= x);
    let join = end.checked_sub(1).zip(points.get(end)).map(|(before, after)| between(points[before], *after, x));
    points[..end].iter().copied().chain(join).collect()
}

fn between((x0, y0): (f64, f64), (x1, y1): (f64, f64), x: f64) -> (f64, f64) {
    (x, y0 + (y1 - y0) * if x1 > x0 { (x - x0) / (x1 - x0) } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_points_stay_and_of_many_no_peak_is_lost() {
        let few = [(0.0, 1.0), (10.0, 2.0), (20.0, 3.0)];
        assert_eq!(thinned(few), few);
        let many = (0..10_000).map(|step| (f64::from(step) * 0.01, if step == 5033 { 99.0 } else { 1.0 }));
        let kept = thinned(many);
        assert!(kept.len() <= 4 * 200 && kept.contains(&(5033.0 * 0.01, 99.0)));
        assert!(kept.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        assert_eq!((kept[0], kept[kept.len() - 1]), ((0.0, 1.0), (9999.0 * 0.01, 1.0)));
    }

    #[test]
    fn a_restless_curve_has_its_median_and_a_calm_one_stays() {
        let falling: Vec<(f64, f64)> = (0..600).map(|at| (f64::from(at) * 0.1, 2.0 * f64::from(at))).collect();
        assert_eq!(calmed(&falling), falling);
        let peak: Vec<(f64, f64)> =
            (0..60).map(|at| (f64::from(at) * 0.1, if at == 30 { 50.0 } else { 0.0 })).collect();
        assert_eq!(calmed(&peak), peak, "one peak is no restlessness");
        let noisy = |at: i32| 100.0 + [0.0, 30.0, -3.0, 2.0, -40.0][(at % 5) as usize];
        let noisy: Vec<(f64, f64)> = (0..600).map(|at| (f64::from(at) * 0.1, noisy(at))).collect();
        let calm = calmed(&noisy);
        assert_eq!(calm.len(), 8);
        assert!(calm.iter().all(|(_, height)| *height == 100.0), "{calm:?}");
        assert!(calm.windows(2).all(|two| two[0].0 < two[1].0));
        let slight: Vec<(f64, f64)> = noisy.iter().map(|(x, y)| (*x, y / 100.0)).collect();
        assert_eq!(calmed(&slight), slight);
        assert!(calmed(&[]).is_empty());
    }

    #[test]
    fn a_curve_is_parted_where_it_crosses() {
        let line = [(0.0, 0.0), (10.0, 10.0), (20.0, 0.0)];
        assert_eq!(right_of(&line, 15.0), [(15.0, 5.0), (20.0, 0.0)]);
        assert_eq!(left_of(&line, 5.0), [(0.0, 0.0), (5.0, 5.0)]);
        assert_eq!((right_of(&line, 30.0), left_of(&line, -1.0)), (vec![], vec![]));
        assert_eq!((right_of(&line, -1.0).len(), left_of(&line, 20.0).len()), (3, 3));
    }
}
