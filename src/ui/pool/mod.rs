//! Trainers on idle cores, for work beside what the visitor sees: trials, maps, many seeds. One pool serves all pages of a
//! document. It starts a trainer when there is a job for it, ends one that idles, and takes no more of the cores than the
//! visitor's own networks leave while they train (`ui/own_pace.rs`).

mod exposed;
mod schedule;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{queue_microtask, set_timeout, window};
use schedule::{Cancelled, IDLE, Order, Schedule, TrainerId, careful_share, most_trainers};

use super::backend::{Heard, Trainer};
use super::clock::now;
use super::page::Page;
use crate::experiment::Backend;
use crate::session::{Command, Event, Failure, Job, JobFailure, JobId, JobResult, Refusal};

/// What is heard of a job: its progress, and at its end one of the others.
#[derive(Debug)]
pub enum Report {
    /// So many steps are trained, of so many.
    Progress {
        done: usize,
        total: usize,
    },
    Done(Box<JobResult>),
    Failed(JobFailure),
}

type Listener = Rc<dyn Fn(Report)>;

/// A handle on the document's pool; every clone is the same.
#[derive(Clone)]
pub struct Pool {
    state: Rc<RefCell<State>>,
}

struct State {
    schedule: Schedule,
    trainers: Vec<(TrainerId, Trainer)>,
    /// Those of them that have loaded.
    up: Vec<TrainerId>,
    listeners: Vec<(JobId, Listener)>,
    next_job: u64,
    cores: usize,
    /// The pages whose own networks train, and what share of each core's time they leave.
    training: Vec<(Page, f32)>,
}

thread_local! {
    static POOL: Pool = Pool::new();
}

impl Pool {
    /// The pool of the document.
    pub fn of_document() -> Self {
        POOL.with(Self::clone)
    }

    fn new() -> Self {
        let cores = window().navigator().hardware_concurrency() as usize;
        let touched = window().match_media("(hover: none) and (pointer: coarse)").ok().flatten();
        let touched = touched.is_some_and(|query| query.matches());
        let state = State {
            schedule: Schedule::new(most_trainers(cores, touched)),
            trainers: Vec::new(),
            up: Vec::new(),
            listeners: Vec::new(),
            next_job: 0,
            cores,
            training: Vec::new(),
        };
        Self { state: Rc::new(RefCell::new(state)) }
    }

    /// The most trainers that it has at once.
    pub fn most_trainers(&self) -> usize {
        self.state.borrow().schedule.most_trainers()
    }

    /// An id for the next job.
    pub fn next_id(&self) -> JobId {
        let mut state = self.state.borrow_mut();
        state.next_job += 1;
        JobId(state.next_job)
    }

    /// Takes a job in, and tells `listen` what becomes of it.
    ///
    /// # Errors
    /// Where too many wait, or one of that id is there already.
    pub fn enqueue(&self, job: Job, listen: impl Fn(Report) + 'static) -> Result<(), Refusal> {
        let id = job.id;
        let orders = {
            let mut state = self.state.borrow_mut();
            let orders = state.schedule.enqueue(job)?;
            state.listeners.push((id, Rc::new(listen)));
            orders
        };
        self.carry_out(orders);
        Ok(())
    }

    /// A job is about to come: a trainer starts for it where there is none, for that takes a while.
    pub fn expect(&self) {
        let order = self.state.borrow_mut().schedule.expect(now());
        if let Some(order) = order {
            self.carry_out(vec![order]);
            self.end_idle_later();
        }
    }

    /// Ends a job, which reports that; one that has ended stays as it is.
    pub fn cancel(&self, job: JobId) {
        let cancelled = self.state.borrow_mut().schedule.cancel(job);
        match cancelled {
            Cancelled::Unknown => {}
            Cancelled::Waiting => self.tell_end(job, Report::Failed(JobFailure::Cancelled)),
            Cancelled::UnderWay(order) => self.carry_out(vec![order]),
        }
    }

    /// The share of each core's time that it takes beside a network of which nothing is known yet.
    pub fn careful_share(&self) -> f32 {
        careful_share(self.state.borrow().cores)
    }

    /// Whether there is a job, and a trainer that has loaded to work on it.
    pub fn is_at_work(&self) -> bool {
        let state = self.state.borrow();
        !state.up.is_empty() && state.schedule.is_at_work()
    }

