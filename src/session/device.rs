//! What a browser has to train on, and which of it is taken. No browser in it.

use crate::experiment::{Backend, Experiment, work};

/// What the browser offers in the way of WebGPU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gpu {
    /// The browser has no WebGPU at all.
    Absent,
    /// It has, but no adapter for it on this machine.
    NoAdapter,
    /// The page stands in a sandboxed frame without an origin, where workers get no adapter.
    Sandboxed,
    /// The page is the edition in one file, which holds no trainer for the GPU.
    LeftOut,
    /// An adapter that computes on the CPU, by its name; empty where it has none.
    Software(String),
    /// A real one, by its name; empty where it has none.
    Hardware(String),
}

impl Gpu {
    /// Whether a network can be trained on it, fast or slow.
    pub fn usable(&self) -> bool {
        matches!(self, Gpu::Software(_) | Gpu::Hardware(_))
    }

    /// The adapter's name; empty where it has none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Gpu::Software(name) | Gpu::Hardware(name) => Some(name),
            Gpu::Absent | Gpu::NoAdapter | Gpu::Sandboxed | Gpu::LeftOut => None,
        }
    }
}

/// What trains, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub backend: Backend,
    pub reason: WhyBackend,
}

/// Why a backend was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyBackend {
    /// The visitor wished for it.
    Wished,
    /// The visitor wished for the other one, which is not there.
    OtherNotThere,
    /// Nobody wished for any; it is the faster one here.
    Faster,
    /// Nobody wished for any; steps as small as these are faster on the CPU than on any GPU.
    SmallSteps,
    /// The other one failed.
    OtherFailed,
}

/// What a core of the CPU computes in a millisecond, in a tab.
const CPU_WORK: f64 = 1.2e7;
/// What a step takes on a GPU however little there is to compute, in a tab: at once, and for each layer, in ms.
const GPU_STEP: f64 = 2.0;
const GPU_LAYER: f64 = 0.1;
/// The GPU's program is five times as large, and its first step a second later: it is to be so many times as fast.
const WORTH: f64 = 2.0;

/// Whether a GPU is likely to be so much faster that it is taken where nobody chose. Estimated by the times measured on one card
/// (bench/README.md, "On a graphics card"): in a tab fifty layers of 32 units take the CPU half as long, and natively a thousand
/// of 16 with BatchNorm.
pub fn pays_on_gpu(experiment: &Experiment) -> bool {
    let rows = experiment.batch_size.min(experiment.dataset.rows(experiment).max(1)) as f64;
    work(experiment, rows) / CPU_WORK > WORTH * (GPU_STEP + GPU_LAYER * experiment.depth as f64)
}

/// The visitor's wish where it can be met; otherwise a real GPU where it `pays`, and the CPU.
pub fn decide(wish: Option<Backend>, gpu: &Gpu, pays: bool) -> Decision {
    match (wish, gpu) {
        (Some(Backend::Gpu), gpu) if !gpu.usable() => {
            Decision { backend: Backend::Cpu, reason: WhyBackend::OtherNotThere }
        }
        (Some(backend), _) => Decision { backend, reason: WhyBackend::Wished },
        (None, _) if !pays => Decision { backend: Backend::Cpu, reason: WhyBackend::SmallSteps },
        (None, Gpu::Hardware(_)) => Decision { backend: Backend::Gpu, reason: WhyBackend::Faster },
        (None, Gpu::Absent | Gpu::NoAdapter | Gpu::Sandboxed | Gpu::LeftOut | Gpu::Software(_)) => {
            Decision { backend: Backend::Cpu, reason: WhyBackend::Faster }
        }
    }
}

/// Whether what an adapter says of itself is the name of a software one.
pub fn is_software(name: &str) -> bool {
    const SOFTWARE: [&str; 5] = ["swiftshader", "llvmpipe", "lavapipe", "softpipe", "microsoft basic render"];
    let name = name.to_ascii_lowercase();
    SOFTWARE.iter().any(|software| name.contains(software))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Case, Choice};

    #[test]
    fn a_real_gpu_is_taken_and_a_software_one_only_when_asked_for() {
        let hardware = Gpu::Hardware("nvidia ampere".to_owned());
        let software = Gpu::Software("google swiftshader".to_owned());
        assert_eq!(decide(None, &hardware, true).backend, Backend::Gpu);
        assert_eq!(decide(None, &software, true).backend, Backend::Cpu);
        assert_eq!(decide(Some(Backend::Gpu), &software, true).backend, Backend::Gpu);
        assert_eq!(decide(Some(Backend::Cpu), &hardware, true).backend, Backend::Cpu);
    }

    #[test]
    fn a_gpu_is_taken_by_itself_only_for_steps_that_are_much_faster_there() {
        let hardware = Gpu::Hardware("nvidia ampere".to_owned());
        let small = Decision { backend: Backend::Cpu, reason: WhyBackend::SmallSteps };
        assert_eq!(decide(None, &hardware, false), small);
        assert_eq!(decide(Some(Backend::Gpu), &hardware, false).backend, Backend::Gpu);
        let of = |depth, width, batch_size| Experiment { depth, width, batch_size, ..Experiment::default() };
        for case in Case::ALL {
            assert!(!pays_on_gpu(&case.experiment()), "{case:?}");
        }
        assert!(!pays_on_gpu(&of(1000, 32, 128)));
        assert!(pays_on_gpu(&of(10, 128, 256)));
        assert!(pays_on_gpu(&of(50, 128, 128)));
    }

    #[test]
    fn without_webgpu_the_wish_cannot_be_met_and_the_reason_says_so() {
        for gpu in [Gpu::Absent, Gpu::NoAdapter, Gpu::Sandboxed, Gpu::LeftOut] {
            let decision = decide(Some(Backend::Gpu), &gpu, true);
            assert_eq!(decision, Decision { backend: Backend::Cpu, reason: WhyBackend::OtherNotThere });
            assert_eq!(decide(None, &gpu, true).backend, Backend::Cpu);
        }
    }

    #[test]
    fn software_adapters_are_known_by_name() {
        for name in ["google swiftshader", "Mesa LLVMpipe (LLVM 19)", "Microsoft Basic Render Driver"] {
            assert!(is_software(name), "{name}");
        }
        assert!(!is_software("apple metal-3"));
    }
}
