//! Jobs: what they find is what a plain run finds, whoever works on them and in whatever order.
#![cfg(feature = "cli")]

#[path = "support/experiments.rs"]
mod experiments;
#[path = "support/wait.rs"]
mod wait;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use experiments::{experiments, hot};
use flatline::data;
use flatline::experiment::{Experiment, Story};
use flatline::session::{Event, Job, JobFailure, JobId, JobResult, Outbox, Refusal, SnapshotFault};
use flatline::trainer::jobs::{Jobs, MOST_JOBS};
use flatline::trainer::pool::Pool;
use flatline::training::{Run, Snapshot, backend};
use flatline::vitals::Measuring;
use proptest::prelude::*;
use wait::block_on;

/// Longer than any event of these tests takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

fn job(id: u64, story: Story, steps: usize) -> Job {
    Job { id: JobId(id), story, snapshot: None, steps, probe_every: 5, enough: None, sharpness: false, keep: true }
}

fn tiny(id: u64, steps: usize) -> Job {
    let experiment = Experiment { depth: 2, width: 4, points: 20, seed: id, ..Experiment::default() };
    job(id, Story::new(experiment), steps)
}

/// More steps than a test has time for.
fn endless(id: u64) -> Job {
    tiny(id, usize::MAX)
}

/// What a plain run makes of a job: one step after the other.
fn plainly(job: &Job) -> JobResult {
    let device = backend::cpu();
    let story = &job.story;
    let data = data::build(story.experiment()).expect("a valid experiment");
    let mut run = Run::new(story.experiment().clone(), data.clone(), None, &device);
    if let Some(bytes) = &job.snapshot {
        let snapshot = Snapshot::from_bytes(bytes, &device.device).expect("it was written by a run");
        run = Run::resume(story.experiment().clone(), data, snapshot, &device).expect("of the same network");
    }
    let mut result = JobResult {
        from: run.step(),
        losses: Vec::new(),
        probe: Vec::new(),
        above_edge_since: None,
        last: None,
        divergence: None,
        snapshot: None,
    };
    let last = run.step() + job.steps as u64;
    for _ in 0..job.steps {
        run.change(story.settings_at(run.step()).clone());
        let measuring = Measuring {
            layers_every: 1,
            held_out_every: 1,
            probe_every: Some(1),
            layer: None,
            plates: None,
            sharpness: false,
        };
        let advance = block_on(run.advance(1, &measuring)).expect("a CPU does not get lost");
        if let Some(divergence) = advance.divergence {
            result.last = None;
            result.divergence =
                Some(flatline::session::JobDivergence { step: divergence.step, layer: divergence.layer });
            break;
        }
        result.losses.extend(advance.vitals.iter().map(|vitals| vitals.loss));
        let probe = advance
            .vitals
            .iter()
            .filter(|vitals| [0, 1, last].contains(&(if vitals.step % 5 == 0 { 0 } else { vitals.step })));
        result.probe.extend(probe.filter_map(|vitals| Some((vitals.step, vitals.probe.as_ref()?.loss))));
        result.last = advance.vitals.into_iter().last();
    }
    result.snapshot = job.keep.then(|| block_on(run.snapshot().to_bytes()).expect("a CPU does not get lost"));
    result
}

/// What a divergence measured of the step that could not be taken depends on whether it was the last one: left out.
fn comparable(mut result: JobResult) -> String {
    if result.divergence.is_some() {
        result.last = None;
    }
    format!("{result:?}")
}

/// How each job ended, and how many times.
fn ends(events: &Receiver<Event>, count: usize) -> BTreeMap<JobId, Vec<Event>> {
    let mut ends: BTreeMap<JobId, Vec<Event>> = BTreeMap::new();
    while ends.values().map(Vec::len).sum::<usize>() < count {
        match events.recv_timeout(PATIENCE).expect("jobs end") {
            Event::JobProgress { job, done, total } => {
                assert!(done < total);
                assert!(!ends.contains_key(&job), "nothing is said of a job after its end");
            }
            end @ (Event::JobDone { job, .. } | Event::JobFailed { job, .. }) => ends.entry(job).or_default().push(end),
            other => panic!("{other:?}"),
        }
    }
    assert!(ends.values().all(|ends| ends.len() == 1), "each job ends once: {ends:?}");
    ends
}

