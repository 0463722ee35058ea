//! In which order a network gets its rows.

use flatline::data::Batches;
use proptest::prelude::*;

#[test]
fn a_full_batch_is_all_rows_in_order() {
    let mut batches = Batches::new(3, 5);
    for size in [5, 6, 1024] {
        assert_eq!(batches.next(size), [0, 1, 2, 3, 4]);
    }
    let mut untouched = Batches::new(3, 5);
    assert_eq!(batches.next(2), untouched.next(2));
    assert!(Batches::new(0, 0).next(4).is_empty());
}

#[test]
fn an_epoch_takes_every_row_once_and_the_next_in_another_order() {
    let mut batches = Batches::new(0, 500);
    let mut epoch = || -> Vec<usize> { (0..4).flat_map(|_| batches.next(125)).collect() };
    let (first, second) = (epoch(), epoch());
    assert_ne!(first, second);
    for mut order in [first, second] {
        order.sort();
        assert_eq!(order, (0..500).collect::<Vec<_>>());
    }
    assert_ne!(Batches::new(0, 500).next(125), Batches::new(1, 500).next(125));
}

#[test]
fn the_order_of_a_seed_never_changes() {
    let mut batches = Batches::new(5, 10);
    assert_eq!(batches.next(4), [5, 8, 3, 4]);
    assert_eq!(batches.next(6), [6, 0, 9, 1, 2, 7]);
}

proptest! {
    #[test]
    fn rows_come_in_the_same_order_whatever_the_batch_size(
        seed: u64, rows in 2..200_usize, sizes in prop::collection::vec(1..300_usize, 1..30),
    ) {
        let mut one_by_one = Batches::new(seed, rows);
        let mut batches = Batches::new(seed, rows);
        for size in sizes {
            let batch = batches.next(size);
            prop_assert_eq!(batch.len(), size.min(rows));
            if size < rows {
                let expected: Vec<usize> = (0..size).flat_map(|_| one_by_one.next(1)).collect();
                prop_assert_eq!(batch, expected);
            }
        }
        prop_assert_eq!(batches.clone().next(1), batches.next(1));
    }
}
