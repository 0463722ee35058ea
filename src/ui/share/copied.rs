//! A text in a field, and a button that copies it.

use std::time::Duration;

use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use crate::ui::effect::effect;
use crate::ui::view::{Built, built};
use crate::words::share as said;

#[wasm_bindgen(module = "/src/ui/share/copy.js")]
extern "C" {
    async fn copy(field: &web_sys::Element) -> JsValue;
}

/// How long the button says that it is done.
const SAID: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Copied,
    Refused,
}

/// `name` is the field's, `label` the button's. A text of several lines has as many in sight.
#[component]
pub fn Copied(
    #[prop(into)] text: Signal<String>,
    name: &'static str,
    label: &'static str,
    #[prop(optional)] lines: bool,
) -> Built {
    let done = RwSignal::new(None);
    let line = NodeRef::<Input>::new();
    let area = NodeRef::<Textarea>::new();
    effect(move || {
        text.track();
        done.set(None);
    });
    let click = move |_| {
        let field = line
            .get_untracked()
            .map(web_sys::Element::from)
            .or_else(|| area.get_untracked().map(web_sys::Element::from));
        let Some(field) = field else { return };
        leptos::task::spawn_local(async move {
            let copied = copy(&field).await.is_truthy();
            done.set(Some(if copied { Done::Copied } else { Done::Refused }));
            if copied {
                // The dialog may be closed by then.
                set_timeout(move || _ = done.try_set(None), SAID);
            }
        });
    };
    built! {
        <div class="copied" class:lines=lines>
            {if lines {
                built! { <textarea node_ref=area readonly aria-label=name rows="6" spellcheck="false" prop:value=text></textarea> }
            } else {
                built! { <input node_ref=line readonly aria-label=name prop:value=text /> }
            }}
            <button class="primary" on:click=click>
                {move || if done.get() == Some(Done::Copied) { said::COPIED } else { label }}
            </button>
            <p class="refused" role="status">
                {move || (done.get() == Some(Done::Refused)).then_some(said::NOT_COPIED)}
            </p>
        </div>
    }
}
