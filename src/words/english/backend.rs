//! What is said of what a network is computed on.

use crate::session::{Gpu, WhyBackend};

/// `cpu · burn-flex, SIMD`: a backend's key and what it is on this machine.
pub fn on(key: &str, device: &str) -> String {
    // The key says the rest of `CPU (burn-flex, SIMD)`.
    let engine = device.strip_prefix("CPU (").and_then(|rest| rest.strip_suffix(')'));
    format!("{key} \u{b7} {}", engine.unwrap_or_else(|| named(device)))
}

/// Why the network is computed there, and what the GPU lacks where it is not on one; what the GPU is may not be known yet.
pub fn why(reason: WhyBackend, gpu: Option<&Gpu>) -> String {
    let lack = gpu.and_then(lack);
    let reason = match (reason, &lack) {
        (WhyBackend::Wished, _) => Some("Chosen by you."),
        (WhyBackend::OtherNotThere, _) => Some("WebGPU was asked for."),
        (WhyBackend::OtherFailed, _) => Some("The GPU failed."),
        (WhyBackend::Faster, None) => Some("This browser has a graphics adapter."),
        (WhyBackend::SmallSteps, None) => Some("A network this small is faster on the CPU."),
        (WhyBackend::Faster | WhyBackend::SmallSteps, Some(_)) => None,
    };
    reason.into_iter().chain(lack.as_deref()).collect::<Vec<_>>().join(" ")
}

/// Why a GPU is not taken by itself; none for a real one.
fn lack(gpu: &Gpu) -> Option<String> {
    match gpu {
        Gpu::Absent => Some("This browser has no WebGPU.".to_owned()),
        Gpu::NoAdapter => Some("WebGPU finds no graphics adapter here.".to_owned()),
        Gpu::Sandboxed => Some("In a sandboxed frame the browser lets no worker use the GPU.".to_owned()),
        Gpu::LeftOut => Some("This edition in one file trains on the CPU alone.".to_owned()),
        Gpu::Software(name) => Some(format!("WebGPU is software here ({}), slower than the CPU.", named(name))),
        Gpu::Hardware(_) => None,
    }
}

fn named(adapter: &str) -> &str {
    if adapter.is_empty() { "unnamed adapter" } else { adapter }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_is_on_is_said_once() {
        assert_eq!(on("cpu", "CPU (burn-flex, SIMD)"), "cpu \u{b7} burn-flex, SIMD");
        assert_eq!(on("gpu", "nvidia ampere"), "gpu \u{b7} nvidia ampere");
        assert_eq!(on("gpu", ""), "gpu \u{b7} unnamed adapter");
    }

    #[test]
    fn the_reason_and_what_the_gpu_lacks_are_said_once() {
        assert_eq!(
            why(WhyBackend::OtherNotThere, Some(&Gpu::Absent)),
            "WebGPU was asked for. This browser has no WebGPU."
        );
        assert_eq!(why(WhyBackend::Faster, Some(&Gpu::Absent)), "This browser has no WebGPU.");
        assert_eq!(
            why(WhyBackend::OtherNotThere, Some(&Gpu::Sandboxed)),
            "WebGPU was asked for. In a sandboxed frame the browser lets no worker use the GPU."
        );
        assert_eq!(why(WhyBackend::Wished, None), "Chosen by you.");
        let hardware = Gpu::Hardware("nvidia ampere".to_owned());
        assert_eq!(why(WhyBackend::Faster, Some(&hardware)), "This browser has a graphics adapter.");
        assert_eq!(why(WhyBackend::Wished, Some(&hardware)), "Chosen by you.");
        let small = "A network this small is faster on the CPU.";
        assert_eq!(why(WhyBackend::SmallSteps, Some(&hardware)), small);
        assert_eq!(why(WhyBackend::SmallSteps, None), small);
        assert_eq!(why(WhyBackend::SmallSteps, Some(&Gpu::Absent)), "This browser has no WebGPU.");
        let software = why(WhyBackend::Faster, Some(&Gpu::Software(String::new())));
        assert_eq!(software, "WebGPU is software here (unnamed adapter), slower than the CPU.");
    }
}
