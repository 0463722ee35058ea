//! A panic of the page: told to the console once. What a visitor is told is in `shell/watch.js`, which lives on.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Makes a panic be told. After the first one nothing holds any more, and those that follow from it are not told.
pub fn listen() {
    static LISTENS: Once = Once::new();
    LISTENS.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            static TOLD: AtomicBool = AtomicBool::new(false);
            if !TOLD.swap(true, Ordering::Relaxed) {
                console_error_panic_hook::hook(panic);
            }
        }));
    });
}
