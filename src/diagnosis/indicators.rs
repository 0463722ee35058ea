//! The few numbers to which the last steps come down.

use super::course::Course;
use super::trend::{self, WINDOW, median};
use crate::record::Record;
use crate::vitals::{Layer, LayerVitals, Probe, Vitals};

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
    /// The loss of a network that knows how frequent each class is and nothing else, in nats.
    pub guess: f64,
    /// The last step's loss.
    pub last_loss: Option<f64>,
    /// The probe's loss: the median of its last three. Of the batches of the last 20 steps where it was not measured since the
    /// last change.
    pub loss: Option<f64>,
    /// The probe's last loss, or that of the last batch where the probe was not measured since the last change: what the loss is
    /// now, where `loss` is what it has been lately.
    pub latest_loss: Option<f64>,
    /// The lowest such loss of the last 80 steps.
    pub best_loss: Option<f64>,
    /// Such a loss of 20 steps before.
    pub earlier_loss: Option<f64>,
    /// Whether the loss falls by more than chance, or did so within the last 20 steps.
    pub falls: bool,
    /// Whether the loss was clearly higher at some time since the last change.
    pub fell: bool,
    /// Steps since the probe's loss was last clearly higher than it is now; 0 while it falls.
    pub flat_for: u64,
    /// In how many steps the classes would be told apart if the loss fell on as it did over the last 200; none where it does not.
    pub steps_left: Option<f64>,
    /// The typical difference of two successive probes' losses.
    pub jump: Option<f64>,
    /// The last loss on the held-out rows.
    pub held_out: Option<f64>,
    /// The lowest loss on the held-out rows within the last 200 steps; none before 100 steps since the last change.
    pub least_held_out: Option<f64>,
    /// The lowest loss on the held-out rows so far.
    pub best_held_out: Option<f64>,
    /// Norm of all gradients together, before clipping: median of the last 20 steps.
    pub total_gradient: Option<f64>,
    /// The same after clipping; none where nothing clips.
    pub clipped_gradient: Option<f64>,
    /// The largest norm of all gradients since the last change, and its step.
    pub peak_gradient: Option<(u64, f64)>,
    /// The first weight matrix's gradient norm.
    pub first_gradient: Option<f64>,
    /// Layer 1's gradient norm over that of the layer that it is held against; 0 where layer 1 has none.
    pub gradient_ratio: Option<f64>,
    /// The layer that it is held against: the last hidden one, or another where that has no gradient.
    pub reference: Option<Layer>,
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
    /// The share of layer 1's activations that are saturated.
    pub first_saturated: Option<f64>,
    /// Units that are 0 on the whole probe.
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

/// A batch of so many rows tells of itself whether the loss falls.
const TELLING: usize = 64;
/// Of the loss of guessing: below it the classes are told apart.
pub(super) const LEARNED: f64 = 0.15;

impl Indicators {
    /// Reads the steps since the last change.
    pub fn read(record: &Record) -> Self {
        let steps: Vec<&Vitals> = record.recent.iter().filter(|vitals| vitals.step > record.changed_at).collect();
        let guess = record.guessing();
        let losses: Vec<f64> = finite(&steps, |vitals| Some(vitals.loss));
        let probes: Vec<(u64, f64)> = record
            .probes
            .iter()
            .filter(|(step, _)| *step > record.changed_at)
            .filter_map(|(step, probe)| Some((*step, number(probe.loss)?)))
            .collect();
        let course = Course::of(&probes, &losses);
        let gradients = finite(&steps, |vitals| Some(vitals.gradient_norm));
        let clipped = finite(&steps, |vitals| vitals.clipped_gradient_norm);
        let indicators = Self {
            step: record.step(),
            steps: steps.len(),
            guess,
            last_loss: losses.last().copied(),
            loss: course.loss_before(0),
            latest_loss: probes.last().map(|(_, loss)| *loss).or(losses.last().copied()),
            best_loss: course.best(),
            earlier_loss: course.loss_before(WINDOW as u64),
            // Small batches jump too much to say.
            falls: course.falls(0.01 * guess, 0.03 * guess)
                || (record.experiment.batch_size >= TELLING && fell_lately(&losses, 0.01 * guess)),
            fell: course.fell(0.02 * guess),
            flat_for: course.flat_for(0.02 * guess),
            steps_left: course.steps_left(LEARNED * guess),
            jump: course.jump(),
            held_out: record.held_out.and_then(|(_, held_out)| number(held_out.loss)),
            least_held_out: Some(steps.len()).filter(|steps| *steps >= 100).and_then(|_| {
                finite(&steps, |vitals| vitals.held_out.map(|held_out| held_out.loss)).into_iter().reduce(f64::min)
            }),
            best_held_out: record.best_held_out.and_then(number),
            total_gradient: median(last_window(&gradients)),
            clipped_gradient: median(last_window(&clipped)),
            peak_gradient: peak(&steps),
            stability: record.stability(),
            update_sum: steps.last().and_then(|vitals| number(vitals.first_layer_update_sum)),
            ..Self::default()
        };
        let indicators = match record.probes.back() {
            Some((step, probe)) if *step > record.changed_at => indicators.with_probe(probe),
            _ => indicators,
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
        self.gradient_ratio = over(self.first_gradient, layers.reference_gradient().and_then(number));
        let hidden = layers.weight_gradient_norms.len().saturating_sub(1);
        self.reference = layers
            .reference_layer()
            .map(|matrix| if matrix < hidden { Layer::Hidden(matrix + 1) } else { Layer::Head });
        self.gradient_share = over(self.first_gradient, whole);
        self.first_update = layers.update_ratios.first().and_then(|ratio| number(*ratio));
        let updates: Vec<f64> = layers.update_ratios.iter().filter_map(|ratio| number(*ratio)).collect();
        self.median_update = median(&updates);
        let hidden = layers.update_ratios.iter().take(layers.activation_stds.len());
        self.largest_update = hidden.filter_map(|ratio| number(*ratio)).reduce(f64::max);
        self.signal_left = self.signal_left(layers);
        self
    }

    /// Adds what the probe says of its units.
    fn with_probe(mut self, probe: &Probe) -> Self {
        self.saturated = worst(&probe.saturated_fractions);
        self.first_saturated = probe.saturated_fractions.first().and_then(|share| number(*share));
        self.dead = worst(&probe.dead_fractions);
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
