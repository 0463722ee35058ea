//! Where a trainer reports to.

use std::rc::Rc;

use super::Event;

/// Takes events to whoever listens, in the order of sending. Cheap to clone; every clone reaches the same listener.
#[derive(Clone)]
pub struct Outbox {
    post: Rc<dyn Fn(Event)>,
}

impl Outbox {
    /// Hands every event to that function.
    pub fn to(post: impl Fn(Event) + 'static) -> Self {
        Self { post: Rc::new(post) }
    }

    /// Sends an event off.
    pub fn send(&self, event: Event) {
        (self.post)(event);
    }
}
