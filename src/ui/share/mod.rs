//! The ways out of the page: a link that brings a run back, a picture of it, and what puts it into another page.

mod choice;
mod copied;
mod dialog;
mod embed;
mod link;
mod picture;
mod snippet;

pub use dialog::ShareDialog;
pub use link::Shared;
pub use picture::{Before, Moments};
