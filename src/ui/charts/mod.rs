//! What is measured, drawn.

mod axis;
mod boundary;
mod canvas;
mod contour;
mod curves;
mod digits;
mod distribution;
mod heat_map;
mod layer_columns;
mod paths;
mod plot;
mod rows;
mod spark;

pub use boundary::Boundary;
pub use canvas::{Anchor, Canvases, Surface};
pub use curves::{AccuracyChart, LossChart};
pub use digits::Digits;
pub use distribution::LayerDistribution;
pub use heat_map::{HeatMap, Legend};
pub use layer_columns::{ActivationColumn, GradientColumn, SaturationColumn, UpdateColumn};
pub use paths::Type;
pub use spark::Spark;
