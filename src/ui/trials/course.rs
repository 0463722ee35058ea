//! When the chosen run is tried on: when its trials begin, grow old and end. No browser in it.

use crate::experiment::Tries;
use crate::session::RunId;

/// So many steps after its end a trial says little of the run any more.
pub const OLD: u64 = 500;

/// How the chosen run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    pub run: RunId,
    pub step: u64,
    /// Whether its verdict asks for trials.
    pub asks: bool,
    /// Whether somebody sees the page.
    pub seen: bool,
}

/// What became of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// Another network stands there, or none that can go on.
    Anew,
    /// It goes on with other settings, or from another step.
    Changed,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Ask for snapshots of the run, and try on copies of them.
    Begin,
    /// End what is under way; what it has found is of before.
    End,
    /// End what is under way, and show nothing of it any more.
    Forget,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    /// Asked for snapshots, or trying.
    Busy,
    /// All is tried, or the visitor has had enough.
    Over,
}

/// Where the trials of the chosen run are.
#[derive(Clone, Debug)]
pub struct Course {
    run: Option<RunId>,
    phase: Phase,
    /// The run's step when the last trials ended.
    ended: u64,
    /// How many steps later they are made again: each time twice as many, for what long stays as it is has the same remedies.
    again: u64,
    /// The visitor asks for them.
    asked: bool,
    /// The visitor has ended them; they do not begin again by themselves until something happens to the run.
    declined: bool,
}

impl Default for Course {
    fn default() -> Self {
        Self { run: None, phase: Phase::Idle, ended: 0, again: OLD, asked: false, declined: false }
    }
}

impl Course {
    /// What is to be done at the sight of the run.
    pub fn see(&mut self, tries: Tries, sight: Sight) -> Option<Order> {
        let other = self.run.is_some_and(|run| run != sight.run);
        if other || (tries == Tries::Off && self.run.is_some()) {
            *self = Self::default();
            return Some(Order::Forget);
        }
        let by_itself = tries == Tries::Auto && !self.declined && sight.asks;
        let begin = sight.seen
            && match (tries, self.phase) {
                (Tries::Off, _) | (_, Phase::Busy) => false,
                (Tries::Auto | Tries::Asked, Phase::Idle) => by_itself || self.asked,
                (Tries::Auto | Tries::Asked, Phase::Over) => {
                    (by_itself && sight.step >= self.ended + self.again) || self.asked
                }
            };
        if begin {
            if self.phase == Phase::Over && !self.asked {
                self.again *= 2;
            }
            (self.run, self.phase) = (Some(sight.run), Phase::Busy);
            (self.asked, self.declined) = (false, false);
        }
        begin.then_some(Order::Begin)
    }

    /// The visitor asks.
    pub fn ask(&mut self) {
        self.asked = self.phase != Phase::Busy;
    }

    /// The visitor has had enough, at that step.
    pub fn cancel(&mut self, step: u64) -> Option<Order> {
        let busy = self.phase == Phase::Busy;
        if busy {
            (self.phase, self.ended, self.declined) = (Phase::Over, step, true);
        }
        busy.then_some(Order::End)
    }

    /// All is tried, and the run stands at that step. The first time that this is said of them counts.
    pub fn through(&mut self, step: u64) {
        if self.phase == Phase::Busy {
            (self.phase, self.ended) = (Phase::Over, step);
        }
    }

    /// Whether what was tried says little of the run any more, which stands at that step.
    pub fn is_old(&self, step: u64) -> bool {
        self.phase == Phase::Over && step >= self.ended + OLD
    }

    /// Something has become of a run.
    pub fn happened(&mut self, run: RunId, what: Happened) -> Option<Order> {
        if self.run != Some(run) {
            return None;
        }
        // It is still the run that was tried on, and what comes next is of it.
        *self = Self { run: self.run, ..Self::default() };
        Some(match what {
            Happened::Anew => Order::Forget,
            Happened::Changed => Order::End,
        })
    }

