//! What a trainer has to say: why it refused something, why it is lost, what takes so long.

use super::settings;
use crate::experiment::Backend;
use crate::session::{Failure, Memory, Refusal, SlowReason, SnapshotFault, Work};
use crate::words::{change_error, format, invalid_settings};

/// Why something that was asked for was not done.
pub fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::InvalidSettings { wrong } => invalid_settings(wrong),
        Refusal::InvalidStory { error } => change_error(error),
        Refusal::NeedsRestart => "Such a change needs a new network: restart.".to_owned(),
        Refusal::NoSuchRun { .. } => "There is no such network any more.".to_owned(),
        Refusal::NothingToRewind { .. } => "There is no step to go back to.".to_owned(),
        Refusal::TooLarge { needed, left, memory } => {
            let (needed, left) = (format::gibibytes(*needed), format::gibibytes(*left));
            let there_is = match memory {
                Memory::Host => format!("there are {left}"),
                Memory::Gpu => format!("Flatline takes at most {left} of a GPU"),
                Memory::BesideOthers => format!("there are {left} left beside the other one"),
            };
            format!(
                "This network needs about {needed} to train and {there_is}: make it narrower, shallower, or the batch \
                 smaller."
            )
        }
        Refusal::NeedsConsent { needed } => large(*needed),
        Refusal::Snapshot(SnapshotFault::NotASnapshot) => "This is not a snapshot of a run.".to_owned(),
        Refusal::Snapshot(SnapshotFault::Version { found }) => {
            format!("This snapshot is of version {found}, which this trainer does not read.")
        }
        Refusal::Snapshot(SnapshotFault::Damaged) => "This snapshot is damaged.".to_owned(),
        Refusal::SnapshotOfAnother => "This snapshot is of another network, or of other data.".to_owned(),
        Refusal::HoldsRuns => "This trainer takes no jobs while it holds a network.".to_owned(),
        Refusal::QueueFull { most } => format!("{most} jobs wait already."),
        Refusal::JobExists { .. } => "This job waits already.".to_owned(),
        Refusal::WeightsInOnePiece { weights, largest } => {
            let (weights, largest) = (format::gibibytes(*weights), format::gibibytes(*largest));
            format!(
                "This network's weights are {weights} in one piece and this GPU takes {largest}: make it narrower or \
                 shallower, or choose CPU."
            )
        }
    }
}

/// That a run is on the slow path, and why.
pub fn slow_path(why: &SlowReason) -> String {
    let mebibytes = |bytes: &u64| format!("{} MiB", bytes >> 20);
    let why = match why {
        SlowReason::NoEngine => "there is no engine of its own for this device".to_owned(),
        SlowReason::Width { width, most } => format!("the GPU's kernels take layers of at most {most}, not of {width}"),
        SlowReason::Classes { classes, most } => {
            format!("the GPU's kernels tell at most {most} classes apart, not {classes}")
        }
        SlowReason::LargestTensor { bytes, most } => format!(
            "a tensor of this network has {}, and the GPU's kernels take {}. A smaller batch may do.",
            mebibytes(bytes),
            mebibytes(most)
        ),
        SlowReason::Workgroups { count, most } => {
            format!(
                "this depth and width take {count} workgroups, and a kernel gets {most}. A width of 64 or 128 takes fewer."
            )
        }
    };
    format!("On the slow path: {}.", why.trim_end_matches('.'))
}

/// A network that a link asks for, before it is made.
pub fn large(needed: u64) -> String {
    format!("The network of this link takes about {} of memory to train.", format::gibibytes(needed))
}

/// Why a trainer is lost, as a sentence.
pub fn failure(failure: &Failure) -> String {
    match failure {
        Failure::NoWorker { .. } => "This page may start no web worker here, and a network trains in one.".to_owned(),
        Failure::NoScript => "The trainer's script could not be loaded.".to_owned(),
        Failure::Download { status: 0 } => {
            "The trainer's code could not be loaded: the server does not answer.".to_owned()
        }
        Failure::Download { status } => format!("The trainer's code could not be loaded: the server answers {status}."),
        Failure::Damaged { .. } => {
            "The trainer's code arrived damaged, or the page's security policy does not allow it.".to_owned()
        }
        Failure::NoSimd => "This browser's WebAssembly has no SIMD, which the trainer needs.".to_owned(),
        Failure::Stalled { seconds } => format!("The trainer's code has stopped coming for {seconds} s."),
        Failure::OtherBuild => "Flatline has been updated since this page was loaded.".to_owned(),
        Failure::NoDevice { .. } => "The GPU could not be opened.".to_owned(),
        Failure::DeviceLost { .. } => "The GPU is lost: it was taken away, or its memory is full.".to_owned(),
        Failure::Defect { .. } => "The trainer stopped by a defect of its own.".to_owned(),
        Failure::Ended => "The trainer's worker has ended: the browser closed it, or memory ran out.".to_owned(),
        Failure::Hangs { seconds } => format!("The trainer has not got on for {seconds} s."),
        Failure::Unreadable => "The trainer said something that this page cannot read.".to_owned(),
    }
}

