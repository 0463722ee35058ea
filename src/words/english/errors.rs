//! What is wrong with what somebody gave, and what to do: a sentence for each error's code.

use super::settings;
use crate::data::DataError;
use crate::experiment::{
    Case, ChangeError, Choice, Control, Found, IgnoredEntries, Invalid, JsonError, Key, Needed, Panel, Reason, Value,
    ViewEntry, ViewValue, parse_number,
};
#[cfg(feature = "engine")]
use crate::network::ParameterError;
use crate::words::format;

/// `Depth is 2000: it must be a whole number from 1 to 1000.`
pub fn invalid(invalid: &Invalid) -> String {
    wrong(settings::name(invalid.key), &invalid.found, &allowed(invalid.key, str::to_owned))
}

/// `Not taken: 2000. Depth must be a whole number from 1 to 1000.`
pub fn not_taken(invalid: &Invalid) -> String {
    let (name, allowed) = (settings::name(invalid.key), allowed(invalid.key, str::to_owned));
    format!("Not taken: {}. {name} must be {allowed}.", found(&invalid.found))
}

/// Everything that is invalid, in a sentence each.
pub fn invalid_settings(invalid: &[Invalid]) -> String {
    invalid.iter().map(self::invalid).collect::<Vec<_>>().join(" ")
}

/// Why a file is no experiment.
pub fn json_error(error: &JsonError) -> String {
    match error {
        JsonError::Syntax { line, column } => format!("Line {line}, column {column} is not JSON."),
        JsonError::Unknown { path, nearest } => unknown(path, nearest),
        JsonError::Duplicate { path } => format!("\"{path}\" stands there twice; it must be there once at most."),
        // Options in quotes: "2" is an option of clip_p, the number 2 is not.
        JsonError::Invalid { path, invalid } => wrong(path, &invalid.found, &allowed(invalid.key, in_quotes)),
        JsonError::Kind { path, needed, found } => {
            let field = match needed {
                Needed::Settings if path.is_empty() => "The experiment",
                Needed::Story => "The story",
                Needed::Settings | Needed::Changes | Needed::Change | Needed::Step => path,
            };
            wrong(field, found, kind(*needed))
        }
        JsonError::Cold { path, key } => format!("{path}: {}", cold(*key)),
        JsonError::Order { path, step, last } => format!("{path}: {}", order(*step, *last)),
    }
}

/// What belongs there, to follow "it must be".
fn kind(needed: Needed) -> &'static str {
    match needed {
        Needed::Settings => "an object with a key for each setting",
        Needed::Story => "an object with an experiment and a list of changes",
        Needed::Changes => "a list of changes",
        Needed::Change => "an object with a step and the settings that change there",
        Needed::Step => "a whole number from 0",
    }
}

/// Why a change cannot be part of a story.
pub fn change_error(error: &ChangeError) -> String {
    match error {
        ChangeError::Cold { key } => cold(*key),
        ChangeError::Invalid(invalid) => self::invalid(invalid),
        ChangeError::Order { step, last } => order(*step, *last),
    }
}

fn cold(key: Key) -> String {
    format!("{} cannot change while a network trains: it needs a new one.", settings::name(key))
}

fn order(step: u64, last: u64) -> String {
    format!("Step {step} comes after step {last}: changes must be in the order of their steps.")
}

/// The entries of the address that were not understood, in one line.
pub fn ignored(entries: &IgnoredEntries) -> String {
    let each = entries.named.iter();
    let mut each: Vec<String> = each
        .map(|ignored| format!("\u{201c}{}\u{201d}: {}", format::escaped(&ignored.entry), reason(&ignored.reason)))
        .collect();
    if entries.more > 0 {
        each.push(format!("And {} more.", format::count(entries.more as u64)));
    }
    format!("Ignored in the address: {}", each.join(" "))
}

/// Why an entry of an address changed nothing.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NoValue => "It has no \"=\" between a setting and its value.".to_owned(),
        Reason::Encoding => "It is not valid percent-encoding of UTF-8.".to_owned(),
        Reason::Unknown { key, nearest } => unknown(key, nearest),
        Reason::Duplicate { key } => format!("\"{key}\" stands there twice; the first one counts."),
        Reason::Invalid(invalid) => self::invalid(invalid),
        Reason::View { key, found } => wrong(&capitalised(key), found, &view_value(key)),
        Reason::Shared { key } => {
            format!("{} is the same for runs side by side: it stands outside \"versus\".", settings::name(*key))
        }
        Reason::NoStep => "It has no \":\" between a step and what changes there.".to_owned(),
        Reason::Step { found } => wrong("The step", found, kind(Needed::Step)),
        Reason::Change(error) => change_error(error),
        Reason::Long { most } => {
            format!("It goes beyond the {} kB that are read of an address beside its changes.", most >> 10)
        }
        Reason::LongStory { most } => {
            format!("It goes beyond the {} kB of changes that an address may hold.", most >> 10)
        }
    }
}

