//! Whether a worker that says nothing is still to be waited for. No browser in it.
//!
//! Time is counted in looks of the page at its clock: a page that slept, with its machine or in a hidden tab, has looked
//! once, however long that was.

use super::{Event, Work};

/// Seconds between two looks.
pub const LOOK_EVERY: u32 = 1;
/// Seconds without a byte of the trainer's code, or without a hello once it was there, after which loading has stalled.
pub const LOADING_LIMIT: u32 = 25;
/// Seconds without any message, or at work without progress, after which a trainer is said to hang.
pub const LIMIT: u32 = 20;
/// The same while a GPU's kernels are compiled, which a driver does in one piece.
pub const COMPILING_LIMIT: u32 = 180;

/// What is known of a worker's silence.
#[derive(Clone, Debug, Default)]
pub struct Liveness {
    stage: Stage,
    /// Looks since something was heard that is progress.
    silent: u32,
    progress: u64,
    compiling: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Loading,
    Up,
}

/// What there is to say of a silent worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Its code has stopped coming for so many seconds.
    Stalled(u32),
    /// It has not got on for so many seconds.
    Hangs(u32),
}

impl Liveness {
    /// Part of its code has come.
    pub fn loaded_some(&mut self) {
        self.silent = 0;
    }

    /// It has said hello.
    pub fn up(&mut self) {
        self.stage = Stage::Up;
        self.silent = 0;
    }

    /// It has reported something, such as that it has begun, or is done with, what takes a driver long in one piece.
    pub fn reported(&mut self, events: &[Event]) {
        self.silent = 0;
        for event in events {
            if let Event::Progress { work: Work::CompilingKernels, done, total } = event {
                self.compiling = done < total;
            }
        }
    }

    /// It says that it is at work or idle, and how far it is.
    pub fn alive(&mut self, at_work: bool, progress: u64) {
        if !at_work || progress != self.progress {
            self.silent = 0;
        }
        self.progress = progress;
    }

    /// Seconds since something was heard that is progress.
    pub fn silent_for(&self) -> u32 {
        self.silent
    }

    /// The page looks at its clock; what there is to say, once for each silence.
    pub fn look(&mut self) -> Option<Silence> {
        self.silent = self.silent.saturating_add(LOOK_EVERY);
        let limit = match self.stage {
            Stage::Loading => LOADING_LIMIT,
            Stage::Up if self.compiling => COMPILING_LIMIT,
            Stage::Up => LIMIT,
        };
        (self.silent == limit).then_some(match self.stage {
            Stage::Loading => Silence::Stalled(limit),
            Stage::Up => Silence::Hangs(limit),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(liveness: &mut Liveness, count: u32) -> Vec<Silence> {
        (0..count).filter_map(|_| liveness.look()).collect()
    }

    #[test]
    fn code_that_comes_slowly_is_waited_for_and_code_that_stops_is_not() {
        let mut liveness = Liveness::default();
        for _ in 0..10 {
            assert_eq!(looks(&mut liveness, LOADING_LIMIT - 1), []);
            liveness.loaded_some();
        }
        assert_eq!(looks(&mut liveness, 2 * LOADING_LIMIT), [Silence::Stalled(LOADING_LIMIT)], "said once");
    }

    #[test]
    fn an_idle_trainer_and_one_that_gets_on_do_not_hang() {
        let mut liveness = Liveness::default();
        liveness.up();
        for progress in 1..100 {
            assert_eq!(looks(&mut liveness, LIMIT - 1), []);
            liveness.alive(progress % 2 == 0, progress);
        }
    }

    #[test]
    fn one_that_lives_without_getting_on_hangs_and_so_does_one_that_is_silent() {
        let mut stuck = Liveness::default();
        stuck.up();
        stuck.alive(true, 5);
        let mut said = Vec::new();
        for _ in 0..LIMIT {
            stuck.alive(true, 5);
            said.extend(stuck.look());
        }
        assert_eq!(said, [Silence::Hangs(LIMIT)]);
        let mut silent = Liveness::default();
        silent.up();
        assert_eq!(looks(&mut silent, 100), [Silence::Hangs(LIMIT)]);
        silent.reported(&[]);
        assert_eq!(looks(&mut silent, LIMIT - 1), [], "it came back");
    }

    #[test]
    fn a_driver_that_compiles_is_given_longer() {
        let mut liveness = Liveness::default();
        liveness.up();
        let compiling = |done| Event::Progress { work: Work::CompilingKernels, done, total: 3 };
        liveness.reported(&[compiling(0)]);
        assert_eq!(looks(&mut liveness, COMPILING_LIMIT - 1), []);
        liveness.reported(&[compiling(3)]);
        assert_eq!(looks(&mut liveness, LIMIT), [Silence::Hangs(LIMIT)]);
    }
}
