//! A run on the CPU is the same to the bit wherever it is computed: the command line here, and the page's trainer in
//! `tests/browser/same-run.spec.mjs`, are held to one file.
//!
//! After a change that is meant to change the numbers, this writes them again:
//!
//! ```sh
//! cargo test --features cli --test same_run -- --ignored
//! ```
#![cfg(feature = "cli")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use flatline::experiment::{Choice, Clip, Control, Key, Story};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const STEPS: usize = 300;
/// Steps that one word of `losses` and one of `lines` stand for.
const TOGETHER: usize = 10;

/// A story, and what `flatline run` measures of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SameRun {
    name: String,
    story: Value,
    /// The bits of every step's loss, in hexadecimal, ten to a word.
    losses: Vec<String>,
    /// A hash over ten lines of the trace, norms and vital signs of all layers among them.
    lines: Vec<String>,
}

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/same_run.json"))
}

fn kept() -> Vec<SameRun> {
    serde_json::from_str(&std::fs::read_to_string(path()).expect("the file")).expect("its form")
}

impl SameRun {
    fn story(&self) -> Story {
        Story::from_json(&self.story.to_string()).expect("a story")
    }

    /// The same story as the command line trains it now.
    fn again(&self) -> Self {
        let name = format!("flatline-same-run-{}-{}.json", std::process::id(), self.name.replace(' ', "-"));
        let file = std::env::temp_dir().join(name);
        std::fs::write(&file, self.story.to_string()).expect("a temporary file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_flatline"));
        let output = command.arg("run").arg(&file).args(["--steps", &STEPS.to_string()]).output().expect("it runs");
        std::fs::remove_file(&file).expect("it is there");
        assert!(output.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("JSON lines");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), STEPS, "{}", self.name);
        let losses = |lines: &[&str]| lines.iter().map(|line| loss_bits(line)).collect();
        Self {
            losses: lines.chunks(TOGETHER).map(losses).collect(),
            lines: lines.chunks(TOGETHER).map(|lines| format!("{:08x}", hash(&lines.join("\n")))).collect(),
            ..self.clone()
        }
    }

    /// Where another run of the story first differs from this one.
    fn difference(&self, found: &Self) -> Option<String> {
        let lists = [("loss", &self.losses, &found.losses), ("trace", &self.lines, &found.lines)];
        lists.into_iter().find_map(|(what, kept, found)| {
            let at = (0..STEPS / TOGETHER).find(|at| kept.get(*at) != found.get(*at))?;
            Some(format!("{}: another {what} within ten steps of step {}", self.name, at * TOGETHER + 1))
        })
    }
}

fn loss_bits(line: &str) -> String {
    let line: Value = serde_json::from_str(line).expect("JSON");
    format!("{:08x}", (line["loss"].as_f64().expect("a number") as f32).to_bits())
}

/// FNV-1a in 32 bits.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[test]
fn the_command_line_trains_every_story_to_the_bit() {
    let runs = kept();
    let differences: Vec<_> = runs.iter().filter_map(|kept| kept.difference(&kept.again())).collect();
    assert!(differences.is_empty(), "{differences:#?}\nis it meant? Then the head of this file says what to do");
}

/// What is not in the file is not held to anything.
#[test]
fn the_stories_reach_every_kind_of_arithmetic() {
    let kept = kept();
    let settings = kept.iter().flat_map(|kept| {
        let story = kept.story();
        let changed: Vec<_> = story.changes().iter().map(|change| change.experiment.clone()).collect();
        [vec![story.experiment().clone()], changed].concat()
    });
    let settings: Vec<_> = settings.collect();
    for key in
        [Key::Activation, Key::Optimizer, Key::Clip, Key::Dataset, Key::InitScheme, Key::BatchNorm, Key::Residual]
    {
        let found: BTreeSet<String> =
            settings.iter().map(|settings| format!("{:?}", key.setting().get(settings))).collect();
        let expected = match key.setting().control {
            Control::Choice { options } => options.len(),
            _ => 2,
        };
        assert_eq!(found.len(), expected, "{key:?}: {found:?}");
    }
    let clipped: BTreeSet<&str> =
        settings.iter().filter(|settings| settings.clip == Clip::Norm).map(|settings| settings.clip_p.key()).collect();
    assert_eq!(clipped.len(), 3);
    assert!(settings.iter().any(|settings| settings.dropout > 0.0));
    assert!(settings.iter().any(|settings| settings.l1 > 0.0 && settings.weight_decay > 0.0));
}

#[test]
#[ignore = "writes the file that the other tests read"]
fn write_the_numbers_again() {
    let runs: Vec<_> = kept().iter().map(SameRun::again).collect();
    let mut text = serde_json::to_string_pretty(&runs).expect("JSON");
    text.push('\n');
    std::fs::write(path(), text).expect("the file");
}
