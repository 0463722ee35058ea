//! What is drawn beside: the names of the network's rows.

use leptos::prelude::*;

use crate::ui::charts::{Legend, font_size};
use crate::ui::effect::memo;
use crate::ui::resized::resized;
use crate::ui::stage::{merges, plan};
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words::stage as said;

/// The size of the page's text at 1280 x 800.
const TEXT: f64 = 14.0;
/// At least so much of a row's height is needed for its name and what it shows.
const ROOM: f64 = 46.0;
/// So far down the data's picture and its choice reach, from the top of the network.
const DATA: f64 = 122.0;
/// How high a name and four lines under it are.
const FIVE_LINES: f64 = 92.0;
/// They begin so much higher then.
const APART: f64 = 8.0;

#[component]
pub fn RowTitles() -> Built {
    let store = Store::here();
    let merged = memo(move || store.wanted.with(|wanted| merges(wanted.depth)));
    let host = NodeRef::<leptos::html::Div>::new();
    let size = RwSignal::new((0.0, 0.0, TEXT));
    resized(host, move |entry| {
        let place = entry.content_rect();
        size.set((place.width(), place.height(), font_size(&entry.target())));
    });
    // Their heights depend on that of the network alone.
    let plan = memo(move || plan(size.get().0, size.get().1, true));
    let title = move |top: f64, name: &'static str, shows: &'static str| {
        built! {
            <div class="row-title" style:top=format!("{top:.1}px")>
                <b>{name}</b>
                <span>{shows}</span>
            </div>
        }
    };
    built! {
        <div class="row-titles" node_ref=host>
            {move || {
                let plan = plan.get();
                let scale = size.get().2 / TEXT;
                let layers = plan.numbers.unwrap_or(plan.plates.bottom()) - 66.0 * scale;
                let backward = plan.backward.centre() - 24.0 * scale;
                let room = plan.plates.height >= ROOM && plan.heat_map.is_some() && layers >= DATA * scale;
                let (layers, shows) = if merged.get() {
                    (layers, said::LAYERS_SHOW_MERGED)
                } else if backward - layers >= FIVE_LINES * scale {
                    (layers - APART * scale, said::LAYERS_SHOW_UNITS)
                } else {
                    (layers, said::LAYERS_SHOW)
                };
                room.then(|| built! {
                    {title(layers, said::LAYERS, shows)}
                    {title(backward, said::BACKWARD, said::BACKWARD_SHOWS)}
                    {plan.heat_map.map(|band| built! {
                        <div class="row-title" style:top=format!("{:.1}px", (band.top - 2.0).min(plan.height - 40.0 * scale))>
                            <b>{said::OVER_TIME}</b>
                            <div class="over-time"><Legend /> <span>{said::NOW_ON_TOP}</span></div>
                        </div>
                    })}
                })
            }}
        </div>
    }
}