    /// A page says what share of each core's time its own networks leave; none where they do not train.
    pub fn visitor_leaves(&self, page: Page, share: Option<f32>) {
        let mut state = self.state.borrow_mut();
        let before = state.share();
        state.training.retain(|(other, _)| *other != page);
        state.training.extend(share.map(|share| (page, share)));
        let share = state.share();
        if share != before {
            for (_, trainer) in &state.trainers {
                trainer.send(Command::JobShare(share));
            }
        }
    }

    fn carry_out(&self, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Start(id) => self.start(id),
                Order::Give(id, job) => self.send(id, Command::Enqueue(job)),
                Order::Cancel(id, job) => self.send(id, Command::Cancel(job)),
                Order::End(id) => self.drop_trainer(id),
            }
        }
    }

    fn start(&self, id: TrainerId) {
        let pool = self.clone();
        match Trainer::start(Backend::Cpu, move |heard| pool.hear(id, heard)) {
            Ok(trainer) => {
                trainer.send(Command::JobShare(self.state.borrow().share()));
                self.state.borrow_mut().trainers.push((id, trainer));
            }
            Err(failure) => {
                let pool = self.clone();
                // Not before it has been given what it was started for.
                queue_microtask(move || pool.lose(id, failure));
            }
        }
    }

    fn drop_trainer(&self, id: TrainerId) {
        let dropped: Vec<_> = {
            let mut state = self.state.borrow_mut();
            state.up.retain(|other| *other != id);
            state.trainers.extract_if(.., |(other, _)| *other == id).collect()
        };
        // It may be what is telling us this.
        queue_microtask(move || drop(dropped));
    }

    fn send(&self, id: TrainerId, command: Command) {
        if let Some((_, trainer)) = self.state.borrow().trainers.iter().find(|(other, _)| *other == id) {
            trainer.send(command);
        }
    }

    fn hear(&self, id: TrainerId, heard: Heard) {
        match heard {
            Heard::Events { events, .. } => events.into_iter().for_each(|event| self.receive(id, event)),
            Heard::Failed(failure) => self.lose(id, failure),
            Heard::Hangs { seconds } => self.lose(id, Failure::Hangs { seconds }),
            Heard::Loading { .. } | Heard::CameBack => {}
        }
    }

    fn receive(&self, id: TrainerId, event: Event) {
        match event {
            Event::Ready { .. } => self.state.borrow_mut().up.push(id),
            Event::JobProgress { job, done, total } => self.tell(job, Report::Progress { done, total }),
            Event::JobDone { job, result } => self.end(id, job, Report::Done(Box::new(result))),
            Event::JobFailed { job, why } => self.end(id, job, Report::Failed(why)),
            // It holds no run.
            _ => {}
        }
    }

    fn end(&self, id: TrainerId, job: JobId, report: Report) {
        let (held, orders) = self.state.borrow_mut().schedule.ended(id, job, now());
        self.carry_out(orders);
        if held {
            self.tell_end(job, report);
        }
        self.end_idle_later();
    }

    fn end_idle_later(&self) {
        let pool = self.clone();
        set_timeout(
            move || {
                let orders = pool.state.borrow_mut().schedule.end_idle(now());
                pool.carry_out(orders);
            },
            Duration::from_millis(IDLE as u64 + 100),
        );
    }

    fn lose(&self, id: TrainerId, failure: Failure) {
        self.drop_trainer(id);
        let (jobs, orders) = self.state.borrow_mut().schedule.lost(id);
        for job in jobs {
            self.tell_end(job, Report::Failed(JobFailure::Failed(failure.clone())));
        }
        self.carry_out(orders);
    }

    /// Nobody may be listened to while the state is borrowed: whoever hears of a job may give the next.
    fn tell(&self, job: JobId, report: Report) {
        let listener =
            self.state.borrow().listeners.iter().find(|(other, _)| *other == job).map(|(_, one)| one.clone());
        if let Some(listener) = listener {
            listener(report);
        }
    }

    fn tell_end(&self, job: JobId, report: Report) {
        self.tell(job, report);
        self.state.borrow_mut().listeners.retain(|(other, _)| *other != job);
    }
}

impl State {
    fn share(&self) -> f32 {
        self.training.iter().map(|(_, share)| *share).fold(1.0, f32::min)
    }
}
