//! The rows of the heat map: every layer's gradient over time, newest on top. No browser in it.

use crate::record::LayerHistory;
use crate::record::ratio;

/// A row: from its first step on, log10 of each layer's gradient over the last hidden layer's, raised by what the steps moved,
/// as the ribbon above is (`strength::backward`).
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub from: u64,
    /// -infinity where it was 0, NaN where it was not finite.
    pub logs: Vec<f32>,
}

/// The rows, newest first, of which there are at most `most`: each stands for as many measurements as the others, a power of
/// two of them.
pub fn rows(history: &LayerHistory, most: usize) -> Vec<Row> {
    let columns = history.columns();
    let each = columns.len().div_ceil(most.max(1)).next_power_of_two();
    columns
        .chunks(each)
        .rev()
        .filter_map(|chunk| {
            let first = chunk.first()?;
            let mut logs = vec![0.0f32; first.logs.len()];
            for column in chunk {
                let reference = reference(&column.logs);
                for (sum, log) in logs.iter_mut().zip(&column.logs) {
                    *sum += ratio(*log, reference) + column.moved;
                }
            }
            logs.iter_mut().for_each(|sum| *sum /= chunk.len() as f32);
            Some(Row { from: first.from, logs })
        })
        .collect()
}

/// What the others are held against: the last hidden layer, or where it is 0 the largest.
fn reference(logs: &[f32]) -> f32 {
    let last = logs[..logs.len().saturating_sub(1)].last().or(logs.last()).copied().unwrap_or(f32::NAN);
    let largest = || logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if last == f32::NEG_INFINITY || last.is_nan() { largest() } else { last }
}

/// Under how many rows from the top a change after that step lies.
pub fn place(rows: &[Row], step: u64) -> usize {
    rows.iter().take_while(|row| row.from > step).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vitals::LayerVitals;

    fn of(norms: &[f32], moved: f32) -> LayerVitals {
        LayerVitals { weight_gradient_norms: norms.to_vec(), update_ratios: vec![moved], ..LayerVitals::default() }
    }

    #[test]
    fn an_even_explosion_shows_by_what_a_step_moved() {
        let mut history = LayerHistory::default();
        history.push(1, &of(&[1.0, 1.0, 1.0], 0.1));
        history.push(2, &of(&[1.0, 1.0, 1.0], 1e4));
        let found = rows(&history, 10);
        assert_eq!((&found[0].logs[..], &found[1].logs[..]), (&[4.0; 3][..], &[0.0; 3][..]));
    }

    fn history(steps: u64) -> LayerHistory {
        let mut history = LayerHistory::default();
        (1..=steps).for_each(|step| history.push(step, &of(&[1e-6, 1.0, 70.0], 0.1)));
        history
    }

    #[test]
    fn the_newest_is_on_top_and_rows_double_when_full() {
        let found = rows(&history(30), 54);
        assert_eq!((found.len(), found[0].from), (30, 30));
        let found = rows(&history(60), 54);
        assert_eq!((found.len(), found[29].from), (30, 1));
        assert!(rows(&history(5000), 54).len() <= 54);
        assert!((found[0].logs[0] + 6.0).abs() < 1e-5 && found[0].logs[1] == 0.0);
    }

    #[test]
    fn a_change_lies_between_what_was_before_and_after() {
        let found = rows(&history(30), 54);
        assert_eq!((place(&found, 20), place(&found, 30), place(&found, 0)), (10, 0, 30));
    }

    #[test]
    fn where_no_layer_has_a_gradient_all_are_0() {
        let mut history = LayerHistory::default();
        history.push(1, &of(&[0.0, 0.0, f32::NAN], 0.1));
        history.push(2, &of(&[0.0, 0.0, 0.0], 0.1));
        let found = rows(&history, 10);
        assert_eq!(found[0].logs, [f32::NEG_INFINITY; 3]);
        assert_eq!(found[1].logs[..2], [f32::NEG_INFINITY; 2]);
    }

    #[test]
    fn what_is_not_finite_stays_so() {
        let mut history = LayerHistory::default();
        history.push(1, &of(&[0.0, f32::INFINITY, 1.0, 70.0], 0.1));
        let found = rows(&history, 10);
        assert_eq!(found[0].logs[0], f32::NEG_INFINITY);
        assert!(found[0].logs[1].is_nan());
        assert!(rows(&LayerHistory::default(), 10).is_empty());
    }
}
