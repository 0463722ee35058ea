//! One repaint a frame at most, and none when nothing has changed.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

/// Counts the frames in which something new is to be shown. Whoever draws reads it, and is run again with it.
#[derive(Clone, Copy)]
pub struct Frames {
    count: RwSignal<u32>,
    pending: StoredValue<Rc<Cell<bool>>, LocalStorage>,
}

impl Frames {
    pub fn new() -> Self {
        Self { count: RwSignal::new(0), pending: StoredValue::new_local(Rc::new(Cell::new(false))) }
    }

    /// Asks for a frame; once asked, asking again before it comes does nothing.
    pub fn request(self) {
        let Some(pending) = self.pending.try_get_value() else { return };
        if pending.replace(true) {
            return;
        }
        request_animation_frame(move || {
            pending.set(false);
            if let Some(count) = self.count.try_get_untracked() {
                self.count.try_set(count.wrapping_add(1));
            }
        });
    }

    /// Makes the reader run again at each frame.
    pub fn track(self) {
        self.count.track();
    }
}
