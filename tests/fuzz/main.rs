//! Whatever bytes come from elsewhere, nothing panics, hangs or takes much memory: addresses, stories, tables, parameters,
//! messages and snapshots, made from the corpus beside this file by mutation.
//!
//! `FLATLINE_FUZZ_SECONDS=600 cargo nextest run --features cli,trainer,gpu --test fuzz` runs each for ten minutes; by itself
//! a few seconds. An input that fails is written to `corpus/` by whoever mends it.
#![cfg(all(feature = "cli", feature = "trainer"))]

mod allocator;
mod mutation;

use std::path::Path;
use std::time::{Duration, Instant};

use flatline::cli::{parameters, text};
use flatline::data::from_csv;
use flatline::experiment::{Experiment, Story, from_fragment, to_fragment};
use flatline::session::wire::{Report, Request, decode, encode};
use flatline::session::{Command, Event, RunId};
use flatline::training::{Run, Snapshot, backend};
use flatline::{data, words};
use mutation::Mutator;

/// What one input may take, a megabyte at most.
const LONGEST: Duration = Duration::from_secs(1);
const MOST_MEMORY: usize = 100 << 20;
const LARGEST_INPUT: usize = 1 << 20;

fn seconds() -> f64 {
    let asked = std::env::var("FLATLINE_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(4.0)
}

/// The corpus of that name, and these inputs.
fn corpus(name: &str, made: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let folder = Path::new("tests/fuzz/corpus").join(name);
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let read = files.filter_map(|file| std::fs::read(file.path()).ok());
    let all: Vec<Vec<u8>> = read.chain(made).collect();
    assert!(!all.is_empty(), "{name} has a corpus");
    all
}

/// Gives mutations of the corpus to `take`, for as long as is asked for.
fn fuzz(name: &str, made: Vec<Vec<u8>>, take: impl Fn(&[u8])) {
    let corpus = corpus(name, made);
    corpus.iter().for_each(|input| take(input));
    let mut mutator = Mutator::new(name, corpus, LARGEST_INPUT);
    let (begin, mut count) = (Instant::now(), 0_u64);
    while begin.elapsed().as_secs_f64() < seconds() {
        let input = mutator.next();
        let (at, before) = (Instant::now(), allocator::restart());
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| take(&input)));
        let (took, most) = (at.elapsed(), allocator::most() - before);
        let shown = || format!("{} bytes: {}", input.len(), String::from_utf8_lossy(&input[..input.len().min(500)]));
        assert!(outcome.is_ok(), "{name} panicked on {}\n{:?}", shown(), &input[..input.len().min(500)]);
        // A machine that is busy with other tests is given four times as long.
        assert!(took < 4 * LONGEST, "{name} took {took:?} for {}", shown());
        assert!(most < MOST_MEMORY, "{name} took {most} bytes for {}", shown());
        count += 1;
    }
    println!("{name}: {count} inputs in {:.0} s", begin.elapsed().as_secs_f64());
    assert!(count > 50, "{name}: only {count} inputs");
}

/// A run that has trained a little, as bytes.
fn snapshot(experiment: Experiment) -> Vec<u8> {
    let data = data::build(&experiment).expect("data");
    let mut run = Run::new(experiment, data, None, &backend::cpu());
    futures::executor::block_on(async {
        run.advance(3, &Default::default()).await.expect("the CPU");
        run.snapshot().to_bytes().await.expect("the CPU")
    })
}

fn small() -> Experiment {
    Experiment { depth: 3, width: 4, batch_norm: true, points: 20, ..Experiment::default() }
}

#[test]
fn addresses() {
    fuzz("address", Vec::new(), |input| {
        let link = from_fragment(&String::from_utf8_lossy(input));
        let again = from_fragment(&to_fragment(&link.story, link.versus.as_ref(), &link.view));
        assert_eq!(
            (again.story, again.versus, again.view),
            (link.story, link.versus, link.view),
            "what it says is read again"
        );
        assert!(words::ignored(&link.ignored).len() < 20_000, "and what it does not, is said in bounds");
    });
}

