//! When the screen follows what was measured: never more often than it can show, and never without need.
//!
//! There are two paces. Curves and figures follow at up to 30 times a second; what changes slowly or costs more to
//! draw, such as a heat map of a thousand layers, 10 times, which leaves the page free for whoever uses it.

use leptos::prelude::*;

use crate::ui::held::{HeldSignal, HeldValue, held_signal, held_value};

/// Milliseconds between two frames of each pace: a little less than whole frames of a 60 Hz screen, which are not exact.
const QUICK: f64 = 30.0;
const CALM: f64 = 95.0;

/// Counts the frames in which something new is to be shown. Whoever draws reads it, and is run again with it.
#[derive(Clone, Copy)]
pub struct Frames {
    quick: HeldSignal<u32>,
    calm: HeldSignal<u32>,
    pace: HeldValue<Pace>,
}

/// What is to be shown yet, and when something was shown last (milliseconds of the page's clock).
#[derive(Clone, Copy, Default)]
struct Pace {
    /// A frame has been asked for.
    asked: bool,
    quick_waits: bool,
    calm_waits: bool,
    quick_at: f64,
    calm_at: f64,
}

impl Pace {
    /// Which of the two have waited long enough to be shown now.
    fn due(&mut self, now: f64) -> (bool, bool) {
        let quick = self.quick_waits && now - self.quick_at >= QUICK;
        let calm = self.calm_waits && now - self.calm_at >= CALM;
        if quick {
            (self.quick_waits, self.quick_at) = (false, now);
        }
        if calm {
            (self.calm_waits, self.calm_at) = (false, now);
        }
        (quick, calm)
    }
}

impl Frames {
    pub fn new() -> Self {
        // The first thing measured is shown at once.
        let pace = Pace { quick_at: f64::NEG_INFINITY, calm_at: f64::NEG_INFINITY, ..Pace::default() };
        Self { quick: held_signal(0), calm: held_signal(0), pace: held_value(pace) }
    }

    /// There is something new to show.
    pub fn request(self) {
        let ask = self.pace.try_update_value(|pace| {
            (pace.quick_waits, pace.calm_waits) = (true, true);
            !std::mem::replace(&mut pace.asked, true)
        });
        if ask == Some(true) {
            self.ask();
        }
    }

    fn ask(self) {
        request_animation_frame(move || {
            let now = window().performance().map_or(f64::INFINITY, |clock| clock.now());
            let shown = self.pace.try_update_value(|pace| {
                let due = pace.due(now);
                pace.asked = pace.quick_waits || pace.calm_waits;
                (due, pace.asked)
            });
            // None where the page is gone.
            let Some(((quick, calm), again)) = shown else { return };
            if calm {
                self.calm.update(|count| *count = count.wrapping_add(1));
            }
            if quick {
                self.quick.update(|count| *count = count.wrapping_add(1));
            }
            if again {
                self.ask();
            }
        });
    }

    /// Makes the reader run again at each frame of the quick pace.
    pub fn track(self) {
        self.quick.track();
    }

    /// Makes the reader run again at each frame of the calm pace.
    pub fn track_calmly(self) {
        self.calm.track();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_shown_at_its_pace_and_nothing_is_forgotten() {
        let mut pace = Pace { quick_waits: true, calm_waits: true, ..Pace::default() };
        assert_eq!(pace.due(20.0), (false, false));
        assert_eq!(pace.due(35.0), (true, false));
        assert_eq!(pace.due(70.0), (false, false));
        assert_eq!(pace.due(100.0), (false, true));
        pace.quick_waits = true;
        assert_eq!(pace.due(100.0), (true, false));
        assert_eq!(pace.due(1000.0), (false, false));
    }
}
