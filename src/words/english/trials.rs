//! What the page says of trials: what helps, what does not, and what is to blame.

use super::trainer;
use crate::session::JobFailure;
use crate::words::format::{count, mebibytes, short};

pub const TRY: &str = "Try remedies";
pub const TRY_AGAIN: &str = "Try again";
pub const CANCEL: &str = "Cancel";
pub const REMEDIES: &str = "What helps";
pub const WITH_NEW_WEIGHTS: &str = "restarts";
pub const NOTHING_HELPS: &str = "Nothing that was tried helps, alone or in pairs.";
pub const CANCELLED: &str = "Cancelled.";
pub const CHANGED: &str = "The settings have changed since.";
pub const BLAME: &str = "What is to blame?";
pub const BLAME_HELP: &str = "Trains this experiment from step 0 on copies, one setting changed at a time towards what is usual where networks learn.";
pub const NO_DIFFERENCE: &str = "no difference";
pub const EXPORT_CSV: &str = "Export CSV";
/// What the file is called.
pub const CSV_FILE: &str = "flatline-blame.csv";

/// How far trials are.
pub fn under_way(done: usize, total: usize) -> String {
    format!("Trying on copies: {done} of {total}")
}

/// Where they were made: `Tried at step 50, 300 steps each.`; `longer`: the most steps, where the best were tried for longer;
/// `stopped`: those after which was ended what showed nothing.
pub fn tried_at(step: u64, steps: usize, usual: usize, longer: Option<usize>, stopped: Option<usize>) -> String {
    let fewer = if steps < usual { ": the network is large" } else { "" };
    let longer = longer.map_or_else(String::new, |longer| format!(", the best {longer}"));
    let stopped = stopped.map_or_else(String::new, |stopped| format!(", {stopped} where nothing showed"));
    format!("Tried at step {}, {steps} steps each{longer}{stopped}{fewer}.", count(step))
}

/// What more helped than is shown.
pub fn more(helped: usize) -> String {
    format!("{helped} more that helped")
}

/// What did not help.
pub fn did_not_help(tried: usize) -> String {
    format!("Tried, did not help ({tried})")
}

/// The loss without and with a remedy: `0.69 → 0.05`.
pub fn from_to(control: Option<f64>, loss: Option<f64>) -> String {
    format!("{} \u{2192} {}", reached(control), reached(loss))
}

/// The loss that a copy reached, where there is little room; NaN where it diverged.
pub fn reached(loss: Option<f64>) -> String {
    match loss.filter(|loss| loss.is_finite()) {
        None => super::NOT_A_NUMBER.to_owned(),
        Some(loss @ 0.01..100.0) => format!("{loss:.2}"),
        Some(loss @ 0.001..0.01) => format!("{loss:.3}"),
        Some(loss) => short(loss),
    }
}

/// What a remedy's button says to whoever cannot see its curve.
pub fn described(control: Option<f64>, loss: Option<f64>, steps: usize, restarts: bool) -> String {
    let begin = if restarts { ", from new weights" } else { "" };
    format!("Tried on a copy: loss {} to {} in {steps} steps{begin}.", reached(control), reached(loss))
}

/// Why trials were given up.
pub fn given_up(why: &JobFailure) -> String {
    let why = match why {
        JobFailure::Refused(refusal) => trainer::refusal(refusal),
        JobFailure::Failed(failure) => trainer::failure(failure),
        JobFailure::Cancelled => CANCELLED.to_owned(),
    };
    format!("No copy can be trained: {}", lower_first(&why))
}

/// Why nothing is tried.
pub fn too_large(bytes: u64) -> String {
    format!("This network is too large to be tried on copies: each takes {}.", mebibytes(bytes))
}

fn lower_first(sentence: &str) -> String {
    let mut sentence = sentence.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    sentence
}

/// How far the search for what is to blame is.
pub fn blaming(done: usize, total: usize) -> String {
    format!("Training from step 0: {done} of {total}")
}

/// How it was searched for.
pub fn blamed(as_it_is: Option<f64>, steps: usize, seeds: u64) -> String {
    let as_it_is = as_it_is.map_or_else(String::new, |loss| format!("As it is: {}. ", reached(Some(loss))));
    format!(
        "{as_it_is}From step 0, one setting changed at a time; {steps} steps, mean of {seeds} seeds. A click shows it beside this run."
    )
}
