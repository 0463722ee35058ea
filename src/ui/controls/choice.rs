//! A setting that is one of a few named options.

use leptos::prelude::*;

use super::{Name, id_of};
use crate::experiment::{Setting, Value};
use crate::ui::actions::When;
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

#[component]
pub fn ChoiceControl(setting: &'static Setting, options: &'static [&'static str]) -> Built {
    let store = Store::here();
    let id = id_of(store.page, setting);
    let chosen = memo(move || store.wanted.with(|wanted| setting.get(wanted).to_string()));
    let choose = move |event| {
        let key = event_target_value(&event);
        if let Some(option) = options.iter().find(|option| **option == key) {
            store.change(When::Now, |wanted| {
                // An option of the table is always allowed.
                let _ = setting.set(wanted, Value::Choice(option));
            });
        }
    };
    let help = words::settings::help(setting.id);
    built! {
        <div class="control choice" data-help=help>
            <Name setting=setting id=id.clone() />
            <select id=id aria-description=help prop:value=chosen on:change=choose>
                {options
                    .iter()
                    .map(|&option| {
                        built! {
                            <option value=option selected=move || chosen.get() == option>
                                {words::settings::option(setting.id, option)}
                            </option>
                        }
                    })}
            </select>
        </div>
    }
}
