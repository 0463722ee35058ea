//! The data that the network trains on: a picture of it, and the choice.

use leptos::prelude::*;

use crate::experiment::setting;
use crate::ui::charts::{DigitSamples, Points};
use crate::ui::controls::SettingControl;
use crate::ui::store::Store;

#[component]
pub fn Data() -> impl IntoView {
    let store = Store::here();
    let flat = store.is_flat();
    view! {
        <div class="data">
            <div class="picture" aria-hidden="true">
                <div class="drawing">
                    {move || if flat.get() { view! { <Points /> }.into_any() } else { view! { <DigitSamples /> }.into_any() }}
                </div>
            </div>
            {setting("dataset").map(|setting| view! { <SettingControl setting=setting /> })}
        </div>
    }
}
