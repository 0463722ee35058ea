//! What a network gets to learn from.

use flatline::data::{Data, DataError, Table, build, held_out_ink};
use flatline::experiment::{Choice, Dataset, Experiment};
use proptest::prelude::*;

fn data(experiment: Experiment) -> Data {
    build(&experiment).expect("a valid experiment has data")
}

fn of(dataset: Dataset) -> Experiment {
    Experiment { dataset, ..Experiment::default() }
}

fn generated() -> impl Iterator<Item = Dataset> {
    Dataset::ALL.iter().copied().filter(|dataset| dataset.is_generated())
}

fn count(table: &Table, class: u32) -> usize {
    table.labels.iter().filter(|label| **label == class).count()
}

fn column(table: &Table, feature: usize) -> Vec<f64> {
    (0..table.rows()).map(|row| f64::from(table.row(row)[feature])).collect()
}

#[test]
fn a_dataset_is_as_its_facts_say() {
    for dataset in Dataset::ALL.iter().copied() {
        let experiment = Experiment { points: 70, noise: 0.1, ..of(dataset) };
        let Data { train, held_out } = data(experiment.clone());
        assert_eq!(train.rows(), dataset.rows(&experiment), "{dataset:?}");
        assert_eq!(held_out.rows(), dataset.held_out_rows(&experiment), "{dataset:?}");
        for table in [&train, &held_out] {
            assert_eq!((table.features, table.classes), (dataset.features(), dataset.classes()), "{dataset:?}");
            assert!(table.labels.iter().all(|label| (*label as usize) < table.classes), "{dataset:?}");
        }
        let noisier = data(Experiment { noise: 0.2, ..experiment.clone() });
        assert_eq!(noisier.train != train, dataset.is_generated(), "{dataset:?}");
        if let Some(side) = dataset.image_side() {
            assert_eq!(side * side, dataset.features(), "{dataset:?}");
        }
        assert_eq!(held_out_ink(&experiment).is_some(), dataset.image_side().is_some(), "{dataset:?}");
    }
}

#[test]
fn points_come_as_many_as_asked_for_and_a_fifth_more() {
    for dataset in generated() {
        for (points, held_out) in [(500, 100), (10, 2), (5000, 1000), (499, 99)] {
            let data = data(Experiment { points, ..of(dataset) });
            assert_eq!((data.train.rows(), data.held_out.rows()), (points, held_out));
            for table in [&data.train, &data.held_out] {
                assert_eq!((table.features, table.classes), (2, 2));
                assert_eq!(table.inputs.len(), 2 * table.rows());
                assert!(table.labels.iter().all(|label| *label < 2));
            }
        }
    }
}

#[test]
fn classes_are_of_equal_size() {
    for dataset in [Dataset::Circles, Dataset::Gaussians, Dataset::Spirals] {
        let data = data(Experiment { noise: 0.3, ..of(dataset) });
        assert_eq!((count(&data.train, 0), count(&data.train, 1)), (250, 250));
        assert_eq!((count(&data.held_out, 0), count(&data.held_out, 1)), (50, 50));
    }
    let xor = data(of(Dataset::Xor)).train;
    assert!((200..=300).contains(&count(&xor, 1)));
}

#[test]
fn features_are_standardised_by_the_training_rows() {
    for dataset in Dataset::ALL.iter().copied() {
        let data = data(of(dataset));
        for feature in 0..data.train.features {
            let values = column(&data.train, feature);
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
            assert!(mean.abs() < 1e-5, "{dataset:?} {feature}: mean {mean}");
            let constant = values.iter().all(|value| *value == 0.0);
            assert!(constant || (variance - 1.0).abs() < 1e-4, "{dataset:?} {feature}: variance {variance}");
            assert!(!constant || column(&data.held_out, feature).iter().all(|value| *value == 0.0));
        }
        if dataset != Dataset::Digits {
            // Nearly standard, not exactly: the held-out rows take no part in it.
            let held_out = column(&data.held_out, 0);
            let mean = held_out.iter().sum::<f64>() / held_out.len() as f64;
            assert!(mean != 0.0 && mean.abs() < 0.5);
        }
    }
}

#[test]
fn a_seed_means_the_same_rows_and_another_one_others() {
    for dataset in Dataset::ALL.iter().copied() {
        let first = data(of(dataset));
        assert_eq!(first, data(Experiment { depth: 3, batch_size: 7, ..of(dataset) }));
        assert_ne!(first.train, data(Experiment { seed: 1, ..of(dataset) }).train);
    }
}

