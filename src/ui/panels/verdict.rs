//! How the patient is: a word and a shape, a sentence, and the numbers behind it.

use leptos::prelude::*;

use crate::experiment::cases;
use crate::ui::reading::{Condition, Reading};
use crate::ui::store::Store;
use crate::ui::words;

/// A shape beside the word, so that colour is never all there is.
fn shape(condition: Condition) -> &'static str {
    match condition {
        Condition::Unknown => "\u{25cc}",
        Condition::Learning => "\u{25cf}",
        Condition::Learned => "\u{2713}",
        Condition::Vanishing => "\u{25bc}",
        Condition::Exploding => "\u{25b2}",
        Condition::NotLearning => "\u{25a0}",
        Condition::Diverged => "\u{2715}",
    }
}

#[component]
pub fn Verdict() -> impl IntoView {
    let store = Store::here();
    let reading = move || {
        store.reading().unwrap_or(Reading {
            condition: Condition::Unknown,
            sentence: String::new(),
            evidence: Vec::new(),
        })
    };
    let condition = Memo::new(move |_| reading().condition);
    let evidence = move || {
        let row = |evidence: crate::ui::reading::Evidence| {
            view! {
                <div>
                    <dt>{evidence.name}</dt>
                    <dd>{evidence.value}</dd>
                </div>
            }
        };
        reading().evidence.into_iter().map(row).collect_view()
    };
    view! {
        <section class="verdict" aria-label=words::VERDICT data-condition=move || condition.get().key()>
            <h2 aria-live="polite">
                <span class="shape" aria-hidden="true">
                    {move || shape(condition.get())}
                </span>
                {move || condition.get().word()}
            </h2>
            <p class="sentence">{move || reading().sentence}</p>
            <dl class="evidence">{evidence}</dl>
            <Story />
        </section>
    }
}

/// What there is to see in the case that the settings are, and what mends it.
#[component]
fn Story() -> impl IntoView {
    let store = Store::here();
    let case =
        Memo::new(move |_| store.wanted.with(|wanted| cases().iter().position(|case| case.experiment() == *wanted)));
    move || {
        case.get().and_then(|index| cases().get(index)).map(|case| {
            view! {
                <div class="story">
                    <h3>{case.title}</h3>
                    <p>{case.story}</p>
                    <p>
                        <span class="unit">{words::REMEDIES} " "</span>
                        {case.remedies}
                    </p>
                </div>
            }
        })
    }
}
