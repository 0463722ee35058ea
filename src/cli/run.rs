//! `flatline run`: trains one experiment, or a story of one.

use std::io::{IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failure::{Failure, FileProblem, InputFile};
use super::output::{Output, Reader, is_same_file};
use super::watch::Watch;
use super::{Device, RunArguments, guard, input, parameters};
use crate::data::{self, Data, Table};
use crate::experiment::{Experiment, Story};
use crate::network::Initial;
use crate::network::parameters::{NamedTensor, Shape};
#[cfg(feature = "gpu")]
use crate::session;
use crate::training::Run;
use crate::training::backend::{self, OpenDevice};
use crate::vitals::{Measuring, trace_line};
use crate::words::{command_line as said, report};

/// Steps between two looks at the results: on a GPU they are read back together.
const ROUND: u64 = 16;

/// Trains as the arguments say.
pub async fn run(arguments: &RunArguments) -> Result<(), Failure> {
    check_output(arguments)?;
    let story = story(&arguments.story, arguments.data.is_some())?;
    let experiment = story.experiment();
    let mut data = match &arguments.data {
        Some(path) => data::prepared(experiment, user_data(path)?),
        None => data::build(experiment).map_err(Failure::Data)?,
    };
    let initial = match &arguments.parameters {
        Some(path) => Some(initial(path, experiment, &mut data)?),
        None => None,
    };
    let mut output = Output::open(arguments.output.as_deref())?;
    let device = open(arguments.backend).await?;
    if let Some(refusal) = guard::refusal(&story, &data.train, device.memory) {
        return Err(Failure::Refused(refusal));
    }
    let mut watch = Watch::new(experiment.clone(), &data.train);
    let mut run = Run::new(experiment.clone(), data, initial, &device);
    let measuring = Measuring { layers_every: 1, sharpness: arguments.sharpness, ..Measuring::default() };
    let bar = progress_bar(arguments.steps);
    let mut changes = story.changes().iter().peekable();
    while run.step() < arguments.steps {
        let step = run.step();
        if let Some(change) = changes.next_if(|change| change.step == step) {
            run.change(change.experiment.clone());
            watch.changed(step, change.experiment.clone());
        }
        // A round ends where the next change takes effect.
        let end = changes.peek().map_or(arguments.steps, |change| change.step.min(arguments.steps));
        let round = ROUND.min(end - step);
        let advance = run.advance(round as usize, &measuring).await?;
        for vitals in advance.vitals {
            let line = trace_line(&vitals).map_err(|error| Failure::Output { message: error.to_string() })?;
            if output.write(&line)? == Reader::Gone {
                return Ok(());
            }
            bar.set_message(format!("loss {:.4}", vitals.loss));
            if let Some(diagnosis) = watch.measured(vitals) {
                bar.suspend(|| say(&report::verdict_changed(&diagnosis)));
            }
        }
        bar.set_position(run.step());
        if let Some(divergence) = advance.divergence {
            output.finish()?;
            bar.abandon();
            if let Some(diagnosis) = watch.diverged(&divergence) {
                say(&report::verdict_changed(&diagnosis));
            }
            conclude(arguments, &watch);
            return Err(Failure::Diverged { step: divergence.step, layer: divergence.layer });
        }
    }
    bar.finish();
    output.finish()?;
    conclude(arguments, &watch);
    Ok(())
}

/// The report, where one is asked for; on standard error, since the trace may go to standard output.
fn conclude(arguments: &RunArguments, watch: &Watch) {
    if arguments.diagnose {
        say(&report::report(&watch.diagnosis()));
    }
}

/// Writes to standard error. Where nobody reads that, the run goes on all the same.
pub fn say(lines: &str) {
    let _ = writeln!(std::io::stderr(), "{lines}");
}

/// Whether the output is none of the inputs, which it would take the place of. Nothing is opened.
fn check_output(arguments: &RunArguments) -> Result<(), Failure> {
    let Some(output) = &arguments.output else { return Ok(()) };
    let inputs = [
        (InputFile::Story, Some(&arguments.story)),
        (InputFile::Data, arguments.data.as_ref()),
        (InputFile::Parameters, arguments.parameters.as_ref()),
    ];
    match inputs.into_iter().find(|(_, path)| path.is_some_and(|path| is_same_file(path, output))) {
        Some((input, _)) => Err(Failure::OutputIsInput { path: output.clone(), input }),
        None => Ok(()),
    }
}

/// Reads the story. On a user's own rows features are not standardised where the file does not say so.
fn story(path: &Path, own_rows: bool) -> Result<Story, Failure> {
    let text = input::text(path, input::MOST_OF_STORY)?;
    let read = if own_rows { Story::from_json_with_rows(&text) } else { Story::from_json(&text) };
    read.map_err(|error| Failure::file(path, FileProblem::Json(error)))
}

/// Reads the rows, and says how they were understood.
fn user_data(path: &Path) -> Result<Data, Failure> {
    let text = input::text(path, input::MOST_OF_TABLE)?;
    let csv = data::from_csv(&text).map_err(|error| Failure::file(path, FileProblem::Data(error)))?;
    let said = said::file(&path.display().to_string(), &said::understood(&csv));
    say(&said::by_flatline(&said));
    Ok(Data { train: csv.table, held_out: Table::default() })
}

/// Reads the parameters. A head with more classes than the data show is taken at its word.
fn initial(path: &Path, experiment: &Experiment, data: &mut Data) -> Result<Initial, Failure> {
    let named: Vec<NamedTensor> = parameters::read(path)?;
    let head = named.iter().find(|tensor| tensor.name == "head.weight");
    let classes = head.and_then(|head| head.shape.first().copied()).unwrap_or(0).max(data.train.classes);
    data.train.classes = classes;
    data.held_out.classes = classes;
    let shape = Shape::of(experiment, data.train.features, classes);
    Initial::from_named(&named, shape).map_err(|error| Failure::file(path, FileProblem::Parameters(error)))
}

async fn open(device: Device) -> Result<OpenDevice, Failure> {
    match device {
        Device::Cpu => Ok(backend::cpu()),
        #[cfg(feature = "gpu")]
        Device::Gpu => backend::gpu().await.map_err(|detail| Failure::Device(session::Failure::NoDevice { detail })),
        #[cfg(not(feature = "gpu"))]
        Device::Gpu => Err(Failure::NoGpuInThisBuild),
    }
}

fn progress_bar(steps: u64) -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(steps), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} step {pos} of {len}, {per_sec}, {eta} left, {msg}") {
        bar.set_style(style);
    }
    bar
}
