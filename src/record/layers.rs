//! Every layer's gradient over time, in bounded memory.
//!
//! A column is what one measurement found in all layers. When there are too many, neighbours are merged
//! (by the mean of the logarithms), so that a column stands for twice as many measurements as before.

use crate::vitals::LayerVitals;

/// The most columns kept. A thousand layers then take 2 MB.
pub const CAPACITY: usize = 512;

/// What was measured from one step on, until the next column's.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The first step measured.
    pub from: u64,
    /// log10 of each weight matrix's gradient norm, first layer to head;
    /// -infinity where it was 0, NaN where it was not finite.
    pub logs: Vec<f32>,
    /// log10 of how many times its own size a step moved the weight matrix that it moved most; 0 where it was less than once.
    pub moved: f32,
    /// How many measurements it stands for.
    measured: u32,
}

/// The columns, oldest first.
#[derive(Clone, Debug)]
pub struct LayerHistory {
    columns: Vec<Column>,
    /// How many measurements a full column stands for.
    each: u32,
    /// The smallest and the largest logarithm that was finite.
    extent: Option<(f32, f32)>,
}

impl Default for LayerHistory {
    fn default() -> Self {
        Self { columns: Vec::new(), each: 1, extent: None }
    }
}

impl LayerHistory {
    /// Adds the gradients of one step, and what it moved.
    pub fn push(&mut self, step: u64, layers: &LayerVitals) {
        let norms = &layers.weight_gradient_norms;
        let logs: Vec<f32> = norms.iter().map(|norm| log(*norm)).collect();
        for log in logs.iter().filter(|log| log.is_finite()) {
            self.extent = Some(self.extent.map_or((*log, *log), |(low, high)| (low.min(*log), high.max(*log))));
        }
        let column =
            Column { from: step, logs, moved: layers.moved().map_or(0.0, |(_, times)| times.log10()), measured: 1 };
        match self.columns.last_mut() {
            Some(last) if last.measured < self.each && last.logs.len() == norms.len() => last.merge(&column),
            _ => self.columns.push(column),
        }
        if self.columns.len() > CAPACITY {
            self.each *= 2;
            let mut merged: Vec<Column> = Vec::with_capacity(CAPACITY);
            for (index, column) in std::mem::take(&mut self.columns).into_iter().enumerate() {
                match merged.last_mut() {
                    Some(last) if index % 2 == 1 => last.merge(&column),
                    _ => merged.push(column),
                }
            }
            self.columns = merged;
        }
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The smallest and the largest log10 of a gradient since the network was built; none before one was finite.
    pub fn extent(&self) -> Option<(f32, f32)> {
        self.extent
    }

    /// Forgets what came after the step.
    pub fn truncate(&mut self, step: u64) {
        self.columns.retain(|column| column.from <= step);
    }
}

impl Column {
    /// log10 of a layer's gradient over the last hidden layer's (over the largest where that has none): below 0 it vanishes on
    /// the way back, above 0 it grows.
    pub fn ratio(&self, layer: usize) -> f32 {
        let hidden = &self.logs[..self.logs.len().saturating_sub(1)];
        let last = hidden.last().or(self.logs.last()).copied();
        let largest = self.logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        match (self.logs.get(layer), last) {
            (Some(log), Some(last)) => ratio(*log, if last == f32::NEG_INFINITY { largest } else { last }),
            _ => f32::NAN,
        }
    }

    fn merge(&mut self, other: &Column) {
        let (mine, theirs) = (self.measured as f32, other.measured as f32);
        for (log, other) in self.logs.iter_mut().zip(&other.logs) {
            *log = (*log * mine + *other * theirs) / (mine + theirs);
        }
        self.moved = (self.moved * mine + other.moved * theirs) / (mine + theirs);
        self.measured += other.measured;
    }
}

/// log10 of a norm: -infinity of 0, NaN of what is not finite.
pub fn log(norm: f32) -> f32 {
    if norm.is_finite() { norm.log10() } else { f32::NAN }
}

/// The difference of two logarithms: log10 of the norms' quotient; of a norm of 0 -infinity, whatever the other is.
pub fn ratio(log: f32, last: f32) -> f32 {
    if log == f32::NEG_INFINITY { log } else { log - last }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(norms: &[f32], updates: &[f32]) -> LayerVitals {
        LayerVitals { weight_gradient_norms: norms.to_vec(), update_ratios: updates.to_vec(), ..LayerVitals::default() }
    }

    #[test]
    fn what_a_step_moved_is_kept_where_it_is_more_than_the_weights() {
        let mut layers = LayerHistory::default();
        layers.push(1, &of(&[1.0, 1.0], &[0.1, 0.5]));
        layers.push(2, &of(&[1.0, 1.0], &[10.0, 1000.0]));
        assert_eq!(layers.columns().iter().map(|column| column.moved).collect::<Vec<_>>(), [0.0, 3.0]);
    }

    #[test]
    fn a_long_run_stays_bounded_and_in_order() {
        let mut layers = LayerHistory::default();
        for step in 1..=10_000 {
            layers.push(step, &of(&[1e-8, 1e-4, 1.0, 70.0], &[]));
        }
        let columns = layers.columns();
        assert!(columns.len() <= CAPACITY && columns.len() > CAPACITY / 4);
        assert!(columns.windows(2).all(|pair| pair[0].from < pair[1].from));
        assert!((columns[0].ratio(0) + 8.0).abs() < 1e-4);
        assert_eq!(columns[0].ratio(2), 0.0);
        assert_eq!(columns.iter().map(|column| column.measured).sum::<u32>(), 10_000);
    }

    #[test]
    fn nothing_and_too_much_are_told_apart() {
        let mut layers = LayerHistory::default();
        layers.push(1, &of(&[0.0, f32::INFINITY, 1.0, 70.0], &[]));
        let column = &layers.columns()[0];
        assert_eq!(column.ratio(0), f32::NEG_INFINITY);
        assert!(column.ratio(1).is_nan());
        layers.push(2, &of(&[0.0, 0.0, 0.0], &[]));
        assert_eq!([0, 1, 2].map(|layer| layers.columns()[1].ratio(layer)), [f32::NEG_INFINITY; 3]);
    }
}
