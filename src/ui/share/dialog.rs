//! What is shared: a link, a picture, or a figure in another page.

use leptos::prelude::*;

use super::choice::Choice;
use super::copied::Copied;
use super::embed::Embed;
use super::link::Shared;
use super::picture::PicturePanel;
use crate::ui::address;
use crate::ui::modal::Modal;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words::share as said;

#[component]
pub fn ShareDialog(open: RwSignal<bool>) -> Built {
    built! { <Modal open=open name="share" title=said::SHARE inside=|| built! { <Ways /> } /> }
}

/// What leads out of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Link,
    Picture,
    Embed,
}

#[component]
fn Ways() -> Built {
    let store = Store::here();
    let step = store.record_untracked(|record| record.step()).unwrap_or_default();
    let way = RwSignal::new(Way::Link);
    let choice = Choice { shared: RwSignal::new(Shared::Settings), stops: RwSignal::new(false), step };
    let tab = move |one: Way, name: &'static str| {
        built! {
            <label>
                <input type="radio" name=store.page.id("way") prop:checked=move || way.get() == one on:change=move |_| way.set(one) />
                <span>{name}</span>
            </label>
        }
    };
    built! {
        <span class="segments" role="radiogroup" aria-label=said::SHARE>
            {tab(Way::Link, said::LINK)}
            {tab(Way::Picture, said::PICTURE)}
            {tab(Way::Embed, said::EMBED)}
        </span>
        {move || (way.get() != Way::Picture).then(|| built! { <What choice=choice /> })}
        {move || match way.get() {
            Way::Link => built! { <Link choice=choice /> },
            Way::Picture => built! { <PicturePanel /> },
            Way::Embed => built! { <Embed choice=choice /> },
        }}
    }
}

/// Settings, a run, or both runs.
#[component]
fn What(choice: Choice) -> Built {
    let store = Store::here();
    let compared = untrack(|| store.runs.compared());
    let changes = untrack(|| store.told(&store.runs.chosen()).changes().len());
    let option = move |shared: Shared| {
        let (name, brings) = said::what(shared == Shared::Settings, shared == Shared::Both, changes);
        built! {
            <label>
                <input
                    type="radio"
                    name=store.page.id("shared")
                    prop:checked=move || choice.shared.get() == shared
                    on:change=move |_| choice.shared.set(shared)
                />
                <span>{name} <small>{brings}</small></span>
            </label>
        }
    };
    built! {
        <div class="what" role="radiogroup" aria-label=said::WHAT>
            {Shared::ALL.into_iter().filter(|shared| compared || *shared != Shared::Both).map(option)}
            <label class="stops" hidden=move || choice.shared.get() == Shared::Settings>
                <input type="checkbox" prop:checked=choice.stops on:change=move |event| choice.stops.set(event_target_checked(&event)) />
                <span>{said::stop_at(choice.step)}</span>
            </label>
        </div>
    }
}

#[component]
fn Link(choice: Choice) -> Built {
    let store = Store::here();
    let link = move || {
        let fragment = store.link_to(choice.shared.get(), choice.stop(), store.view_settings());
        address::with_fragment(&fragment)
    };
    built! { <Copied text=Signal::derive(link) name=said::LINK label=said::COPY_LINK /> }
}
