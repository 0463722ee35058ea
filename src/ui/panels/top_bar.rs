//! The bar at the top: the case, and what is done with the page as a whole.

use leptos::prelude::*;

use super::ComparedRuns;
use super::transport::CaseChoice;
use crate::experiment::{Controls, TypeSize};
use crate::ui::page::Page;
use crate::ui::store::Store;
use crate::ui::theme::{PageTheme, Theme};
use crate::ui::view::{Built, built};
use crate::words;

#[component]
pub fn TopBar(help: RwSignal<bool>, share: RwSignal<bool>) -> Built {
    let controls = Store::here().controls();
    let all = move || controls.get() == Controls::All;
    built! {
        <div class="top">
            <h1>{words::TITLE}</h1>
            {move || all().then(|| built! { <CaseChoice /> })}
            <div class="tools">
                {move || all().then(|| built! { <ComparedRuns /> })}
                // The address of a document that is more than this page is not this page's.
                {Page::here()
                    .follows_address()
                    .then(|| {
                        built! {
                            <button class="quiet" aria-haspopup="dialog" on:click=move |_| share.set(true)>
                                {words::share::SHARE}
                            </button>
                        }
                    })}
                <TypeButton />
                <ThemeButton />
                <button class="quiet" aria-label=words::KEYS_TITLE on:click=move |_| help.set(true)>
                    {words::HELP}
                </button>
            </div>
        </div>
    }
}

impl Store {
    /// Large type, or the usual one. What a link asked for is not asked for any more.
    pub fn toggle_type(self, theme: PageTheme) {
        theme.toggle_type(self.page);
        self.view.update(|view| view.type_size = TypeSize::Usual);
    }
}

#[component]
fn TypeButton() -> Built {
    let (theme, store) = (PageTheme::here(), Store::here());
    built! {
        <button
            class="quiet type"
            aria-label=words::LARGE_TYPE
            title=words::LARGE_TYPE
            aria-pressed=move || theme.large.get().to_string()
            on:click=move |_| store.toggle_type(theme)
        >
            "Aa"
        </button>
    }
}

#[component]
fn ThemeButton() -> Built {
    let (own, store) = (PageTheme::here(), Store::here());
    let theme = own.theme;
    let choose = move |_| {
        own.choose_next(store.page);
        // What a link asked for is not asked for any more.
        store.view.update(|view| view.theme = None);
    };
    let name = move || format!("{}: {}", words::THEME, theme.get().label());
    let sign = move || match theme.get() {
        Theme::System => "\u{25d0}",
        Theme::Light => "\u{25cb}",
        Theme::Dark => "\u{25cf}",
    };
    built! {
        <button class="quiet" aria-label=name title=name on:click=choose>
            {sign}
        </button>
    }
}
