//! What to do about a verdict, and what stands in the way of it.

mod action;
mod advisor;
mod obstacle;

#[cfg(test)]
pub use action::EXAMPLES;
pub use action::{Action, CLIP_AT, DECAY};
pub(super) use advisor::remedies;
pub use obstacle::Obstacle;

/// An action, and why it will not work in this state, where it will not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remedy {
    pub action: Action,
    pub obstacle: Option<Obstacle>,
}
