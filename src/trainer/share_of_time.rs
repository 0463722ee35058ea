//! When something is due that is done now and then beside training. No browser in it.

use web_time::{Duration, Instant};

/// Takes at most one part in so many of the time.
#[derive(Clone, Debug)]
pub struct ShareOfTime {
    /// One part in so many.
    part: u32,
    shortest: Duration,
    /// When the last one ended; none before the first.
    ended: Option<Instant>,
    /// Not before; at once where none.
    next: Option<Instant>,
    /// Whether the next one may take longer than those after it, such as for kernels that are compiled. It says nothing then.
    unlike: bool,
}

impl ShareOfTime {
    /// Due at once, and never sooner than `shortest` after the last one.
    pub fn new(part: u32, shortest: Duration) -> Self {
        Self { part, shortest, ended: None, next: None, unlike: true }
    }

    pub fn is_due(&self, now: Instant) -> bool {
        self.next.is_none_or(|next| now >= next)
    }

    /// Something has changed: the next one comes as soon as it may.
    pub fn hurry(&mut self) {
        self.next = self.ended.map(|ended| ended + self.shortest);
        self.unlike = true;
    }

    /// The next one comes at once, whenever the last one was.
    pub fn at_once(&mut self) {
        self.next = None;
        self.unlike = true;
    }

    /// It has been done.
    pub fn done(&mut self, begin: Instant, end: Instant) {
        let took = end.saturating_duration_since(begin);
        let rest = if self.unlike { self.shortest } else { (took * self.part).max(self.shortest) };
        self.unlike = false;
        self.ended = Some(end);
        self.next = Some(end + rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORTEST: Duration = Duration::from_millis(250);

    fn milliseconds(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    /// How often it is done within so many seconds of training if each takes so long, asked every millisecond.
    fn times(took: Duration, seconds: u64) -> u32 {
        let mut share = ShareOfTime::new(50, SHORTEST);
        let begin = Instant::now();
        let (mut now, mut count) = (begin, 0);
        while now < begin + Duration::from_secs(seconds) {
            if share.is_due(now) {
                share.done(now, now + took);
                now += took;
                count += 1;
            }
            now += milliseconds(1);
        }
        count
    }

    #[test]
    fn what_is_quick_comes_four_times_a_second_and_what_is_slow_takes_its_share_at_most() {
        assert_eq!(times(Duration::ZERO, 10), 40);
        let slow = times(milliseconds(100), 100);
        assert!((18..=22).contains(&slow), "{slow} times 100 ms in 100 s");
    }

    #[test]
    fn what_is_first_done_after_a_change_says_nothing_about_the_next() {
        let mut share = ShareOfTime::new(50, SHORTEST);
        let begin = Instant::now();
        let compiled = begin + Duration::from_secs(2);
        share.done(begin, compiled);
        assert!(!share.is_due(compiled + milliseconds(249)) && share.is_due(compiled + SHORTEST));
        let second = compiled + SHORTEST;
        share.done(second, second + milliseconds(20));
        assert!(!share.is_due(second + milliseconds(1019)) && share.is_due(second + milliseconds(1020)));
    }

    #[test]
    fn a_change_brings_it_sooner_but_not_more_often_than_it_may_come() {
        let mut share = ShareOfTime::new(50, SHORTEST);
        let begin = Instant::now();
        share.done(begin, begin);
        let slow = begin + milliseconds(100);
        share.done(begin, slow);
        assert!(!share.is_due(slow + Duration::from_secs(4)));
        share.hurry();
        assert!(!share.is_due(slow + milliseconds(249)) && share.is_due(slow + SHORTEST));
        share.at_once();
        assert!(share.is_due(slow));
    }
}
