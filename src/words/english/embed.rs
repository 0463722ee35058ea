//! What is said to a page that holds this one in a frame: why a call was refused.

use super::errors::wrong;
use crate::experiment::Found;
use crate::words::format;

/// A method that there is not.
pub fn no_method(name: &str, known: &[&str]) -> String {
    format!("There is no method \"{}\"; there are {}.", format::name(name), known.join(", "))
}

pub fn patch(found: &Found) -> String {
    wrong("The patch", found, "an object with settings and their values")
}

pub fn steps(found: &Found, most: u64) -> String {
    wrong("The number of steps", found, &format!("a whole number from 1 to {most}"))
}

pub fn step(found: &Found) -> String {
    wrong("The step", found, "a whole number from 0")
}

pub fn remedy(found: &Found) -> String {
    wrong("The remedy", found, "a text such as batch_norm or learning_rate=0.01")
}

pub fn state(found: &Found) -> String {
    wrong("The state", found, "a text that getState gave")
}

pub fn held(found: &Found) -> String {
    wrong("What hold is given", found, "true or false")
}

/// A remedy that there is not.
pub fn no_remedy(name: &str) -> String {
    format!(
        "There is no remedy \"{}\"; there are batch_norm, relu, residual, clipping, rewind, restart and setting=value, \
         joined by +.",
        format::name(name)
    )
}

pub const STORY_IN_PATCH: &str = "A story begins at its first step: setState takes it, set does not.";
pub const DIVERGED: &str = "The loss is no longer a number: rewind, or apply a remedy.";
pub const NO_NETWORK: &str = "No network stands: the one that was asked for was refused.";
pub const NO_CHECKPOINT: &str = "There is no checkpoint to go back to.";
pub const NO_PICTURE: &str = "The browser draws no picture here.";

/// Steps that were not taken to their end.
pub fn interrupted(taken: u64, asked: u64) -> String {
    format!("{taken} of {asked} steps were taken: then something else was asked for.")
}
