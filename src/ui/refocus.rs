//! Where the focus goes when the button that has it is taken away, or closed, by its own press: to what stands in its place, not to nobody.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlElement};

/// What takes the focus; of a choice what is chosen.
const TAKES_FOCUS: &str = "button:enabled, select:enabled, input:enabled:not([type=radio]:not(:checked)), summary, a[href], \
    [tabindex='0']";
/// What stays as it is while it has the focus: somebody has to go there.
const HELD: &str = ".tried";
/// A button may go only when the trainer has answered: so often it is looked for, so far apart.
const LOOKS: u32 = 30;
const APART: Duration = Duration::from_millis(100);

/// Watches the buttons in that element, as long as it is there.
pub fn listen(root: &HtmlElement) {
    let within = root.clone();
    // Before the button itself hears of it, when it has the focus still.
    let pressed = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(button) = target.and_then(|target| target.closest("button").ok().flatten()) else { return };
        if document().active_element().as_ref() == Some(&button) {
            let before = fields(&within).into_iter().take_while(|field| **field != button).collect();
            watch(Pressed { within: within.clone(), button, before, next: None }, LOOKS);
        }
    });
    // Refused only where there is no such event.
    let _ = root.add_event_listener_with_callback_and_bool("click", pressed.into_js_value().unchecked_ref(), true);
}

/// A button that was pressed, what takes the focus before it, and what would have it next, as it was last seen.
struct Pressed {
    within: HtmlElement,
    button: Element,
    before: Vec<HtmlElement>,
    next: Option<HtmlElement>,
}

fn watch(mut pressed: Pressed, looks: u32) {
    set_timeout(
        move || {
            let focused = document().active_element();
            // What is closed or taken away has the focus until the browser draws again.
            let has_it = focused.as_ref() == Some(&pressed.button);
            let nobody = focused.is_none_or(|focused| focused.tag_name() == "BODY");
            if !has_it {
                if !nobody || pressed.is_there() || !document().has_focus().unwrap_or(false) {
                    return;
                }
                // What stands there at one look may go as well, by the same press.
                let next = pressed.next();
                if next.is_some() && next == pressed.next {
                    // Where it is refused, the focus is nobody's, as before.
                    let _ = next.map(|next| next.focus());
                    return;
                }
                pressed.next = next;
            }
            if looks > 1 {
                watch(pressed, looks - 1);
            }
        },
        APART,
    );
}

impl Pressed {
    /// Whether it could still be pressed.
    fn is_there(&self) -> bool {
        let enabled = self.button.matches(":enabled").unwrap_or(false);
        let seen = self.button.dyn_ref::<HtmlElement>().is_some_and(|button| button.offset_parent().is_some());
        self.button.is_connected() && enabled && seen
    }

    /// What comes after the last one before the button that is still there.
    fn next(&self) -> Option<HtmlElement> {
        let now = fields(&self.within);
        let last = self.before.iter().rev().find_map(|before| now.iter().position(|field| field == before));
        let free = |field: &&HtmlElement| field.closest(HELD).is_ok_and(|held| held.is_none());
        let next = now.iter().skip(last.map_or(0, |last| last + 1)).find(free);
        next.or_else(|| now.iter().rfind(free)).cloned()
    }
}

/// What is seen of that which takes the focus, in order.
fn fields(within: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = within.query_selector_all(TAKES_FOCUS) else { return Vec::new() };
    let of = |index| found.item(index).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    (0..found.length()).filter_map(of).filter(|field| field.offset_parent().is_some()).collect()
}
