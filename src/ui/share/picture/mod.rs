//! The picture of a run that one passes on: the network now, and before the last change, with the loss and the link.

mod draw;
mod kept;
mod moment;
mod panel;

pub use kept::Moments;
pub use moment::Before;
pub use panel::PicturePanel;
