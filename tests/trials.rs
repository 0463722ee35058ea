//! What a trial shows is what the run then does: for random networks that do not train, the first remedy is applied to the run
//! itself. FLATLINE_TRIALS=200 takes so many of them, and says in how many it held.
#![cfg(feature = "cli")]

#[path = "support/wait.rs"]
mod wait;

use flatline::data;
use flatline::diagnosis::Watched;
use flatline::experiment::{Activation, Choice, Dataset, Experiment, Optimizer};
use flatline::random::{Random, Stream, stream};
use flatline::record::Record;
use flatline::session::JobId;
use flatline::trainer::jobs::JobRun;
use flatline::training::{Run, Snapshot, backend};
use flatline::trials::{Blame, Patient, Start, State, Trials};
use flatline::vitals::Measuring;
use wait::block_on;

/// So many networks are looked at unless the environment asks for others.
const USUALLY: usize = 8;
/// Steps that a network is trained before it is tried on, and that a remedy comes late.
const BEFORE: usize = 120;
const LATE: usize = 100;

fn count() -> usize {
    std::env::var("FLATLINE_TRIALS").ok().and_then(|count| count.parse().ok()).unwrap_or(USUALLY)
}

fn one_of<T: Copy>(random: &mut Random, options: &[T]) -> T {
    options[(random.uniform() * options.len() as f64) as usize]
}

/// A small network with something about it that may keep it from learning.
fn doubtful(seed: u64) -> Experiment {
    let mut random = stream(seed, Stream::Data, 77);
    let activation = one_of(&mut random, Activation::ALL);
    let optimizer = one_of(&mut random, Optimizer::ALL);
    let mut experiment = Experiment {
        seed,
        activation,
        optimizer,
        learning_rate: optimizer.usual_rate(),
        dataset: one_of(&mut random, &[Dataset::Circles, Dataset::Xor, Dataset::Gaussians, Dataset::Spirals]),
        depth: one_of(&mut random, &[2, 4, 8, 15]),
        width: one_of(&mut random, &[8, 16, 32]),
        batch_size: one_of(&mut random, &[16, 64, 128]),
        points: 200,
        ..Experiment::default()
    };
    match (random.uniform() * 6.0) as usize {
        0 => experiment.learning_rate *= 300.0,
        1 => experiment.learning_rate *= 1e-4,
        2 => experiment.init_scale = one_of(&mut random, &[0.1, 0.3, 3.0]),
        3 => experiment.weight_decay = one_of(&mut random, &[0.3, 3.0]),
        4 => experiment.dropout = 0.8,
        _ => (experiment.activation, experiment.depth) = (Activation::Sigmoid, 12),
    }
    experiment.learning_rate = experiment.learning_rate.clamp(1e-6, 100.0);
    experiment
}

/// A run with what is known of it.
struct Trained {
    run: Run,
    watched: Watched,
    checkpoints: Vec<Snapshot>,
}

fn trained(experiment: &Experiment) -> Trained {
    let data = data::build(experiment).expect("generated data");
    let record = Record::new(experiment.clone(), data::summary(&data.train), 0, Vec::new());
    let mut trained = Trained {
        run: Run::new(experiment.clone(), data, None, &backend::cpu()),
        watched: Watched::new(record),
        checkpoints: Vec::new(),
    };
    trained.checkpoints.push(trained.run.snapshot().clone());
    for _ in 0..BEFORE / 10 {
        let advance = block_on(trained.run.advance(10, &Measuring::default())).expect("a CPU does not get lost");
        advance.vitals.into_iter().for_each(|vitals| trained.watched.measured(vitals));
        if let Some(divergence) = advance.divergence {
            trained.watched.diverged(divergence.step, divergence.layer, None);
            break;
        }
        trained.checkpoints.push(trained.run.snapshot().clone());
    }
    trained.watched.record_mut().checkpoints = trained.checkpoints.iter().map(|state| state.step).collect();
    trained
}

fn state(snapshot: &Snapshot) -> State {
    State { step: snapshot.step, snapshot: block_on(snapshot.to_bytes()).expect("a CPU does not get lost") }
}

impl Trained {
    fn patient(&self) -> Patient {
        let record = self.watched.record();
        let kept = |step: u64| self.checkpoints.iter().find(|state| state.step == step).map(state);
        Patient {
            here: record.divergence.is_none().then(|| state(self.run.snapshot())),
            back: record.healthy_checkpoint().and_then(kept),
            ..Patient::of(record, false)
        }
    }
}

fn through(trials: &mut Trials) {
    let mut next = 0;
    while !trials.is_through() {
        next += 1;
        let Some(job) = trials.next_job(JobId(next)) else { break };
        let id = job.id;
        let mut run = JobRun::open(job, &backend::cpu(), None).expect("a small network");
        let result = loop {
            if let Some(result) = block_on(run.work()).expect("a CPU does not get lost") {
                break result;
            }
        };
        trials.hear(id, Ok(result));
    }
}

