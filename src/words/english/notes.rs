//! What is said beside the verdict.

use crate::diagnosis::Note;
use crate::vitals::RowsNote;
use crate::words::format::{count, number, percent, short};

/// A note in a sentence.
pub fn sentence(note: &Note) -> String {
    match note {
        Note::Rows(note) => rows(note),
        Note::UnitsAlike => {
            "All units of a layer began with the same weights, and so they stay: however many, they do the work of one."
                .to_owned()
        }
        Note::BatchOfOne => {
            "BatchNorm with one row a batch makes every unit 0, whatever the row: it needs a larger batch.".to_owned()
        }
        Note::EvaluationApart { held_out, train } => format!(
            "With BatchNorm's running statistics the held-out loss is {}, where training has {}: they do not describe the network.",
            number(*held_out),
            number(*train)
        ),
        Note::InitTooLarge { first_loss } => {
            format!(
                "The first loss was {}: the weights were drawn too large, and the network began confidently wrong.",
                number(*first_loss)
            )
        }
        Note::FirstLayerSaturated { share } => format!(
            "{} of layer 1's activations are saturated: it hardly learns, and the layers above work with what chance made of the inputs.",
            percent(*share)
        ),
    }
}

fn rows(note: &RowsNote) -> String {
    match *note {
        RowsNote::EmptyClasses { count: 1, first } => format!("No row has label {first}. Labels count from 0."),
        RowsNote::EmptyClasses { count: empty, first } => {
            format!("{empty} classes have no row, the first of them {first}. Labels count from 0.")
        }
        RowsNote::Imbalanced { class, share } => format!(
            "{} of the rows are of class {class}: always answering {class} is right that often, and learns nothing.",
            percent(share)
        ),
        RowsNote::ConstantFeatures { count: 1, first } => {
            format!("Feature {first} is the same in every row: it tells nothing.")
        }
        RowsNote::ConstantFeatures { count: constant, first } => {
            format!(
                "{constant} features are the same in every row, the first of them feature {first}: they tell nothing."
            )
        }
        RowsNote::Unscaled { feature, mean, deviation } => format!(
            "Inputs are not standardised: feature {feature} has mean {} and standard deviation {}.",
            short(mean),
            short(deviation)
        ),
        RowsNote::DuplicateRows { count: rows } => format!("{} rows repeat an earlier one.", count(rows as u64)),
        RowsNote::Contradictions { count: rows } => {
            format!(
                "{} rows have the features of an earlier one and another label: no network can tell them apart.",
                count(rows as u64)
            )
        }
    }
}
