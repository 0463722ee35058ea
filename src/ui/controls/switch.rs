//! Switches: the four large ones, and those of the table.

use leptos::prelude::*;

use crate::diagnosis::Verdict;
use crate::experiment::{Activation, Clip, Setting, Value, setting};
use crate::ui::actions::When;
use crate::ui::store::Store;
use crate::words;

/// A switch with its name inside, which is what one clicks.
#[component]
pub fn Switch(
    name: &'static str,
    help: &'static str,
    #[prop(into)] on: Signal<bool>,
    turn: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="switch" data-help=help>
            <input
                type="checkbox"
                role="switch"
                aria-description=help
                prop:checked=on
                on:change=move |event| turn(event_target_checked(&event))
            />
            <span>{name}</span>
            <span class="track" aria-hidden="true"></span>
        </label>
    }
}

/// The switch of a setting that is on or off.
#[component]
pub fn Toggle(setting: &'static Setting) -> impl IntoView {
    let store = Store::here();
    let on = Memo::new(move |_| store.wanted.with(|wanted| setting.get(wanted) == Value::Switch(true)));
    let turn = move |on| {
        store.change(When::Now, |wanted| {
            // A switch can always be turned.
            let _ = setting.set(wanted, Value::Switch(on));
        });
    };
    view! { <Switch name=words::settings::name(setting.id) help=words::settings::help(setting.id) on=on turn=turn /> }
}

/// BatchNorm, ReLU, ResNet and Clipping, under the line that invites to them.
#[component]
pub fn FourSwitches() -> impl IntoView {
    let store = Store::here();
    let invitation =
        move || words::verdict::invitation(store.diagnosis().map_or(Verdict::Measuring, |diagnosis| diagnosis.verdict));
    // Of several runs one wants to know how they differ.
    let difference = move || {
        let mut runs = store.runs.all().into_iter().map(|run| run.wanted.get());
        let first = runs.next()?;
        let changes: Vec<String> = runs.map(|other| words::changes(&first, &other)).collect();
        (!changes.is_empty()).then(|| words::differences(&changes))
    };
    let relu = Memo::new(move |_| store.wanted.with(|wanted| wanted.activation == Activation::Relu));
    let clips = Memo::new(move |_| store.wanted.with(|wanted| wanted.clip != Clip::Off));
    let invitation_id = store.page.id("invitation");
    let toggle = |key| setting(key).map(|setting| view! { <Toggle setting=setting /> });
    view! {
        <section class="switches" aria-labelledby=invitation_id>
            <p id=invitation_id.clone() class="invitation" aria-live="polite">
                {move || match difference() {
                    Some(difference) => view! { <span class="difference">{difference}</span> }.into_any(),
                    None => invitation().into_any(),
                }}
            </p>
            <div class="four">
                {toggle("batch_norm")}
                <Switch
                    name=words::RELU
                    help=words::RELU_HELP
                    on=relu
                    turn=move |on| store.switch_relu(on)
                />
                {toggle("residual")}
                <Switch
                    name=words::CLIPPING
                    help=words::CLIPPING_HELP
                    on=clips
                    turn=move |on| store.switch_clipping(on)
                />
            </div>
        </section>
    }
}
