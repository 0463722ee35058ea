//! The page put together.

use leptos::{ev, prelude::*};
use web_sys::HtmlElement;

use super::page::{Options, Page};
use super::panels::{
    Data, Drawer, Foot, Headline, Help, Networks, Notices, OpenTab, Outcome, RowTitles, Settings, Switches, TopBar,
    Transport, Withheld, help_of,
};
use super::share::ShareDialog;
use super::store::Store;
use super::strip::{LossStrip, StripAxes};
use super::theme::{PageTheme, Theme};
use super::trials::expose;
use super::{embed, in_view, keys, own_pace, refocus};
use crate::experiment::{Controls, Panel, Shade, TypeSize};
use crate::ui::effect::{effect, memo};
use crate::ui::view::{Built, built};
use crate::words;

#[component]
pub fn App(root: HtmlElement, options: Options) -> Built {
    let page = Page::new(root.clone(), options);
    provide_context(page);
    let theme = PageTheme::provide(page);
    let store = Store::new(page);
    provide_context(store);
    let drawer = OpenTab(RwSignal::new(None));
    provide_context(drawer);
    let (help, share) = (RwSignal::new(false), RwSignal::new(false));
    keys::listen(page, store, drawer, help);
    if page.follows_address() {
        follow_address(store);
        say_in_title(store);
    }
    // Frames of one tab would leave their runs in one place.
    if page.is_whole() {
        store.leave_to_reload();
    }
    in_view::follow(&root, store);
    refocus::listen(&root);
    own_pace::follow(store);
    store.try_remedies();
    store.follow_blame();
    expose(store);
    if page.is_framed() {
        embed::listen(store);
    }
    store.begin();
    follow_shade(store, theme);
    let controls = store.controls();
    let axes = StripAxes::new(store);
    let without = move |panel: Panel| !store.shows(panel);
    let hint = RwSignal::new(None);
    let explain = move |event: &web_sys::Event| {
        let text = help_of(event);
        if hint.with_untracked(|hint| *hint != text) {
            hint.set(text);
        }
    };
    built! {
        <div
            class="page"
            class:embedded=page.is_embedded()
            // What is clicked in it has the focus, so that its keys reach it.
            tabindex=page.is_embedded().then_some("-1")
            on:pointerover=move |event| explain(&event)
            on:focusin=move |event| explain(&event)
        >
            <div
                class="screen"
                role=if page.is_embedded() { "group" } else { "main" }
                aria-label=words::TITLE
                class:compared=move || store.runs.compared()
                class:without-top=move || without(Panel::Top)
                class:without-data=move || without(Panel::Data)
                class:without-field=move || without(Panel::Field)
                class:without-switches=move || without(Panel::Switches) || controls.get() == Controls::None
                class:without-settings=move || without(Panel::Settings) || controls.get() == Controls::None
                class:without-loss=move || without(Panel::Loss)
                class:without-foot=move || without(Panel::Foot) || controls.get() != Controls::All
            >
                <TopBar help=help share=share />
                <Notices />
                <Headline />
                <div class="beside">
                    <RowTitles />
                    <Data />
                </div>
                <Networks />
                <Outcome />
                <Switches />
                <Settings />
                <section class="charts" aria-label=words::CHARTS aria-busy=move || store.busy.get().to_string()>
                    <Transport />
                    <LossStrip axes=axes />
                </section>
                <Foot hint=hint axes=axes />
                <Withheld />
            </div>
            <Drawer />
            <Help open=help />
            <ShareDialog open=share />
        </div>
    }
}

/// The tab's title says how the run is, for whoever looks at another tab.
fn say_in_title(store: Store) {
    let verdict = memo(move || store.said().map(|diagnosis| diagnosis.verdict));
    effect(move || document().set_title(&words::title(verdict.get())));
}

/// A link's light or dark is the page's, and its large type, until the visitor chooses.
fn follow_shade(store: Store, theme: PageTheme) {
    let large = memo(move || store.view.with(|view| view.type_size == TypeSize::Large));
    effect(move || {
        if large.get() {
            theme.large.set(true);
        }
    });
    let shade = memo(move || store.view.with(|view| view.theme));
    effect(move || {
        if let Some(shade) = shade.get() {
            theme.theme.set(match shade {
                Shade::Light => Theme::Light,
                Shade::Dark => Theme::Dark,
            });
        }
    });
}

/// The address and the settings say the same, whichever of them is changed.
fn follow_address(store: Store) {
    effect(move || {
        store.say_in_address();
    });
    let handle = window_event_listener(ev::hashchange, move |_| store.follow_address());
    on_cleanup(move || handle.remove());
}
