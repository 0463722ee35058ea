//! Opens the device that the network trains on.

use burn::tensor::Device;

/// A device, and how to call it.
pub struct Opened {
    pub device: Device,
    /// Such as `burn-flex with SIMD` or the adapter's name.
    pub name: String,
    pub room: Room,
}

/// Where a device keeps its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// In this program's own memory.
    Host,
    /// In a GPU's, which takes no tensor of more than `largest` bytes, and compiles its kernels when they are first used.
    Gpu { largest: u64 },
}

/// The CPU, through burn-flex.
#[cfg(feature = "cpu")]
pub fn cpu() -> Opened {
    Opened { device: Device::flex(), name: "CPU (burn-flex, SIMD)".into(), room: Room::Host }
}

/// The default GPU, through wgpu.
///
/// # Errors
/// A sentence that says why there is none.
#[cfg(feature = "gpu")]
pub async fn gpu() -> Result<Opened, String> {
    // A deep network with BatchNorm takes two dispatches a layer; sent off all at once they cost the least.
    let options = Device::wgpu_options().tasks_max(512);
    match options.init_with_setup_async().await {
        Ok((device, setup)) => {
            let adapter = setup.adapter.get_info();
            let name = [adapter.name, adapter.driver, adapter.driver_info].into_iter().find(|part| !part.is_empty());
            let limits = setup.device.limits();
            let largest = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
            Ok(Opened {
                device,
                name: name.unwrap_or_else(|| "an unnamed adapter".into()),
                room: Room::Gpu { largest },
            })
        }
        Err(error) => Err(format!("No GPU could be opened: {error}.")),
    }
}