    /// Whether trials are being made of that run: snapshots of it are expected.
    pub fn expects(&self, run: RunId) -> bool {
        self.run == Some(run) && self.phase == Phase::Busy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: RunId = RunId(3);

    fn ill(step: u64) -> Sight {
        Sight { run: RUN, step, asks: true, seen: true }
    }

    fn well(step: u64) -> Sight {
        Sight { asks: false, ..ill(step) }
    }

    #[test]
    fn they_begin_as_soon_as_the_run_is_ill_and_once() {
        let mut course = Course::default();
        assert_eq!(course.see(Tries::Auto, well(10)), None);
        assert_eq!(course.see(Tries::Auto, Sight { seen: false, ..ill(20) }), None, "nobody looks");
        assert_eq!(course.see(Tries::Auto, ill(20)), Some(Order::Begin));
        assert!(course.expects(RUN) && !course.expects(RunId(4)));
        assert_eq!(course.see(Tries::Auto, ill(5000)), None, "they are under way");
    }

    #[test]
    fn what_is_ill_for_long_is_tried_again_ever_more_rarely() {
        let mut course = Course::default();
        let mut begun = Vec::new();
        for step in 0..5000 {
            if course.see(Tries::Auto, ill(step)) == Some(Order::Begin) {
                assert!(!course.is_old(step));
                course.through(step + 100);
                begun.push(step);
            }
        }
        assert_eq!(begun, [0, 600, 1700, 3800], "500, 1000, 2000 after the last ones' end");
        assert_eq!(course.see(Tries::Auto, well(9000)), None, "only what is ill");
        assert!(course.is_old(3900 + OLD) && !course.is_old(3900));
    }

    #[test]
    fn a_change_ends_them_and_they_begin_when_it_is_ill_after_that() {
        let mut course = Course::default();
        course.see(Tries::Auto, ill(20));
        assert_eq!(course.happened(RunId(9), Happened::Changed), None, "of another run");
        assert_eq!(course.happened(RUN, Happened::Changed), Some(Order::End));
        assert!(!course.expects(RUN), "what is still on its way is of before");
        assert_eq!(course.see(Tries::Auto, well(25)), None);
        assert_eq!(course.see(Tries::Auto, ill(30)), Some(Order::Begin));
        assert_eq!(course.happened(RUN, Happened::Anew), Some(Order::Forget));
    }

    #[test]
    fn another_run_is_another_matter() {
        let mut course = Course::default();
        course.see(Tries::Auto, ill(20));
        let other = Sight { run: RunId(8), ..ill(7) };
        assert_eq!(course.see(Tries::Auto, other), Some(Order::Forget));
        assert_eq!(course.see(Tries::Auto, other), Some(Order::Begin));
        assert!(course.expects(RunId(8)));
    }

    #[test]
    fn whoever_wants_to_be_asked_is_asked_each_time() {
        let mut course = Course::default();
        assert_eq!(course.see(Tries::Asked, ill(20)), None);
        course.ask();
        assert_eq!(course.see(Tries::Asked, ill(20)), Some(Order::Begin));
        course.through(20);
        assert_eq!(course.see(Tries::Asked, ill(9000)), None);
        course.ask();
        assert_eq!(course.see(Tries::Asked, ill(9000)), Some(Order::Begin));
    }

    #[test]
    fn what_the_visitor_ended_stays_so_until_he_asks_or_something_happens() {
        let mut course = Course::default();
        course.see(Tries::Auto, ill(20));
        assert_eq!(course.cancel(25), Some(Order::End));
        assert_eq!(course.cancel(25), None);
        assert_eq!(course.see(Tries::Auto, ill(9000)), None);
        course.ask();
        assert_eq!(course.see(Tries::Auto, ill(9000)), Some(Order::Begin));
        course.cancel(25);
        course.happened(RUN, Happened::Changed);
        assert_eq!(course.see(Tries::Auto, ill(9001)), Some(Order::Begin));
    }

    #[test]
    fn nothing_is_tried_where_that_is_off() {
        let mut course = Course::default();
        course.ask();
        assert_eq!(course.see(Tries::Off, ill(20)), None);
        let mut course = Course::default();
        course.see(Tries::Auto, ill(20));
        assert_eq!(course.see(Tries::Off, ill(30)), Some(Order::Forget));
        assert_eq!(course.see(Tries::Off, ill(9000)), None);
    }
}
