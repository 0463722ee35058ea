//! What there is to say of rows before the first step.

use std::collections::HashMap;

use super::Table;
use super::standard::mean_and_deviation;
use crate::vitals::{RowsNote, RowsSummary};

/// The labels' entropy as a share of what it is where the classes that have rows have equally many: below it, they are
/// called imbalanced. 80 to 20 is, 75 to 25 is not.
const UNEVEN: f64 = 0.75;
/// A feature whose mean or standard deviation is larger than this was not scaled.
const LARGE: f64 = 10.0;
/// Neither were features of which one spreads so many times as far as another.
const UNLIKE: f64 = 100.0;
/// Rows that repeat others are worth a word from this share of all rows on.
const REPETITIVE: f64 = 0.1;

/// Counts the classes' rows, measures how far apart they are, and finds what is unusual.
pub fn summary(table: &Table) -> RowsSummary {
    let spreads: Vec<(f64, f64)> = (0..table.features).map(|feature| mean_and_deviation(table, feature)).collect();
    let mut summary = RowsSummary {
        features: table.features,
        class_counts: vec![0; table.classes],
        spread: over_features(&spreads),
        notes: Vec::new(),
    };
    for label in &table.labels {
        summary.class_counts[*label as usize] += 1;
    }
    let found = [empty(&summary), imbalanced(&summary)].into_iter().flatten();
    summary.notes = found.chain(features(table, &spreads)).chain(repeated(table)).collect();
    summary
}

fn empty(summary: &RowsSummary) -> Option<RowsNote> {
    let mut empty = (0..summary.classes()).filter(|class| summary.class_counts[*class] == 0);
    let first = empty.next()?;
    Some(RowsNote::EmptyClasses { count: 1 + empty.count(), first })
}

fn imbalanced(summary: &RowsSummary) -> Option<RowsNote> {
    let present = summary.class_counts.iter().filter(|count| **count > 0).count();
    let even = (present as f64).ln();
    let (class, most) = summary.class_counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let share = f64::from(*most) / summary.rows() as f64;
    (summary.guessing() < UNEVEN * even).then_some(RowsNote::Imbalanced { class, share })
}

/// The root mean square of the features' deviations; 0 of a table without rows or features.
fn over_features(spreads: &[(f64, f64)]) -> f64 {
    let squares =
        spreads.iter().map(|(_, deviation)| deviation * deviation).filter(|square| !square.is_nan()).sum::<f64>();
    (squares / spreads.len().max(1) as f64).sqrt()
}

fn features(table: &Table, spreads: &[(f64, f64)]) -> Vec<RowsNote> {
    let constant = |(mean, deviation): &(f64, f64)| *deviation <= 1e-6 * mean.abs();
    let mut notes = Vec::new();
    let count = spreads.iter().filter(|spread| constant(spread)).count();
    if let Some(first) = spreads.iter().position(constant).filter(|_| table.rows() > 1) {
        notes.push(RowsNote::ConstantFeatures { count, first: first + 1 });
    }
    let varying = || spreads.iter().enumerate().filter(|(_, spread)| !constant(spread));
    let least = varying().map(|(_, (_, deviation))| *deviation).fold(f64::INFINITY, f64::min);
    let reach = |(mean, deviation): &(f64, f64)| mean.abs().max(*deviation);
    let largest = varying().max_by(|one, other| reach(one.1).total_cmp(&reach(other.1)));
    if let Some((index, spread @ (mean, deviation))) = largest
        && (reach(spread) > LARGE || *deviation > UNLIKE * least)
    {
        notes.push(RowsNote::Unscaled { feature: index + 1, mean: *mean, deviation: *deviation });
    }
    notes
}

