//! Feeds the document's pool of trainers from what hands out jobs, and takes the results in.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::session::{JobFailure, JobId};
use crate::trials::Jobs;
use crate::ui::pool::{Pool, Report};

/// Jobs for each trainer: the one that it works on, and the next. Each has a copy of a snapshot.
const FOR_EACH_TRAINER: usize = 2;
/// So many jobs that fail one after the other are enough: what befalls one trainer takes both of its jobs.
const MOST_FAILURES: u32 = 4;

/// Jobs under way; those that are when it is dropped are cancelled.
pub struct Work<J: Jobs + 'static> {
    inner: Rc<Inner<J>>,
}

struct Inner<J> {
    jobs: RefCell<J>,
    pool: Pool,
    /// Jobs that failed since the last that did not.
    failures: Cell<u32>,
    failure: RefCell<Option<JobFailure>>,
    stopped: Cell<bool>,
    heard: Box<dyn Fn()>,
}

impl<J: Jobs + 'static> Work<J> {
    /// Hands out the first jobs. `heard` is called whenever one of them has ended, and not before this has returned.
    pub fn begin(jobs: J, heard: impl Fn() + 'static) -> Self {
        let inner = Rc::new(Inner {
            jobs: RefCell::new(jobs),
            pool: Pool::of_document(),
            failures: Cell::new(0),
            failure: RefCell::new(None),
            stopped: Cell::new(false),
            heard: Box::new(heard),
        });
        inner.feed();
        Self { inner }
    }

    /// Looks at the jobs as far as they have come.
    pub fn look<T>(&self, look: impl FnOnce(&J) -> T) -> T {
        look(&self.inner.jobs.borrow())
    }

    /// Whether there is nothing more to wait for.
    pub fn is_over(&self) -> bool {
        self.inner.stopped.get() || self.inner.jobs.borrow().is_through()
    }

    /// Why it was given up before all was through, if it was.
    pub fn failure(&self) -> Option<JobFailure> {
        self.inner.failure.borrow().clone()
    }

    /// Ends what is under way; what has been found stays.
    pub fn stop(&self) {
        self.inner.stop();
    }
}

impl<J: Jobs + 'static> Drop for Work<J> {
    fn drop(&mut self) {
        self.inner.stop();
    }
}

impl<J: Jobs + 'static> Inner<J> {
    fn feed(self: &Rc<Self>) {
        let most = FOR_EACH_TRAINER * self.pool.most_trainers();
        while !self.stopped.get() && self.jobs.borrow().under_way().len() < most {
            let id = self.pool.next_id();
            let Some(job) = self.jobs.borrow_mut().next_job(id) else { break };
            let inner = Rc::downgrade(self);
            let listen = move |report| {
                if let Some(inner) = inner.upgrade() {
                    inner.hear(id, report);
                }
            };
            if let Err(refusal) = self.pool.enqueue(job, listen) {
                self.jobs.borrow_mut().hear(id, Err(JobFailure::Refused(refusal)));
            }
        }
    }

    fn hear(self: &Rc<Self>, id: JobId, report: Report) {
        let result = match report {
            Report::Progress { .. } => return,
            _ if self.stopped.get() => return,
            Report::Done(result) => Ok(*result),
            Report::Failed(why) => Err(why),
        };
        match &result {
            Ok(_) => self.failures.set(0),
            Err(why) => {
                self.failures.set(self.failures.get() + 1);
                if self.failures.get() >= MOST_FAILURES {
                    self.failure.replace(Some(why.clone()));
                }
            }
        }
        self.jobs.borrow_mut().hear(id, result);
        if self.failure.borrow().is_some() {
            self.stop();
        } else {
            self.feed();
        }
        (self.heard)();
    }

    fn stop(&self) {
        if self.stopped.replace(true) {
            return;
        }
        let under_way = self.jobs.borrow().under_way();
        under_way.into_iter().for_each(|id| self.pool.cancel(id));
    }
}
