//! The report of `flatline diagnose`.

use super::{notes, report, treatment, update_sum};
use crate::diagnosis::Diagnosis;
use crate::trials::{Blame, Outcome, Trial, Trials};
use crate::words::format::{loss as of_loss, number};

/// What was found, to be told.
pub struct Told<'a> {
    pub diagnosis: &'a Diagnosis,
    pub trials: Option<&'a Trials>,
    pub blame: Option<&'a Blame>,
}

/// Verdict, notes, what helped and what did not, and what is to blame, in lines.
pub fn report(told: &Told<'_>) -> String {
    let diagnosis = told.diagnosis;
    let mut lines = vec![report::verdict_changed(diagnosis)];
    lines.extend(diagnosis.notes.iter().map(notes::sentence));
    lines.push(format!("Guessing by the class shares has a loss of {}.", number(diagnosis.indicators.guess)));
    if let Some(trials) = told.trials {
        let misled = trials.control().and_then(|control| update_sum::misled(diagnosis, control.loss));
        lines.extend(misled);
        lines.push(String::new());
        lines.extend(tried(trials));
    }
    if let Some(blame) = told.blame {
        lines.push(String::new());
        lines.extend(blamed(blame));
    }
    lines.join("\n")
}

fn tried(trials: &Trials) -> Vec<String> {
    let Some(control) = trials.control() else { return vec!["Nothing could be tried.".to_owned()] };
    let name = |trial: &Trial| treatment::label(&trial.treatment, &trials.patient().now, trials.back());
    let mut lines = vec![format!(
        "Tried on copies, {} steps from step {}, beside one that nothing was changed of ({}):",
        control.steps.max(1),
        trials.step(),
        reached(control)
    )];
    lines.extend(trials.edge().map(|edge| format!("  {}", treatment::edge(edge))));
    let helped = trials.helped();
    if helped.is_empty() {
        lines.push("  Nothing that was tried helps, alone or in pairs.".to_owned());
    }
    for trial in &helped {
        let restarts = if trial.treatment.restarts() { ", with new weights" } else { "" };
        lines.push(row(
            &name(trial),
            &format!("loss {} in {} steps{restarts}", reached(&trial.outcome), trial.outcome.steps),
        ));
    }
    let rest = trials.did_not_help();
    if !rest.is_empty() {
        lines.extend([String::new(), "Tried, did not help:".to_owned()]);
        lines
            .extend(rest.iter().map(|trial| {
                row(&name(trial), &format!("{}. {}", reached(&trial.outcome), treatment::why_not(trial)))
            }));
    }
    lines
}

fn blamed(blame: &Blame) -> Vec<String> {
    let seeds = if blame.seeds() == 1 { "one seed".to_owned() } else { format!("mean of {} seeds", blame.seeds()) };
    let as_it_is = blame.as_it_is().map_or_else(|| "unknown".to_owned(), of_loss_or_nan);
    let mut lines = vec![format!(
        "What is to blame: the same experiment from step 0, one setting changed at a time, {} steps, {seeds}. As it is: {as_it_is}.",
        blame.most_steps()
    )];
    for suspect in blame.suspects() {
        if let Some(loss) = suspect.loss() {
            let name = treatment::swapped(suspect.setting, suspect.from, suspect.to);
            let said = match blame.as_it_is() {
                Some(before) if !blame.differs(before, loss) => "no difference".to_owned(),
                _ => of_loss_or_nan(loss),
            };
            lines.push(row(&name, &said));
        }
    }
    lines
}

/// The loss that a copy reached.
pub fn reached(outcome: &Outcome) -> String {
    outcome.loss.map_or_else(|| "NaN".to_owned(), of_loss)
}

fn of_loss_or_nan(loss: f64) -> String {
    if loss.is_finite() { of_loss(loss) } else { "NaN".to_owned() }
}

fn row(name: &str, value: &str) -> String {
    format!("  {name:<40}{value}")
}
