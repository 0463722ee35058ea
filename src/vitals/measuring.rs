//! What is asked to be measured.

use serde::{Deserialize, Serialize};

use super::PlateRange;

/// What is measured, and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measuring {
    /// Layer by layer vital signs at every so many steps, at least 1.
    pub layers_every: u32,
    /// The held-out set at every so many steps, at least 1.
    pub held_out_every: u32,
    /// The probe at every so many steps, at least 1; as often as is cheap where none.
    pub probe_every: Option<u32>,
    /// The hidden layer (from 0) whose distribution is reported, where one is chosen.
    pub layer: Option<usize>,
    /// The hidden layers of which plates are reported, where there are to be any.
    pub plates: Option<PlateRange>,
    /// The sharpness, where layers are measured; it costs about two passes over the probe, forward and back.
    pub sharpness: bool,
}

impl Default for Measuring {
    fn default() -> Self {
        Self { layers_every: 5, held_out_every: 20, probe_every: None, layer: None, plates: None, sharpness: false }
    }
}

/// The probe takes a pass alone, about a third of what training takes a row: with at most this many of its rows for each row
/// that is trained on, it takes at most an eighth of the time.
const PROBED_ROWS: f64 = 0.4;
/// The probe is measured at every so many steps at least, however small the batch is, and no more often than is of use.
const RAREST: u32 = 20;
const OFTENEST: u32 = 5;

impl Measuring {
    /// At which steps a probe of so many rows is measured: at every so many.
    pub fn probe_steps(&self, probe: usize, batch_size: usize) -> u32 {
        let cheap = (probe as f64 / PROBED_ROWS / batch_size.max(1) as f64).ceil() as u32;
        let cheap = cheap.next_multiple_of(OFTENEST).clamp(OFTENEST, RAREST);
        self.probe_every.map_or(cheap, |every| every.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smaller_a_batch_the_rarer_the_probe_but_never_too_rare() {
        let steps = |batch_size| Measuring::default().probe_steps(256, batch_size);
        assert_eq!([1024, 128, 64, 32, 1].map(steps), [5, 5, 10, 20, 20]);
        assert_eq!(Measuring::default().probe_steps(4, 1), 10, "four rows cost little");
        assert_eq!(Measuring { probe_every: Some(7), ..Measuring::default() }.probe_steps(256, 1), 7);
    }
}
