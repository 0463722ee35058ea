//! The order in which remedies are listed. No browser in it.

/// Those that are ranked, best first; while somebody is about to click one, what stands there stays in its place and what is
/// new comes after it.
pub fn arrange<T: Clone + PartialEq>(before: &[T], ranked: &[T], held: bool) -> Vec<T> {
    if !held {
        return ranked.to_vec();
    }
    let stay = before.iter().filter(|one| ranked.contains(one));
    let new = ranked.iter().filter(|one| !before.contains(one));
    stay.chain(new).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_first_and_nothing_moves_under_a_pointer() {
        assert_eq!(arrange(&[1, 2], &[3, 1, 2], false), [3, 1, 2]);
        assert_eq!(arrange(&[1, 2], &[3, 2, 4, 1], true), [1, 2, 3, 4]);
        assert_eq!(arrange(&[1, 2], &[2], true), [2], "what does not help is not offered");
        assert_eq!(arrange(&[], &[2, 1], true), [2, 1]);
    }
}
