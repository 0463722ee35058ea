//! What is worth saying beside the verdict.

use super::indicators::Indicators;
use crate::record::Record;
use crate::vitals::RowsNote;

/// Something about the rows or the run that explains what is seen, or may mislead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Note {
    /// Found of the rows before the first step.
    Rows(RowsNote),
    /// BatchNorm with one row a batch: each unit is normalised to 0, whatever the row.
    BatchOfOne,
    /// With BatchNorm's running statistics the loss is far from what it is in training: on the held-out rows, and on the probe.
    EvaluationApart { held_out: f64, train: f64 },
    /// The units of each layer began alike, and so they stay.
    UnitsAlike,
    /// The weights were drawn so large that the first loss was this.
    InitTooLarge { first_loss: f64 },
    /// Such a share of layer 1 is saturated, so that what the layers above it get is fixed by chance.
    FirstLayerSaturated { share: f64 },
}

/// As a multiple of guessing: a first loss above it is confidently wrong.
const CONFIDENT: f64 = 4.0;
/// As a multiple of the loss in training, and of guessing.
const APART: f64 = 10.0;
/// A share of layer 1's activations.
const MOSTLY: f64 = 0.8;

impl Note {
    /// Its name in files and tests.
    pub fn key(&self) -> &'static str {
        match self {
            Note::Rows(note) => note.key(),
            Note::BatchOfOne => "batch-of-one",
            Note::EvaluationApart { .. } => "evaluation-apart",
            Note::UnitsAlike => "units-alike",
            Note::InitTooLarge { .. } => "init-too-large",
            Note::FirstLayerSaturated { .. } => "first-layer-saturated",
        }
    }
}

/// What is to be said of that run.
pub fn notes(indicators: &Indicators, record: &Record) -> Vec<Note> {
    let experiment = &record.experiment;
    let rows = record.rows.notes.iter().copied().map(Note::Rows);
    let one = (experiment.batch_norm && experiment.batch_size.min(record.rows.rows()) == 1).then_some(Note::BatchOfOne);
    let apart = indicators.held_out.zip(indicators.loss).and_then(|(held_out, train)| {
        let apart = experiment.batch_norm && held_out > APART * train.max(indicators.guess);
        apart.then_some(Note::EvaluationApart { held_out, train })
    });
    let confident = record.first_loss.map(f64::from).filter(|loss| *loss > CONFIDENT * indicators.guess);
    let too_large = confident.map(|first_loss| Note::InitTooLarge { first_loss });
    let saturated = indicators.first_saturated.filter(|share| *share > MOSTLY);
    let saturated = saturated.filter(|_| experiment.activation.saturates_at_both_ends());
    let saturated = saturated.map(|share| Note::FirstLayerSaturated { share });
    let alike = record.alike.then_some(Note::UnitsAlike);
    rows.chain(alike).chain(one).chain(apart).chain(too_large).chain(saturated).collect()
}
