//! What the loss strip says.

use super::trials::reached;
use crate::words::format::{count, number, short};

/// What the handle is called.
pub const HANDLE: &str = "Rewind";
pub const HANDLE_HELP: &str = "The step that the run is at. Drag it back, or press Shift with the left arrow, to go back to a \
     checkpoint; the run goes on from there with the settings of now.";
pub const DRAG_BACK: &str = "drag back to rewind";
/// What the line is where batches are but a part of the points: of the same points at every step.
pub const LINE: &str = "loss on training points";
pub const MEASURED: &str = "measured on copies";
pub const FUTURES: &str = "Where it would go, measured on copies";

/// Where the run has gone on since: `measured on copies at step 50`.
pub fn measured_at(step: u64) -> String {
    format!("{MEASURED} at step {}", count(step))
}

/// `step 340 of 340, loss 0.693`: where the handle is, for whoever cannot see it.
pub fn at(step: u64, last: u64, loss: Option<f64>) -> String {
    let loss = loss.map_or_else(String::new, |loss| format!(", loss {}", number(loss)));
    format!("step {} of {}{loss}", count(step), count(last))
}

/// `step 120: 0.693, held-out 0.712`: the values under the pointer.
pub fn pointed(step: u64, loss: Option<f64>, held_out: Option<f64>) -> String {
    let loss = loss.map_or_else(String::new, |loss| format!(": {}", number(loss)));
    let held_out = held_out.map_or_else(String::new, |held_out| format!(", held-out {}", number(held_out)));
    format!("step {}{loss}{held_out}", count(step))
}

/// `step 120: A 0.693, B 0.012`: the losses of several runs under the pointer.
pub fn pointed_several(step: u64, losses: &[(String, Option<f64>)]) -> String {
    let known = losses.iter().filter_map(|(name, loss)| Some(format!("{name} {}", number((*loss)?))));
    let known: Vec<String> = known.collect();
    format!("step {}: {}", count(step), known.join(", "))
}

/// `step 120, loss 0.693`: where the handle is being dragged to.
pub fn dragged(step: u64, loss: Option<f64>) -> String {
    let loss = loss.map_or_else(String::new, |loss| format!(", loss {}", number(loss)));
    format!("step {}{loss}", count(step))
}

/// `step 3: 1.9 × 10⁹, then not finite`: where the numbers ended, in NaN or infinity.
pub fn crashed(step: u64, loss: f64) -> String {
    format!("step {}: {}, then not finite", count(step), short(loss))
}

/// The end of the curve that the run follows: `as tried`.
pub const AS_TRIED: &str = "as tried:";

/// The loss at the end of a curve that is drawn ahead.
pub fn ends_at(loss: Option<f64>) -> String {
    reached(loss)
}
