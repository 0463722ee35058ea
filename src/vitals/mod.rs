//! What one training step measured: plain numbers, named as in the reference traces.

mod distribution;
mod measuring;
mod plates;
mod rows;
mod trace;
mod view;

pub use distribution::{Distribution, Histogram};
pub use measuring::Measuring;
pub use plates::{MOST_PLATES, PLATE_BINS, PLATE_REACH, PLATE_ROWS, PLATE_UNITS, Plate, PlateRange, Plates};
pub use rows::{RowsNote, RowsSummary};
use serde::{Deserialize, Serialize};
pub use trace::trace_line;
pub use view::{ImageSample, View};

/// The vital signs of one step. Loss, accuracy, gradients and activations are those before the step's update.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Vitals {
    /// Updates done, this one included: the first step is 1.
    pub step: u64,
    /// Cross-entropy in nats, mean over the batch.
    pub loss: f32,
    /// Fraction of the batch that is classified correctly, 0..1.
    pub accuracy: f32,
    /// L2 norm of all gradients together, before clipping.
    pub gradient_norm: f32,
    /// The same after clipping; none where nothing clips.
    pub clipped_gradient_norm: Option<f32>,
    /// sum(After - Before) of the first weight matrix.
    pub first_layer_update_sum: f32,
    /// Measured at the measuring rate, not at every step.
    pub layers: Option<LayerVitals>,
    /// The held-out set in evaluation mode, after the step; at a lower rate.
    pub held_out: Option<Evaluation>,
    /// The probe before the step's update; at a lower rate.
    pub probe: Option<Probe>,
    /// The largest eigenvalue of the Hessian of the probe's mean cross-entropy, in the mode of [`Probe`] and before the step's
    /// update, as far as power iteration has come: the first few are too small. Only where it is asked for.
    pub sharpness: Option<f32>,
}

/// What the network makes of the probe: up to [`PROBE`] rows of the training set, the same ones throughout. In training mode,
/// so that BatchNorm goes by the probe's own statistics, but without dropout. Verdicts rest on it, not on the batch: it says
/// the same at batch size 1 as at 128.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Probe {
    /// Cross-entropy in nats, mean over the probe.
    pub loss: f32,
    /// Fraction of the probe that is classified correctly, 0..1.
    pub accuracy: f32,
    /// Fraction of each hidden layer's activations whose slope is below 5 % of the largest slope the activation has.
    pub saturated_fractions: Vec<f32>,
    /// Fraction of each hidden layer's units whose output is 0 on the whole probe; 0 outside the ReLU family.
    pub dead_fractions: Vec<f32>,
}

/// The most rows of the probe.
pub const PROBE: usize = 256;

/// Vital signs layer by layer. Weight matrices: stem, hidden layers, head (depth + 1 of them).
/// Activations: one entry a hidden layer (depth of them), over batch and units.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct LayerVitals {
    /// Frobenius norm of each weight matrix's gradient, before clipping.
    pub weight_gradient_norms: Vec<f32>,
    /// |W_after - W_before| / |W_before| of each weight matrix.
    pub update_ratios: Vec<f32>,
    pub activation_means: Vec<f32>,
    /// Biased standard deviation.
    pub activation_stds: Vec<f32>,
    /// The root mean square over units of the biased standard deviation over the batch: how far apart the layer still holds the
    /// points. A dead sigmoid network keeps `activation_stds`, which its units' differences make up, while this falls to what
    /// float32 rounds: some 1e-8 beside values of 0.5, and 0 where the layer holds all points as one.
    pub activation_spreads: Vec<f32>,
    /// Fraction of activations whose slope is below 5 % of the largest slope the activation has.
    pub saturated_fractions: Vec<f32>,
    /// Fraction of units whose output is 0 on the whole batch; 0 outside the ReLU family.
    pub dead_fractions: Vec<f32>,
}

impl LayerVitals {
    /// The weight matrix, from 0, whose gradient the others are held against: the last hidden layer's, or where that is 0 the one
    /// with the largest. Not the head, which in a deep healthy network has many times as much.
    pub fn reference_layer(&self) -> Option<usize> {
        let norms = &self.weight_gradient_norms;
        let last = norms.len().checked_sub(2).or(norms.len().checked_sub(1))?;
        if norms[last] != 0.0 {
            return Some(last);
        }
        (0..norms.len()).max_by(|one, other| norms[*one].total_cmp(&norms[*other]))
    }

    /// That matrix's gradient.
    pub fn reference_gradient(&self) -> Option<f32> {
        self.weight_gradient_norms.get(self.reference_layer()?).copied()
    }

    /// The weight matrix, from 0, that the step moved most, and by how many times its own size, where that is more than once.
    pub fn moved(&self) -> Option<(usize, f32)> {
        let ratios = self.update_ratios.iter().copied().enumerate().filter(|(_, ratio)| ratio.is_finite());
        ratios.max_by(|one, other| one.1.total_cmp(&other.1)).filter(|(_, ratio)| *ratio > 1.0)
    }

    /// Whether every weight matrix's gradient is a number.
    pub fn has_finite_gradients(&self) -> bool {
        self.weight_gradient_norms.iter().all(|norm| norm.is_finite())
    }
}

/// Loss and accuracy in evaluation mode.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Evaluation {
    pub loss: f32,
    pub accuracy: f32,
}

/// The part of a network in which something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layer {
    /// A hidden layer, counted from 1 as people do; the stem is layer 1.
    Hidden(usize),
    Head,
}
