//! What is drawn beside: the names of the network's rows.

use leptos::prelude::*;

use crate::ui::charts::Legend;
use crate::ui::effect::memo;
use crate::ui::resized::resized;
use crate::ui::stage::plan;
use crate::ui::view::{Built, built};
use crate::words::stage as said;

/// At least so much of a row's height is needed for its name and what it shows.
const ROOM: f64 = 46.0;

#[component]
pub fn RowTitles() -> Built {
    let host = NodeRef::<leptos::html::Div>::new();
    let size = RwSignal::new((0.0, 0.0));
    resized(host, move |entry| {
        let place = entry.content_rect();
        size.set((place.width(), place.height()));
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
                let room = plan.plates.height >= ROOM && plan.heat_map.is_some();
                room.then(|| built! {
                    {title(plan.numbers.unwrap_or(plan.plates.bottom()) - 66.0 * plan.scale, said::LAYERS, said::LAYERS_SHOW)}
                    {title(plan.backward.centre() - 24.0 * plan.scale, said::BACKWARD, said::BACKWARD_SHOWS)}
                    {plan.heat_map.map(|band| built! {
                        <div class="row-title" style:top=format!("{:.1}px", (band.top - 2.0).min(plan.height - 40.0 * plan.scale))>
                            <b>{said::OVER_TIME}</b>
                            <Legend />
                        </div>
                    })}
                })
            }}
        </div>
    }
}