/// The losses of so many steps, and the probe's loss at their end; none after a divergence.
fn course(run: &mut Run, steps: usize) -> (Vec<f32>, Option<f64>) {
    let measuring = Measuring { probe_every: Some(1), ..Measuring::default() };
    let advance = block_on(run.advance(steps, &measuring)).expect("a CPU does not get lost");
    let probe = advance.vitals.last().and_then(|vitals| vitals.probe.as_ref()).map(|probe| f64::from(probe.loss));
    (advance.vitals.iter().map(|vitals| vitals.loss).collect(), probe.filter(|_| advance.divergence.is_none()))
}

/// The run with these settings, from where the treatment begins.
fn treated(trained: &Trained, start: Start, then: &Experiment, patient: &Patient) -> Run {
    let data = data::build(then).expect("generated data");
    match patient.state(start) {
        Some(state) => {
            let snapshot = Snapshot::from_bytes(&state.snapshot, &backend::cpu().device).expect("a snapshot");
            let mut run =
                Run::resume(trained.run.experiment().clone(), data, snapshot, &backend::cpu()).expect("of it");
            run.change(then.clone());
            run
        }
        None => Run::new(then.clone(), data, None, &backend::cpu()),
    }
}

#[test]
fn the_first_remedy_keeps_its_promise_to_the_bit_and_mostly_when_it_comes_late() {
    let (mut tried, mut kept_late, mut late) = (0, 0, 0);
    for seed in 0.. {
        if tried == count() {
            break;
        }
        assert!(seed < 40 * count() as u64, "too few of the doubtful networks are ill");
        let experiment = doubtful(seed);
        let trained = trained(&experiment);
        if !trained.watched.verdict().asks_for_trials() {
            continue;
        }
        let patient = trained.patient();
        let mut trials = Trials::new(patient.clone()).expect("there is a state to copy");
        through(&mut trials);
        let control = trials.control().expect("a control").loss;
        let Some(first) = trials.helped().into_iter().next() else { continue };
        tried += 1;
        let (treatment, outcome) = (&first.treatment, &first.outcome);
        let then = treatment.applied_to(&experiment);
        let mut run = treated(&trained, treatment.start, &then, &patient);
        let (losses, _) = course(&mut run, outcome.losses.len());
        assert_eq!(losses, outcome.losses, "seed {seed}: {}", treatment.key());
        // Where the run has gone on, it is not the same network any more.
        if treatment.start == Start::Here && trained.watched.record().divergence.is_none() {
            let mut later = treated(&trained, Start::Here, &experiment, &patient);
            if course(&mut later, LATE).1.is_some() {
                let snapshot = later.snapshot().clone();
                let mut without = later.branch(snapshot.clone(), experiment.clone());
                let mut with = later.branch(snapshot, then);
                let steps = outcome.losses.len();
                let (with, without) = (course(&mut with, steps).1, course(&mut without, steps).1);
                let shown = control.unwrap_or(f64::INFINITY) - outcome.loss.unwrap_or(f64::INFINITY);
                let found = without.unwrap_or(f64::INFINITY) - with.unwrap_or(f64::INFINITY);
                late += 1;
                if found >= 0.5 * shown || (found.is_infinite() && found > 0.0) {
                    kept_late += 1;
                } else {
                    println!("seed {seed}: {} showed {shown:.3}, and {found:.3} when it came late", treatment.key());
                }
            }
        }
    }
    println!("{tried} ill networks; {LATE} steps late, {kept_late} of {late} remedies do at least half as well.");
    assert!(kept_late as f64 >= 0.9 * late as f64 - 1.0, "{kept_late} of {late}");
}

/// BatchNorm with one row a batch makes every unit 0: which loss a copy has then, where it keeps both, is chance.
#[test]
fn where_no_hidden_layer_gets_a_gradient_chance_is_no_help() {
    for seed in 0..3 {
        let experiment =
            Experiment { depth: 1, batch_norm: true, batch_size: 1, seed, points: 200, ..Experiment::default() };
        let trained = trained(&experiment);
        let mut trials = Trials::new(trained.patient()).expect("there is a state to copy");
        through(&mut trials);
        let helped = trials.helped();
        assert!(!helped.is_empty(), "seed {seed}: larger batches help");
        for trial in helped {
            let then = trial.treatment.applied_to(&experiment);
            assert!(!then.batch_norm || then.batch_size > 1, "seed {seed}: {}", trial.treatment.key());
        }
    }
}

#[test]
fn an_ablation_finds_the_one_setting_that_is_to_blame() {
    let experiment =
        Experiment { activation: Activation::Relu, weight_decay: 3.0, points: 200, ..Experiment::default() };
    let mut blame = Blame::new(&experiment, 200, 2, None);
    let mut next = 0;
    while !blame.is_through() {
        next += 1;
        let job = blame.next_job(JobId(next)).expect("a job");
        let mut run = JobRun::open(job, &backend::cpu(), None).expect("a small network");
        let result = loop {
            if let Some(result) = block_on(run.work()).expect("a CPU does not get lost") {
                break result;
            }
        };
        blame.hear(JobId(next), Ok(result));
    }
    let suspects = blame.suspects();
    assert_eq!(suspects[0].setting.setting().key, "weight_decay");
    let (found, before) = (suspects[0].loss().expect("through"), blame.as_it_is().expect("through"));
    assert!(found < 0.1 && blame.differs(before, found), "{found} {before}");
    assert_eq!(blame.progress().0, blame.progress().1);
}
