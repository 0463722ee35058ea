//! The worker that trains, as the page holds it: commands go in, and what is heard of it comes out of the callback, its end
//! in whatever way included.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, Function, Reflect, Uint8Array};
use leptos::prelude::{IntervalHandle, set_interval_with_handle};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, Event as DomEvent, MessageEvent, Worker};

use crate::experiment::Backend;
use crate::session::liveness::{LOOK_EVERY, Liveness, Silence};
use crate::session::wire::{self, BUILD, Report, Request};
use crate::session::{Command, Event, Failure, Inbox};

#[wasm_bindgen(module = "/src/ui/backend/start.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = start)]
    fn start_worker(file: &str, query: &str, name: &str) -> Result<Worker, JsValue>;
}

/// What a worker begins with. It lies beside the page.
const LOADER: &str = "trainer.js";

/// The trainer's program of each backend.
fn program(backend: Backend) -> &'static str {
    match backend {
        Backend::Cpu => "trainer-cpu",
        Backend::Gpu => "trainer-gpu",
    }
}

/// What is heard of a trainer. Nothing after a failure.
pub enum Heard {
    /// So many bytes of its code have come.
    Loading { received: u64 },
    /// What has happened, in order, and the number of the last command that it has obeyed.
    Events { obeyed: u64, events: Vec<Event> },
    /// It has not got on for so many seconds, but may come back.
    Hangs { seconds: u32 },
    /// It has got on after it was said to hang.
    CameBack,
    /// It is lost.
    Failed(Failure),
}

/// A running worker. Dropping it ends the worker.
pub struct Trainer {
    state: Rc<State>,
    look: Option<IntervalHandle>,
    /// The worker calls them as long as it lives.
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: [Closure<dyn Fn(DomEvent)>; 2],
}

struct State {
    worker: Worker,
    /// The name of the lock that the worker holds.
    lock: String,
    hear: Box<dyn Fn(Heard)>,
    liveness: RefCell<Liveness>,
    /// The worker has begun to run, and it has said hello.
    begun: Cell<bool>,
    up: Cell<bool>,
    /// Failed, or no longer wanted.
    over: Cell<bool>,
    hangs: Cell<bool>,
    /// Commands that wait for its hello.
    waiting: RefCell<Inbox>,
    last: Cell<u64>,
}

impl Trainer {
    /// Starts a worker. Commands that are sent before it has loaded wait for it.
    ///
    /// # Errors
    /// Where the browser starts none here.
    pub fn start(backend: Backend, hear: impl Fn(Heard) + 'static) -> Result<Self, Failure> {
        let lock =
            format!("flatline-{:x}-{:x}", js_sys::Date::now() as u64, (js_sys::Math::random() * 2f64.powi(52)) as u64);
        let query = format!("trainer={}&build={BUILD}", program(backend));
        let worker = start_worker(LOADER, &query, &lock)
            .map_err(|error| Failure::NoWorker { detail: text(&error, "message") })?;
        let state = Rc::new(State {
            worker,
            lock,
            hear: Box::new(hear),
            liveness: RefCell::default(),
            begun: Cell::new(false),
            up: Cell::new(false),
            over: Cell::new(false),
            hangs: Cell::new(false),
            waiting: RefCell::default(),
            last: Cell::new(0),
        });
        let message = listener(&state, |state, event: MessageEvent| state.receive(&event.data()));
        let error = listener(&state, |state, event: DomEvent| state.error(&event));
        let unreadable = listener(&state, |state, _: DomEvent| state.fail(Failure::Unreadable));
        state.worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        state.worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        state.worker.set_onmessageerror(Some(unreadable.as_ref().unchecked_ref()));
        let look = {
            let state = Rc::downgrade(&state);
            move || {
                if let Some(state) = state.upgrade() {
                    state.look();
                }
            }
        };
        let look = set_interval_with_handle(look, Duration::from_secs(u64::from(LOOK_EVERY))).ok();
        Ok(Self { state, look, _on_message: message, _on_error: [error, unreadable] })
    }

    /// Sends a command; its number, by which the trainer says that it has obeyed.
    pub fn send(&self, command: Command) -> u64 {
        let number = self.state.last.get() + 1;
        self.state.last.set(number);
        if self.state.up.get() {
            self.state.post(&Request::Command(number, command));
        } else {
            self.state.waiting.borrow_mut().push(number, command);
        }
        number
    }

    /// Whether it has been up for a while and has not got on for so many seconds: what is asked of it now would wait.
    pub fn is_stuck(&self, seconds: u32) -> bool {
        self.state.up.get() && self.state.liveness.borrow().silent_for() >= seconds
    }
}

impl Drop for Trainer {
    fn drop(&mut self) {
        self.state.end();
        if let Some(look) = self.look.take() {
            look.clear();
        }
    }
}

