//! Says that a GPU's kernels are being compiled, which happens when they are first used.

use crate::session::{Event, Outbox};
use crate::training::backend::Room;

/// What brings kernels to be compiled: a look at what the network answers, the first step, and the next ones, whose
/// operations burn joins anew.
const PARTS: u32 = 3;

/// How far a network's kernels are.
pub struct Compiling {
    outbox: Outbox,
    /// Whether there is anything to compile.
    needed: bool,
    /// Parts that are through; all where nothing is under way.
    done: u32,
}

impl Compiling {
    pub fn on(room: Room, outbox: Outbox) -> Self {
        Self { outbox, needed: matches!(room, Room::Gpu { .. }), done: PARTS }
    }

    /// A network needs kernels that may not be there yet.
    pub fn begin_anew(&mut self) {
        if self.needed {
            self.done = 0;
        }
    }

    /// The next part begins.
    pub fn begin(&self) {
        if self.done < PARTS {
            self.report(self.done);
        }
    }

    /// It is through. A network that does not go on by itself is ready then, though there is more to compile.
    pub fn end(&mut self, running: bool) {
        if self.done < PARTS {
            self.done += 1;
            self.report(if running { self.done } else { PARTS });
        }
    }

    fn report(&self, done: u32) {
        self.outbox.send(Event::Progress { what: "compiling".to_owned(), done, total: PARTS });
    }
}
