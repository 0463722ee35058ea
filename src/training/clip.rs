//! Gradient clipping, as torch.nn.utils does it.

use burn::tensor::Tensor;

use super::norm;
use crate::experiment::{Clip, Experiment};
use crate::network::{Engine, Stacked};

/// Clips all gradients as the experiment asks. By norm: clip_grad_norm_, every gradient times
/// min(1, max / (norm + 1e-6)), the p-norm being that of all of them together. By value: clip_grad_value_.
pub fn clip(engine: &dyn Engine, gradients: Vec<Stacked>, experiment: &Experiment) -> Vec<Stacked> {
    let max = experiment.clip_max;
    match experiment.clip {
        Clip::Off => gradients,
        Clip::Value => gradients.into_iter().map(|gradient| gradient.clamp(-max, max)).collect(),
        Clip::Norm => {
            let total = norm::overall(engine, &gradients, experiment.clip_p);
            // A quotient, which every machine rounds alike: some have only an estimate for a reciprocal.
            let factor: Tensor<3> = (total.full_like(max) / (total + 1e-6)).clamp_max(1.0).reshape([1, 1, 1]);
            gradients.into_iter().map(|gradient| gradient * factor.clone()).collect()
        }
    }
}
