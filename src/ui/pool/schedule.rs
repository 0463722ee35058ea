//! Which job goes to which trainer, when a trainer is started and when it is ended. No browser in it.

use std::collections::VecDeque;

use crate::session::{Job, JobId, Refusal};

/// How many jobs may wait for a trainer. A job's snapshot waits with it.
pub const MOST_WAITING: usize = 256;
/// Jobs that a trainer is given at once: the one that it works on, and the next, so that it need not wait for the page.
const AT_ONCE: usize = 2;
/// How long a trainer without a job is kept, in milliseconds.
pub const IDLE: f64 = 10_000.0;

/// How many trainers there may be where the browser reports so many cores, on a touched device or another one.
///
/// One core is left to the visitor's own network and the page. Where there is but one, there is one trainer all the same:
/// the work has to be done, and [`careful_share`] keeps it from the visitor's way.
pub fn most_trainers(cores: usize, touched: bool) -> usize {
    let spare = cores.saturating_sub(1).max(1);
    if touched { spare.min(2) } else { spare }
}

/// What the visitor's own network can spare on any machine.
const LEAST_SHARE: f32 = 0.15;

/// The share of its core's time that each trainer takes beside a network that takes all it gets, where it is not known yet how
/// much that slows it: more than 0 and less than 1.
///
/// Of the cores that a browser reports, half are as a rule the second threads of the others, which slow them down by a
/// third or more. So all trainers together take what is left of half the cores by the visitor's network and by the page,
/// which is busy for about half of the time.
pub fn careful_share(cores: usize) -> f32 {
    let idle = cores as f32 / 2.0 - 1.5;
    (idle / most_trainers(cores, false) as f32).max(LEAST_SHARE)
}

/// One of the trainers that a pool has had; no number is given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TrainerId(pub u32);

/// What is to be done with the trainers.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Start a trainer.
    Start(TrainerId),
    /// Give it a job.
    Give(TrainerId, Box<Job>),
    /// Tell it to drop a job; it answers that the job has ended.
    Cancel(TrainerId, JobId),
    /// It has been idle for long.
    End(TrainerId),
}

/// What becomes of a job that is to be cancelled.
#[derive(Clone, Debug, PartialEq)]
pub enum Cancelled {
    /// There is no such job, any more or yet.
    Unknown,
    /// It waited, and has ended.
    Waiting,
    /// Its trainer ends it.
    UnderWay(Order),
}

/// The jobs that wait, and the trainers with those that they hold.
pub struct Schedule {
    most_trainers: usize,
    next: u32,
    trainers: Vec<Holding>,
    waiting: VecDeque<Job>,
}

/// A trainer and what it holds.
struct Holding {
    trainer: TrainerId,
    jobs: Vec<JobId>,
    /// When it had no job any more.
    idle_since: f64,
}

impl Schedule {
    /// At most so many trainers, at least 1.
    pub fn new(most_trainers: usize) -> Self {
        Self { most_trainers: most_trainers.max(1), next: 0, trainers: Vec::new(), waiting: VecDeque::new() }
    }

    pub fn most_trainers(&self) -> usize {
        self.most_trainers
    }

    /// Whether there is a job, waiting or under way.
    pub fn is_at_work(&self) -> bool {
        !self.waiting.is_empty() || self.trainers.iter().any(|holding| !holding.jobs.is_empty())
    }

    /// Takes a job in.
    ///
    /// # Errors
    /// Where too many wait, or one of that id is there already.
    pub fn enqueue(&mut self, job: Job) -> Result<Vec<Order>, Refusal> {
        let id = job.id;
        if self.holder(id).is_some() || self.waiting.iter().any(|waiting| waiting.id == id) {
            return Err(Refusal::JobExists { job: id });
        }
        if self.waiting.len() >= MOST_WAITING {
            return Err(Refusal::QueueFull { most: MOST_WAITING });
        }
        self.waiting.push_back(job);
        Ok(self.hand_out())
    }

    pub fn cancel(&mut self, id: JobId) -> Cancelled {
        let before = self.waiting.len();
        self.waiting.retain(|job| job.id != id);
        match self.holder(id) {
            _ if self.waiting.len() < before => Cancelled::Waiting,
            Some(trainer) => Cancelled::UnderWay(Order::Cancel(trainer, id)),
            None => Cancelled::Unknown,
        }
    }

