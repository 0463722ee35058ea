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

use crate::experiment::{Control, Key, Setting};
use crate::ui::access::Access;
use crate::ui::effect::memo;
use crate::ui::page::Page;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

/// The control of one setting, as far as the link leaves it.
#[component]
pub fn SettingControl(setting: &'static Setting) -> Built {
    let control = move || built! { <OpenControl setting=setting /> };
    built! { <Left key=setting.id control=control /> }
}

/// A setting's control where it is not hidden; where it is locked, nothing in it can be used.
#[component]
pub fn Left(key: Key, control: impl Fn() -> Built + Send + 'static) -> Built {
    let access = Store::here().access(key);
    let hidden = memo(move || access.get() == Access::Hidden);
    let locked = move || access.get() == Access::Locked;
    built! {
        <Show when=move || !hidden.get()>
            <fieldset class="left" disabled=locked title=move || locked().then_some(words::LOCKED)>
                {control()}
            </fieldset>
        </Show>
    }
}

#[component]
fn OpenControl(setting: &'static Setting) -> Built {
    match setting.control {
        Control::Integer { .. } | Control::Real { .. } => built! { <NumberControl setting=setting /> },
        Control::Choice { options } => built! { <ChoiceControl setting=setting options=options /> },
        Control::Switch => built! { <Toggle setting=setting /> },
    }
}

/// What stands before a control: its name, and that it restarts where it does.
#[component]
fn Name(setting: &'static Setting, id: String) -> Built {
    built! {
        <span class="name">
            <label for=id>{words::settings::control(setting.id)}</label>
            {setting.cold.then(|| built! { <span class="restarts">{words::RESTARTS}</span> })}
        </span>
    }
}

/// The id of a setting's element; a page has each control once.
fn id_of(page: Page, setting: &Setting) -> String {
    page.id(setting.key)
}
