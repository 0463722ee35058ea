//! Settings that people brought whose network did not train (tests/brought): what `flatline diagnose` says of each, held to what
//! is true of it. expect.json has, for each: the verdicts that are right, those that must never be given, treatments of which one
//! must be among the first three that helped, notes that must be there, and the share of the rows that is held out.
#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use flatline::experiment::{Experiment, setting};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Expected {
    verdicts: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
    helps: Vec<String>,
    #[serde(default)]
    notes: Vec<String>,
    held_out: Option<f64>,
}

#[derive(Deserialize)]
struct Found {
    verdict: String,
    verdict_changes: usize,
    loss: Option<f64>,
    guessing: f64,
    notes: Vec<String>,
    remedies: Vec<Remedy>,
    did_not_help: Vec<Remedy>,
    blame: Vec<Blamed>,
}

#[derive(Debug, Deserialize)]
struct Remedy {
    action: String,
    changes: Map<String, Value>,
    restarts: bool,
    loss: Option<f64>,
    control: Option<f64>,
}

#[derive(Deserialize)]
struct Blamed {
    setting: String,
    from: Value,
    to: Value,
}

/// The most changes of the verdict in 600 steps, to exploding and diverged aside.
const MOST_CHANGES: usize = 4;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/brought")
}

fn diagnosed(name: &str, held_out: Option<f64>) -> Found {
    let file = |extension: &str| Some(folder().join(format!("{name}.{extension}"))).filter(|path| path.exists());
    let mut command = Command::new(env!("CARGO_BIN_EXE_flatline"));
    command.args(["diagnose", "--json", "--seeds", "1"]).arg(file("json").expect("an experiment"));
    if let Some(rows) = file("csv") {
        command.arg("--data").arg(rows);
    }
    if let Some(parameters) = file("safetensors") {
        command.arg("--parameters").arg(parameters);
    }
    if let Some(share) = held_out {
        command.arg("--held-out").arg(share.to_string());
    }
    let output = command.output().expect("the binary runs");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// Whether a remedy is what the expectation asks for: `key=value`, `key>` a larger value, `key<` a smaller one, or a word.
fn is(remedy: &Remedy, asked: &str, experiment: &Experiment) -> bool {
    let was =
        |key: &str| setting(key).expect("a setting").get(experiment).to_string().parse::<f64>().expect("a number");
    let becomes = |key: &str| remedy.changes.get(key).and_then(Value::as_f64);
    match asked {
        "restart" => remedy.restarts,
        "rewind" => remedy.action.starts_with("rewind"),
        "standardise" | "seed" => remedy.changes.contains_key(asked),
        _ if asked.ends_with('>') => {
            becomes(&asked[..asked.len() - 1]).is_some_and(|new| new > was(&asked[..asked.len() - 1]))
        }
        _ if asked.ends_with('<') => {
            becomes(&asked[..asked.len() - 1]).is_some_and(|new| new < was(&asked[..asked.len() - 1]))
        }
        _ => {
            let (key, value) = asked.split_once('=').expect("key=value");
            match remedy.changes.get(key) {
                Some(Value::Number(number)) => number.as_f64() == value.parse().ok(),
                Some(Value::String(text)) => text == value,
                Some(Value::Bool(on)) => on.to_string() == value,
                _ => false,
            }
        }
    }
}

/// What is wrong with what was found of a case.
fn faults(name: &str, expected: &Expected) -> Vec<String> {
    let found = diagnosed(name, expected.held_out);
    let text = std::fs::read_to_string(folder().join(format!("{name}.json"))).expect("an experiment");
    let experiment = Experiment::from_json(&text).expect("a valid experiment");
    let mut faults = Vec::new();
    let mut hold = |holds: bool, what: String| {
        if !holds {
            faults.push(format!("{name}: {what}"));
        }
    };
    let verdict = &found.verdict;
    hold(expected.verdicts.contains(verdict), format!("{verdict} is none of {:?}", expected.verdicts));
    hold(!expected.never.contains(verdict), format!("never {verdict}"));
    hold(found.verdict_changes <= MOST_CHANGES, format!("the verdict changed {} times", found.verdict_changes));
    for note in &expected.notes {
        hold(found.notes.contains(note), format!("{note} is not among {:?}", found.notes));
    }
    let first: Vec<&Remedy> = found.remedies.iter().take(3).collect();
    let helps = first.iter().any(|remedy| expected.helps.iter().any(|asked| is(remedy, asked, &experiment)));
    hold(expected.helps.is_empty() || helps, format!("none of {:?} is among {first:?}", expected.helps));
    for remedy in &found.remedies {
        let (loss, control) = (remedy.loss.unwrap_or(f64::INFINITY), remedy.control.unwrap_or(f64::INFINITY));
        hold(loss < 0.97 * control && loss < found.guessing, format!("{remedy:?} is offered"));
    }
    let offered = |remedy: &Remedy| {
        found.remedies.iter().any(|other| other.action == remedy.action && other.changes == remedy.changes)
    };
    hold(!found.did_not_help.iter().any(offered), "what did not help is offered".to_owned());
    for blamed in &found.blame {
        hold(blamed.from != blamed.to && setting(&blamed.setting).is_some(), format!("{} is blamed", blamed.setting));
    }
    hold(found.loss.is_some() || verdict == "diverged", "there is a loss".to_owned());
    faults
}

/// Some of them, so that they run side by side.
fn are_told_right(part: usize) {
    let text = std::fs::read_to_string(folder().join("expect.json")).expect("the expectations");
    let expected: BTreeMap<String, Expected> = serde_json::from_str(&text).expect("the expectations");
    assert!(expected.len() >= 34, "every case is there");
    let faults: Vec<String> =
        expected.iter().skip(part).step_by(2).flat_map(|(name, expected)| faults(name, expected)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn half_of_what_others_brought_is_told_right() {
    are_told_right(0);
}

#[test]
fn the_other_half_is_told_right() {
    are_told_right(1);
}
