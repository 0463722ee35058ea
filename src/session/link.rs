//! The typed link between the page and a trainer in its web worker.
//!
//! Both sides need the same worker type. [`Session`] is generic over what hosts the networks, so that the page
//! can name it (`Session<Absent>`) without the trainer's code.

use std::cell::RefCell;

use gloo_worker::{HandlerId, Worker, WorkerScope};
use wasm_bindgen::JsCast;

use super::{Command, Event, Failure, Outbox};

/// What runs in the worker: takes commands, and reports through the outbox it was opened with.
pub trait Host: 'static {
    /// Called once, when the page has connected.
    fn open(outbox: Outbox) -> Self;
    /// Called for each command, in order. Must return soon: what takes long belongs into a spawned future.
    fn receive(&mut self, command: Command);
}

thread_local! {
    /// Where a panic is reported. A worker serves one page, so there is one.
    static LAST_WORDS: RefCell<Option<Outbox>> = const { RefCell::new(None) };
}

/// Makes a panic anywhere in the worker reach the page as [`Event::Failed`], which it would otherwise never hear of,
/// and ends the worker: what has panicked in the midst of things must not go on.
fn report_panics_to(outbox: Outbox) {
    LAST_WORDS.set(Some(outbox));
    std::panic::set_hook(Box::new(|panic| {
        let failure = Failure::Defect { detail: panic.to_string() };
        LAST_WORDS.with_borrow(|outbox| {
            if let Some(outbox) = outbox {
                outbox.send(Event::Failed { failure });
            }
        });
        if let Ok(worker) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() {
            worker.close();
        }
    }));
}

/// The worker that both sides agree on. It serves the one page that spawned it.
pub struct Session<H: Host> {
    host: Option<H>,
}

impl<H: Host> Worker for Session<H> {
    type Message = ();
    type Input = Command;
    type Output = Event;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        Self { host: None }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, _message: ()) {}

    fn connected(&mut self, scope: &WorkerScope<Self>, page: HandlerId) {
        if self.host.is_none() {
            let to_page = scope.clone();
            let outbox = Outbox::to(move |event| to_page.respond(page, event));
            report_panics_to(outbox.clone());
            self.host = Some(H::open(outbox));
        }
    }

    fn received(&mut self, _scope: &WorkerScope<Self>, command: Command, _page: HandlerId) {
        if let Some(host) = &mut self.host {
            host.receive(command);
        }
    }
}

/// The host as the page sees it: it is elsewhere, so a value of it cannot exist here.
pub enum Absent {}

impl Host for Absent {
    fn open(_outbox: Outbox) -> Self {
        unreachable!("the page never hosts a session")
    }

    fn receive(&mut self, _command: Command) {
        match *self {}
    }
}
