//! Putting short lists in order.

use std::cmp::Ordering;

/// Puts a list in order; what is equal keeps its order. By insertion: for lists of some dozens, where the standard library's
/// sorting, compiled anew for each kind of list, is several kilobytes that every visitor downloads.
pub fn order<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && compare(&list[at - 1], &list[at]) == Ordering::Greater {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_list_is_ordered_as_the_standard_library_orders_it(
            list in proptest::collection::vec((0..6u32, any::<u16>()), 0..40),
        ) {
            let (mut ours, mut theirs) = (list.clone(), list);
            order(&mut ours, |one, other| one.0.cmp(&other.0));
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(ours, theirs);
        }
    }
}