    /// A trainer has done with a job at that time; whether it held it.
    pub fn ended(&mut self, trainer: TrainerId, job: JobId, now: f64) -> (bool, Vec<Order>) {
        let Some(holding) = self.trainers.iter_mut().find(|holding| holding.trainer == trainer) else {
            return (false, Vec::new());
        };
        let before = holding.jobs.len();
        holding.jobs.retain(|held| *held != job);
        holding.idle_since = now;
        let held = holding.jobs.len() < before;
        (held, self.hand_out())
    }

    /// A trainer is lost, and with it the jobs that it held.
    pub fn lost(&mut self, trainer: TrainerId) -> (Vec<JobId>, Vec<Order>) {
        let place = self.trainers.iter().position(|holding| holding.trainer == trainer);
        let jobs = place.map(|place| self.trainers.remove(place).jobs).unwrap_or_default();
        (jobs, self.hand_out())
    }

    /// The trainers that have been idle for long enough, which are no longer counted.
    pub fn end_idle(&mut self, now: f64) -> Vec<Order> {
        let long = |holding: &Holding| holding.jobs.is_empty() && now - holding.idle_since >= IDLE;
        let orders = self.trainers.iter().filter(|one| long(one)).map(|one| Order::End(one.trainer)).collect();
        self.trainers.retain(|one| !long(one));
        orders
    }

    fn holder(&self, id: JobId) -> Option<TrainerId> {
        self.trainers.iter().find(|holding| holding.jobs.contains(&id)).map(|holding| holding.trainer)
    }

    /// A job is about to come, at that time: a trainer is started for it where there is none.
    pub fn expect(&mut self, now: f64) -> Option<Order> {
        self.trainers.is_empty().then(|| self.start(now))
    }

    fn start(&mut self, now: f64) -> Order {
        let trainer = TrainerId(self.next);
        self.next += 1;
        self.trainers.push(Holding { trainer, jobs: Vec::new(), idle_since: now });
        Order::Start(trainer)
    }

