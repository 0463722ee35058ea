//! Whether the visitor's own network gets on as fast as it is meant to: where it does, it leaves time to the pool.

use leptos::prelude::*;

use super::pool::{Own, Pool};
use super::store::Store;
use crate::record::Record;

/// Milliseconds over which steps are counted.
const WINDOW: f64 = 400.0;
/// Of the steps that it is meant to take: with fewer it has fallen behind.
const KEEPS_UP: f64 = 0.95;
/// For how many milliseconds the pool then holds back.
const HOLDS_BACK: f64 = 1500.0;

/// Counts the steps of a network that is meant to take so many a second.
#[derive(Clone, Copy, Debug, Default)]
struct Pace {
    /// When the window began, and at which step; none before it has.
    begun: Option<(f64, u64)>,
    kept_up: bool,
    /// Until when the pool holds back.
    behind_until: f64,
}

impl Pace {
    /// How the network gets on that stands at that step at that time, in milliseconds, and may take at most so many steps a
    /// second; as many as there can be where none.
    fn see(&mut self, now: f64, step: u64, most: Option<u32>) -> Own {
        let Some(most) = most else {
            *self = Self::default();
            return Own::TakesAll;
        };
        match self.begun {
            Some((begun, first)) if step >= first => {
                let seconds = (now - begun) / 1000.0;
                if seconds * 1000.0 >= WINDOW {
                    self.kept_up = (step - first) as f64 >= KEEPS_UP * f64::from(most) * seconds;
                    if !self.kept_up {
                        self.behind_until = now + HOLDS_BACK;
                    }
                    self.begun = Some((now, step));
                }
            }
            _ => self.begun = Some((now, step)),
        }
        if self.kept_up && now >= self.behind_until { Own::KeepsUp } else { Own::TakesAll }
    }
}

/// Tells the document's pool how the page's own networks get on.
pub fn follow(store: Store) {
    let pool = Pool::of_document();
    let mut pace = Pace::default();
    Effect::new(move |before: Option<Own>| {
        let (running, most) = (store.running.get(), store.speed.get());
        let step = store.record_calmly(Record::step).unwrap_or_default();
        let now = window().performance().map_or(0.0, |clock| clock.now());
        let own = if running {
            pace.see(now, step, most)
        } else {
            pace = Pace::default();
            Own::Rests
        };
        if before != Some(own) {
            pool.visitor_trains(store.page, own);
        }
        own
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said at every 100 ms of a run that takes so many steps a second.
    fn said(pace: &mut Pace, from: f64, seconds: f64, rate: f64) -> Vec<Own> {
        let times = (0..(10.0 * seconds) as u32).map(|tenth| from + 100.0 * f64::from(tenth));
        times.map(|now| pace.see(now, (rate * now / 1000.0) as u64, Some(200))).collect()
    }

    #[test]
    fn a_network_that_keeps_up_leaves_time_and_one_that_falls_behind_gets_it_back() {
        let mut pace = Pace::default();
        let first = said(&mut pace, 0.0, 2.0, 200.0);
        assert_eq!((first[0], first[19]), (Own::TakesAll, Own::KeepsUp));
        // It stands where it stood, and goes on at half the pace.
        let mut slower = Pace { begun: Some((2000.0, 200)), ..pace };
        let behind = said(&mut slower, 2000.0, 1.0, 100.0);
        assert_eq!(behind[9], Own::TakesAll);
        let later = said(&mut slower, 3000.0, 0.5, 200.0);
        assert!(later.iter().all(|own| *own == Own::TakesAll), "not at once");
        assert_eq!(said(&mut slower, 4000.0, 4.0, 200.0).last(), Some(&Own::KeepsUp));
    }

    #[test]
    fn at_full_speed_there_is_no_time_to_spare() {
        let mut pace = Pace::default();
        assert!((0..20).all(|tenth| pace.see(f64::from(tenth) * 100.0, 1000, None) == Own::TakesAll));
    }
}
