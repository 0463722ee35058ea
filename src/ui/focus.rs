//! What has the focus when a key is pressed.

use leptos::ev;
use wasm_bindgen::JsCast;

/// What has the focus when a key is pressed.
#[derive(PartialEq, Eq)]
pub enum Focus {
    Page,
    Button,
    /// Something that takes keys itself.
    Field,
}

impl Focus {
    pub fn of(event: &ev::KeyboardEvent) -> Self {
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        match element.as_ref().map(web_sys::Element::tag_name).as_deref() {
            Some("INPUT" | "SELECT" | "TEXTAREA") => {
                let checkbox = element.and_then(|element| element.get_attribute("type")).as_deref() == Some("checkbox");
                if checkbox { Focus::Button } else { Focus::Field }
            }
            Some("BUTTON" | "SUMMARY" | "A") => Focus::Button,
            _ => Focus::Page,
        }
    }
}