/// What an entry of an address that is no setting can be, to follow "it must be".
fn view_value(key: &str) -> String {
    match ViewEntry::of(key).map(|entry| entry.value) {
        Some(ViewValue::OneOf(options)) => one_of(options, str::to_owned),
        Some(ViewValue::Step) => "a whole number from 1".to_owned(),
        Some(ViewValue::Panels) => format!("names with commas between, each {}", one_of(Panel::KEYS, str::to_owned)),
        None if key == "case" => one_of(Case::KEYS, str::to_owned),
        Some(ViewValue::Settings) | None => "names of settings, with commas between".to_owned(),
    }
}

pub(super) fn capitalised(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

/// Why there is no data.
pub fn data_error(error: &DataError) -> String {
    match error {
        DataError::Experiment(wrong) => invalid_settings(wrong),
        DataError::Empty => {
            format!("There is no row: at least one is needed, of numbers {SEPARATED}, the last one the label.")
        }
        DataError::Narrow { line } => {
            format!("Line {line} has 1 column: at least 2 are needed, {SEPARATED}, the last one the label.")
        }
        DataError::Ragged { line, found, expected } => {
            let columns = if *found == 1 { "column" } else { "columns" };
            format!("Line {line} has {found} {columns}: it must have {expected}, as the first row has.")
        }
        DataError::Wide { line, most } => {
            format!("Line {line} has more than {most} columns: that many are read, the label among them.")
        }
        DataError::Long { line, most } => format!(
            "Line {line} goes on for more than {}: is a quote (\") opened there and not closed?",
            format::mebibytes(*most as u64)
        ),
        DataError::OpenQuote { line, column } => format!(
            "{} goes on over the end of its line: a quote (\") is opened there and not closed.",
            field(*line, *column)
        ),
        DataError::DecimalComma { line, column, found } => format!(
            "{} is {}: a comma in a number is read, as a decimal comma, only where semicolons or tabs separate the \
             columns.",
            field(*line, *column),
            self::found(found)
        ),
        DataError::MixedMarks { line, column, found } => format!(
            "{} is {}: the numbers before it have the other decimal mark, and a file has one.",
            field(*line, *column),
            self::found(found)
        ),
        DataError::Memory { line } => format!("There is not enough memory for the rows up to line {line}."),
        DataError::Feature { line, column, found } => {
            wrong(&field(*line, *column), found, "a number within the range of a 32-bit float")
        }
        DataError::Label { line, column, found } => {
            wrong(&field(*line, *column), found, "a label, a whole number from 0 to 999")
        }
    }
}

/// How columns may be set apart.
const SEPARATED: &str = "separated by commas, semicolons or tabs";

fn field(line: usize, column: usize) -> String {
    format!("Line {line}, column {column}")
}

/// What is wrong with parameters from a file.
#[cfg(feature = "engine")]
pub fn parameter_error(error: &ParameterError) -> String {
    use format::name as shown;

    match error {
        ParameterError::Missing { name } => format!("Parameter {} is missing: this experiment needs it.", shown(name)),
        ParameterError::Unknown { name } => {
            format!("Parameter {} is unknown: this experiment has none of that name.", shown(name))
        }
        ParameterError::Shape { name, found, expected } => {
            let found = shown(&format!("{found:?}"));
            format!("Parameter {} has shape {found}: this experiment needs {expected:?}.", shown(name))
        }
        ParameterError::NotFinite { name } => {
            format!("Parameter {} holds a NaN or an infinity: it must be finite.", shown(name))
        }
    }
}

pub(super) fn wrong(field: &str, found: &Found, allowed: &str) -> String {
    format!("{field} is {}: it must be {allowed}.", self::found(found))
}

fn unknown(key: &str, nearest: &str) -> String {
    format!("There is no setting \"{}\"; the nearest name is \"{nearest}\".", format::escaped(key))
}

/// What stood there: numbers as they are, other text that was typed in quotes.
fn found(found: &Found) -> String {
    match found {
        Found::Typed(text) if text.is_empty() => "empty".to_owned(),
        Found::Typed(text) if is_number(text) => text.clone(),
        Found::Text(text) if is_number(text) => format!("the text {text}"),
        Found::Typed(text) | Found::Text(text) => in_quotes(text),
        Found::Value(value) => format::escaped(value),
        Found::List => "a list".to_owned(),
        Found::Object => "an object".to_owned(),
        Found::Nothing => "missing".to_owned(),
    }
}

fn is_number(text: &str) -> bool {
    parse_number(text.trim()).is_some()
}

fn in_quotes(text: &str) -> String {
    format!("\"{}\"", format::escaped(text))
}

/// What a setting may be, to follow "it must be".
fn allowed(key: Key, option: fn(&str) -> String) -> String {
    match key.setting().control {
        Control::Integer { min, max, .. } => format!("a whole number from {min} to {max}"),
        Control::Real { min, max, .. } => format!("a number from {} to {}", Value::Real(min), Value::Real(max)),
        Control::Choice { options } => one_of(options, option),
        Control::Switch => "true or false".to_owned(),
    }
}

/// The alternatives, to follow "it must be".
fn one_of(alternatives: &[&str], written: fn(&str) -> String) -> String {
    let names: Vec<String> = alternatives.iter().map(|name| written(name)).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("one of {} or {last}", others.join(", ")),
        None => String::new(),
    }
}
