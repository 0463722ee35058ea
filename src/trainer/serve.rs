//! The worker's loop: do what the page asked, train a little, let messages in, and again.

use std::cell::RefCell;
use std::pin::{Pin, pin};
use std::rc::Rc;

use futures::StreamExt;
use futures::future::select;
use wasm_bindgen_futures::spawn_local;

use super::jobs::Jobs;
use super::pace::Pace;
use super::run_set::RunSet;
use super::turn::Turn;
use super::worker::{self, Wire};
use crate::session::{Command, Event, Failure, Inbox, RunId};
use crate::training::TrainingError;
use crate::training::backend::OpenDevice;

/// How a trainer opens the device it trains on.
pub trait Opener: 'static {
    fn open() -> Pin<Box<dyn Future<Output = Result<OpenDevice, String>>>>;
}

/// Makes this worker a trainer on what `O` opens.
pub fn start<O: Opener>() {
    run_constructors();
    spawn_local(serve::<O>(worker::connect()));
}

/// Runs what crates registered to be run before `main`, such as CubeCL's tables of operations.
///
/// Nobody else may: where no code calls `__wasm_call_ctors`, the linker has every exported function call it first, which
/// includes the two by which wasm-bindgen takes and returns a JavaScript object. A step on a GPU takes and returns many.
fn run_constructors() {
    #[cfg(target_arch = "wasm32")]
    {
        unsafe extern "C" {
            fn __wasm_call_ctors();
        }
        // SAFETY: the linker makes it, of no arguments; it is called once, before anything else runs.
        unsafe { __wasm_call_ctors() }
    }
}

async fn serve<O: Opener>(wire: Wire) {
    let Wire { post, inbox, mut arrivals } = wire;
    let outbox = post.outbox();
    // A script that has the worker to itself asks for nothing, and opens the device on its own.
    if arrivals.next().await.is_none() {
        return;
    }
    post.at_work(true);
    let opened = match O::open().await {
        Ok(opened) => OpenDevice { allowance: worker::allowance(), ..opened },
        Err(detail) => return outbox.send(Event::Failed { failure: Failure::NoDevice { detail } }),
    };
    outbox.send(Event::Ready { device: opened.name.clone() });
    let pace = Rc::new(Pace::new());
    let turn = Messages { pace: pace.clone(), inbox: inbox.clone() };
    let mut jobs = Jobs::new(opened.clone(), outbox.clone());
    let mut runs = RunSet::new(opened, outbox.clone(), Rc::new(turn)).sending_snapshots(worker::memory);
    loop {
        while arrivals.try_recv().is_ok() {}
        let next = inbox.borrow_mut().pop();
        // A run goes first; a trainer of a pool holds none.
        let training = runs.is_training();
        let rest = if training { runs.rest() } else { jobs.rest() };
        let mut done = Ok(());
        match (next, training || jobs.pending()) {
            (Some((number, command)), _) => {
                post.at_work(true);
                match command {
                    Command::Enqueue(job) if runs.is_empty() => jobs.enqueue(*job),
                    Command::Cancel(job) => jobs.cancel(job),
                    Command::JobShare(share) => jobs.set_share(share),
                    command => done = runs.handle(command).await,
                }
                post.obeyed(number);
            }
            (None, true) if post.has_room() => match rest {
                Some(rest) => {
                    post.at_work(false);
                    select(arrivals.next(), pin!(super::pace::rest(rest))).await;
                    continue;
                }
                None => {
                    post.at_work(true);
                    if training {
                        done = runs.train().await;
                    } else {
                        jobs.work().await;
                    }
                }
            },
            // Nothing to do, or a page that has not read yet what was done.
            (None, _) => {
                post.at_work(false);
                if arrivals.next().await.is_none() {
                    return;
                }
                continue;
            }
        }
        if let Err(TrainingError { detail }) = done {
            return outbox.send(Event::Failed { failure: Failure::DeviceLost { detail } });
        }
        post.flush();
        pace.let_messages_in().await;
    }
}

/// Lets the worker's messages in.
struct Messages {
    pace: Rc<Pace>,
    inbox: Rc<RefCell<Inbox>>,
}

impl Turn for Messages {
    fn pass(&self, run: RunId) -> Pin<Box<dyn Future<Output = bool> + '_>> {
        Box::pin(async move {
            self.pace.let_messages_in().await;
            !self.inbox.borrow().supersedes(run)
        })
    }
}
