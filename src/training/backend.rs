//! Opens the device that the network trains on.

use burn::tensor::Device;

pub use crate::network::{LIMIT, MemoryKind};

/// A device to train on.
#[derive(Clone, Debug)]
pub struct OpenDevice {
    pub device: Device,
    /// Its name for a reader, such as `CPU (burn-flex, SIMD)` or the adapter's.
    pub name: String,
    /// Where it keeps its numbers; it decides which engine runs.
    pub memory: MemoryKind,
    /// Bytes that all networks on it may take together.
    pub allowance: u64,
}

/// The CPU, through burn-flex.
#[cfg(feature = "cpu")]
pub fn cpu() -> OpenDevice {
    OpenDevice {
        device: Device::flex(),
        name: "CPU (burn-flex, SIMD)".into(),
        memory: MemoryKind::Host,
        allowance: LIMIT,
    }
}

/// The default GPU, through wgpu.
///
/// # Errors
/// What the driver said, in its words, where there is none.
#[cfg(feature = "gpu")]
pub async fn gpu() -> Result<OpenDevice, String> {
    // A deep network with BatchNorm takes two dispatches a layer; sent off all at once they cost the least.
    let options = Device::wgpu_options().tasks_max(512);
    match options.init_with_setup_async().await {
        Ok((device, setup)) => {
            let adapter = setup.adapter.get_info();
            let name = [adapter.name, adapter.driver, adapter.driver_info].into_iter().find(|part| !part.is_empty());
            let limits = setup.device.limits();
            let largest = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
            Ok(OpenDevice {
                device,
                name: name.unwrap_or_else(|| "an unnamed adapter".into()),
                memory: MemoryKind::Gpu { largest },
                allowance: LIMIT,
            })
        }
        Err(error) => Err(error.to_string()),
    }
}
