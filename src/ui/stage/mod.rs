//! The drawn network: a signal travels forward, a gradient back, and one sees where each dies.
//!
//! What is drawn where follows from [`plan`] and the axis; both are arithmetic, as are the shapes. The files named `draw_` put
//! them on a canvas.

mod axis;
mod draw_flow;
mod draw_heat;
mod draw_plates;
mod draw_ribbon;
mod heat;
mod live;
mod marks;
mod network;
mod picture;
mod plan;
mod plate;
mod pulse;
mod reach;
mod reader;
mod readout;
mod ribbon;
mod scene;
mod still;
mod strength;

pub use axis::merges;
pub use network::NetworkStage;
pub use picture::Picture;
pub use plan::plan;
pub use readout::LayerReadout;
pub use still::draw_still;
