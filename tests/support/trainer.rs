//! A trainer's run set in this process, as a worker would hold it.

use std::cell::RefCell;
use std::rc::Rc;

use flatline::session::{Command, Event, Outbox};
use flatline::trainer::{AtOnce, RunSet};
use flatline::training::backend::{self, OpenDevice};

/// A run set and what it has said.
pub struct Trainer {
    runs: RunSet,
    said: Rc<RefCell<Vec<Event>>>,
}

impl Trainer {
    /// On the CPU.
    pub fn new() -> Self {
        Self::on(backend::cpu())
    }

    pub fn on(device: OpenDevice) -> Self {
        let said = Rc::new(RefCell::new(Vec::new()));
        let heard = said.clone();
        let outbox = Outbox::to(move |event| heard.borrow_mut().push(event));
        Self { runs: RunSet::new(device, outbox, Rc::new(AtOnce)), said }
    }

    /// What it says to a command.
    pub fn send(&mut self, command: Command) -> Vec<Event> {
        futures::executor::block_on(self.runs.handle(command)).expect("the device does not get lost");
        self.said.take()
    }

    /// What it says while a round passes; nothing where there is nothing to train.
    pub fn round(&mut self) -> Vec<Event> {
        if self.runs.is_training() {
            futures::executor::block_on(self.runs.train()).expect("the device does not get lost");
        }
        self.said.take()
    }

    pub fn is_training(&self) -> bool {
        self.runs.is_training()
    }
}