impl State {
    /// From the loader or from the trainer.
    fn receive(self: &Rc<Self>, data: &JsValue) {
        if self.over.get() {
            return;
        }
        match data.dyn_ref::<Uint8Array>() {
            Some(bytes) => match wire::decode(&bytes.to_vec()) {
                Ok(report) => self.report(report),
                Err(_) => self.fail(Failure::Unreadable),
            },
            None => self.loader_says(data),
        }
    }

    fn loader_says(self: &Rc<Self>, data: &JsValue) {
        match text(data, "flatline").as_str() {
            "begun" => {
                self.begun.set(true);
                self.liveness.borrow_mut().loaded_some();
                if get(data, "lock").is_truthy() {
                    self.watch_lock();
                }
            }
            "loading" => {
                self.liveness.borrow_mut().loaded_some();
                (self.hear)(Heard::Loading { received: number(data, "received") as u64 });
            }
            "failed" => {
                let detail = text(data, "detail");
                self.fail(match text(data, "stage").as_str() {
                    "simd" => Failure::NoSimd,
                    "download" => Failure::Download { status: number(data, "status") as u16 },
                    "script" | "code" => Failure::Damaged { detail },
                    "device" => Failure::DeviceLost { detail },
                    "message" => Failure::Unreadable,
                    _ => Failure::Defect { detail },
                });
            }
            // Not ours: an extension's, say.
            _ => {}
        }
    }

    fn report(self: &Rc<Self>, report: Report) {
        match report {
            Report::Hello { build } if build != BUILD => self.fail(Failure::OtherBuild),
            Report::Hello { .. } => {
                self.up.set(true);
                self.liveness.borrow_mut().up();
                while let Some((number, command)) = self.next_waiting() {
                    self.post(&Request::Command(number, command));
                }
            }
            Report::Alive { at_work, progress, .. } => {
                self.post(&Request::Read);
                self.liveness.borrow_mut().alive(at_work, progress);
                self.came_back();
            }
            Report::Events { obeyed, events } => {
                self.post(&Request::Read);
                self.liveness.borrow_mut().reported(&events);
                self.came_back();
                let failure = events.iter().find_map(|event| match event {
                    Event::Failed { failure } => Some(failure.clone()),
                    _ => None,
                });
                (self.hear)(Heard::Events { obeyed, events });
                if let Some(failure) = failure {
                    self.fail(failure);
                }
            }
        }
    }

    fn next_waiting(&self) -> Option<(u64, Command)> {
        self.waiting.borrow_mut().pop()
    }

    fn came_back(&self) {
        if self.liveness.borrow().silent_for() == 0 && self.hangs.replace(false) {
            (self.hear)(Heard::CameBack);
        }
    }

    /// What the browser says of the worker itself: that its script cannot be had, or an error that the loader did not see.
    fn error(&self, event: &DomEvent) {
        event.prevent_default();
        let detail = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
        self.fail(if self.begun.get() { Failure::Defect { detail } } else { Failure::NoScript });
    }

    fn look(&self) {
        let silence = self.liveness.borrow_mut().look();
        match silence {
            Some(Silence::Stalled(seconds)) => self.fail(Failure::Stalled { seconds }),
            Some(Silence::Hangs(seconds)) => {
                self.hangs.set(true);
                (self.hear)(Heard::Hangs { seconds });
            }
            None => {}
        }
    }

    /// Asks for the lock that the worker holds: it is given when the worker is gone.
    fn watch_lock(self: &Rc<Self>) {
        let Some(window) = web_sys::window() else { return };
        let locks = get(&window.navigator(), "locks");
        let Ok(request) = get(&locks, "request").dyn_into::<Function>() else { return };
        let state = Rc::downgrade(self);
        let granted = Closure::once_into_js(move |_lock: JsValue| {
            if let Some(state) = state.upgrade() {
                state.fail(Failure::Ended);
            }
        });
        // Where it is refused, the worker's silence tells it, later.
        if let Ok(promise) = request.call2(&locks, &self.lock.as_str().into(), &granted)
            && let Ok(promise) = promise.dyn_into::<js_sys::Promise>()
        {
            wasm_bindgen_futures::spawn_local(async move {
                let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
            });
        }
    }

    /// The worker is lost: says so, once.
    fn fail(&self, failure: Failure) {
        if !self.over.get() {
            self.end();
            (self.hear)(Heard::Failed(failure));
        }
    }

    fn end(&self) {
        self.over.set(true);
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }

    fn post(&self, request: &Request) {
        let bytes = Uint8Array::from(wire::encode(request).as_slice());
        // Bytes of our own can be moved at any time.
        let _ = self.worker.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
    }
}

/// A listener that does not keep the worker alive.
fn listener<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    state: &Rc<State>,
    hear: impl Fn(&Rc<State>, E) + 'static,
) -> Closure<dyn Fn(E)> {
    let state = Rc::downgrade(state);
    Closure::new(move |event| {
        if let Some(state) = state.upgrade() {
            hear(&state, event);
        }
    })
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().unwrap_or_default()
}

fn number(object: &JsValue, key: &str) -> f64 {
    get(object, key).as_f64().unwrap_or_default()
}
