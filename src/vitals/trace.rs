//! One JSON line a step, named as in the reference traces.

use serde::Serialize;

use super::{Evaluation, LayerVitals, Vitals};

#[derive(Serialize)]
struct Line<'a> {
    step: u64,
    loss: f32,
    accuracy: f32,
    gradient_norm: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    clipped_gradient_norm: Option<f32>,
    first_layer_update_sum: f32,
    #[serde(flatten)]
    layers: Option<&'a LayerVitals>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_out: Option<Evaluation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sharpness: Option<f32>,
}

/// The line for one step, without its end. A number that is not finite is null, as JSON has none.
pub fn trace_line(vitals: &Vitals) -> serde_json::Result<String> {
    serde_json::to_string(&Line {
        step: vitals.step,
        loss: vitals.loss,
        accuracy: vitals.accuracy,
        gradient_norm: vitals.gradient_norm,
        clipped_gradient_norm: vitals.clipped_gradient_norm,
        first_layer_update_sum: vitals.first_layer_update_sum,
        layers: vitals.layers.as_ref(),
        held_out: vitals.held_out,
        sharpness: vitals.sharpness,
    })
}
