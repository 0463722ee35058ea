//! What `flatline diagnose` found, as one JSON object.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::diagnosis::Diagnosis;
use crate::experiment::{Key, Value};
use crate::trials::{Blame, Suspect, Trial, Trials};
use crate::words::diagnosed::Told;

/// All of it.
pub struct Findings {
    pub diagnosis: Diagnosis,
    /// How often the verdict changed.
    pub changes: usize,
    /// None where nothing was ill, or there was no time.
    pub trials: Option<Trials>,
    pub blame: Option<Blame>,
}

impl Findings {
    /// For whoever makes sentences of it.
    pub fn told(&self) -> Told<'_> {
        Told { diagnosis: &self.diagnosis, trials: self.trials.as_ref(), blame: self.blame.as_ref() }
    }
}

#[derive(Serialize)]
struct Object {
    verdict: &'static str,
    verdict_changes: usize,
    step: u64,
    loss: Option<f64>,
    guessing: f64,
    notes: Vec<&'static str>,
    /// What the trials' control reached; null where there were none, or it diverged.
    control: Option<f64>,
    remedies: Vec<Remedy>,
    did_not_help: Vec<Remedy>,
    blame: Vec<Blamed>,
}

#[derive(Serialize)]
struct Remedy {
    action: String,
    changes: Map<String, Json>,
    restarts: bool,
    /// Null where it diverged.
    loss: Option<f64>,
    control: Option<f64>,
    steps: usize,
}

#[derive(Serialize)]
struct Blamed {
    setting: &'static str,
    from: Json,
    to: Json,
    loss: Option<f64>,
}

/// One object, in lines.
pub fn json(findings: &Findings) -> String {
    let Findings { diagnosis, changes, trials, blame } = findings;
    let control = trials.as_ref().and_then(|trials| trials.control()).and_then(|control| control.loss);
    let remedy = |trial: Trial| Remedy {
        action: trial.treatment.key(),
        changes: trial.treatment.changes.iter().map(|(key, value)| (name(*key).to_owned(), value_of(*value))).collect(),
        restarts: trial.treatment.restarts(),
        loss: trial.outcome.loss,
        control,
        steps: trial.outcome.steps,
    };
    let list = |of: fn(&Trials) -> Vec<Trial>| -> Vec<Remedy> {
        trials.as_ref().map(of).unwrap_or_default().into_iter().map(remedy).collect()
    };
    let blamed = |suspect: &Suspect| Blamed {
        setting: name(suspect.setting),
        from: value_of(suspect.from),
        to: value_of(suspect.to),
        loss: suspect.loss().filter(|loss| loss.is_finite()),
    };
    let object = Object {
        verdict: diagnosis.verdict.key(),
        verdict_changes: *changes,
        step: diagnosis.indicators.step,
        loss: diagnosis.indicators.loss,
        guessing: diagnosis.indicators.guess,
        notes: diagnosis.notes.iter().map(|note| note.key()).collect(),
        control,
        remedies: list(Trials::helped),
        did_not_help: list(Trials::did_not_help),
        blame: blame.iter().flat_map(Blame::suspects).map(blamed).collect(),
    };
    // JSON refuses nothing but keys that are no text, and there are none.
    serde_json::to_string_pretty(&object).unwrap_or_default()
}

fn name(key: Key) -> &'static str {
    key.setting().key
}

fn value_of(value: Value) -> Json {
    match value {
        Value::Integer(number) => number.into(),
        Value::Real(number) => number.into(),
        Value::Choice(key) => key.into(),
        Value::Switch(on) => on.into(),
    }
}
