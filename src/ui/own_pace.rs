//! How much of its cores the visitor's own network leaves to the pool: as much as does not slow it by more than a tenth. What
//! that is differs from machine to machine, so it is measured: its speed beside the pool is held against its speed alone.

use leptos::prelude::*;

use super::clock::now;
use super::pool::Pool;
use super::store::Store;
use crate::record::Record;
use crate::session::RunId;
use crate::ui::effect::effect;

/// Milliseconds over which steps are counted, at least, and how many: they come in by rounds.
const WINDOW: f64 = 500.0;
const STEPS: u64 = 12;
/// A window in which the pool rests is shorter: with the first verdict it is over.
const SHORT_WINDOW: f64 = 150.0;
/// Of its speed alone: at that, the pool may take more; below the other, less.
const UNMOVED: f64 = 0.95;
const SLOWED: f64 = 0.92;
/// Of the speed that it is meant to have, in a short window: it has time to spare.
const SPARES: f64 = 0.85;
/// What the pool takes beside a network that has time to spare, before it is known how much; more is tried then.
const SPARE: f32 = 0.8;
/// The pool's share grows by this in each window; once it was too much, by the other.
const GROWS: f32 = 1.5;
const GROWS_LATER: f32 = 1.15;
/// What any network can spare: jobs get on where something else keeps the machine busy, too.
const LEAST_SHARE: f32 = 0.15;

/// What is seen of a network at one time.
#[derive(Clone, Copy, Debug)]
struct Sight {
    /// Milliseconds.
    now: f64,
    run: RunId,
    step: u64,
    /// Steps a second that it is meant to take at most; as many as there can be where none.
    most: Option<u32>,
    /// Whether the pool is at work.
    beside: bool,
}

/// Counts a network's steps, and says what share of its cores' time the pool may take: more than 0 and at most 1.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// What the pool takes where nothing is known yet.
    careful: f32,
    /// Where the window began.
    begun: Option<Sight>,
    /// Steps a second that it took while the pool rested.
    alone: Option<f64>,
    share: f32,
    /// A share was too much.
    was_slowed: bool,
}

impl Pace {
    fn new(careful: f32) -> Self {
        Self { careful, begun: None, alone: None, share: careful, was_slowed: false }
    }

    /// The network is at rest; what is known of its speed stays.
    fn rests(&mut self) {
        self.begun = None;
    }

    fn see(&mut self, sight: Sight) -> f32 {
        // Before its first step it has no pace: its trainer loads.
        let Some(begun) = self.begun.filter(|begun| begun.step > 0) else {
            self.begun = Some(sight);
            return self.share;
        };
        if begun.run != sight.run || begun.most != sight.most || sight.step < begun.step {
            *self = Self { begun: Some(sight), ..Self::new(self.careful) };
            return self.share;
        }
        let (milliseconds, steps) = (sight.now - begun.now, sight.step - begun.step);
        let turned = begun.beside != sight.beside;
        let least = if begun.beside { WINDOW } else { SHORT_WINDOW };
        if milliseconds >= least && steps >= STEPS {
            let rate = 1000.0 * steps as f64 / milliseconds;
            // A window in which the pool has begun says more of its speed alone than nothing does.
            match (begun.beside, turned) {
                (false, false) => self.seen_alone(rate, sight.most),
                (false, true) if self.alone.is_none_or(|alone| rate > alone) => self.seen_alone(rate, sight.most),
                (true, false) => self.seen_beside(rate, sight.most),
                (_, true) => {}
            }
            self.begun = Some(sight);
        } else if turned {
            self.begun = Some(sight);
        }
        self.share
    }

    fn seen_alone(&mut self, rate: f64, most: Option<u32>) {
        // A slow moment says little of what it can; the first steps are slow.
        let alone = self.alone.map_or(rate, |alone| rate.max((alone + rate) / 2.0));
        self.alone = Some(alone);
        if !self.was_slowed && most.is_some_and(|most| alone >= SPARES * f64::from(most)) {
            self.share = self.share.max(SPARE);
        }
    }

    fn seen_beside(&mut self, rate: f64, most: Option<u32>) {
        let most = most.map(f64::from);
        let Some(goal) = self.alone.into_iter().chain(most).reduce(f64::min) else { return };
        if rate < SLOWED * goal {
            // It may be no faster alone.
            if self.alone.is_none() {
                return;
            }
            self.share = (self.share / 2.0).max(LEAST_SHARE);
            self.was_slowed = true;
        } else if rate >= UNMOVED * goal {
            let spares = !self.was_slowed && most.is_some_and(|most| rate >= UNMOVED * most);
            let grown = self.share * if self.was_slowed { GROWS_LATER } else { GROWS };
            self.share = if spares { grown.max(SPARE) } else { grown }.min(1.0);
        }
    }
}

