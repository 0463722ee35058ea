//! The GPU that the kernels are tested on.

use std::sync::OnceLock;

use flatline::training::backend::{self, OpenDevice};

/// The GPU; none, and a line that says so, where the environment has FLATLINE_NO_GPU=1.
///
/// # Panics
/// Where there is no adapter and nobody said that there is none.
pub fn gpu() -> Option<OpenDevice> {
    // A process can open it only once.
    static GPU: OnceLock<Option<OpenDevice>> = OnceLock::new();
    let open = || {
        if std::env::var("FLATLINE_NO_GPU").is_ok_and(|value| value == "1") {
            println!("Skipped: FLATLINE_NO_GPU=1 says that there is no GPU here.");
            return None;
        }
        match futures::executor::block_on(backend::gpu()) {
            Ok(opened) => {
                println!("On {}.", opened.name);
                Some(opened)
            }
            Err(error) => panic!(
                "{error} A software adapter such as Mesa's lavapipe will do (scripts/setup.sh --test installs it on \
                 Debian); FLATLINE_NO_GPU=1 skips these tests."
            ),
        }
    };
    GPU.get_or_init(open).clone()
}
