//! Ctrl+C, and being asked to end: what is unfinished goes, and then the process, as if nothing had been done about it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// From here on this file is removed where the process is interrupted or terminated. A file of that name that is no longer
/// there is none of ours.
///
/// # Errors
/// Where the system does not let signals be heard.
#[cfg(unix)]
pub fn remove(path: PathBuf) -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let _ = std::fs::remove_file(&path);
            let _ = emulate_default_handler(signal);
        }
    });
    Ok(())
}

/// Other systems leave the file behind.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn remove(_path: PathBuf) -> io::Result<()> {
    Ok(())
}

/// Whether Ctrl+C was pressed, or the process asked to end; from here on neither ends it by itself, but a second time does.
/// Where the system does not let signals be heard, it stays false, and they do as they always do.
pub fn noticed() -> Arc<AtomicBool> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;

    let noticed = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first time sets the flag, which makes the second the last.
        let _ = flag::register_conditional_default(signal, noticed.clone());
        let _ = flag::register(signal, noticed.clone());
    }
    noticed
}
