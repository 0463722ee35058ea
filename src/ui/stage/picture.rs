//! What is to be drawn of a run, taken from its record. No browser in it.

use super::heat::{self, Row};
use super::reach::reach;
use super::strength::{self, Backward, Strength};
use crate::experiment::{Activation, Clip, Experiment};
use crate::record::{ChangeMark, Record};
use crate::theory::predict;
use crate::vitals::{Layer, Plates, RowsSummary};

/// A run as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The last step measured layer by layer; none before there is one.
    pub step: Option<u64>,
    pub depth: usize,
    pub activation: Activation,
    pub residual: bool,
    pub batch_norm: bool,
    /// What clipping leaves of the gradient, 0..1; none where nothing clips.
    pub clips: Option<f64>,
    /// Of each hidden layer.
    pub forward: Vec<Strength>,
    /// Whether the head was where the numbers ended.
    pub head_torn: bool,
    /// Of each hidden layer and the head.
    pub backward: Backward,
    /// Of each hidden layer's outputs: mean and standard deviation.
    pub outputs: Vec<(f32, f32)>,
    pub plates: Option<Plates>,
    /// The heat map, newest first.
    pub rows: Vec<Row>,
    /// Changes: under how many rows, and what.
    pub changes: Vec<(usize, ChangeMark)>,
    /// The step of the last backward pass of numbers, where the run has diverged since.
    pub torn: Option<u64>,
    /// Whether nothing of it is measured: theory says so, or nothing at all where it can say nothing.
    pub foretold: bool,
}

impl Picture {
    /// Before anything is measured.
    pub fn empty(experiment: &Experiment) -> Self {
        Self {
            step: None,
            depth: experiment.depth,
            activation: experiment.activation,
            residual: experiment.residual,
            batch_norm: experiment.batch_norm,
            clips: (experiment.clip != Clip::Off).then_some(1.0),
            forward: vec![Strength::Unmeasured; experiment.depth],
            head_torn: false,
            backward: Backward { strengths: vec![Strength::Unmeasured; experiment.depth + 1], moved: None },
            outputs: Vec::new(),
            plates: None,
            rows: Vec::new(),
            changes: Vec::new(),
            torn: None,
            foretold: false,
        }
    }

    /// Of a network that is not there yet, as theory has it; `rows` are what it would train on.
    pub fn foretold(experiment: &Experiment, rows: &RowsSummary) -> Self {
        let strengths = |logs: &[f64]| logs.iter().map(|log| Strength::of_log(*log)).collect();
        let mut picture = Self { foretold: true, ..Self::empty(experiment) };
        if let Some(predicted) = predict(experiment, rows.features, rows.spread) {
            picture.forward = strengths(&predicted.forward);
            picture.backward.strengths = strengths(&predicted.backward);
            // As much enters the head as leaves the last layer.
            picture.backward.strengths.extend(picture.backward.strengths.last().copied());
        }
        picture
    }

    /// Of a record, with at most so many rows in the heat map.
    pub fn of(record: &Record, most_rows: usize) -> Self {
        let mut picture = Self::empty(&record.experiment);
        picture.plates = record.plates.as_ref().map(|(_, plates)| plates.clone());
        let Some((step, layers)) = &record.latest_layers else { return picture };
        picture.step = Some(*step);
        let depth = layers.weight_gradient_norms.len().saturating_sub(1).max(1);
        picture.depth = depth;
        picture.forward = strength::forward(layers, record.rows.spread);
        picture.forward.resize(depth, Strength::Unmeasured);
        if let Some(divergence) = record.divergence {
            picture.tear(divergence.layer);
        }
        // Of a crash, the forward pass; of the gradients, the last that were numbers.
        if let Some((step, layers)) = record.backward_layers() {
            picture.backward = strength::backward(layers);
            picture.torn = record.divergence.map(|_| *step);
        }
        picture.outputs = layers.activation_means.iter().copied().zip(layers.activation_stds.iter().copied()).collect();
        picture.clips = picture.clips.map(|_| record.latest().map_or(1.0, clip_factor));
        picture.rows = heat::rows(&record.layers, most_rows);
        let place = |mark: &ChangeMark| (heat::place(&picture.rows, mark.step), mark.clone());
        picture.changes = record.marks.iter().map(place).collect();
        picture
    }

