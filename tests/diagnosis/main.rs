//! The diagnosis, on real networks in training.
#![cfg(feature = "cpu")]

#[path = "../support/wait.rs"]
mod wait;

mod cases;
mod claims;
mod healthy;
mod monitored_run;
mod update_sum;
mod verdicts;
