//! `flatline diagnose`: how a run does, what would help, and what is to blame.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread::available_parallelism;
use std::time::Duration;

use super::failure::Failure;
use super::inputs::Inputs;
use super::report::{Findings, json};
use super::run::progress_bar;
use super::watch::Watch;
use super::{DiagnoseArguments, guard, interrupt, say};
use crate::network::Initial;
use crate::session::{Event, JobFailure, JobId};
use crate::trainer::Checkpoints;
use crate::trainer::pool::Pool;
use crate::training::{Run, Snapshot, backend};
use crate::trials::{Blame, Jobs, Patient, State, Trials};
use crate::vitals::Measuring;
use crate::words::{command_line as said, diagnosed};

/// Steps between two looks at the results.
const ROUND: u64 = 16;
/// How soon Ctrl+C is noticed while copies train.
const PATIENCE: Duration = Duration::from_millis(100);

/// Trains, tries, and says what was found.
pub async fn diagnose(arguments: &DiagnoseArguments) -> Result<(), Failure> {
    let Inputs { story, data, rows, initial } = Inputs::read(&arguments.files, arguments.held_out)?;
    let device = backend::cpu();
    if let Some(refusal) = guard::refusal(&story, &data.train, device.memory) {
        return Err(Failure::Refused(refusal));
    }
    let interrupted = interrupt::noticed();
    let given = initial.is_some();
    let mut watch = Watch::new(story.experiment().clone(), &data.train);
    watch.alike(initial.as_ref().is_some_and(Initial::alike));
    let mut run = Run::new(story.experiment().clone(), data, initial, &device);
    let begin = run.snapshot().clone();
    let mut checkpoints = Checkpoints::new(run.plan().checkpoints);
    checkpoints.keep(0, &begin);

    let bar = progress_bar(arguments.steps);
    let measuring = Measuring::default();
    let mut diverged = false;
    while run.step() < arguments.steps && !diverged && !interrupted.load(Ordering::Relaxed) {
        let step = run.step();
        let settings = story.settings_at(step);
        if settings != run.experiment() {
            run.change(settings.clone());
            watch.changed(step, settings.clone());
        }
        let next = story.changes_after(step).first().map_or(arguments.steps, |change| change.step.min(arguments.steps));
        let advance = run.advance(ROUND.min(next - step) as usize, &measuring).await?;
        for vitals in advance.vitals {
            bar.set_message(format!("loss {:.4}", vitals.loss));
            watch.measured(vitals);
        }
        if let Some(divergence) = &advance.divergence {
            watch.diverged(divergence);
            diverged = true;
        }
        checkpoints.offer(run.step(), run.snapshot());
        watch.keep(checkpoints.steps());
        bar.set_position(run.step());
    }
    bar.finish_and_clear();

    let mut findings = Findings { diagnosis: watch.diagnosis(), changes: watch.changes(), trials: None, blame: None };
    if findings.diagnosis.verdict.asks_for_trials() && !interrupted.load(Ordering::Relaxed) {
        let patient = Patient {
            here: if diverged { None } else { Some(state(run.snapshot()).await?) },
            back: match watch.record().healthy_checkpoint().and_then(|step| checkpoints.at(step)) {
                Some((_, snapshot)) => Some(state(&snapshot).await?),
                None => None,
            },
            ..Patient::of(watch.record(), given)
        };
        let begin = if given { Some(state(&begin).await?) } else { None };
        let mut blame = Blame::new(story.experiment(), patient.rows, arguments.seeds, begin);
        let mut trials = Trials::new(patient);
        let threads = available_parallelism().map_or(1, usize::from);
        let pool = Pool::new(threads, threads, rows).map_err(|error| Failure::Output { message: error.to_string() })?;
        let mut work = Work { pool: pool.0, events: pool.1, next: 0, threads, interrupted };
        if let Some(trials) = &mut trials {
            work.through(trials);
        }
        work.through(&mut blame);
        (findings.trials, findings.blame) = (trials, Some(blame));
    }
    if arguments.json { print(&json(&findings)) } else { print(&diagnosed::report(&findings.told())) }
}

/// The snapshot as bytes.
async fn state(snapshot: &Snapshot) -> Result<State, Failure> {
    Ok(State { step: snapshot.step, snapshot: snapshot.to_bytes().await? })
}

fn print(text: &str) -> Result<(), Failure> {
    use std::io::Write;
    match writeln!(std::io::stdout(), "{text}") {
        // Nobody reads it any more.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::Output { message: error.to_string() }),
        Ok(()) => Ok(()),
    }
}

/// The threads, and what they report.
struct Work {
    pool: Pool,
    events: Receiver<Event>,
    next: u64,
    threads: usize,
    interrupted: Arc<AtomicBool>,
}

impl Work {
    /// Works until all is done, or somebody has had enough.
    fn through(&mut self, jobs: &mut impl Jobs) {
        let bar = progress_bar(jobs.progress().1 as u64);
        let mut under_way = 0;
        while !jobs.is_through() && !self.interrupted.load(Ordering::Relaxed) {
            while under_way < self.threads {
                self.next += 1;
                let Some(job) = jobs.next_job(JobId(self.next)) else { break };
                let id = job.id;
                match self.pool.enqueue(job) {
                    Ok(()) => under_way += 1,
                    Err(refusal) => jobs.hear(id, Err(JobFailure::Refused(refusal))),
                }
            }
            let (id, result) = match self.events.recv_timeout(PATIENCE) {
                Ok(Event::JobDone { job, result }) => (job, Ok(result)),
                Ok(Event::JobFailed { job, why }) => (job, Err(why)),
                Ok(_) | Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            under_way -= 1;
            jobs.hear(id, result);
            let (done, total) = jobs.progress();
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
        bar.finish_and_clear();
        if self.interrupted.load(Ordering::Relaxed) {
            say(&said::by_flatline(said::INTERRUPTED));
        }
    }
}
