//! What follows signals, as long as it is kept.

use leptos::prelude::RenderEffect;

use crate::ui::effect::Run;

/// Runs now, and again whenever a signal that it has read changes, until this is dropped.
pub type Following = RenderEffect<()>;

pub fn following(mut run: Box<dyn Run>) -> Following {
    RenderEffect::new(move |_| run.run())
}
