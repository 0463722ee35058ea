//! Everything that can be set: the four switches, the settings that most reach for, and the rest under "More".

use leptos::prelude::*;

use super::ComparedRuns;
use crate::experiment::{Setting, setting, settings};
use crate::ui::controls::{FourSwitches, SettingControl, Switch};
use crate::ui::page::Page;
use crate::ui::store::Store;
use crate::words;

/// What stands in the open, in this order.
const FIRST: [&str; 10] = [
    "depth",
    "init_scale",
    "activation",
    "clip_max",
    "optimizer",
    "learning_rate",
    "batch_size",
    "width",
    "dataset",
    "seed",
];
/// What the four switches set.
const SWITCHES: [&str; 2] = ["batch_norm", "residual"];

fn rest() -> impl Iterator<Item = &'static Setting> {
    settings().iter().filter(|setting| !FIRST.contains(&setting.key) && !SWITCHES.contains(&setting.key))
}

#[component]
pub fn Settings() -> impl IntoView {
    const KEY: &str = "more";
    let page = Page::here();
    let more = RwSignal::new(page.recall(KEY).as_deref() == Some("open"));
    let toggle = move |_| {
        more.update(|more| *more = !*more);
        page.remember(KEY, if more.get_untracked() { "open" } else { "closed" });
    };
    view! {
        <aside class="settings" aria-label=words::SETTINGS>
            <ComparedRuns />
            <FourSwitches />
            <div class="controls">
                {FIRST
                    .into_iter()
                    .filter_map(setting)
                    .map(|setting| view! { <SettingControl setting=setting /> })
                    .collect_view()}
                <button class="more" aria-expanded=move || more.get().to_string() aria-controls=page.id(KEY) on:click=toggle>
                    {words::MORE}
                </button>
                <div id=page.id(KEY) class="controls" hidden=move || !more.get()>
                    {rest().map(|setting| view! { <SettingControl setting=setting /> }).collect_view()}
                    <MeasuringRate />
                    <Sharpness />
                </div>
            </div>
        </aside>
    }
}

/// How often each layer is measured, and the choice of it.
#[component]
fn MeasuringRate() -> impl IntoView {
    const RATES: [u32; 7] = [1, 2, 5, 10, 20, 50, 100];
    let store = Store::here();
    let rate = Memo::new(move |_| store.measuring.with(|measuring| measuring.layers_every));
    let choose = move |event| {
        if let Ok(every) = event_target_value(&event).parse() {
            store.measure(|measuring| measuring.layers_every = every);
        }
    };
    let option = move |every: u32| {
        view! {
            <option value=every.to_string() selected=move || rate.get() == every>
                {words::every(every)}
            </option>
        }
    };
    view! {
        <label class="control choice" data-help=words::MEASURE_HELP>
            <span>{words::MEASURE_EVERY}</span>
            <select on:change=choose>{RATES.map(option).collect_view()}</select>
        </label>
    }
}

/// Whether the sharpness is measured.
#[component]
fn Sharpness() -> impl IntoView {
    let store = Store::here();
    let on = Memo::new(move |_| store.measuring.with(|measuring| measuring.sharpness));
    let turn = move |on| store.measure(|measuring| measuring.sharpness = on);
    view! { <Switch name=words::SHARPNESS help=words::SHARPNESS_HELP on=on turn=turn /> }
}
