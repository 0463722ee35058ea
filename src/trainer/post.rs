//! What a trainer reports, gathered and sent off: several events in one message, and no more messages than the page has room
//! for. No browser in it.

use std::cell::RefCell;
use std::rc::Rc;

use crate::session::wire::{MOST_UNREAD, Report};
use crate::session::{Event, Outbox};

/// A handle on what is to be sent; every clone is the same.
#[derive(Clone)]
pub struct Post {
    state: Rc<RefCell<State>>,
    send: Rc<dyn Fn(&Report)>,
}

#[derive(Default)]
struct State {
    waiting: Vec<Event>,
    /// The number of the last command that was obeyed, and the last of which the page was told.
    obeyed: u64,
    told: u64,
    /// Messages on their way that the page has not said to have read.
    unread: u32,
    at_work: bool,
    progress: u64,
}

impl Post {
    /// Sends by that function.
    pub fn by(send: impl Fn(&Report) + 'static) -> Self {
        Self { state: Rc::default(), send: Rc::new(send) }
    }

    /// Where the trainer reports to. What the page must see at once is sent at once.
    pub fn outbox(&self) -> Outbox {
        let post = self.clone();
        Outbox::to(move |event| {
            let urgent = matches!(event, Event::Progress { .. } | Event::Ready { .. } | Event::Failed { .. });
            let last = matches!(event, Event::Failed { .. });
            post.state.borrow_mut().waiting.push(event);
            if last {
                // Nothing comes after it for which room would have to be kept.
                post.state.borrow_mut().unread = 0;
            }
            if urgent {
                post.flush();
            }
        })
    }

    /// The command of that number was obeyed.
    pub fn obeyed(&self, number: u64) {
        self.state.borrow_mut().obeyed = number;
    }

    /// Sends what waits, if the page has room.
    pub fn flush(&self) {
        let mut state = self.state.borrow_mut();
        let news = !state.waiting.is_empty() || state.told != state.obeyed;
        if !news || state.unread >= MOST_UNREAD {
            return;
        }
        // Something has been done since the last message.
        state.progress += 1;
        let report = Report::Events { obeyed: state.obeyed, events: std::mem::take(&mut state.waiting) };
        state.told = state.obeyed;
        state.unread += 1;
        drop(state);
        (self.send)(&report);
    }

    /// The page has read a message.
    pub fn read(&self) {
        let mut state = self.state.borrow_mut();
        state.unread = state.unread.saturating_sub(1);
        drop(state);
        self.flush();
    }

    /// Whether the page keeps up: where it does not, training waits.
    pub fn has_room(&self) -> bool {
        self.state.borrow().unread < MOST_UNREAD
    }

    /// Whether there is something to do from now on that the page waits for.
    pub fn at_work(&self, at_work: bool) {
        self.state.borrow_mut().at_work = at_work;
    }

    /// Says that the trainer lives; not to a page that does not keep up, which would not see it sooner.
    pub fn beat(&self, memory: u64) {
        let mut state = self.state.borrow_mut();
        if state.unread < MOST_UNREAD {
            state.unread += 1;
            let report = Report::Alive { at_work: state.at_work, progress: state.progress, memory };
            drop(state);
            (self.send)(&report);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Failure, Work};

    fn post() -> (Post, Rc<RefCell<Vec<Report>>>) {
        let sent = Rc::new(RefCell::new(Vec::new()));
        let into = sent.clone();
        (Post::by(move |report| into.borrow_mut().push(report.clone())), sent)
    }

    fn events(report: &Report) -> (u64, usize) {
        match report {
            Report::Events { obeyed, events } => (*obeyed, events.len()),
            Report::Hello { .. } | Report::Alive { .. } => panic!("{report:?}"),
        }
    }

    #[test]
    fn what_happens_between_two_flushes_is_one_message_and_nothing_is_none() {
        let (post, sent) = post();
        let outbox = post.outbox();
        outbox.send(Event::Running(true));
        outbox.send(Event::Running(false));
        post.obeyed(4);
        assert!(sent.borrow().is_empty());
        post.flush();
        post.flush();
        assert_eq!(sent.borrow().iter().map(events).collect::<Vec<_>>(), [(4, 2)]);
    }

    #[test]
    fn a_page_that_reads_nothing_gets_no_more_than_it_has_room_for_and_misses_nothing() {
        let (post, sent) = post();
        let outbox = post.outbox();
        for number in 1..=100 {
            outbox.send(Event::Running(true));
            post.obeyed(number);
            post.flush();
            post.beat(0);
        }
        assert_eq!(sent.borrow().len(), MOST_UNREAD as usize);
        assert!(!post.has_room());
        sent.borrow_mut().clear();
        post.read();
        let (obeyed, count) = events(&sent.borrow()[0]);
        assert_eq!((obeyed, sent.borrow().len()), (100, 1));
        assert_eq!(count, 100 - MOST_UNREAD as usize / 2, "half of what came before were beats");
    }

    #[test]
    fn a_page_that_reads_is_no_progress_of_the_trainer() {
        let (post, sent) = post();
        post.at_work(true);
        let progress = |report: &Report| match report {
            Report::Alive { progress, .. } => Some(*progress),
            Report::Hello { .. } | Report::Events { .. } => None,
        };
        for _ in 0..9 {
            post.beat(0);
            post.read();
        }
        assert!(sent.borrow().iter().all(|report| progress(report) == Some(0)), "it hangs");
        post.outbox().send(Event::Running(true));
        post.flush();
        post.beat(0);
        assert_eq!(sent.borrow().last().and_then(progress), Some(1), "it gets on");
    }

    #[test]
    fn long_work_and_a_failure_are_said_at_once_and_a_failure_in_any_case() {
        let (post, sent) = post();
        let outbox = post.outbox();
        outbox.send(Event::Progress { work: Work::DrawingWeights, done: 0, total: 9 });
        assert_eq!(sent.borrow().len(), 1);
        (0..20).for_each(|_| post.beat(0));
        let before = sent.borrow().len();
        outbox.send(Event::Failed { failure: Failure::Ended });
        assert_eq!(sent.borrow().len(), before + 1);
    }
}