fn repeated(table: &Table) -> Vec<RowsNote> {
    let mut seen: HashMap<Vec<u32>, u32> = HashMap::with_capacity(table.rows());
    let (mut duplicates, mut contradictions) = (0, 0);
    for index in 0..table.rows() {
        let row = table.row(index).iter().map(|value| value.to_bits()).collect();
        match seen.get(&row) {
            Some(label) => {
                duplicates += 1;
                contradictions += usize::from(*label != table.labels[index]);
            }
            None => drop(seen.insert(row, table.labels[index])),
        }
    }
    let worth = |count: usize| count as f64 > REPETITIVE * table.rows() as f64;
    let duplicates = worth(duplicates).then_some(RowsNote::DuplicateRows { count: duplicates });
    let contradictions = worth(contradictions).then_some(RowsNote::Contradictions { count: contradictions });
    duplicates.into_iter().chain(contradictions).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::build;
    use crate::experiment::{Choice, Dataset, Experiment};

    fn table(rows: &[(&[f32], u32)], classes: usize) -> Table {
        Table {
            features: rows[0].0.len(),
            classes,
            inputs: rows.iter().flat_map(|row| row.0.to_vec()).collect(),
            labels: rows.iter().map(|row| row.1).collect(),
        }
    }

    fn keys(table: &Table) -> Vec<&'static str> {
        summary(table).notes.iter().map(RowsNote::key).collect()
    }

    #[test]
    fn built_in_data_have_nothing_unusual_but_pixels_that_are_always_blank() {
        for dataset in Dataset::ALL {
            let data = build(&Experiment { dataset: *dataset, ..Experiment::default() }).expect("data");
            let expected: &[&str] = if *dataset == Dataset::Digits { &["constant-features"] } else { &[] };
            assert_eq!(keys(&data.train), expected, "{dataset:?}");
        }
    }

    #[test]
    fn the_spread_is_the_root_mean_square_of_the_features_deviations() {
        // Deviations of 1, 7 and 0, wherever the features lie.
        let rows: &[(&[f32], u32)] =
            &[(&[1.0, -6.0, 9.0], 0), (&[3.0, 8.0, 9.0], 1), (&[1.0, 8.0, 9.0], 1), (&[3.0, -6.0, 9.0], 0)];
        assert!((summary(&table(rows, 2)).spread - (50.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        let standardised = build(&Experiment { standardise: true, ..Experiment::default() }).expect("data");
        assert!((summary(&standardised.train).spread - 1.0).abs() < 1e-6);
        assert_eq!(summary(&Table { features: 3, classes: 2, ..Table::default() }).spread, 0.0);
        assert_eq!(summary(&Table::default()).spread, 0.0);
    }

    #[test]
    fn what_is_unusual_is_found() {
        let ordinary: Vec<(Vec<f32>, u32)> =
            (0..40).map(|i| (vec![i as f32 / 20.0 - 1.0, (i % 7) as f32], i % 2)).collect();
        let with = |change: &dyn Fn(usize, &mut Vec<f32>, &mut u32), classes: usize| {
            let mut rows = ordinary.clone();
            rows.iter_mut().enumerate().for_each(|(index, row)| change(index, &mut row.0, &mut row.1));
            let rows: Vec<(&[f32], u32)> = rows.iter().map(|row| (row.0.as_slice(), row.1)).collect();
            keys(&table(&rows, classes))
        };
        assert_eq!(with(&|_, _, _| {}, 2), [""; 0]);
        assert_eq!(with(&|_, _, label| *label += 1, 3), ["empty-classes"]);
        assert_eq!(with(&|index, _, label| *label = u32::from(index % 5 == 0), 2), ["imbalanced"]);
        assert_eq!(with(&|_, row, _| row[0] = 5.0, 2), ["constant-features", "duplicate-rows", "contradictions"]);
        assert_eq!(with(&|_, row, _| row[1] *= 255.0, 2), ["unscaled"]);
        assert_eq!(with(&|_, row, _| row[1] += 1000.0, 2), ["unscaled"]);
        assert_eq!(
            with(
                &|index, row, label| (*row, *label) =
                    (vec![(index / 2) as f32 / 9.0, 1.0 / (index / 2 + 1) as f32], (index / 2 % 2) as u32),
                2
            ),
            ["duplicate-rows"]
        );
    }
}
