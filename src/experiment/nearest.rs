//! The known name that a mistyped one was meant to be.

/// The known name that begins so, or else the one with the fewest letters to change, add or leave out.
pub(super) fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    // No known name is nearly as long: more would only cost time.
    let letters: Vec<char> = name.chars().take(64).collect();
    known.min_by_key(|candidate| (!candidate.starts_with(name), distance(&letters, candidate)))
}

/// Levenshtein's distance, by rows of the usual table.
fn distance(from: &[char], to: &str) -> usize {
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (above, letter) in to.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (index, other) in from.iter().enumerate() {
            let replaced = diagonal + usize::from(*other != letter);
            diagonal = row[index + 1];
            row[index + 1] = replaced.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row[from.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let known = ["depth", "width", "batch_norm", "batch_size"];
        for (typed, meant) in
            [("deph", "depth"), ("Width", "width"), ("batchnorm", "batch_norm"), ("batch", "batch_norm")]
        {
            assert_eq!(nearest(typed, known.into_iter()), Some(meant));
        }
        assert_eq!(distance(&['k', 'i', 't', 't', 'e', 'n'], "sitting"), 3);
        assert_eq!(nearest("depth", std::iter::empty()), None);
    }
}
