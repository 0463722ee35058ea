//! The loss strip: the run's loss up to a handle that can be dragged back, and where it would go from there.
//!
//! [`content`] takes out of the records what is drawn, [`axes`] says how far the axes go, [`room`] where they lie, `charts::labels`
//! where the words find room, [`picture`] draws it all: [`lines`], and then what [`sayings`] say. The handle and the names of the
//! futures lie over the drawing.

mod axes;
mod axis_choice;
mod content;
mod futures;
mod handle;
mod lines;
mod loss_strip;
mod names;
mod path;
mod picture;
mod rewinding;
mod room;
mod sayings;

pub use axis_choice::{AxisChoice, StripAxes};
pub use loss_strip::LossStrip;
