//! Where the loss would go with a remedy: its trial's curve, drawn ahead of the run's own. No browser in it.

use crate::experiment::Experiment;
use crate::session::RunId;

/// A trial's curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Ghost {
    pub run: RunId,
    /// What the remedy is called.
    pub name: String,
    /// The settings that it was trained with.
    pub then: Experiment,
    /// The step that it went on from.
    pub from: u64,
    /// The probe's loss over steps.
    pub curve: Vec<(u64, f32)>,
}

/// The ghost of a remedy that was taken, until the run's own curve has covered it.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    pub ghost: Ghost,
    /// Whether the run has been seen before its end: a rewind or a restart takes a moment.
    followed: bool,
}

impl Ghost {
    /// The same curve from a later step on, for a run that has gone on since its copy was made.
    pub fn moved_to(self, step: u64) -> Self {
        let later = step.saturating_sub(self.from);
        let curve = self.curve.into_iter().map(|(step, loss)| (step + later, loss)).collect();
        Self { from: self.from + later, curve, ..self }
    }

    /// Its last step.
    pub fn end(&self) -> u64 {
        self.curve.last().map_or(self.from, |(step, _)| *step)
    }
}

impl Followed {
    pub fn new(ghost: Ghost) -> Self {
        Self { ghost, followed: false }
    }

    /// Whether it is still to be seen, where that run is chosen, has those settings and stands at that step.
    pub fn goes_on(&mut self, run: RunId, settings: &Experiment, step: u64) -> bool {
        let ahead = step < self.ghost.end();
        self.followed |= ahead;
        run == self.ghost.run && *settings == self.ghost.then && (ahead || !self.followed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ghost() -> Ghost {
        Ghost {
            run: RunId(0),
            name: "Adam".to_owned(),
            then: Experiment::default(),
            from: 50,
            curve: vec![(60, 0.6), (350, 0.1)],
        }
    }

    #[test]
    fn it_is_followed_from_where_the_run_is() {
        let later = ghost().moved_to(120);
        assert_eq!((later.from, later.end(), later.curve[0]), (120, 420, (130, 0.6)));
        assert_eq!(ghost().moved_to(20), ghost());
    }

    #[test]
    fn it_stays_until_the_run_has_passed_its_end_or_is_changed_again() {
        let now = Experiment::default();
        let mut followed = Followed::new(ghost());
        assert!(followed.goes_on(RunId(0), &now, 900), "the rewind is on its way");
        assert!(followed.goes_on(RunId(0), &now, 50) && followed.goes_on(RunId(0), &now, 349));
        assert!(!followed.goes_on(RunId(0), &now, 350));
        let mut changed = Followed::new(ghost());
        assert!(!changed.goes_on(RunId(0), &Experiment { depth: 3, ..now.clone() }, 60));
        assert!(!changed.goes_on(RunId(1), &now, 60));
    }
}
