//! The worker's end of the wire.
//!
//! The loader (`web/trainer.js`) has put the worker up and says what fails before this code runs, or in a way that this code
//! cannot see.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::post::Post;
use crate::network::LIMIT;
use crate::session::wire::{self, Report, Request};
use crate::session::{Event, Failure, Inbox};

/// How often the worker says that it lives.
const BEAT: Duration = Duration::from_millis(500);

/// The wire, as the trainer's loop holds it.
pub struct Wire {
    pub post: Post,
    /// The commands that have arrived.
    pub inbox: Rc<RefCell<Inbox>>,
    /// Something for each message that has arrived.
    pub arrivals: UnboundedReceiver<()>,
}

fn worker() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Takes messages from here on, and says hello.
pub fn connect() -> Wire {
    let post = Post::by(send);
    report_panics();
    let inbox = Rc::new(RefCell::new(Inbox::default()));
    let (arrived, arrivals) = unbounded();
    let hear = {
        let (post, inbox) = (post.clone(), inbox.clone());
        move |event: MessageEvent| {
            // What is no bytes is not the page's.
            let Ok(bytes) = event.data().dyn_into::<Uint8Array>() else { return };
            match wire::decode(&bytes.to_vec()) {
                Ok(Request::Command(number, command)) => inbox.borrow_mut().push(number, command),
                Ok(Request::Read) => post.read(),
                Err(_) => post.outbox().send(Event::Failed { failure: Failure::Unreadable }),
            }
            // It fails only once the loop has ended, which it reported.
            let _ = arrived.unbounded_send(());
        }
    };
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(hear);
    worker().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    let beat = {
        let post = post.clone();
        Closure::<dyn FnMut()>::new(move || post.beat(memory()))
    };
    // Without a timer the page hears no more than what is reported.
    let _ = worker()
        .set_interval_with_callback_and_timeout_and_arguments_0(beat.as_ref().unchecked_ref(), BEAT.as_millis() as i32);
    // Both live as long as the worker.
    hear.forget();
    beat.forget();
    send(&Report::Hello { build: wire::BUILD.to_owned() });
    Wire { post, inbox, arrivals }
}

fn send(report: &Report) {
    let bytes = Uint8Array::from(wire::encode(report).as_slice());
    let moved = Array::of1(&bytes.buffer());
    // Bytes of our own can be moved at any time.
    let _ = worker().post_message_with_transfer(&bytes, &moved);
}

/// Bytes that the worker has taken from the system; it can give none back.
pub fn memory() -> u64 {
    let memory: JsValue = wasm_bindgen::memory();
    let buffer = memory.unchecked_into::<js_sys::WebAssembly::Memory>().buffer();
    u64::from(buffer.unchecked_into::<js_sys::ArrayBuffer>().byte_length())
}

/// Bytes that all networks together may take: of what the browser says the machine has, two fifths, since a tab gets no more;
/// where it does not say, what is taken anywhere.
pub fn allowance() -> u64 {
    let get = |object: &JsValue, key: &str| Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED);
    let gibibytes = get(&get(&worker(), "navigator"), "deviceMemory").as_f64();
    gibibytes.map_or(LIMIT, |gibibytes| LIMIT.min((gibibytes * 0.4 * (1u64 << 30) as f64) as u64))
}

/// Makes a panic anywhere in the worker reach the page, and ends the worker: what has panicked in the midst of things must
/// not go on.
fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let detail = panic.to_string();
        // What a driver refuses panics in the library that asked it.
        let memory = detail.to_lowercase().contains("out of memory");
        let failure = if memory { Failure::DeviceLost { detail } } else { Failure::Defect { detail } };
        // Not by the post: it may be what panicked.
        send(&Report::Events { obeyed: 0, events: vec![Event::Failed { failure }] });
        worker().close();
    }));
}
