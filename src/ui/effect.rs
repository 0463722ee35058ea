//! What follows signals. Leptos compiles how that is done for every closure anew; here it is compiled once, or once for each type
//! of value.

use leptos::prelude::{Effect, Memo};

/// What is run again and again. The table of a boxed `FnMut` has a function more, which would never be called.
pub trait Run {
    fn run(&mut self);
}

impl<F: FnMut()> Run for F {
    fn run(&mut self) {
        self();
    }
}

/// Runs now that the page is put together, and again whenever a signal that it has read changes.
pub fn effect(run: impl FnMut() + 'static) {
    follow(Box::new(run));
}

fn follow(mut run: Box<dyn Run>) {
    Effect::new(move |_| run.run());
}

/// A value that follows signals, and is another one only where it differs.
pub fn memo<T: PartialEq + Send + Sync + 'static>(read: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    reread(Box::new(read))
}

fn reread<T: PartialEq + Send + Sync + 'static>(read: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| read())
}