fn jobs() -> impl Strategy<Value = Vec<Job>> {
    let changes = prop::collection::vec((0..30_u64, hot()), 0..3);
    let one = (experiments(), changes, 0..30_usize, prop::option::of(0..10_usize));
    let one = one.prop_map(|(experiment, mut changes, steps, from)| {
        changes.sort_by_key(|(step, _)| *step);
        let mut story = Story::new(experiment.clone());
        for (step, hot) in changes {
            story.record_change(step, hot.of(&experiment)).expect("a hot change, in order");
        }
        let mut job = job(0, story, steps);
        // Some go on from where another one ended.
        job.snapshot = from.and_then(|steps| plainly(&Job { steps, ..job.clone() }).snapshot);
        job
    });
    prop::collection::vec(one, 1..8).prop_map(|mut jobs| {
        (0..).zip(&mut jobs).for_each(|(id, job)| job.id = JobId(id));
        jobs
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_job_finds_what_a_plain_run_finds_to_the_bit_in_any_order(jobs in jobs().prop_shuffle(), threads in 1..4_usize) {
        let (pool, events) = Pool::new(threads, jobs.len(), None).expect("threads");
        for job in &jobs {
            prop_assert_eq!(pool.enqueue(job.clone()), Ok(()));
        }
        let ends = ends(&events, jobs.len());
        for job in &jobs {
            let Event::JobDone { result, .. } = &ends[&job.id][0] else { panic!("{:?}", ends[&job.id]) };
            prop_assert_eq!(comparable(result.clone()), comparable(plainly(job)));
        }
    }

    #[test]
    fn a_worker_s_queue_finds_the_same_in_the_order_of_coming(jobs in jobs()) {
        let said = Rc::new(RefCell::new(Vec::new()));
        let heard = said.clone();
        let mut queue = Jobs::new(backend::cpu(), Outbox::to(move |event| heard.borrow_mut().push(event)));
        jobs.iter().for_each(|job| queue.enqueue(job.clone()));
        while queue.pending() {
            block_on(queue.work());
        }
        let done: Vec<_> = said.take().into_iter().filter(|event| !matches!(event, Event::JobProgress { .. })).collect();
        prop_assert_eq!(done.len(), jobs.len());
        for (event, job) in done.into_iter().zip(&jobs) {
            let Event::JobDone { job: id, result } = event else { panic!("{event:?}") };
            prop_assert_eq!((id, comparable(result)), (job.id, comparable(plainly(job))));
        }
    }
}

#[test]
fn cancelling_stops_what_is_under_way_and_what_waits() {
    let (pool, events) = Pool::new(1, 4, None).expect("a thread");
    (1..=3).for_each(|id| assert_eq!(pool.enqueue(endless(id)), Ok(())));
    assert_eq!(pool.enqueue(tiny(4, 3)), Ok(()));
    // The first one is under way once it has said so.
    assert!(matches!(events.recv_timeout(PATIENCE), Ok(Event::JobProgress { job: JobId(1), .. })));
    (1..=3).for_each(|id| pool.cancel(JobId(id)));
    // It was never there, or not any more.
    pool.cancel(JobId(9));
    pool.cancel(JobId(1));
    let ends = ends(&events, 4);
    for id in 1..=3 {
        let cancelled = Event::JobFailed { job: JobId(id), why: JobFailure::Cancelled };
        assert_eq!(ends[&JobId(id)], [cancelled]);
    }
    assert!(matches!(ends[&JobId(4)][0], Event::JobDone { .. }), "the others go on");
}

#[test]
fn dropping_the_pool_ends_its_jobs() {
    let (pool, events) = Pool::new(2, 4, None).expect("threads");
    (1..=4).for_each(|id| assert_eq!(pool.enqueue(endless(id)), Ok(())));
    drop(pool);
    assert!(
        ends(&events, 4).values().all(|ends| matches!(ends[0], Event::JobFailed { why: JobFailure::Cancelled, .. }))
    );
}

#[test]
fn the_queue_is_bounded() {
    let (pool, events) = Pool::new(1, 2, None).expect("a thread");
    assert_eq!(pool.enqueue(endless(1)), Ok(()));
    // Once it is under way it does not wait any more.
    assert!(matches!(events.recv_timeout(PATIENCE), Ok(Event::JobProgress { job: JobId(1), .. })));
    assert_eq!(pool.enqueue(endless(2)), Ok(()));
    assert_eq!(pool.enqueue(endless(2)), Err(Refusal::JobExists { job: JobId(2) }));
    assert_eq!(pool.enqueue(endless(1)), Err(Refusal::JobExists { job: JobId(1) }));
    assert_eq!(pool.enqueue(endless(3)), Ok(()));
    assert_eq!(pool.enqueue(endless(4)), Err(Refusal::QueueFull { most: 2 }));
    pool.cancel(JobId(2));
    assert_eq!(pool.enqueue(endless(4)), Ok(()));
}

#[test]
fn a_worker_s_queue_is_bounded_too_and_a_cancel_acts_between_two_slices() {
    let said = Rc::new(RefCell::new(Vec::new()));
    let heard = said.clone();
    let mut queue = Jobs::new(backend::cpu(), Outbox::to(move |event| heard.borrow_mut().push(event)));
    (0..MOST_JOBS as u64).for_each(|id| queue.enqueue(endless(id)));
    assert_eq!(said.take(), []);
    queue.enqueue(tiny(1000, 1));
    let full = JobFailure::Refused(Refusal::QueueFull { most: MOST_JOBS });
    assert_eq!(said.take(), [Event::JobFailed { job: JobId(1000), why: full }]);
    block_on(queue.work());
    assert!(matches!(said.take()[..], [Event::JobProgress { job: JobId(0), .. }]));
    queue.enqueue(tiny(1000, 1));
    assert_eq!(said.take(), [], "the first one does not wait any more");
    (0..MOST_JOBS as u64).for_each(|id| queue.cancel(JobId(id)));
    assert_eq!(said.take().len(), MOST_JOBS);
    while queue.pending() {
        block_on(queue.work());
    }
    assert!(matches!(said.take()[..], [Event::JobDone { job: JobId(1000), .. }]));
}

#[test]
fn a_job_that_fails_ends_no_other() {
    let (pool, events) = Pool::new(1, 8, None).expect("a thread");
    let nonsense = job(1, Story::new(Experiment { width: 0, ..Experiment::default() }), 3);
    let damaged = Job { snapshot: Some(b"flatline and no more".to_vec()), ..tiny(2, 3) };
    let other = Job { snapshot: plainly(&tiny(9, 1)).snapshot, ..job(3, Story::default(), 3) };
    let explodes = Experiment {
        depth: 20,
        init_scale: 10.0,
        activation: flatline::experiment::Activation::Relu,
        ..Experiment::default()
    };
    let explodes = job(4, Story::new(explodes), 50);
    for job in [nonsense, damaged, other, explodes, tiny(5, 3)] {
        assert_eq!(pool.enqueue(job), Ok(()));
    }
    let ends = ends(&events, 5);
    let why = |id: u64| match &ends[&JobId(id)][0] {
        Event::JobFailed { why, .. } => Some(why.clone()),
        _ => None,
    };
    assert!(matches!(why(1), Some(JobFailure::Refused(Refusal::InvalidSettings { .. }))));
    assert!(matches!(why(2), Some(JobFailure::Refused(Refusal::Snapshot(SnapshotFault::Version { .. })))));
    assert_eq!(why(3), Some(JobFailure::Refused(Refusal::SnapshotOfAnother)));
    let Event::JobDone { result, .. } = &ends[&JobId(4)][0] else { panic!("a divergence is a result") };
    assert_eq!(result.divergence.map(|divergence| divergence.step), Some(result.losses.len() as u64 + 1));
    let Event::JobDone { result, .. } = &ends[&JobId(5)][0] else { panic!("it is done") };
    assert!(result.last.as_ref().is_some_and(|vitals| vitals.layers.is_some() && vitals.held_out.is_some()));
}
