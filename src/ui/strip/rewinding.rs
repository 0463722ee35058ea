//! Where the handle may go. No browser in it.

/// The checkpoint that is nearest to a step; of two as near the earlier.
pub fn nearest(checkpoints: &[u64], step: u64) -> Option<u64> {
    checkpoints.iter().copied().min_by_key(|checkpoint| checkpoint.abs_diff(step))
}

/// A way among the checkpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Earlier,
    Later,
    First,
    Last,
}

impl Move {
    /// What a key asks for that is pressed on the handle.
    pub fn of_key(key: &str) -> Option<Self> {
        match key {
            "ArrowLeft" | "ArrowDown" => Some(Self::Earlier),
            "ArrowRight" | "ArrowUp" => Some(Self::Later),
            "Home" => Some(Self::First),
            "End" => Some(Self::Last),
            _ => None,
        }
    }

    /// The checkpoint there, seen from a step; none where there is none.
    pub fn from(self, step: u64, checkpoints: &[u64]) -> Option<u64> {
        let mut all = checkpoints.iter().copied();
        match self {
            Self::Earlier => all.rev().find(|checkpoint| *checkpoint < step),
            Self::Later => all.find(|checkpoint| *checkpoint > step),
            Self::First => all.next(),
            Self::Last => all.next_back(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECKPOINTS: [u64; 4] = [0, 100, 200, 300];

    #[test]
    fn a_drag_ends_at_the_nearest_checkpoint() {
        assert_eq!([0, 50, 51, 249, 900].map(|step| nearest(&CHECKPOINTS, step)), [0, 0, 100, 200, 300].map(Some));
        assert_eq!(nearest(&[], 3), None);
    }

    #[test]
    fn keys_go_from_checkpoint_to_checkpoint() {
        let go = |key: &str, step| Move::of_key(key).and_then(|way| way.from(step, &CHECKPOINTS));
        assert_eq!([go("ArrowLeft", 340), go("ArrowLeft", 300), go("ArrowLeft", 0)], [Some(300), Some(200), None]);
        assert_eq!([go("ArrowRight", 100), go("ArrowRight", 300)], [Some(200), None]);
        assert_eq!([go("Home", 340), go("End", 100), go("x", 340)], [Some(0), Some(300), None]);
    }
}