/// Bits that were right once: a seed in somebody's link must mean these points for ever.
#[test]
fn the_rows_of_a_seed_never_change() {
    for (dataset, train, held_out) in ROWS {
        let data = data(Experiment { noise: 0.1, seed: 7, ..of(dataset) });
        let found = [checksum(&data.train), checksum(&data.held_out)];
        assert_eq!(found, [train, held_out], "{dataset:?}: {found:#x?}");
    }
}

const ROWS: [(Dataset, u64, u64); 5] = [
    (Dataset::Circles, 0x0ef0_0acd_3666_83eb, 0x955c_9a14_32c7_059c),
    (Dataset::Xor, 0x16c8_8703_cdc5_a141, 0x0e8a_514f_1374_e55f),
    (Dataset::Gaussians, 0x6071_5d5f_c33c_aa6e, 0xa4fa_3c3d_2fd6_e2ac),
    (Dataset::Spirals, 0x3077_f449_de3e_c61c, 0x17a6_8bb2_c40c_3bf8),
    (Dataset::Digits, 0x17ee_30bf_89c4_af7e, 0x251d_0aa8_3b01_f0ce),
];

/// FNV-1a over the bits of the values and the labels.
fn checksum(table: &Table) -> u64 {
    let values = table.inputs.iter().map(|value| value.to_bits()).chain(table.labels.iter().copied());
    values
        .flat_map(u32::to_le_bytes)
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[test]
fn noise_does_not_reshuffle() {
    for dataset in [Dataset::Circles, Dataset::Gaussians, Dataset::Spirals] {
        let labels = |noise| data(Experiment { noise, ..of(dataset) }).train.labels;
        assert_eq!(labels(0.0), labels(0.4));
    }
    let xor = |noise| data(Experiment { noise, ..of(Dataset::Xor) }).train;
    assert_eq!(xor(0.0).inputs, xor(0.4).inputs);
    assert_ne!(xor(0.0).labels, xor(0.4).labels);
}

#[test]
fn rows_are_shuffled() {
    for dataset in generated() {
        let labels = data(of(dataset)).train.labels;
        let turns = labels.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!((200..300).contains(&turns), "{dataset:?}: {turns}");
    }
}

#[test]
fn digits_are_all_there_and_can_be_drawn() {
    let experiment = of(Dataset::Digits);
    let data = data(experiment.clone());
    assert_eq!((data.train.rows(), data.held_out.rows()), (1437, 360));
    assert_eq!((data.train.features, data.train.classes), (64, 10));
    let counts: Vec<usize> = (0..10).map(|class| count(&data.train, class) + count(&data.held_out, class)).collect();
    assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    assert!((0..10).all(|class| count(&data.held_out, class) > 20));

    let ink = held_out_ink(&experiment).expect("digits are images");
    assert_eq!(ink.len(), 360 * 64);
    assert!(ink.iter().all(|value| (0.0..=1.0).contains(value) && (value * 16.0).fract() == 0.0));
    assert_eq!(held_out_ink(&of(Dataset::Circles)), None);
    // The same rows: of two that differ in ink, the one with more is the brighter one when standardised, too.
    let pixel = 27;
    for pair in (1..360).map(|row| [row - 1, row]) {
        let drawn = pair.map(|row| ink[row * 64 + pixel]);
        let seen = pair.map(|row| data.held_out.row(row)[pixel]);
        assert_eq!(drawn[0].total_cmp(&drawn[1]), seen[0].total_cmp(&seen[1]));
    }
}

#[test]
fn an_experiment_out_of_range_has_no_data() {
    let wrong = Experiment { points: 0, noise: f64::NAN, ..Experiment::default() };
    let error = build(&wrong).expect_err("nothing to generate");
    assert!(matches!(&error, DataError::Experiment(wrong) if wrong.len() == 2));
    assert!(flatline::words::data_error(&error).contains("Points is 0: it must be a whole number from 10 to 5000."));
}

proptest! {
    #[test]
    fn every_valid_choice_gives_finite_rows(
        dataset in prop::sample::select(Dataset::ALL), seed in 0..1_u64 << 53, points in 10..300_usize, noise in 0.0..=0.5,
    ) {
        let data = data(Experiment { dataset, seed, points, noise, ..Experiment::default() });
        for table in [&data.train, &data.held_out] {
            prop_assert!(table.inputs.iter().all(|value| value.is_finite()));
            prop_assert!(table.labels.iter().all(|label| (*label as usize) < table.classes));
        }
    }
}
