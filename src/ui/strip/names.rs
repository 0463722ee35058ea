//! The names of the futures at the ends of their curves: buttons that do to the run what was done to the copy.

use leptos::prelude::*;

use super::futures::Future;
use super::picture::Placed;
use crate::ui::charts::labels::Rect;
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::trials::{Row, Shown};
use crate::ui::view::{Built, built};
use crate::words::{strip as said, trials};

#[component]
pub fn Names(futures: Memo<Vec<Future>>, placed: RwSignal<Option<Placed>>) -> Built {
    let place = move |index: usize| placed.with(|placed| placed.as_ref()?.names.get(index).copied().flatten());
    let all = move || futures.get().into_iter().enumerate().collect::<Vec<_>>();
    built! {
        <ul class="futures" aria-label=said::FUTURES>
            <For
                each=all
                key=|(index, future)| (*index, future.row.clone(), future.name.clone(), said::ends_at(future.loss))
                children=move |(index, future)| built! { <Name future=future place=memo(move || place(index)) /> }
            />
        </ul>
    }
}

/// One name; nothing where there is no room for it.
#[component]
fn Name(future: Future, place: Memo<Option<Rect>>) -> Built {
    let store = Store::here();
    let there = memo(move || place.with(Option::is_some));
    // Set by script, each by itself: a policy may forbid styles in attributes.
    let rect = memo(move || place.get().unwrap_or_default());
    let pixels = move |look: fn(&Rect) -> f64| move || format!("{:.1}px", rect.with(look));
    let [left, top] = [|rect: &Rect| rect.x, |rect: &Rect| rect.y];
    let [height, width] = [|rect: &Rect| rect.height, |rect: &Rect| rect.width];
    let loss = said::ends_at(future.loss);
    let Some(id) = future.row else {
        // The run follows it already, or it is pointed at elsewhere.
        return built! {
            <li
                // It goes along with the drawing, which moves nothing else.
                style:--x=pixels(left)
                style:--y=pixels(top)
                style:height=pixels(height)
                style:max-width=pixels(width)
                hidden=move || !there.get()
            >
                <span class="name">{future.name}</span>
                <span class="figure">{loss}</span>
            </li>
        };
    };
    let id = StoredValue::new(id);
    let with_row = move |act: &dyn Fn(&Shown, &Row)| {
        if let Some(shown) = store.trials.shown.get_untracked()
            && let Some(row) = shown.helped.iter().find(|row| id.with_value(|id| row.id() == *id))
        {
            act(&shown, row);
        }
    };
    // While somebody is about to click one, all stay where they are.
    let point = move || {
        store.trials.held.set(true);
        with_row(&|shown, row| store.trials.hovered.set(Some(Store::ghost_of(shown, row))));
    };
    let leave = move || {
        store.trials.held.set(false);
        store.trials.hovered.set(None);
    };
    let described = store.trials.shown.with_untracked(|shown| {
        let shown = shown.as_ref()?;
        let row = shown.helped.iter().find(|row| id.with_value(|id| row.id() == *id))?;
        Some(trials::described(shown.control, row.loss, row.steps, row.treatment.restarts()))
    });
    built! {
        <li
                style:--x=pixels(left)
                style:--y=pixels(top)
                style:height=pixels(height)
                style:max-width=pixels(width)
                hidden=move || !there.get()
            >
            <button
                class="future"
                title=future.name.clone()
                aria-description=described
                on:click=move |_| with_row(&|shown, row| store.treat(shown, row))
                on:pointerenter=move |_| point()
                on:pointerleave=move |_| leave()
                on:focus=move |_| point()
                on:blur=move |_| leave()
            >
                <span class="name">{future.name.clone()}</span>
                <span class="figure">{loss}</span>
            </button>
        </li>
    }
}
