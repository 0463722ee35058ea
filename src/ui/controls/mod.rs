//! The controls, all derived from the table of settings.

mod activation;
mod buttons;
mod choice;
mod number;
mod steps;
mod switch;

pub use activation::ActivationControl;
pub use buttons::RunButtons;
use choice::ChoiceControl;
use leptos::prelude::*;
use number::NumberControl;
pub use switch::{Switch, Toggle};

use crate::experiment::{Control, Setting};
use crate::ui::page::Page;
use crate::words;

/// The control of one setting.
#[component]
pub fn SettingControl(setting: &'static Setting) -> impl IntoView {
    match setting.control {
        Control::Integer { .. } | Control::Real { .. } => view! { <NumberControl setting=setting /> }.into_any(),
        Control::Choice { options } => view! { <ChoiceControl setting=setting options=options /> }.into_any(),
        Control::Switch => view! { <Toggle setting=setting /> }.into_any(),
    }
}

/// What stands before a control: its name, and that it restarts where it does.
#[component]
fn Name(setting: &'static Setting, id: String) -> impl IntoView {
    view! {
        <span class="name">
            <label for=id>{words::settings::control(setting.id)}</label>
            {setting.cold.then(|| view! { <span class="restarts">{words::RESTARTS}</span> })}
        </span>
    }
}

/// The id of a setting's element; a page has each control once.
fn id_of(page: Page, setting: &Setting) -> String {
    page.id(setting.key)
}
