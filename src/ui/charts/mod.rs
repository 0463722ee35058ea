//! What is measured, drawn.

pub mod axis;
mod boundary;
pub mod canvas;
mod contour;
mod curve_words;
mod digits;
mod distribution;
mod heat_map;
pub mod labels;
mod layer_columns;
mod paths;
mod rows;
mod spark;

pub use boundary::{Boundary, Points, draw_field};
pub use canvas::{Anchor, Canvases, Surface, font_size};
pub use digits::{DigitSamples, Digits, draw_samples};
pub use distribution::LayerDistribution;
pub use heat_map::{HeatMap, Legend};
pub use layer_columns::{ActivationColumn, GradientColumn, SaturationColumn, UpdateColumn};
pub use paths::Type;
pub use spark::Spark;
