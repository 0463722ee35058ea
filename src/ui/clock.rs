//! The page's clock.

use leptos::prelude::window;

/// Milliseconds since the document began; 0 where the browser has no such clock.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
