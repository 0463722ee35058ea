//! Everything that can be set: the four switches, the settings that most reach for, and the rest under "More".

use leptos::prelude::*;

use crate::experiment::{Setting, setting, settings};
use crate::ui::controls::{FourSwitches, SettingControl};
use crate::ui::{memory, words};

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
    let more = RwSignal::new(memory::recall(KEY).as_deref() == Some("open"));
    let toggle = move |_| {
        more.update(|more| *more = !*more);
        memory::remember(KEY, if more.get_untracked() { "open" } else { "closed" });
    };
    view! {
        <aside class="settings" aria-label=words::SETTINGS>
            <FourSwitches />
            <div class="controls">
                {FIRST
                    .into_iter()
                    .filter_map(setting)
                    .map(|setting| view! { <SettingControl setting=setting /> })
                    .collect_view()}
                <button class="more" aria-expanded=move || more.get().to_string() aria-controls="more" on:click=toggle>
                    {words::MORE}
                </button>
                <div id="more" class="controls" hidden=move || !more.get()>
                    {rest().map(|setting| view! { <SettingControl setting=setting /> }).collect_view()}
                </div>
            </div>
        </aside>
    }
}
