//! The order in which remedies are listed. No browser in it.

/// Those that are ranked, best first; while somebody is about to click one, what stands there stays in its place, as it is now,
/// and what is new comes after it.
pub fn arrange<T: Clone>(before: &[T], ranked: &[T], held: bool, same: impl Fn(&T, &T) -> bool) -> Vec<T> {
    if !held {
        return ranked.to_vec();
    }
    let stay = before.iter().filter_map(|one| ranked.iter().find(|other| same(one, other)));
    let new = ranked.iter().filter(|one| !before.iter().any(|other| same(one, other)));
    stay.chain(new).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged(before: &[i32], ranked: &[i32], held: bool) -> Vec<i32> {
        arrange(before, ranked, held, |one, other| one.abs() == other.abs())
    }

    #[test]
    fn best_first_and_nothing_moves_under_a_pointer() {
        assert_eq!(arranged(&[1, 2], &[3, 1, 2], false), [3, 1, 2]);
        assert_eq!(arranged(&[1, 2], &[3, 2, 4, 1], true), [1, 2, 3, 4]);
        assert_eq!(arranged(&[1, 2], &[2], true), [2], "what does not help is not offered");
        assert_eq!(arranged(&[], &[2, 1], true), [2, 1]);
        assert_eq!(arranged(&[1, 2], &[-2, 1], true), [1, -2], "tried for longer, it is the same one");
    }
}
