//! What a picture shows of a run at one step. No browser in it.

use crate::diagnosis::{Diagnosis, Severity, Verdict};
use crate::record::{Curve, Record};
use crate::ui::stage::Picture;
use crate::vitals::View;
use crate::words;

/// A loss below this share of what it was has come back.
const BACK: f64 = 0.7;

/// A run as it was after one step.
#[derive(Clone, Debug)]
pub struct Moment {
    pub step: u64,
    /// Of the last batch, in nats; none before the first step.
    pub loss: Option<f64>,
    pub network: Picture,
    pub view: Option<View>,
    pub verdict: Verdict,
    /// What the verdict rests on.
    pub claim: String,
}

/// What was changed, and how the run was just before.
#[derive(Clone, Debug)]
pub struct Before {
    pub moment: Moment,
    /// What was changed, in words.
    pub change: String,
}

impl Moment {
    /// Of a record, and what is said of it.
    pub fn of(record: &Record, diagnosis: &Diagnosis) -> Self {
        Self {
            step: record.step(),
            // After a rewind there is no last step, but what was measured of it before.
            loss: record
                .latest()
                .map(|vitals| vitals.loss)
                .or(record.history.at(Curve::Loss, record.step()))
                .map(f64::from),
            network: Picture::of(record, 1),
            view: record.view.as_ref().map(|(_, view)| view.clone()),
            verdict: diagnosis.verdict,
            claim: words::verdict::sentences(diagnosis).claim,
        }
    }

    /// Whether it learns, which the one before it did not: the loss alone says how far it got.
    pub fn is_back_from(&self, before: &Moment) -> bool {
        let falls = match (before.loss, self.loss) {
            (Some(before), Some(now)) if before.is_finite() => now < BACK * before,
            (_, now) => now.is_some_and(f64::is_finite),
        };
        let well = |moment: &Moment| moment.verdict.severity() == Severity::Healthy;
        well(self) && !well(before) && falls
    }
}
