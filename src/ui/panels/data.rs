//! The data that the network trains on: a picture of it, and the choice.

use leptos::prelude::*;

use crate::experiment::setting;
use crate::ui::charts::{DigitSamples, Points};
use crate::ui::controls::SettingControl;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};

#[component]
pub fn Data() -> Built {
    let store = Store::here();
    let flat = store.is_flat();
    built! {
        <div class="data">
            <div class="picture" aria-hidden="true">
                <div class="drawing">
                    {move || if flat.get() { built! { <Points /> } } else { built! { <DigitSamples /> } }}
                </div>
            </div>
            {setting("dataset").map(|setting| built! { <SettingControl setting=setting /> })}
        </div>
    }
}
