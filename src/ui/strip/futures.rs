//! The curves that are drawn ahead of the run: where it would go with a remedy, as a copy of it has gone. No browser in it.

use crate::session::RunId;
use crate::trials::Start;
use crate::ui::trials::{Age, Ghost, Row, Shown};

/// So many are shown.
const MOST: usize = 3;
/// Over so many steps a curve is smoothed.
const WINDOW: u64 = 17;

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Future {
    /// What stands at its end: what the remedy is called, or that it is what was tried.
    pub name: String,
    /// The loss at the curve's end.
    pub loss: Option<f64>,
    /// The smoothed loss over steps; all finite.
    pub points: Vec<(f64, f64)>,
    /// The row that it is of; none of one that the run follows already.
    pub row: Option<String>,
}

impl Future {
    pub fn of(row: &Row) -> Self {
        Self { name: row.label.clone(), loss: row.loss, points: smoothed(&row.curve), row: Some(row.id()) }
    }

    /// The step that its copy went on from.
    pub fn from(&self) -> f64 {
        self.points.first().map_or(0.0, |(step, _)| *step)
    }

    /// Over how many steps it goes.
    pub fn span(&self) -> f64 {
        self.points.last().map_or(0.0, |(step, _)| *step) - self.from()
    }

    /// Where it goes from a run that is at that step now: one that has gone on since the copy was made goes the same way from where
    /// it is, as far as anybody knows. What is followed or pointed at stays where it was measured.
    pub fn going_on_at(&self, step: u64) -> Vec<(f64, f64)> {
        let later = if self.row.is_some() { (step as f64 - self.from()).max(0.0) } else { 0.0 };
        self.points.iter().map(|(step, loss)| (step + later, *loss)).collect()
    }

    /// The curve of a remedy that is followed, or pointed at, under that name.
    pub fn of_ghost(ghost: &Ghost, name: &str) -> Self {
        let points = smoothed(&ghost.curve);
        let loss = ghost.curve.last().map(|(_, loss)| f64::from(*loss));
        Self { name: name.to_owned(), loss, points, row: None }
    }
}

/// The smallest and largest loss of all.
pub fn ahead(futures: &[Future]) -> Option<(f64, f64)> {
    let losses = futures.iter().flat_map(|future| &future.points).map(|(_, loss)| *loss);
    losses.fold(None, |range, loss| {
        Some(range.map_or((loss, loss), |(low, high): (f64, f64)| (low.min(loss), high.max(loss))))
    })
}

/// The best of what helped that run from where it was: a curve that begins elsewhere is none of its futures. None where they are
/// not fresh.
pub fn futures(shown: &Shown, run: RunId) -> Vec<Future> {
    if shown.run != run || shown.age != Age::Fresh {
        return Vec::new();
    }
    let here = shown.helped.iter().filter(|row| row.treatment.start == Start::Here);
    here.take(MOST).map(Future::of).filter(|future| future.points.len() > 1).collect()
}

/// Each value the mean of those around it, as far on one side as on the other, so that the ends stay where they are.
pub fn smoothed(curve: &[(u64, f32)]) -> Vec<(f64, f64)> {
    let points: Vec<(u64, f64)> =
        curve.iter().filter(|(_, loss)| loss.is_finite()).map(|(step, loss)| (*step, f64::from(*loss))).collect();
    let (Some((first, _)), Some((last, _))) = (points.first().copied(), points.last().copied()) else {
        return Vec::new();
    };
    let mean = |step: u64| {
        let reach = (WINDOW / 2).min(step - first).min(last - step);
        let from = points.partition_point(|(at, _)| *at + reach < step);
        let near = points[from..].iter().take_while(|(at, _)| *at <= step + reach);
        let (count, sum) = near.fold((0.0, 0.0), |(count, sum), (_, loss)| (count + 1.0, sum + loss));
        sum / count
    };
    points.iter().map(|(step, _)| (*step as f64, mean(*step))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_smooth_and_keeps_its_ends() {
        let noisy: Vec<(u64, f32)> = (50..=350).map(|step| (step, if step % 2 == 0 { 1.0 } else { 0.5 })).collect();
        let smooth = smoothed(&noisy);
        assert_eq!((smooth.len(), smooth[0], smooth[300]), (301, (50.0, 1.0), (350.0, 1.0)));
        assert!(smooth[8..292].iter().all(|(_, loss)| (loss - 0.75).abs() < 0.02));
    }

    #[test]
    fn it_goes_from_where_the_run_is_and_what_is_followed_from_where_it_was_measured() {
        let points = vec![(50.0, 0.7), (350.0, 0.1)];
        let future = Future { name: "Adam".to_owned(), loss: Some(0.1), points, row: Some("1".to_owned()) };
        assert_eq!(future.going_on_at(200), [(200.0, 0.7), (500.0, 0.1)]);
        assert_eq!(future.going_on_at(20), future.points, "a moment after a rewind");
        let followed = Future { row: None, ..future };
        assert_eq!((followed.going_on_at(200), followed.span()), (followed.points.clone(), 300.0));
    }

    #[test]
    fn what_is_no_number_is_left_out() {
        assert_eq!(smoothed(&[(1, f32::NAN), (2, 0.5)]), [(2.0, 0.5)]);
        assert_eq!(smoothed(&[]), []);
    }
}
