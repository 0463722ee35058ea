//! The worker that trains, as the page holds it: commands go in, events come out of the callback.

use std::rc::Rc;

use gloo_worker::{Spawnable, WorkerBridge};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::experiment::Backend;
use crate::session::link::{Absent, Session};
use crate::session::{Command, Event, Unreachable};

/// The loader script of each backend's worker, relative to the page, so that it works from any path.
fn loader(backend: Backend) -> &'static str {
    match backend {
        Backend::Cpu => "./trainer-cpu_loader.js",
        Backend::Gpu => "./trainer-gpu_loader.js",
    }
}

/// Whether the worker's loader can be had. A worker that cannot be loaded tells nobody, so the page asks first;
/// the browser then has the script at hand.
pub async fn reachable(backend: Backend) -> Result<(), Unreachable> {
    let answer = JsFuture::from(window().fetch_with_str(loader(backend))).await.map_err(|_| Unreachable::NoServer)?;
    match answer.dyn_into::<web_sys::Response>() {
        Ok(response) if response.ok() => Ok(()),
        Ok(response) => Err(Unreachable::Status(response.status())),
        Err(_) => Err(Unreachable::NoAnswer),
    }
}

/// A running worker. Dropping it ends the worker.
pub struct Trainer {
    bridge: WorkerBridge<Session<Absent>>,
}

impl Trainer {
    /// Starts the worker. Commands sent before it has loaded wait for it.
    ///
    /// Whoever listens is behind a pointer, so that the code of the bridge is there once, for run and pool.
    pub fn start(backend: Backend, report: Rc<dyn Fn(Event)>) -> Self {
        let report = move |event| report(event);
        let bridge =
            Session::<Absent>::spawner().callback(report).as_module(false).with_loader(true).spawn(loader(backend));
        Self { bridge }
    }

    pub fn send(&self, command: Command) {
        self.bridge.send(command);
    }
}
