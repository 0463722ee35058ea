//! What is behind the picture, opened when it is asked for: what helps and what is to blame, each layer's numbers, the check of
//! the update sum, and what a case is about.

use leptos::prelude::*;

use super::blame::BlamePanel;
use super::remedies::Remedies;
use super::update_sum::UpdateSum;
use super::{LayerDetail, Layers};
use crate::diagnosis::Evidence;
use crate::experiment::Case;
use crate::ui::effect::{effect, memo};
use crate::ui::page::Page;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;
use crate::words::verdict as said;

/// What is read in the drawer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Helps,
    Layers,
    UpdateSum,
    Case,
}

impl Tab {
    const ALL: [Tab; 4] = [Tab::Helps, Tab::Layers, Tab::UpdateSum, Tab::Case];

    fn name(self) -> &'static str {
        match self {
            Tab::Helps => words::HELPS_TAB,
            Tab::Layers => words::LAYERS_TAB,
            Tab::UpdateSum => words::UPDATE_SUM_TAB,
            Tab::Case => words::CASE_TAB,
        }
    }
}

/// The drawer's state, to be had from the context: what is read in it; none while it is closed.
#[derive(Clone, Copy)]
pub struct OpenTab(pub RwSignal<Option<Tab>>);

impl OpenTab {
    pub fn here() -> Self {
        expect_context()
    }

    /// Closes it; the button that opened it has the focus again.
    pub fn close(self, page: Page) {
        let opener = page.find(".drawer-tabs [aria-expanded='true']");
        self.0.set(None);
        if let Some(opener) = opener {
            // A button that is gone cannot have it.
            let _ = opener.focus();
        }
    }

    /// Opens it there, or closes it where that is read already.
    pub fn toggle(self, tab: Tab) {
        self.0.update(|open| *open = if *open == Some(tab) { None } else { Some(tab) });
    }
}

/// The buttons that open it.
#[component]
pub fn DrawerTabs() -> Built {
    let store = Store::here();
    let open = OpenTab::here();
    let case = memo(move || if store.tells() { store.wanted.with(Case::of) } else { None });
    let id = StoredValue::new(store.page.id("drawer"));
    let button = move |tab: Tab| {
        let there = move || match tab {
            Tab::Case => case.get().is_some(),
            Tab::Helps | Tab::UpdateSum => store.tells(),
            Tab::Layers => true,
        };
        built! {
            <Show when=there>
                <button
                    class="quiet"
                    aria-expanded=move || (open.0.get() == Some(tab)).to_string()
                    aria-controls=id.get_value()
                    on:click=move |_| open.toggle(tab)
                >
                    {tab.name()}
                </button>
            </Show>
        }
    };
    built! { <div class="drawer-tabs">{Tab::ALL.map(button)}</div> }
}

#[component]
pub fn Drawer() -> Built {
    let store = Store::here();
    let open = OpenTab::here();
    let case = memo(move || if store.tells() { store.wanted.with(Case::of) } else { None });
    let drawer = NodeRef::<leptos::html::Section>::new();
    effect(move || {
        if open.0.get().is_some()
            && let Some(drawer) = drawer.get_untracked()
        {
            // It lies at the foot of the page, and what it is about over it.
            request_animation_frame(move || {
                drawer.set_scroll_top(0);
                if let Some(page) = drawer.parent_element() {
                    page.set_scroll_top(0);
                }
            });
        }
    });
    // The layer that was looked at there goes with it.
    let showed_layers = StoredValue::new(false);
    effect(move || {
        let shows = open.0.get() == Some(Tab::Layers);
        if showed_layers.get_value() && !shows {
            store.free_layer();
        }
        showed_layers.set_value(shows);
    });
    let helps = move || open.0.get() != Some(Tab::Helps);
    built! {
        <section id=store.page.id("drawer") class="drawer" aria-label=words::DETAILS hidden=move || open.0.get().is_none() node_ref=drawer>
            <button class="quiet close" aria-label=words::CLOSE on:click=move |_| open.close(store.page)>
                "\u{2715}"
            </button>
            // Tests and screen readers find it whether it is open or not; it costs next to nothing.
            <div class="helps" hidden=move || helps() || !store.tells()>
                <Remedies />
                <div>
                    <BlamePanel />
                    <EvidenceList />
                </div>
            </div>
            {move || match open.0.get() {
                Some(Tab::Layers) => built! { <div class="by-layer"><Layers /> <LayerDetail /></div> },
                Some(Tab::UpdateSum) => built! { <UpdateSum /> },
                Some(Tab::Case) => Built::of(case.get().map(|case| built! { <CaseSummary case=case /> })),
                Some(Tab::Helps) | None => Built::default(),
            }}
        </section>
    }
}

#[component]
fn EvidenceList() -> Built {
    let store = Store::here();
    let row = |evidence: Evidence| {
        built! {
            <div>
                <dt>{said::indicator(evidence.indicator)}</dt>
                <dd>{said::value(&evidence)}</dd>
            </div>
        }
    };
    let rows = move || store.said().map(|diagnosis| diagnosis.evidence).unwrap_or_default();
    let notes = memo(move || {
        let notes = store.said().map(|diagnosis| diagnosis.notes).unwrap_or_default();
        notes.iter().map(|note| (note.key(), words::notes::sentence(note))).collect::<Vec<_>>()
    });
    let item = |(key, sentence): (&'static str, String)| built! { <li data-note=key>{sentence}</li> };
    built! {
        <dl class="evidence"><For each=rows key=|evidence| (evidence.indicator, said::value(evidence)) children=row /></dl>
        <Show when=move || notes.with(|notes| !notes.is_empty())>
            <ul class="notes"><For each=move || notes.get() key=Clone::clone children=item /></ul>
        </Show>
    }
}

/// What there is to see in the case that the settings are, and what mends it.
#[component]
fn CaseSummary(case: Case) -> Built {
    built! {
        <div class="story">
            <h3>{words::cases::title(case)}</h3>
            <p>{words::cases::summary(case)}</p>
            <p>
                <span class="unit">{words::REMEDIES} " "</span>
                {words::cases::remedies(case)}
            </p>
        </div>
    }
}
