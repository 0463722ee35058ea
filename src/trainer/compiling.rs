//! Says that a GPU's kernels are being compiled, which happens when they are first used.

use crate::experiment::Experiment;
use crate::session::{Event, Outbox, Work};
use crate::training::backend::MemoryKind;

/// What brings kernels to be compiled: a look at what the network answers, the first step, and the next ones, whose
/// operations burn joins anew.
const PARTS: u32 = 3;

/// How far a network's kernels are.
pub struct Compiling {
    outbox: Outbox,
    /// Whether there is anything to compile.
    needed: bool,
    /// What kernels have been asked for, as [`kernels_of`] has it.
    known: Vec<Experiment>,
    /// Parts that are through; all where nothing is under way.
    done: u32,
}

impl Compiling {
    pub fn on(memory: MemoryKind, outbox: Outbox) -> Self {
        Self { outbox, needed: matches!(memory, MemoryKind::Gpu { .. }), known: Vec::new(), done: PARTS }
    }

    /// A network is to train; where it needs kernels that are not there yet, all parts begin anew.
    pub fn expect(&mut self, experiment: &Experiment) {
        let kernels = kernels_of(experiment);
        if self.needed && !self.known.contains(&kernels) {
            self.known.push(kernels);
            self.done = 0;
        }
    }

    /// The next part begins.
    pub fn begin(&self) {
        if self.done < PARTS {
            self.report(self.done);
        }
    }

    /// It is through. A network that does not go on by itself is ready then, though there is more to compile.
    pub fn end(&mut self, running: bool) {
        if self.done < PARTS {
            self.done += 1;
            self.report(if running { self.done } else { PARTS });
        }
    }

    fn report(&self, done: u32) {
        self.outbox.send(Event::Progress { work: Work::CompilingKernels, done, total: PARTS });
    }
}

/// One for all experiments that need the same kernels: what kernels take as numbers is the default's.
fn kernels_of(experiment: &Experiment) -> Experiment {
    let Experiment { noise, points, seed, residual_scale, init_scheme, init_scale, learning_rate, clip_max, .. } =
        Experiment::default();
    let whether = |rate: f64| f64::from(u8::from(rate != 0.0));
    Experiment {
        noise,
        points,
        seed,
        residual_scale,
        init_scheme,
        init_scale,
        learning_rate,
        clip_max,
        // The second layer's do for all after it.
        depth: experiment.depth.min(2),
        weight_decay: whether(experiment.weight_decay),
        l1: whether(experiment.l1),
        dropout: whether(experiment.dropout),
        ..experiment.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::kernels_of;
    use crate::experiment::{Activation, Experiment};

    #[test]
    fn numbers_need_no_other_kernels_and_forms_do() {
        let one = Experiment::default();
        let same = Experiment { learning_rate: 0.5, depth: 100, init_scale: 2.0, seed: 7, ..one.clone() };
        assert_eq!(kernels_of(&one), kernels_of(&same));
        let others = [
            Experiment { activation: Activation::Relu, ..one.clone() },
            Experiment { batch_norm: true, ..one.clone() },
            Experiment { dropout: 0.5, ..one.clone() },
            Experiment { width: 64, ..one.clone() },
        ];
        for other in others {
            assert_ne!(kernels_of(&one), kernels_of(&other));
        }
    }
}
