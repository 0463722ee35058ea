//! How the loss went since the last change: by the probe, which is the same rows each time; by the batches of the steps before
//! the probe was measured.

use super::trend::{self, WINDOW, median};

/// What falls over more steps than this falls slowly.
const SOME: u64 = 100;

/// The losses that a verdict rests on, with their steps, oldest first.
pub struct Course {
    losses: Vec<(u64, f64)>,
    /// How many of them are taken together: three probes, or the batches of 20 steps.
    together: usize,
    probed: bool,
}

impl Course {
    /// From probes with their steps, or the losses of the last steps on their batches.
    pub fn of(probes: &[(u64, f64)], batches: &[f64]) -> Self {
        if probes.is_empty() {
            let losses = batches.iter().enumerate().map(|(index, loss)| (index as u64, *loss)).collect();
            Self { losses, together: WINDOW, probed: false }
        } else {
            Self { losses: probes.to_vec(), together: 3, probed: true }
        }
    }

    /// The loss of so many steps ago; none where that is before the first.
    pub fn loss_before(&self, steps: u64) -> Option<f64> {
        let last = self.losses.last()?.0;
        let end = self.losses.partition_point(|(step, _)| step + steps <= last);
        let values: Vec<f64> = self.losses[..end].iter().rev().take(self.together).map(|(_, loss)| *loss).collect();
        median(&values)
    }

    /// The lowest loss of the last 80 steps.
    pub fn best(&self) -> Option<f64> {
        let last = self.losses.last()?.0;
        let values: Vec<f64> =
            self.losses.iter().filter(|(step, _)| step + 4 * WINDOW as u64 >= last).map(|(_, loss)| *loss).collect();
        values.windows(self.together.min(values.len())).filter_map(median).reduce(f64::min)
    }

    /// Whether the probe's loss falls now, or did until 20 steps ago, by more than chance: by more than `least` over some 100
    /// steps, or `slowly` over a few hundred.
    pub fn falls(&self, least: f64, slowly: f64) -> bool {
        let losses: Vec<f64> = self.losses.iter().map(|(_, loss)| *loss).collect();
        let last = self.losses.last().map_or(0, |(step, _)| *step);
        let first = self.losses.first().map_or(0, |(step, _)| *step);
        let each = (last - first) as f64 / (losses.len().max(2) - 1) as f64;
        let least = |window: usize| if window as f64 * each > SOME as f64 { slowly } else { least };
        let recent = |end: &usize| self.losses[end - 1].0 + WINDOW as u64 >= last;
        self.probed && (1..=losses.len()).rev().take_while(recent).any(|end| trend::probe_falls(&losses[..end], least))
    }

    /// Whether the loss was ever higher than it is now by more than `least`.
    pub fn fell(&self, least: f64) -> bool {
        self.loss_before(0).is_some_and(|now| self.losses.iter().any(|(_, loss)| *loss > now + least))
    }

    /// Steps since the loss was last higher than it is now by more than `least`; since the beginning where it never was.
    pub fn flat_for(&self, least: f64) -> u64 {
        let (Some(now), Some((last, _))) = (self.loss_before(0), self.losses.last()) else { return 0 };
        let higher = self.losses.windows(3).rev().find(|three| {
            let values: Vec<f64> = three.iter().map(|(_, loss)| *loss).collect();
            median(&values).is_some_and(|loss| loss > now + least)
        });
        last - higher.map_or(self.losses.first().map_or(*last, |(step, _)| *step), |three| three[2].0)
    }

    /// In how many steps the loss is down to `goal` if it falls on as over the last 200 steps; none where it does not fall.
    pub fn steps_left(&self, goal: f64) -> Option<f64> {
        const OVER: u64 = 200;
        let (now, before) = (self.loss_before(0)?, self.loss_before(OVER)?);
        (self.probed && before > now).then(|| (now - goal).max(0.0) * OVER as f64 / (before - now))
    }

    /// The typical jump of the probe's loss from one time to the next; none where it was not measured three times.
    pub fn jump(&self) -> Option<f64> {
        let recent: Vec<f64> = self.losses.iter().rev().take(9).map(|(_, loss)| *loss).collect();
        if self.probed && recent.len() > 3 { trend::jump(&recent) } else { None }
    }
}