/// Tells the document's pool what the page's own networks leave to it.
pub fn follow(store: Store) {
    let pool = Pool::of_document();
    let mut pace = Pace::new(pool.careful_share());
    let mut before = None;
    effect(move || {
        let (running, most, run) = (store.running.get(), store.speed.get().most(), store.runs.chosen().id);
        let step = store.record_calmly(Record::step).unwrap_or_default();
        let now = now();
        let share = if running {
            Some(pace.see(Sight { now, run, step, most, beside: pool.is_at_work() }))
        } else {
            pace.rests();
            None
        };
        if before != Some(share) {
            pool.visitor_leaves(store.page, share);
            before = Some(share);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAREFUL: f32 = 0.15;

    /// A network that takes so many steps a second alone, and by so much less beside a pool that takes all it may.
    struct Machine {
        pace: Pace,
        rate: f64,
        slope: f64,
        most: Option<u32>,
        now: f64,
        steps: f64,
    }

    impl Machine {
        fn new(rate: f64, slope: f64, most: Option<u32>) -> Self {
            Self { pace: Pace::new(CAREFUL), rate, slope, most, now: 0.0, steps: 0.0 }
        }

        /// The share after so many seconds, in each of which it is looked at ten times, and the speed in them.
        fn go_on(&mut self, seconds: f64, beside: bool) -> (f32, f64) {
            let first = self.steps;
            for _ in 0..(10.0 * seconds) as u32 {
                let share = if beside { f64::from(self.pace.share) } else { 0.0 };
                let rate = self.rate * (1.0 - self.slope * share);
                self.now += 100.0;
                self.steps += 0.1 * self.most.map_or(rate, |most| rate.min(f64::from(most)));
                let (step, most) = (self.steps as u64, self.most);
                self.pace.see(Sight { now: self.now, run: RunId(1), step, most, beside });
            }
            (self.pace.share, (self.steps - first) / seconds)
        }
    }

    #[test]
    fn a_network_that_has_time_to_spare_leaves_nearly_all_of_it_at_once() {
        let mut machine = Machine::new(2000.0, 0.4, Some(200));
        machine.go_on(0.3, false);
        assert_eq!(machine.go_on(0.1, true).0, SPARE);
        let (share, rate) = machine.go_on(3.0, true);
        assert_eq!(share, 1.0);
        assert!(rate > 198.0, "{rate}");
    }

    #[test]
    fn while_its_trainer_loads_it_is_not_taken_for_slow() {
        let mut machine = Machine::new(2000.0, 0.4, Some(200));
        let loading = |now: f64| Sight { now, run: RunId(1), step: 0, most: Some(200), beside: false };
        (0..15).for_each(|tenth| {
            machine.pace.see(loading(100.0 * f64::from(tenth)));
        });
        machine.now = 1400.0;
        machine.go_on(0.3, false);
        assert_eq!(machine.go_on(0.1, true).0, SPARE);
    }

    #[test]
    fn one_that_takes_all_it_gets_is_slowed_by_no_more_than_a_tenth_whatever_the_machine() {
        for (rate, slope, least) in [(100.0, 0.0, 0.99), (100.0, 0.4, 0.13), (1500.0, 0.6, 0.15), (12.0, 0.4, 0.15)] {
            for most in [None, Some(200)] {
                let mut machine = Machine::new(rate, slope, most);
                machine.go_on(2.0, false);
                machine.go_on(6.0, true);
                let (share, reached) = machine.go_on(20.0, true);
                let meant = rate.min(most.map_or(f64::INFINITY, f64::from));
                assert!(f64::from(share) >= least, "{rate} {slope} {most:?}: {share}");
                assert!(reached >= 0.9 * meant, "{rate} {slope} {most:?}: {reached}");
            }
        }
    }

    #[test]
    fn one_that_falls_behind_gets_its_time_back() {
        let mut machine = Machine::new(400.0, 0.4, Some(200));
        machine.go_on(1.0, false);
        assert_eq!(machine.go_on(3.0, true).0, 1.0);
        // Something else keeps the machine busy.
        machine.rate = 190.0;
        let (share, _) = machine.go_on(3.0, true);
        assert!(share < 0.3, "{share}");
    }

    #[test]
    fn nothing_is_known_of_another_network() {
        let mut machine = Machine::new(2000.0, 0.4, Some(200));
        machine.go_on(1.0, false);
        machine.go_on(3.0, true);
        let other = Sight { now: machine.now + 100.0, run: RunId(2), step: 900_000, most: Some(200), beside: true };
        assert_eq!(machine.pace.see(other), CAREFUL);
        let more = Sight { now: other.now + WINDOW, most: None, step: other.step + 900, ..other };
        assert_eq!(machine.pace.see(more), CAREFUL);
    }
}
