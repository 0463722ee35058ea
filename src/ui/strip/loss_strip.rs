//! The strip put together: the drawing, and over it the handle and the names of the futures.

use leptos::html::Div;
use leptos::prelude::*;

use super::axis_choice::StripAxes;
use super::content::Content;
use super::handle::{Handle, Rewinding};
use super::names::Names;
use super::picture::{Placed, Pointer, draw};
use crate::ui::charts::canvas::{Drawing, Place, Surface};
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

/// The chosen run's loss up to the handle, and where it would go from there; beside others', where runs are compared.
#[component]
pub fn LossStrip(axes: StripAxes) -> Built {
    let store = Store::here();
    let placed = RwSignal::new(None::<Placed>);
    let host = NodeRef::<Div>::new();
    let rewinding = Rewinding::new(store);
    let highlit = memo(move || {
        let ghost = store.trials.hovered.get()?;
        axes.futures.with(|futures| futures.iter().position(|future| future.name == ghost.name))
    });
    let paint = move |surface: &Surface| {
        let dragged = rewinding.to.get();
        let hint = dragged.is_none() && !rewinding.known.get();
        let pointer = Pointer { hovered: store.hovered_step.get(), dragged, hint };
        let (own, chosen) = (axes.axes.get(), store.runs.chosen_place());
        let content = store.all_records(|records| Content::of(records, chosen)).flatten();
        let Some(content) = content else { return };
        let after = axes.futures.with(|futures| {
            // None of them goes from where the handle is being dragged.
            let futures = if pointer.dragged.is_some() { &[] } else { futures.as_slice() };
            draw(surface, own, &content, futures, highlit.get(), pointer)
        });
        if placed.with_untracked(|before| before.as_ref() != Some(&after)) {
            placed.set(Some(after));
        }
    };
    let point = move |place: Option<Place>| {
        let last = store.record_untracked(|record| record.step()).unwrap_or_default();
        let step = place.and_then(|place| {
            placed.with_untracked(|placed| {
                let room = placed.as_ref()?.room;
                let pointed = place.x >= room.plot.x && place.x <= room.x(last as f64) + 1.0;
                pointed.then(|| room.step_at(place.x, last))
            })
        });
        if store.hovered_step.get_untracked() != step {
            store.hovered_step.set(step);
        }
    };
    let ghost = move || store.trials.ghost(store.runs.chosen().id).map(|ghost| ghost.name).unwrap_or_default();
    built! {
        <div class="strip" data-ghost=ghost node_ref=host>
            <Drawing label=words::LOSS_CHART draw=Box::new(paint) point=Box::new(point) />
            <Handle rewinding=rewinding placed=placed host=host />
            <Names futures=axes.futures placed=placed />
        </div>
    }
}
