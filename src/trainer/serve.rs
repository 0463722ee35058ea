//! The worker's loop: do what the page asked, train a little, let messages in, and again.

use std::marker::PhantomData;
use std::pin::{Pin, pin};

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{Either, select};
use gloo_worker::Registrable;
use wasm_bindgen_futures::spawn_local;

use super::jobs::Jobs;
use super::pace::Pace;
use super::run_set::RunSet;
use crate::session::{Command, Event, Failure, Host, Outbox, Session};
use crate::training::TrainingError;
use crate::training::backend::OpenDevice;

/// How a trainer opens the device it trains on.
pub trait Opener: 'static {
    fn open() -> Pin<Box<dyn Future<Output = Result<OpenDevice, String>>>>;
}

/// The host of a session that trains on what `O` opens.
pub struct Service<O> {
    commands: UnboundedSender<Command>,
    opener: PhantomData<O>,
}

impl<O: Opener> Host for Service<O> {
    fn open(outbox: Outbox) -> Self {
        let (commands, inbox) = unbounded();
        spawn_local(serve::<O>(inbox, outbox));
        Self { commands, opener: PhantomData }
    }

    fn receive(&mut self, command: Command) {
        // It fails only once the loop has ended, which it reported.
        let _ = self.commands.unbounded_send(command);
    }
}

/// Registers the trainer as this worker's.
pub fn start<O: Opener>() {
    run_constructors();
    Session::<Service<O>>::registrar().register();
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

async fn serve<O: Opener>(mut inbox: UnboundedReceiver<Command>, outbox: Outbox) {
    let opened = match O::open().await {
        Ok(opened) => opened,
        Err(detail) => return outbox.send(Event::Failed { failure: Failure::NoDevice { detail } }),
    };
    outbox.send(Event::Ready { device: opened.name.clone() });
    let mut jobs = Jobs::new(opened.clone(), outbox.clone());
    let mut runs = RunSet::new(opened, outbox.clone());
    let pace = Pace::new();
    loop {
        // A run goes first; a trainer of a pool holds none.
        let training = runs.is_training();
        let rest = if training { runs.rest() } else { jobs.rest() };
        let command = match (training || jobs.pending(), rest) {
            (true, None) => inbox.try_recv().ok(),
            (true, Some(rest)) => match select(inbox.next(), pin!(super::pace::rest(rest))).await {
                Either::Left((command, _)) => command,
                Either::Right(_) => None,
            },
            (false, _) => match inbox.next().await {
                Some(command) => Some(command),
                None => return,
            },
        };
        let mut done = Ok(());
        match command {
            Some(Command::Enqueue(job)) if runs.is_empty() => jobs.enqueue(job),
            Some(Command::Cancel(job)) => jobs.cancel(job),
            Some(Command::JobShare(share)) => jobs.set_share(share),
            Some(command) => done = runs.handle(command).await,
            None => {
                if training {
                    done = runs.train().await;
                } else {
                    jobs.work().await;
                }
                pace.let_messages_in().await;
            }
        }
        if let Err(TrainingError { detail }) = done {
            return outbox.send(Event::Failed { failure: Failure::DeviceLost { detail } });
        }
    }
}
