//! The few numbers to which the last steps come down.

use super::trend::{self, median, tail};
use crate::record::Record;
use crate::vitals::{Layer, LayerVitals, Vitals};

/// A share and the layer where it is largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerExtreme {
    /// The mean over all hidden layers, 0..1.
    pub mean: f64,
    /// The largest share of one layer, 0..1.
    pub most: f64,
    /// The first layer that has it.
    pub layer: Layer,
}

/// What the judge looks at. A number that was not measured, or is not finite, is none.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Indicators {
    /// The last step trained; 0 before the first.
    pub step: u64,
    /// Steps trained since the last change.
    pub steps: usize,
    /// The loss of a network that knows nothing: ln of the number of classes, in nats.
    pub guess: f64,
    /// The last step's loss.
    pub last_loss: Option<f64>,
    /// Median loss of the last 20 steps.
    pub loss: Option<f64>,
    /// Mean loss of the last 20 steps.
    pub mean_loss: Option<f64>,
    /// The lowest mean loss of 20 steps within the last 80.
    pub best_mean_loss: Option<f64>,
    /// Median loss of the 20 steps before those.
    pub earlier_loss: Option<f64>,
    /// Whether the loss falls by more than chance, or did so within the last 20 steps.
    pub falls: bool,
    /// The typical difference of two successive losses over the last 40 steps.
    pub jump: Option<f64>,
    /// Norm of all gradients together, before clipping: median of the last 20 steps.
    pub total_gradient: Option<f64>,
    /// The same after clipping; none where nothing clips.
    pub clipped_gradient: Option<f64>,
    /// The largest norm of all gradients since the last change, and its step.
    pub peak_gradient: Option<(u64, f64)>,
    /// The first weight matrix's gradient norm.
    pub first_gradient: Option<f64>,
    /// First over last weight matrix's gradient norm; 0 where the first has none.
    pub gradient_ratio: Option<f64>,
    /// The first weight matrix's gradient norm over the larger of the last one's and the total: what of the gradient
    /// reaches the first layer. (In a network whose signal dies on its way forward the last matrix has no gradient
    /// either: only the head's bias has.)
    pub gradient_share: Option<f64>,
    /// |W_after - W_before| / |W_before| of the first weight matrix.
    pub first_update: Option<f64>,
    /// The same, median over all matrices.
    pub median_update: Option<f64>,
    /// The same, the largest of the hidden layers.
    pub largest_update: Option<f64>,
    /// Saturated activations.
    pub saturated: Option<LayerExtreme>,
    /// Units that are 0 on the whole batch.
    pub dead: Option<LayerExtreme>,
    /// What enters the layer with the most dead units (or the head, where none has any), as a multiple of the spread
    /// of the first layer's activations: small where the signal had faded before it.
    pub signal_left: Option<f64>,
    /// sum(After - Before) of the first weight matrix at the last step.
    pub update_sum: Option<f64>,
    /// Sharpness times learning rate, and the edge of stability, above which the optimizer throws the network up; none where
    /// it is not measured, or the optimizer has none.
    pub stability: Option<(f64, f64)>,
}

/// Steps over which losses and gradients are averaged.
const WINDOW: usize = 20;

impl Indicators {
    /// Reads the steps since the last change.
    pub fn read(record: &Record) -> Self {
        let steps: Vec<&Vitals> = record.recent.iter().filter(|vitals| vitals.step > record.changed_at).collect();
        let guess = record.guessing();
        let losses: Vec<f64> = finite(&steps, |vitals| Some(vitals.loss));
        let last = losses.len().saturating_sub(WINDOW);
        let (before, recent) = losses.split_at(last);
        let gradients = finite(&steps, |vitals| Some(vitals.gradient_norm));
        let clipped = finite(&steps, |vitals| vitals.clipped_gradient_norm);
        let indicators = Self {
            step: record.latest().map_or(0, |vitals| vitals.step),
            steps: steps.len(),
            guess,
            last_loss: losses.last().copied(),
            loss: median(recent),
            mean_loss: mean(recent),
            best_mean_loss: losses[losses.len().saturating_sub(4 * WINDOW)..]
                .windows(WINDOW)
                .filter_map(mean)
                .reduce(f64::min),
            earlier_loss: tail(before, WINDOW).and_then(median),
            falls: fell_lately(&losses, 0.01 * guess),
            jump: tail(&losses, 2 * WINDOW).and_then(trend::jump),
            total_gradient: median(last_window(&gradients)),
            clipped_gradient: median(last_window(&clipped)),
            peak_gradient: peak(&steps),
            stability: record.stability(),
            update_sum: steps.last().and_then(|vitals| number(vitals.first_layer_update_sum)),
            ..Self::default()
        };
        match &record.latest_layers {
            // What was measured before the last change says nothing of the settings of now.
            Some((step, layers)) if *step > record.changed_at => {
                let then = steps.iter().find(|vitals| vitals.step == *step);
                indicators.with_layers(layers, then.and_then(|vitals| number(vitals.gradient_norm)))
            }
            _ => indicators,
        }
    }