    /// There are no numbers from that part on: it is known of a crash, even where it was not measured layer by layer.
    fn tear(&mut self, layer: Layer) {
        let first = match layer {
            Layer::Hidden(number) => number.saturating_sub(1).min(self.forward.len()),
            Layer::Head => self.forward.len(),
        };
        self.head_torn = layer == Layer::Head;
        let (before, torn) = self.forward.split_at_mut(first);
        // Before it there were numbers, if too large for their spread to be one.
        before
            .iter_mut()
            .filter(|strength| **strength == Strength::NotFinite)
            .for_each(|strength| *strength = Strength::BEYOND);
        torn.fill(Strength::NotFinite);
    }

    /// The layer that the gradient reaches, from 0; the head is no layer of it.
    pub fn reach(&self) -> Option<usize> {
        self.step?;
        reach(&self.backward.strengths)
    }
}

/// What clipping leaves of a step's gradient, 0..1.
fn clip_factor(vitals: &crate::vitals::Vitals) -> f64 {
    let left = f64::from(vitals.clipped_gradient_norm.unwrap_or(vitals.gradient_norm));
    let factor = left / f64::from(vitals.gradient_norm);
    if factor.is_finite() { factor.clamp(0.0, 1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vitals::{LayerVitals, RowsSummary, Vitals};

    fn layers(gradient: f32, spread: f32) -> LayerVitals {
        LayerVitals {
            weight_gradient_norms: vec![gradient; 11],
            activation_spreads: vec![spread; 10],
            ..LayerVitals::default()
        }
    }

    fn record() -> Record {
        let mut record = Record::new(Experiment::default(), RowsSummary::balanced(2, 2, 500), 1, Vec::new());
        record.measured(Vitals { step: 1, layers: Some(layers(1.0, 1.0)), ..Vitals::default() });
        record
    }

    #[test]
    fn before_anything_is_measured_nothing_is_claimed() {
        let picture = Picture::empty(&Experiment::default());
        assert_eq!((picture.reach(), picture.forward.len(), picture.backward.strengths.len()), (None, 10, 11));
    }

    #[test]
    fn a_crash_shows_its_own_forward_pass_and_the_last_gradients_that_were_numbers() {
        let mut record = record();
        record.diverged(2, Layer::Hidden(1), Some(layers(f32::NAN, f32::NAN)));
        let picture = Picture::of(&record, 54);
        assert_eq!(picture.forward, [Strength::NotFinite; 10]);
        assert_eq!(picture.backward.strengths, [Strength::Of(0.0); 11]);
        assert_eq!((picture.step, picture.torn), (Some(2), Some(1)));
    }

    #[test]
    fn a_crash_that_was_not_measured_is_torn_where_it_is_known_to_be() {
        let mut record = record();
        record.diverged(2, Layer::Hidden(8), None);
        let forward = Picture::of(&record, 54).forward;
        assert_eq!(forward[6..8], [Strength::Of(0.0), Strength::NotFinite]);
        record.diverged(2, Layer::Head, None);
        assert!(Picture::of(&record, 54).head_torn);
    }

    #[test]
    fn layers_that_hold_numbers_too_large_to_be_squared_are_not_said_to_hold_none() {
        let mut record = record();
        record.diverged(2, Layer::Head, Some(layers(1e35, f32::INFINITY)));
        let picture = Picture::of(&record, 54);
        assert_eq!((picture.forward, picture.head_torn), (vec![Strength::BEYOND; 10], true));
    }

    #[test]
    fn clipping_leaves_a_share_of_the_gradient() {
        let vitals = Vitals { gradient_norm: 4.0, clipped_gradient_norm: Some(1.0), ..Vitals::default() };
        assert_eq!(clip_factor(&vitals), 0.25);
        assert_eq!(clip_factor(&Vitals::default()), 1.0, "no gradient, nothing clipped");
    }
}
