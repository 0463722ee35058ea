//! What the network has learned: the boundary of 2-D data, or the digits it reads.

use leptos::prelude::*;

use crate::ui::charts::{Boundary, Digits};
use crate::ui::store::Store;
use crate::ui::words;

#[component]
pub fn WhatItLearned() -> impl IntoView {
    let store = Store::here();
    let flat = Memo::new(move |_| store.record_calmly(|record| record.features == 2).unwrap_or(true));
    let title = move || if flat.get() { words::LEARNED_VIEW } else { words::DIGITS_VIEW };
    let help = move || if flat.get() { words::BOUNDARY_HELP } else { words::DIGITS_HELP };
    view! {
        <section class="view" aria-label=title>
            <h2 data-help=help>{title}</h2>
            <div class="drawing">
                {move || if flat.get() { view! { <Boundary /> }.into_any() } else { view! { <Digits /> }.into_any() }}
            </div>
        </section>
    }
}