    /// Adds what the layers say. `total`: the norm of all gradients at the same step, since all of them rise and fall
    /// together with the batch's error.
    fn with_layers(mut self, layers: &LayerVitals, total: Option<f64>) -> Self {
        let (first, last) = (layers.weight_gradient_norms.first(), layers.weight_gradient_norms.last());
        self.first_gradient = first.and_then(|norm| number(*norm));
        let last = last.and_then(|norm| number(*norm));
        let whole = last.into_iter().chain(total.or(self.total_gradient)).reduce(f64::max);
        self.gradient_ratio = over(self.first_gradient, last);
        self.gradient_share = over(self.first_gradient, whole);
        self.first_update = layers.update_ratios.first().and_then(|ratio| number(*ratio));
        let updates: Vec<f64> = layers.update_ratios.iter().filter_map(|ratio| number(*ratio)).collect();
        self.median_update = median(&updates);
        let hidden = layers.update_ratios.iter().take(layers.activation_stds.len());
        self.largest_update = hidden.filter_map(|ratio| number(*ratio)).reduce(f64::max);
        self.saturated = worst(&layers.saturated_fractions);
        self.dead = worst(&layers.dead_fractions);
        self.signal_left = self.signal_left(layers);
        self
    }

    fn signal_left(&self, layers: &LayerVitals) -> Option<f64> {
        let stds = &layers.activation_stds;
        let before = match self.dead {
            Some(LayerExtreme { most, layer: Layer::Hidden(layer), .. }) if most > 0.0 => layer.checked_sub(2),
            _ => stds.len().checked_sub(1),
        };
        match before {
            // The first layer hears the data themselves.
            None => Some(1.0),
            Some(index) => over(stds.get(index).and_then(|std| number(*std)), number(*stds.first()?)),
        }
    }
}

/// The finite values of some steps, oldest first.
fn finite(steps: &[&Vitals], value: impl Fn(&Vitals) -> Option<f32>) -> Vec<f64> {
    steps.iter().filter_map(|vitals| value(vitals).and_then(number)).collect()
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn fell_lately(losses: &[f64], least: f64) -> bool {
    (0..=WINDOW).any(|ago| trend::falls(&losses[..losses.len().saturating_sub(ago)], least))
}

fn last_window(values: &[f64]) -> &[f64] {
    &values[values.len().saturating_sub(WINDOW)..]
}

fn peak(steps: &[&Vitals]) -> Option<(u64, f64)> {
    let norms = steps.iter().filter_map(|vitals| number(vitals.gradient_norm).map(|norm| (vitals.step, norm)));
    norms.max_by(|a, b| a.1.total_cmp(&b.1))
}

fn number(value: f32) -> Option<f64> {
    value.is_finite().then_some(f64::from(value))
}

/// The quotient; 0 where only the numerator is known to be 0, none where both are.
fn over(numerator: Option<f64>, denominator: Option<f64>) -> Option<f64> {
    let (numerator, denominator) = (numerator?, denominator?);
    let quotient = if numerator == 0.0 && denominator > 0.0 { 0.0 } else { numerator / denominator };
    quotient.is_finite().then_some(quotient)
}

fn worst(shares: &[f32]) -> Option<LayerExtreme> {
    let mut worst: Option<(usize, f64)> = None;
    let mut sum = 0.0;
    for (index, share) in shares.iter().enumerate() {
        let share = number(*share)?;
        sum += share;
        if worst.is_none_or(|(_, most)| share > most) {
            worst = Some((index, share));
        }
    }
    worst.map(|(index, most)| LayerExtreme { mean: sum / shares.len() as f64, most, layer: Layer::Hidden(index + 1) })
}
