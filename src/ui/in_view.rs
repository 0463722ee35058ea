//! A page that nobody sees does not train: one in a frame that is scrolled away, or in a tab behind others.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::store::Store;
use crate::session::Command;

#[wasm_bindgen(module = "/src/ui/in_view.js")]
extern "C" {
    fn watch(element: &HtmlElement, hear: &Closure<dyn Fn(bool)>);
}

/// Makes the page in that element train only while it is seen.
pub fn follow(root: &HtmlElement, store: Store) {
    let hear = Closure::new(move |seen| store.seen(seen));
    watch(root, &hear);
    // As long as the document.
    hear.forget();
}

impl Store {
    /// Somebody sees the page, or nobody does. What the visitor wants stays as it is.
    fn seen(self, seen: bool) {
        if self.seen.get_value() == seen {
            return;
        }
        self.seen.set_value(seen);
        if !self.wants_running.get_value() {
            return;
        }
        if seen {
            self.run();
        } else {
            self.running.set(false);
            self.send_running(Command::Pause);
        }
    }
}
