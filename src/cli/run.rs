//! `flatline run`: trains one experiment, or a story of one.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failure::{Failure, InputFile};
use super::inputs::Inputs;
use super::output::{Output, Reader, is_same_file};
use super::watch::Watch;
use super::{Device, RunArguments, guard, say};
use crate::network::Initial;
#[cfg(feature = "gpu")]
use crate::session;
use crate::training::Run;
use crate::training::backend::{self, OpenDevice};
use crate::vitals::{Measuring, trace_line};
use crate::words::report;

/// Steps between two looks at the results: on a GPU they are read back together.
const ROUND: u64 = 16;

/// Trains as the arguments say.
pub async fn run(arguments: &RunArguments) -> Result<(), Failure> {
    check_output(arguments)?;
    let Inputs { story, data, initial, .. } = Inputs::read(&arguments.files, 0.0)?;
    let experiment = story.experiment();
    let mut output = Output::open(arguments.output.as_deref())?;
    let device = open(arguments.backend).await?;
    if let Some(refusal) = guard::refusal(&story, &data.train, device.memory) {
        return Err(Failure::Refused(refusal));
    }
    let mut watch = Watch::new(experiment.clone(), &data.train);
    watch.alike(initial.as_ref().is_some_and(Initial::alike));
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

/// Whether the output is none of the inputs, which it would take the place of. Nothing is opened.
fn check_output(arguments: &RunArguments) -> Result<(), Failure> {
    let Some(output) = &arguments.output else { return Ok(()) };
    let inputs = [
        (InputFile::Story, Some(&arguments.files.story)),
        (InputFile::Data, arguments.files.data.as_ref()),
        (InputFile::Parameters, arguments.files.parameters.as_ref()),
    ];
    match inputs.into_iter().find(|(_, path)| path.is_some_and(|path| is_same_file(path, output))) {
        Some((input, _)) => Err(Failure::OutputIsInput { path: output.clone(), input }),
        None => Ok(()),
    }
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

pub(super) fn progress_bar(steps: u64) -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(steps), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} step {pos} of {len}, {per_sec}, {eta} left, {msg}") {
        bar.set_style(style);
    }
    bar
}
