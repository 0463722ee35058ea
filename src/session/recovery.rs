//! What becomes of the runs when their trainer fails: where they go on. No browser in it.

use super::Failure;
use crate::experiment::Backend;

/// Where the runs go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoesOn {
    /// In a new trainer on that backend, by itself.
    On(Backend),
    /// Nowhere, until the visitor starts it again.
    WhenAsked,
    /// Only in a page that is loaded anew: this one and its trainers are of two builds.
    AfterReload,
}

/// How often trainers have failed since the visitor last asked for one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    gpu: u32,
    cpu: u32,
}

impl Losses {
    /// A trainer has failed; `began` says whether it had come so far as to take commands. One that had is tried again once;
    /// a GPU gives way to the CPU.
    pub fn add(&mut self, backend: Backend, began: bool, failure: &Failure) -> GoesOn {
        if matches!(failure, Failure::OtherBuild) {
            return GoesOn::AfterReload;
        }
        let count = match backend {
            Backend::Gpu => &mut self.gpu,
            Backend::Cpu => &mut self.cpu,
        };
        *count += 1;
        match (backend, began && *count == 1) {
            (backend, true) => GoesOn::On(backend),
            (Backend::Gpu, false) => GoesOn::On(Backend::Cpu),
            (Backend::Cpu, false) => GoesOn::WhenAsked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOST: Failure = Failure::Ended;

    #[test]
    fn a_gpu_is_tried_once_more_and_then_the_cpu_takes_over() {
        let mut losses = Losses::default();
        assert_eq!(losses.add(Backend::Gpu, true, &LOST), GoesOn::On(Backend::Gpu));
        assert_eq!(losses.add(Backend::Gpu, true, &LOST), GoesOn::On(Backend::Cpu));
        assert_eq!(losses.add(Backend::Cpu, true, &LOST), GoesOn::On(Backend::Cpu));
        assert_eq!(losses.add(Backend::Cpu, true, &LOST), GoesOn::WhenAsked);
    }

    #[test]
    fn a_trainer_that_never_began_is_not_tried_again_by_itself() {
        let none = Failure::NoDevice { detail: String::new() };
        assert_eq!(Losses::default().add(Backend::Gpu, false, &none), GoesOn::On(Backend::Cpu));
        assert_eq!(Losses::default().add(Backend::Cpu, false, &Failure::Download { status: 404 }), GoesOn::WhenAsked);
    }

    #[test]
    fn two_builds_do_not_talk() {
        assert_eq!(Losses::default().add(Backend::Gpu, false, &Failure::OtherBuild), GoesOn::AfterReload);
    }
}
