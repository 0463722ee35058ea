//! What follows signals.

use leptos::prelude::Effect;

/// Runs now that the page is put together, and again whenever a signal that it has read changes. Leptos compiles how that
/// is done for every closure anew; here it is compiled once.
pub fn effect(run: impl FnMut() + 'static) {
    follow(Box::new(run));
}

fn follow(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}