#[test]
fn stories() {
    fuzz("story", Vec::new(), |input| {
        let Ok(text) = text::decode(input.to_vec()) else { return };
        match Story::from_json(&text) {
            Ok(story) => assert!(story.experiment().validate().is_ok()),
            Err(error) => assert!(!words::json_error(&error).is_empty()),
        }
        let _ = Experiment::from_json(&text);
    });
}

#[test]
fn tables() {
    fuzz("table", Vec::new(), |input| {
        let Ok(text) = text::decode(input.to_vec()) else { return };
        match from_csv(&text) {
            Ok(csv) => {
                assert_eq!(csv.table.inputs.len(), csv.table.rows() * csv.table.features);
                assert!(csv.table.inputs.iter().all(|value| value.is_finite()));
                assert!(csv.table.labels.iter().all(|label| (*label as usize) < csv.table.classes));
            }
            Err(error) => assert!(words::data_error(&error).len() < 1000),
        }
    });
}

#[test]
fn parameter_files() {
    let header = r#"{"head.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"head.bias":{"dtype":"F64","shape":[2],"data_offsets":[16,32]}}"#;
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.bytes());
    file.extend([0x3f; 32]);
    assert!(parameters::from_bytes(&file).is_ok(), "the corpus is one");
    fuzz("parameters", vec![file], |input| {
        for tensor in parameters::from_bytes(input).unwrap_or_default() {
            assert_eq!(tensor.values.len(), tensor.shape.iter().product::<usize>());
        }
    });
}

#[test]
fn messages() {
    let snapshot = snapshot(small());
    let requests = [
        Request::Read,
        Request::Command(7, Command::Start { run: RunId(0), story: Story::default(), consent: false }),
        Request::Command(8, Command::Restore { run: RunId(1), snapshot: snapshot.clone(), story: Story::default() }),
        Request::Command(9, Command::Change { run: RunId(1), experiment: small() }),
    ];
    let events = vec![
        Event::Running(true),
        Event::Snapshot { run: RunId(0), step: 3, bytes: snapshot.clone() },
        Event::State { run: RunId(0), asked: Some(3), step: 3, bytes: snapshot },
        Event::Checkpoints { run: RunId(0), steps: vec![0, 10, 20] },
    ];
    let reports = [
        Report::Hello { build: "0123456789abcdef".into() },
        Report::Alive { at_work: true, progress: 1 << 40, memory: 1 << 30 },
        Report::Events { obeyed: 9, events },
    ];
    let made = requests.iter().map(encode).chain(reports.iter().map(encode)).collect();
    fuzz("message", made, |input| {
        if let Ok(request) = decode::<Request>(input) {
            assert_eq!(decode::<Request>(&encode(&request)).map(|again| encode(&again)), Ok(encode(&request)));
        }
        if let Ok(report) = decode::<Report>(input) {
            assert_eq!(decode::<Report>(&encode(&report)).map(|again| encode(&again)), Ok(encode(&report)));
        }
    });
}

#[test]
fn snapshots() {
    let device = backend::cpu().device;
    let adam = Experiment { optimizer: flatline::experiment::Optimizer::Adam, ..small() };
    fuzz("snapshot", vec![snapshot(small()), snapshot(adam)], |input| {
        // Most are refused by their check sum: one that is right for what it stands behind gets further.
        let _ = Snapshot::from_bytes(input, &device);
        let mut mended = input.to_vec();
        if let Some((sum, rest)) = mended.get_mut(12..).and_then(|behind| behind.split_at_mut_checked(4)) {
            sum.copy_from_slice(&crc_32(rest).to_le_bytes());
            let _ = Snapshot::from_bytes(&mended, &device);
        }
    });
}

/// Bit by bit, as the polynomial says.
fn crc_32(bytes: &[u8]) -> u32 {
    let shift = |sum: u32| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| shift(sum)))
}
