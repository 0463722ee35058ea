//! What has the focus when a key is pressed, and what has it when what had it is gone.

use std::iter::successors;
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What can have the focus.
const CONTROLS: &str =
    "button:not(:disabled), input:not(:disabled):not([tabindex='-1']), select:not(:disabled), summary, a[href]";
/// When it is looked whether a button that was pressed is still there, in milliseconds after that.
const LOOKS: [u64; 3] = [150, 600, 2000];

/// A button that is pressed may be gone by that, and the focus with it: then the nearest control that is there has it.
pub fn stay(pressed: &web_sys::Event) {
    let target = pressed.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = target.and_then(|target| target.closest("button").ok().flatten()) else { return };
    if document().active_element().as_ref() != Some(&button) {
        return;
    }
    let around: Rc<[Element]> = successors(button.parent_element(), |element| element.parent_element()).collect();
    for after in LOOKS {
        let (button, around) = (button.clone(), around.clone());
        set_timeout(
            move || {
                // Of a page in a frame the focus may have gone elsewhere: it is not fetched from there.
                let nobody = document().has_focus().unwrap_or(false)
                    && document().active_element().is_none_or(|active| active.tag_name() == "BODY");
                if nobody
                    && !is_there(&button)
                    && let Some(next) = around.iter().find_map(first_control)
                {
                    // It is in sight, or it would not have been found.
                    let _ = next.focus();
                }
            },
            Duration::from_millis(after),
        );
    }
}

/// Whether it can be seen and pressed.
fn is_there(control: &Element) -> bool {
    control.is_connected() && control.dyn_ref::<HtmlElement>().is_some_and(|control| control.offset_parent().is_some())
}

fn first_control(within: &Element) -> Option<HtmlElement> {
    let all = within.is_connected().then(|| within.query_selector_all(CONTROLS).ok()).flatten()?;
    let controls = (0..all.length()).filter_map(|index| all.get(index)?.dyn_into::<HtmlElement>().ok());
    controls.into_iter().find(|control| is_there(control))
}

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
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        match element.as_ref().map(Element::tag_name).as_deref() {
            Some("INPUT" | "SELECT" | "TEXTAREA") => {
                let checkbox = element.and_then(|element| element.get_attribute("type")).as_deref() == Some("checkbox");
                if checkbox { Focus::Button } else { Focus::Field }
            }
            Some("BUTTON" | "SUMMARY" | "A") => Focus::Button,
            _ => Focus::Page,
        }
    }
}
