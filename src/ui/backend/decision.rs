//! Which backend trains, and the sentence that says why. No browser in it.

use crate::experiment::Backend;

/// What the browser offers in the way of WebGPU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gpu {
    /// The browser has no WebGPU at all.
    Absent,
    /// It has, but no adapter for it on this machine.
    NoAdapter,
    /// An adapter that computes on the CPU, by its name.
    Software(String),
    /// A real one, by its name.
    Hardware(String),
}

impl Gpu {
    /// Whether a network can be trained on it, fast or slow.
    pub fn usable(&self) -> bool {
        matches!(self, Gpu::Software(_) | Gpu::Hardware(_))
    }

    /// The adapter's name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Gpu::Software(name) | Gpu::Hardware(name) => Some(name),
            Gpu::Absent | Gpu::NoAdapter => None,
        }
    }

    /// Why it is not taken by itself; none for a real one.
    pub fn lack(&self) -> Option<String> {
        match self {
            Gpu::Absent => Some("This browser has no WebGPU.".to_owned()),
            Gpu::NoAdapter => Some("This browser has WebGPU, but no graphics adapter for it.".to_owned()),
            Gpu::Software(name) => {
                Some(format!("The only WebGPU adapter here ({name}) is software, slower than the CPU."))
            }
            Gpu::Hardware(_) => None,
        }
    }
}

/// What trains, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub backend: Backend,
    pub reason: String,
}

/// The visitor's wish where it can be met; otherwise a real GPU, and the CPU where there is none.
pub fn decide(wish: Option<Backend>, gpu: &Gpu) -> Decision {
    match (wish, gpu.lack()) {
        (Some(Backend::Cpu), _) => decision(Backend::Cpu, "Chosen by you."),
        (Some(Backend::Gpu), Some(lack)) if !gpu.usable() => {
            decision(Backend::Cpu, &format!("WebGPU was asked for. {lack}"))
        }
        (Some(Backend::Gpu), Some(lack)) => decision(Backend::Gpu, &format!("Chosen by you. {lack}")),
        (Some(Backend::Gpu), None) => decision(Backend::Gpu, "Chosen by you."),
        (None, Some(lack)) => decision(Backend::Cpu, &lack),
        (None, None) => decision(Backend::Gpu, "This browser has a graphics adapter."),
    }
}

fn decision(backend: Backend, reason: &str) -> Decision {
    Decision { backend, reason: reason.to_owned() }
}

/// Whether what an adapter says of itself is the name of a software one.
pub fn is_software(name: &str) -> bool {
    const SOFTWARE: [&str; 5] = ["swiftshader", "llvmpipe", "lavapipe", "softpipe", "microsoft basic render"];
    let name = name.to_lowercase();
    SOFTWARE.iter().any(|software| name.contains(software))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_gpu_is_taken_and_a_software_one_only_when_asked_for() {
        let hardware = Gpu::Hardware("nvidia ampere".to_owned());
        let software = Gpu::Software("google swiftshader".to_owned());
        assert_eq!(decide(None, &hardware).backend, Backend::Gpu);
        assert_eq!(decide(None, &software).backend, Backend::Cpu);
        assert_eq!(decide(Some(Backend::Gpu), &software).backend, Backend::Gpu);
        assert_eq!(decide(Some(Backend::Cpu), &hardware).backend, Backend::Cpu);
    }

    #[test]
    fn without_webgpu_the_wish_cannot_be_met_and_the_reason_says_so() {
        let decision = decide(Some(Backend::Gpu), &Gpu::Absent);
        assert_eq!(decision.backend, Backend::Cpu);
        assert_eq!(decision.reason, "WebGPU was asked for. This browser has no WebGPU.");
        assert_eq!(decide(None, &Gpu::NoAdapter).backend, Backend::Cpu);
    }

    #[test]
    fn software_adapters_are_known_by_name() {
        for name in ["google swiftshader", "Mesa LLVMpipe (LLVM 19)", "Microsoft Basic Render Driver"] {
            assert!(is_software(name), "{name}");
        }
        assert!(!is_software("apple metal-3"));
    }
}
