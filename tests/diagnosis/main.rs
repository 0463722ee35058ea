//! The diagnosis, on real networks in training.
#![cfg(feature = "cpu")]

#[path = "../support/wait.rs"]
mod wait;

mod article;
mod cases;
mod clinic;
mod healthy;
mod remedies;
mod verdicts;
