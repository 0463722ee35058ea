//! What a network will be before it trains, by theory alone: a prediction, never a measurement.

mod mean_field;

pub use mean_field::{Prediction, predict};
