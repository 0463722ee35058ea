//! Natively: jobs on threads, as many at a time as there are threads.

use std::collections::{HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::{io, thread};

use futures::executor::block_on;

use super::jobs::JobRun;
use crate::data::Data;
use crate::session::{Event, Failure, Job, JobFailure, JobId, Refusal};
use crate::training::backend;

/// Threads that work on jobs, on the CPU. Dropping it cancels what is left.
///
/// Threads of its own, and no library's: a queue in which one can look for a job and drop it is all that it needs.
pub struct Pool {
    shared: Arc<Shared>,
    /// How many jobs may wait.
    most: usize,
}

struct Shared {
    state: Mutex<State>,
    /// A user's own rows that all jobs train on, as they are in his file.
    rows: Option<Data>,
    /// There is a job, or nothing more to come.
    news: Condvar,
}

/// What both sides change. Events are sent while it is locked, so that a job's last one is its last.
struct State {
    waiting: VecDeque<Job>,
    /// Under way and not cancelled.
    running: HashSet<JobId>,
    /// The pool is gone: the threads end.
    closed: bool,
    events: Sender<Event>,
}

impl Pool {
    /// A pool of so many threads, where at most `most` jobs wait, which train on these rows where there are any; and what it reports: `JobProgress`, and at the end of
    /// each job one `JobDone` or `JobFailed`.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new(threads: usize, most: usize, rows: Option<Data>) -> io::Result<(Self, Receiver<Event>)> {
        let (events, received) = channel();
        let state = State { waiting: VecDeque::new(), running: HashSet::new(), closed: false, events };
        let shared = Arc::new(Shared { state: Mutex::new(state), rows, news: Condvar::new() });
        let pool = Self { shared, most };
        for _ in 0..threads {
            let shared = pool.shared.clone();
            thread::Builder::new().name("job".to_owned()).spawn(move || shared.work())?;
        }
        Ok((pool, received))
    }

    /// Puts a job at the end of the queue.
    ///
    /// # Errors
    /// When the queue is full, or holds a job of that id.
    pub fn enqueue(&self, job: Job) -> Result<(), Refusal> {
        let mut state = self.shared.lock();
        if state.running.contains(&job.id) || state.waiting.iter().any(|waiting| waiting.id == job.id) {
            return Err(Refusal::JobExists { job: job.id });
        }
        if state.waiting.len() >= self.most {
            return Err(Refusal::QueueFull { most: self.most });
        }
        state.waiting.push_back(job);
        self.shared.news.notify_one();
        Ok(())
    }

    /// Ends a job without a result. One that has ended already stays as it is.
    pub fn cancel(&self, id: JobId) {
        self.shared.lock().cancel(id);
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        let left: Vec<JobId> = state.waiting.iter().map(|job| job.id).chain(state.running.iter().copied()).collect();
        left.into_iter().for_each(|id| state.cancel(id));
        state.closed = true;
        self.shared.news.notify_all();
    }
}

impl State {
    fn cancel(&mut self, id: JobId) {
        let waiting = self.waiting.len();
        self.waiting.retain(|job| job.id != id);
        if self.running.remove(&id) || self.waiting.len() < waiting {
            self.send(Event::JobFailed { job: id, why: JobFailure::Cancelled });
        }
    }

    fn send(&self, event: Event) {
        // Where nobody listens any more, nobody misses it.
        let _ = self.events.send(event);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is locked, so it is whole whatever a job did.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does one job after the other, on a thread of the pool, until that is gone.
    fn work(&self) {
        while let Some(job) = self.next() {
            self.do_job(job);
        }
    }

    /// Waits for the next job; none where the pool is gone.
    fn next(&self) -> Option<Job> {
        let idle = |state: &mut State| state.waiting.is_empty() && !state.closed;
        let mut state = self.news.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        let job = state.waiting.pop_front()?;
        state.running.insert(job.id);
        Some(job)
    }

    fn do_job(&self, job: Job) {
        let id = job.id;
        let event = catch_unwind(AssertUnwindSafe(|| self.train(job))).unwrap_or_else(|panic| {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
            let failure = Failure::Defect { detail: said.to_owned() };
            Some(Event::JobFailed { job: id, why: JobFailure::Failed(failure) })
        });
        let mut state = self.lock();
        if state.running.remove(&id)
            && let Some(event) = event
        {
            state.send(event);
        }
    }

    /// The job's last event; none where it was cancelled.
    fn train(&self, job: Job) -> Option<Event> {
        let id = job.id;
        let failed = |why| Some(Event::JobFailed { job: id, why });
        let mut run = match JobRun::open(job, &backend::cpu(), self.rows.as_ref()) {
            Ok(run) => run,
            Err(why) => return failed(why),
        };
        loop {
            match block_on(run.work()) {
                Ok(Some(result)) => return Some(Event::JobDone { job: id, result }),
                Ok(None) => {}
                Err(why) => return failed(why),
            }
            let state = self.lock();
            if !state.running.contains(&id) {
                return None;
            }
            let (done, total) = run.progress();
            state.send(Event::JobProgress { job: id, done, total });
        }
    }
}