    /// Gives what waits to the trainers that hold least. One without a job is asked before a new one is started, and a new
    /// one is started before a job has to wait behind another.
    fn hand_out(&mut self) -> Vec<Order> {
        let mut orders = Vec::new();
        while !self.waiting.is_empty() {
            let least = self.trainers.iter().enumerate().min_by_key(|(_, holding)| holding.jobs.len());
            let place = match least.map(|(place, holding)| (place, holding.jobs.len())) {
                Some((place, 0)) => place,
                _ if self.trainers.len() < self.most_trainers => {
                    orders.push(self.start(0.0));
                    self.trainers.len() - 1
                }
                Some((place, held)) if held < AT_ONCE => place,
                _ => break,
            };
            let Some(job) = self.waiting.pop_front() else { break };
            let holding = &mut self.trainers[place];
            holding.jobs.push(job.id);
            orders.push(Order::Give(holding.trainer, Box::new(job)));
        }
        orders
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Story;

    const FIRST: TrainerId = TrainerId(0);
    const SECOND: TrainerId = TrainerId(1);

    fn job(number: u64) -> Job {
        Job {
            id: JobId(number),
            story: Story::default(),
            snapshot: None,
            steps: 10,
            probe_every: u32::MAX,
            enough: None,
            sharpness: false,
            keep: false,
        }
    }

    fn full(trainers: usize, jobs: u64) -> Schedule {
        let mut schedule = Schedule::new(trainers);
        (0..jobs).for_each(|number| drop(schedule.enqueue(job(number)).expect("room")));
        schedule
    }

    #[test]
    fn a_core_is_left_to_the_visitor_where_there_are_several() {
        assert_eq!([0, 1, 2, 8].map(|cores| most_trainers(cores, false)), [1, 1, 1, 7]);
        assert_eq!([1, 2, 8].map(|cores| most_trainers(cores, true)), [1, 1, 2]);
        assert_eq!([1, 2].map(careful_share), [LEAST_SHARE; 2]);
        assert!(careful_share(4) > LEAST_SHARE && careful_share(16) < 0.5);
    }

    #[test]
    fn trainers_are_started_only_as_jobs_come_and_no_more_than_there_may_be() {
        let mut schedule = Schedule::new(2);
        let orders = schedule.enqueue(job(0)).expect("room");
        assert_eq!(orders, [Order::Start(FIRST), Order::Give(FIRST, Box::new(job(0)))]);
        let orders = schedule.enqueue(job(1)).expect("room");
        assert_eq!(orders, [Order::Start(SECOND), Order::Give(SECOND, Box::new(job(1)))]);
        // Each has the next at hand; then jobs wait.
        assert_eq!(schedule.enqueue(job(2)).expect("room"), [Order::Give(FIRST, Box::new(job(2)))]);
        assert_eq!(schedule.enqueue(job(3)).expect("room"), [Order::Give(SECOND, Box::new(job(3)))]);
        assert_eq!(schedule.enqueue(job(4)).expect("room"), []);
    }

    #[test]
    fn a_trainer_may_be_started_before_its_first_job() {
        let mut schedule = Schedule::new(2);
        assert_eq!(schedule.expect(5.0), Some(Order::Start(FIRST)));
        assert_eq!(schedule.expect(6.0), None, "it is there");
        assert!(!schedule.is_at_work());
        assert_eq!(schedule.enqueue(job(0)).expect("room"), [Order::Give(FIRST, Box::new(job(0)))]);
        schedule.ended(FIRST, JobId(0), 7.0);
        schedule.end_idle(7.0 + IDLE);
        schedule.expect(20_000.0);
        assert_eq!(schedule.end_idle(20_000.0 + IDLE), [Order::End(SECOND)], "no job has come");
    }

    #[test]
    fn whoever_has_done_with_a_job_gets_the_next_that_waits() {
        let mut schedule = full(1, 4);
        assert!(schedule.is_at_work());
        assert_eq!(schedule.ended(FIRST, JobId(0), 1.0), (true, vec![Order::Give(FIRST, Box::new(job(2)))]));
        assert_eq!(schedule.ended(FIRST, JobId(0), 2.0), (false, vec![]), "it ends once");
        assert_eq!(schedule.ended(FIRST, JobId(1), 3.0), (true, vec![Order::Give(FIRST, Box::new(job(3)))]));
    }

    #[test]
    fn a_job_that_waits_is_cancelled_here_and_one_under_way_by_its_trainer() {
        let mut schedule = full(1, 3);
        assert_eq!(schedule.cancel(JobId(2)), Cancelled::Waiting);
        assert_eq!(schedule.cancel(JobId(2)), Cancelled::Unknown);
        assert_eq!(schedule.cancel(JobId(0)), Cancelled::UnderWay(Order::Cancel(FIRST, JobId(0))));
        // Until the trainer answers it holds the job.
        assert_eq!(schedule.ended(FIRST, JobId(0), 1.0), (true, vec![]));
        assert_eq!(schedule.cancel(JobId(0)), Cancelled::Unknown);
    }

    #[test]
    fn the_queue_has_an_end_and_no_job_is_in_it_twice() {
        let mut schedule = full(1, (AT_ONCE + MOST_WAITING) as u64);
        assert_eq!(schedule.enqueue(job(9999)), Err(Refusal::QueueFull { most: MOST_WAITING }));
        for held_or_waiting in [0, 100] {
            let refusal = Refusal::JobExists { job: JobId(held_or_waiting) };
            assert_eq!(schedule.enqueue(job(held_or_waiting)), Err(refusal));
        }
    }

    #[test]
    fn a_lost_trainer_takes_its_jobs_with_it_and_another_goes_on() {
        let mut schedule = full(1, 3);
        let (lost, orders) = schedule.lost(FIRST);
        assert_eq!(lost, [JobId(0), JobId(1)]);
        assert_eq!(orders, [Order::Start(SECOND), Order::Give(SECOND, Box::new(job(2)))]);
        assert_eq!(schedule.ended(FIRST, JobId(0), 1.0), (false, vec![]));
    }

    #[test]
    fn a_trainer_that_idles_long_is_ended_and_a_later_job_starts_another() {
        let mut schedule = full(1, 1);
        assert_eq!(schedule.end_idle(1e9), [], "it works");
        schedule.ended(FIRST, JobId(0), 500.0);
        assert!(!schedule.is_at_work());
        assert_eq!(schedule.end_idle(500.0 + IDLE - 1.0), []);
        assert_eq!(schedule.end_idle(500.0 + IDLE), [Order::End(FIRST)]);
        let orders = schedule.enqueue(job(1)).expect("room");
        assert_eq!(orders, [Order::Start(SECOND), Order::Give(SECOND, Box::new(job(1)))]);
    }
}
