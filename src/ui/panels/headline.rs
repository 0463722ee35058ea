//! How the run is: a word and a shape, what that rests on in one sentence, and what stands behind that in another.

use leptos::prelude::*;

use crate::diagnosis::{Diagnosis, Verdict};
use crate::ui::steady::{READING, steady};
use crate::ui::store::Store;
use crate::words;
use crate::words::verdict as said;

/// What the headline says.
#[derive(Clone, Debug, PartialEq)]
struct Said {
    verdict: Verdict,
    sentence: String,
    /// What is unusual about the run, where something is, and what stands behind the sentence.
    under: String,
}

impl Said {
    fn of(diagnosis: Option<&Diagnosis>) -> Self {
        let Some(diagnosis) = diagnosis else {
            return Self { verdict: Verdict::Measuring, sentence: String::new(), under: String::new() };
        };
        let said::Sentences { claim, detail } = said::sentences(diagnosis);
        let notes = diagnosis.notes.iter().map(words::notes::sentence);
        let under: Vec<String> = notes.chain(Some(detail)).filter(|sentence| !sentence.is_empty()).collect();
        Self { verdict: diagnosis.verdict, sentence: claim, under: under.join(" ") }
    }
}

#[component]
pub fn Headline() -> impl IntoView {
    let store = Store::here();
    let now = Memo::new(move |_| Said::of(store.said().as_ref()));
    let shown = steady(now, READING, |shown, new| {
        new.verdict != shown.verdict && (new.verdict.is_urgent() || shown.verdict == Verdict::Measuring)
    });
    let verdict = Memo::new(move |_| shown.with(|said| said.verdict));
    view! {
        <section
            class="headline"
            aria-label=words::VERDICT
            hidden=move || !store.tells()
            data-condition=move || verdict.get().key()
            data-severity=move || verdict.get().severity().key()
        >
            <h2 aria-live="polite">
                <span class="shape" aria-hidden="true">
                    {move || verdict.get().shape()}
                </span>
                {move || said::name(verdict.get())}
            </h2>
            <p class="sentence" title=move || shown.with(|said| said.sentence.clone())>
                // Where there is little room the first half is enough.
                {move || shown.with(|said| match said.sentence.split_once(": ") {
                    Some((claim, tail)) => {
                        let (claim, tail) = (claim.to_owned(), format!(": {tail}"));
                        view! { {claim} <span class="tail">{tail}</span> }.into_any()
                    }
                    None => said.sentence.clone().into_any(),
                })}
            </p>
            <p class="under" title=move || shown.with(|said| said.under.clone())>
                {move || shown.with(|said| said.under.clone())}
            </p>
        </section>
    }
}
