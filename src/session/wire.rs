//! What goes over the wire between the page and a worker, as bytes. No browser in it.
//!
//! The page numbers its commands and waits for the trainer's hello before it sends any; the trainer says with each report
//! how far it has obeyed, and sends no more of them than the page has room for.

use serde::de::{DeserializeOwned, Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Command, Event};

/// Names the sources that page and trainers are built from: both are of one build, or they do not talk.
pub const BUILD: &str = env!("FLATLINE_BUILD");

/// Reports that may be on their way to the page, unread. A page that is busy is not flooded: the trainer waits.
pub const MOST_UNREAD: u32 = 8;

/// From the page to a trainer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// The command of that number; numbers rise.
    Command(u64, Command),
    /// The page has read one more report.
    Read,
}

/// From a trainer to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Report {
    /// The first message: the build that the trainer is of.
    Hello { build: String },
    /// What has happened, in order, and the number of the last command that was obeyed, or dropped for a later one.
    Events {
        obeyed: u64,
        #[serde(deserialize_with = "few")]
        events: Vec<Event>,
    },
    /// The trainer lives. `at_work`: it does something that the page waits for; `progress` grows with each part of it that
    /// is done. `memory`: bytes that the worker has taken from the system.
    Alive { at_work: bool, progress: u64, memory: u64 },
}

/// Events in one report. A trainer has none near as many to say between two of them, and bytes that are none of its own shall
/// not become a hundred times as many.
const MOST_EVENTS: usize = 20_000;

fn few<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Event>, D::Error> {
    struct Few;
    impl<'de> Visitor<'de> for Few {
        type Value = Vec<Event>;

        fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(to, "at most {MOST_EVENTS} events")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Vec<Event>, A::Error> {
            let mut events = Vec::new();
            while let Some(event) = from.next_element()? {
                if events.len() == MOST_EVENTS {
                    return Err(A::Error::custom(""));
                }
                events.push(event);
            }
            Ok(events)
        }
    }
    from.deserialize_seq(Few)
}

/// Bytes that are no message of this build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// The message as bytes: postcard's format.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // It can fail only where a type does not say how long it is, which a test would show.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message that these bytes are.
///
/// # Errors
/// Where they are none, or more than one.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        _ => Err(Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Story;
    use crate::session::{Failure, RunId};
    use crate::vitals::{LayerVitals, Measuring, Plate, PlateRange, Plates, Vitals};

    #[test]
    fn a_message_arrives_as_it_was_sent_not_finite_numbers_too() {
        let request = Request::Command(7, Command::Start { run: RunId(3), story: Story::default(), consent: true });
        assert_eq!(decode(&encode(&request)), Ok(request));
        let plates = Some(PlateRange { first: 498, count: 5 });
        let request = Request::Command(8, Command::Measure(Measuring { plates, ..Measuring::default() }));
        assert_eq!(decode(&encode(&request)), Ok(request));
        let layers = LayerVitals { activation_means: vec![f32::INFINITY, -0.0], ..LayerVitals::default() };
        let vitals = Vitals { step: 1 << 40, loss: f32::NEG_INFINITY, layers: Some(layers), ..Vitals::default() };
        let plate = Plate { bins: [255; 30], above: 0.5, unit_stds: vec![f32::INFINITY, 1e-30], ..Plate::default() };
        let events = vec![
            Event::Measured { run: RunId(0), vitals: vec![vitals] },
            Event::Plates { run: RunId(0), step: 9, plates: Plates { first: 498, plates: vec![plate] } },
            Event::Failed { failure: Failure::Defect { detail: "\u{fffd}\0".into() } },
        ];
        let report = Report::Events { obeyed: u64::MAX, events };
        assert_eq!(decode(&encode(&report)), Ok(report));
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let mut bytes = encode(&Report::Hello { build: "one".into() });
        assert_eq!(decode::<Report>(&bytes[..bytes.len() - 1]), Err(Unreadable), "cut short");
        bytes.push(0);
        assert_eq!(decode::<Report>(&bytes), Err(Unreadable), "and something after it");
        for stray in [&[][..], &[9], &[255; 20], &[1, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]] {
            assert_eq!(decode::<Report>(stray), Err(Unreadable), "{stray:?}");
        }
    }
}
