//! The native command line over the same engine.

mod diagnose;
mod failure;
mod guard;
mod input;
mod inputs;
mod interrupt;
mod memory;
mod output;
pub mod parameters;
mod report;
mod run;
pub mod text;
mod watch;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::words::command_line as said;

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
    /// Texts may be UTF-8, with or without a byte-order mark, or UTF-16 with one. How the rows of --data were understood is
    /// said on standard error. FILE may have 4 MiB, parameters 1 GiB.
    ///
    /// Exit status: 0 when all steps were done, 1 when the device or the output failed, 2 when the input is wrong or the
    /// network too large, 3 when the loss is no longer finite.
    Run(RunArguments),
    /// Trains one experiment, says how it does, and finds out by training copies what would help and what is to blame.
    ///
    /// Copies go on from where the run stands (or from its last healthy step), each with something changed, beside one that
    /// changes nothing; then the experiment is trained from step 0 with one setting at a time as it usually is. All cores
    /// train. Ctrl+C ends it with what is known so far.
    ///
    /// Exit status: 0 when there is a report, whatever it says; 1 when the device or the output failed; 2 when the input is
    /// wrong or the network too large.
    Diagnose(DiagnoseArguments),
}

/// The files that a command reads.
#[derive(clap::Args)]
pub struct InputArguments {
    /// A JSON file with settings, such as {"depth": 30, "activation": "sigmoid"}, absent ones taking their defaults; or with
    /// changes: {"experiment": {"depth": 30}, "changes": [{"step": 200, "batch_norm": true}]}
    #[arg(value_name = "FILE")]
    story: PathBuf,
    /// Initial parameters under PyTorch's names, as safetensors of float32 or float64; without it they are drawn from the
    /// seed
    #[arg(long, value_name = "P.safetensors")]
    parameters: Option<PathBuf>,
    /// Rows of numbers, the last column an integer label from 0; used as they are, without a held-out set.
    ///
    /// Columns are separated by commas, semicolons or tabs, and fields may be in quotes, as in RFC 4180; numbers may have
    /// decimal commas where columns are not separated by commas. A first line with a name in it is a header; so is one of
    /// the numbers 0, 1, 2, ... or 1, 2, 3, ... where there are five or more, or three and fractions below. At most 65,536
    /// features and 256 MiB.
    #[arg(long, value_name = "D.csv")]
    data: Option<PathBuf>,
}

/// What `flatline run` takes.
#[derive(clap::Args)]
pub struct RunArguments {
    #[command(flatten)]
    files: InputArguments,
    /// Steps to train
    #[arg(long, default_value_t = 100, value_name = "N")]
    steps: u64,
    /// What to train on
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    backend: Device,
    /// Where the JSON lines go, instead of standard output; none of the files that are read.
    ///
    /// They are written to a file beside it (.flatline-*.part), which takes its place when all steps are done or the loss is
    /// no longer finite. After a failure, Ctrl+C or SIGTERM an old file is as it was, and there is no new one. A device or a
    /// pipe is written to directly.
    #[arg(long, value_name = "F.jsonl")]
    output: Option<PathBuf>,
    /// Ends with a report on standard error: verdict and evidence. `flatline diagnose` also tries what would help
    #[arg(long)]
    diagnose: bool,
    /// Measures the sharpness at each step, too: the largest eigenvalue of the loss's Hessian, over up to 256 training rows
    ///
    /// By power iteration, one product a step, so that the first steps' numbers are too small. SGD is thrown up where sharpness
    /// times learning rate is more than 2, momentum where it is more than 3.8 (Cohen et al. 2021, "Gradient descent on neural
    /// networks typically occurs at the edge of stability"); --diagnose says that product. It takes about two passes over those
    /// rows, forward and back, a step.
    #[arg(long)]
    sharpness: bool,
}

/// What `flatline diagnose` takes.
#[derive(clap::Args)]
pub struct DiagnoseArguments {
    #[command(flatten)]
    files: InputArguments,
    /// Steps to train before it is judged
    #[arg(long, default_value_t = 600, value_name = "N")]
    steps: u64,
    /// Seeds over which the ablation is averaged
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100))]
    seeds: u64,
    /// The share of the rows of --data that is held out, from 0 to 0.9
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", value_parser = share, requires = "data")]
    held_out: f64,
    /// Writes one JSON object to standard output, instead of a report
    #[arg(long)]
    json: bool,
}

/// A share of rows that leaves some to train on.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=0.9).contains(share));
    share.ok_or_else(|| said::NOT_A_SHARE.to_owned())
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Device {
    Cpu,
    Gpu,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Run(arguments) => futures::executor::block_on(run::run(&arguments)),
        Task::Diagnose(arguments) => futures::executor::block_on(diagnose::diagnose(&arguments)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&said::by_flatline(&failure.sentence()));
            if let Some(details) = failure.details() {
                say(&said::details(&details));
            }
            failure.exit_code()
        }
    }
}

/// Writes to standard error. Where nobody reads that, the run goes on all the same.
fn say(lines: &str) {
    let _ = writeln!(std::io::stderr(), "{lines}");
}
