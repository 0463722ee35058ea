//! Jobs: a queue of short runs, worked on in slices, between which messages are taken. No browser in it: a worker works
//! on a queue in its loop, and natively each thread of a pool works on jobs.

mod job_run;

use std::collections::VecDeque;

pub use job_run::JobRun;
use web_time::{Duration, Instant};

use crate::session::{Event, Job, JobFailure, JobId, Outbox, Refusal};
use crate::training::backend::OpenDevice;

/// How many jobs may wait at one trainer. A job's snapshot waits with it.
pub const MOST_JOBS: usize = 64;

/// Jobs get on, however little time they are given.
const LEAST_SHARE: f32 = 0.01;

/// The jobs of one trainer, in the order in which they came.
pub struct Jobs {
    device: OpenDevice,
    outbox: Outbox,
    waiting: VecDeque<Job>,
    current: Option<JobRun>,
    /// The share of the time that jobs may take, above 0 to 1.
    share: f32,
    /// When the next slice may begin, so that it is not exceeded.
    next: Instant,
}

impl Jobs {
    pub fn new(device: OpenDevice, outbox: Outbox) -> Self {
        Self { device, outbox, waiting: VecDeque::new(), current: None, share: 1.0, next: Instant::now() }
    }

    /// Whether there is something to do.
    pub fn pending(&self) -> bool {
        self.current.is_some() || !self.waiting.is_empty()
    }

    /// How long the next slice has to wait, so that jobs take no more than their share.
    pub fn rest(&self) -> Option<Duration> {
        self.next.checked_duration_since(Instant::now()).filter(|rest| !rest.is_zero())
    }

    /// The share of the time that jobs may take from now on.
    pub fn set_share(&mut self, share: f32) {
        self.share = share.clamp(LEAST_SHARE, 1.0);
        self.next = Instant::now();
    }

    /// Takes a job in at the end of the queue. One that is refused ends at once.
    pub fn enqueue(&mut self, job: Job) {
        if self.holds(job.id) {
            self.outbox.send(Event::Refused { run: None, refusal: Refusal::JobExists { job: job.id } });
        } else if self.waiting.len() >= MOST_JOBS {
            self.fail(job.id, JobFailure::Refused(Refusal::QueueFull { most: MOST_JOBS }));
        } else {
            self.waiting.push_back(job);
        }
    }

    /// Ends a job without a result. One that has ended already stays as it is.
    pub fn cancel(&mut self, id: JobId) {
        if self.holds(id) {
            self.waiting.retain(|job| job.id != id);
            self.current.take_if(|current| current.id() == id);
            self.fail(id, JobFailure::Cancelled);
        }
    }

    /// Works for about a round's time and reports.
    pub async fn work(&mut self) {
        let mut current = match self.current.take() {
            Some(current) => current,
            None => {
                let Some(job) = self.waiting.pop_front() else { return };
                let id = job.id;
                match JobRun::open(job, &self.device, None) {
                    Ok(current) => current,
                    Err(why) => return self.fail(id, why),
                }
            }
        };
        let job = current.id();
        let begin = Instant::now();
        let worked = current.work().await;
        self.next = Instant::now() + begin.elapsed().mul_f32(1.0 / self.share - 1.0);
        match worked {
            Err(why) => self.fail(job, why),
            Ok(Some(result)) => self.outbox.send(Event::JobDone { job, result }),
            Ok(None) => {
                let (done, total) = current.progress();
                self.current = Some(current);
                self.outbox.send(Event::JobProgress { job, done, total });
            }
        }
    }

    fn holds(&self, id: JobId) -> bool {
        self.waiting.iter().any(|job| job.id == id) || self.current.as_ref().is_some_and(|current| current.id() == id)
    }

    fn fail(&self, job: JobId, why: JobFailure) {
        self.outbox.send(Event::JobFailed { job, why });
    }
}
