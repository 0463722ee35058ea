//! The native command line over the same engine.

mod failure;
mod parameters;
mod run;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Trains deep networks and measures why they do or do not learn.
#[derive(Parser)]
#[command(name = "flatline", version, about)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Trains one experiment, settings changing at their steps, and writes one JSON line a step.
    ///
    /// Each time that the verdict on the run changes, standard error says so with its reason.
    ///
    /// Exit status: 0 when all steps were done, 1 when the device or a file failed, 2 when the input is wrong,
    /// 3 when the loss is no longer finite.
    Run(RunArguments),
}

/// What `flatline run` takes.
#[derive(clap::Args)]
pub struct RunArguments {
    /// A JSON file with settings, such as {"depth": 30, "activation": "sigmoid"}, absent ones taking their defaults; or with
    /// changes: {"experiment": {"depth": 30}, "changes": [{"step": 200, "batch_norm": true}]}
    #[arg(value_name = "FILE")]
    story: PathBuf,
    /// Initial parameters under PyTorch's names, as safetensors; without it they are drawn from the seed
    #[arg(long, value_name = "P.safetensors")]
    parameters: Option<PathBuf>,
    /// Rows of numbers, the last column an integer label from 0; used as they are, without a held-out set
    #[arg(long, value_name = "D.csv")]
    data: Option<PathBuf>,
    /// Steps to train
    #[arg(long, default_value_t = 100, value_name = "N")]
    steps: u64,
    /// What to train on
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    backend: Device,
    /// Where the JSON lines go, instead of standard output
    #[arg(long, value_name = "F.jsonl")]
    output: Option<PathBuf>,
    /// Ends with a report on standard error: verdict, evidence, and what may help
    #[arg(long)]
    diagnose: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Device {
    Cpu,
    Gpu,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let Task::Run(arguments) = Arguments::parse().task;
    match futures::executor::block_on(run::run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("flatline: {}", failure.sentence());
            failure.exit_code()
        }
    }
}
