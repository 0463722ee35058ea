//! What follows signals, as long as it is kept.

use leptos::prelude::RenderEffect;

/// Runs now, and again whenever a signal that it has read changes, until this is dropped.
pub type Following = RenderEffect<()>;

pub fn following(mut run: Box<dyn FnMut()>) -> Following {
    RenderEffect::new(move |_| run())
}
