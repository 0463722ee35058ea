//! A setting that is one of a few named options.

use leptos::prelude::*;

use super::{Name, id_of};
use crate::experiment::{Named, Setting, Value};
use crate::ui::actions::When;
use crate::ui::store::Store;

#[component]
pub fn ChoiceControl(setting: &'static Setting, options: &'static [Named]) -> impl IntoView {
    let store = Store::here();
    let id = id_of(store.page, setting);
    let chosen = Memo::new(move |_| store.wanted.with(|wanted| setting.get(wanted).to_string()));
    let choose = move |event| {
        let key = event_target_value(&event);
        if let Some(option) = options.iter().find(|option| option.key == key) {
            store.change(When::Now, |wanted| {
                // An option of the table is always allowed.
                let _ = setting.set(wanted, Value::Choice(option.key));
            });
        }
    };
    view! {
        <div class="control choice" data-help=setting.help>
            <Name setting=setting id=id.clone() />
            <select id=id aria-description=setting.help prop:value=chosen on:change=choose>
                {options
                    .iter()
                    .map(|option| {
                        view! {
                            <option value=option.key selected=move || chosen.get() == option.key>
                                {option.label}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}