/// What the browser or the driver said of a failure, in its words; none where it said nothing.
pub fn detail(failure: &Failure) -> Option<&str> {
    match failure {
        Failure::NoWorker { detail }
        | Failure::Damaged { detail }
        | Failure::NoDevice { detail }
        | Failure::DeviceLost { detail }
        | Failure::Defect { detail } => Some(detail.as_str()).filter(|detail| !detail.is_empty()),
        Failure::NoScript
        | Failure::Download { .. }
        | Failure::NoSimd
        | Failure::Stalled { .. }
        | Failure::OtherBuild
        | Failure::Ended
        | Failure::Hangs { .. }
        | Failure::Unreadable => None,
    }
}

/// A trainer is lost and nothing goes on by itself: why, what was kept and what to do. `gpu` says whether there is one to
/// choose instead.
pub fn lost(backend: Backend, failure: &Failure, gpu: bool) -> String {
    let why = self::failure(failure);
    let name = settings::backend(backend);
    let other = match backend {
        Backend::Cpu if gpu => ", or choose WebGPU",
        Backend::Cpu => "",
        Backend::Gpu => ", or choose CPU",
    };
    match failure {
        Failure::OtherBuild => format!("{why} Reload it to train; the address keeps the settings."),
        Failure::NoWorker { .. } => format!("{why} Open the page in a tab of its own."),
        Failure::NoSimd => format!("{why} A browser of 2023 or later has it."),
        Failure::NoScript | Failure::Download { .. } | Failure::Damaged { .. } | Failure::Stalled { .. } => {
            format!("{why} Check the connection and start again{other}.")
        }
        Failure::NoDevice { .. }
        | Failure::DeviceLost { .. }
        | Failure::Defect { .. }
        | Failure::Ended
        | Failure::Hangs { .. }
        | Failure::Unreadable => {
            format!("{name}: {why} The charts keep what was measured; start again from the last snapshot{other}.")
        }
    }
}

/// A trainer is lost and its runs go on: why, where, and from which step; without one from the beginning.
pub fn went_on(lost: Backend, failure: &Failure, on: Backend, step: Option<u64>) -> String {
    let (name, new) = (settings::backend(lost), settings::backend(on));
    let again = if lost == on { "in a new trainer" } else { "on the" };
    let place = if lost == on { again.to_owned() } else { format!("{again} {new}") };
    let whence =
        step.map_or_else(|| "from the beginning".to_owned(), |step| format!("from step {}", format::count(step)));
    format!("{name}: {} It goes on {place}, {whence}.", self::failure(failure))
}

/// A trainer that may only be slow.
pub fn hangs(backend: Backend, seconds: u32) -> String {
    format!(
        "{}: the trainer has not got on for {seconds} s. It may only be slow; or start again from the last snapshot.",
        settings::backend(backend)
    )
}

/// A long piece of work, and which part of it is under way: `compiling 1/3`.
pub fn progress(work: Work, done: u32, total: u32) -> String {
    let name = match work {
        Work::CompilingKernels => "compiling",
        Work::DrawingWeights => "drawing weights",
    };
    if total > 1 { format!("{name} {}/{total}", done + 1) } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_there_is_and_what_to_do() {
        let said = refusal(&Refusal::TooLarge { needed: 5 << 30, left: 3 << 30, memory: Memory::Host });
        assert!(said.contains("needs about 5.0 GiB to train and there are 3.0 GiB: make it narrower"), "{said}");
        let said = refusal(&Refusal::TooLarge { needed: 5 << 30, left: 3 << 30, memory: Memory::Gpu });
        assert!(said.contains("at most 3.0 GiB of a GPU"), "{said}");
        let said = refusal(&Refusal::WeightsInOnePiece { weights: 250 << 20, largest: 128 << 20 });
        assert!(said.contains("0.2 GiB in one piece and this GPU takes 0.1 GiB"), "{said}");
    }

    #[test]
    fn the_slow_path_is_named_with_its_reason() {
        let said = slow_path(&SlowReason::Width { width: 300, most: 256 });
        assert_eq!(said, "On the slow path: the GPU's kernels take layers of at most 256, not of 300.");
        let said = slow_path(&SlowReason::LargestTensor { bytes: 200 << 20, most: 128 << 20 });
        assert!(said.ends_with("has 200 MiB, and the GPU's kernels take 128 MiB. A smaller batch may do."), "{said}");
    }

    #[test]
    fn the_part_under_way_counts_from_1() {
        assert_eq!(progress(Work::CompilingKernels, 0, 3), "compiling 1/3");
        assert_eq!(progress(Work::CompilingKernels, 0, 1), "compiling");
    }
}
