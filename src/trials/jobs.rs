//! What a pool of trainers is fed from.

use super::{Blame, Trials};
use crate::session::{Job, JobFailure, JobId, JobResult};

/// What hands out jobs, one after the other, and takes their results.
pub trait Jobs {
    /// The next job, of that id; none where there is none, or not yet.
    fn next_job(&mut self, id: JobId) -> Option<Job>;
    /// What became of a job; of one that is not of these, nothing is taken.
    fn hear(&mut self, id: JobId, result: Result<JobResult, JobFailure>);
    /// The jobs that are under way.
    fn under_way(&self) -> Vec<JobId>;
    /// How many are through, and of how many.
    fn progress(&self) -> (usize, usize);
    fn is_through(&self) -> bool;
}

macro_rules! jobs {
    ($($type:ty),+) => {$(
        impl Jobs for $type {
            fn next_job(&mut self, id: JobId) -> Option<Job> {
                self.next_job(id)
            }
            fn hear(&mut self, id: JobId, result: Result<JobResult, JobFailure>) {
                self.hear(id, result);
            }
            fn under_way(&self) -> Vec<JobId> {
                self.under_way().collect()
            }
            fn progress(&self) -> (usize, usize) {
                self.progress()
            }
            fn is_through(&self) -> bool {
                self.is_through()
            }
        }
    )+};
}

jobs!(Trials, Blame);
