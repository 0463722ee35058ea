//! How the run is: a word and a shape, what that rests on in one sentence, and what stands behind that in another.

use leptos::prelude::*;

use super::compared_runs::whose;
use crate::diagnosis::{Diagnosis, Severity, Verdict};
use crate::experiment::{Case, Moment};
use crate::ui::effect::memo;
use crate::ui::phase::Phase;
use crate::ui::steady::{READING, steady};
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;
use crate::words::verdict as said;

/// What the headline says.
#[derive(Clone, Debug, PartialEq)]
struct Said {
    verdict: Verdict,
    sentence: String,
    /// What is unusual about the run, where something is, and what stands behind the sentence: each a sentence.
    under: Vec<String>,
}

/// The case that the run is, at the moment at which there is to see what that is about.
fn at_its_moment(diagnosis: &Diagnosis, changed: bool) -> Option<Case> {
    let case = Case::of(&diagnosis.experiment).filter(|_| !changed)?;
    let there = match case.moment() {
        Moment::Flatline => diagnosis.verdict == Verdict::Vanishing,
        Moment::Learns => diagnosis.verdict.severity() == Severity::Healthy,
        Moment::Step(step) => diagnosis.indicators.step == step,
        Moment::Crash => diagnosis.verdict == Verdict::Diverged,
    };
    there.then_some(case)
}

impl Said {
    fn of(diagnosis: Option<&Diagnosis>, changed: bool) -> Self {
        let Some(diagnosis) = diagnosis else {
            return Self { verdict: Verdict::Measuring, sentence: String::new(), under: Vec::new() };
        };
        let said::Sentences { mut claim, mut detail } = said::sentences(diagnosis);
        if let Some(case) = at_its_moment(diagnosis, changed) {
            let look = words::cases::look(case);
            detail = format!("{} {detail}", words::not_again(&claim, look));
            claim = look.to_owned();
        }
        let notes = diagnosis.notes.iter().map(words::notes::sentence);
        let under = notes.chain(said::each_sentence(&detail).map(str::to_owned)).collect();
        Self { verdict: diagnosis.verdict, sentence: claim, under }
    }
}

impl Store {
    /// Why nothing of the chosen run is to be waited for; none where something is.
    pub fn measures_nothing(self) -> Option<&'static str> {
        if self.phase.with(Phase::has_failed) {
            return Some(words::NO_TRAINER);
        }
        self.runs.chosen().refused.get().then_some(words::NO_NETWORK)
    }
}

#[component]
pub fn Headline() -> Built {
    let store = Store::here();
    let now = memo(move || {
        let changed = store.record_untracked(|record| !record.marks.is_empty()).unwrap_or(false);
        let said = Said::of(store.said().as_ref(), changed);
        match store.measures_nothing().filter(|_| said.verdict == Verdict::Measuring) {
            Some(why) => Said { sentence: why.to_owned(), ..said },
            None => said,
        }
    });
    let shown = steady(now, READING, |shown, new| {
        new.verdict != shown.verdict && (new.verdict.is_urgent() || shown.verdict == Verdict::Measuring)
    });
    let verdict = memo(move || shown.with(|said| said.verdict));
    built! {
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
                {move || whose(store)}
                // Where there is little room the first half is enough.
                {move || shown.with(|said| match said.sentence.split_once(": ") {
                    Some((claim, tail)) => {
                        let (claim, tail) = (claim.to_owned(), format!(": {tail}"));
                        built! { {claim} <span class="tail">{tail}</span> }
                    }
                    None => Built::of(said.sentence.clone()),
                })}
            </p>
            <p class="under" title=move || shown.with(|said| said.under.join(" "))>
                {move || shown.with(|said| said.under.iter().map(|claim| built! { <span>{claim.clone()} " "</span> }).collect::<Vec<_>>())}
            </p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::{Thresholds, Watched, diagnose};
    use crate::experiment::Choice;
    use crate::record::Record;
    use crate::vitals::{Layer, LayerVitals, RowsSummary, Vitals};

    /// That case before its first step, and after a step and a crash.
    fn crashed(case: Case) -> [Diagnosis; 2] {
        let record = Record::new(case.experiment(), RowsSummary::balanced(2, 2, 500), 0, Vec::new());
        let mut run = Watched::new(record);
        let before = diagnose(&run, &Thresholds::default());
        run.measured(Vitals { step: 1, loss: 3e5, layers: Some(LayerVitals::default()), ..Vitals::default() });
        run.diverged(2, Layer::Hidden(3), None);
        [before, diagnose(&run, &Thresholds::default())]
    }

    #[test]
    fn a_case_says_what_to_look_at_at_its_moment_and_only_as_long_as_nothing_is_changed() {
        for case in Case::ALL.iter().copied() {
            let [before, after] = crashed(case);
            assert_eq!(at_its_moment(&before, false), None, "{case:?}");
            assert_eq!(at_its_moment(&after, true), None, "{case:?}");
            let there = at_its_moment(&after, false) == Some(case);
            assert_eq!(there, case.moment() == Moment::Crash || case.moment() == Moment::Step(1), "{case:?}");
        }
        let [_, after] = crashed(Case::HardExplosion);
        let said = Said::of(Some(&after), false);
        assert_eq!(said.sentence, words::cases::look(Case::HardExplosion));
        let under = said.under.join(" ");
        assert!(under.contains("The loss is no longer a number"), "{under}");
    }
}
