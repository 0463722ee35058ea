//! What the page knows of a patient: everything the trainer has reported, in bounded memory. No browser in it.

mod history;
mod layers;

use std::collections::{BTreeMap, VecDeque};

pub use history::{Curve, History};
pub use layers::{LayerHistory, log, ratio};

use super::words;
use crate::diagnosis::Observation;
use crate::experiment::Experiment;
use crate::session::{Distribution, Event, Layer, Patient, View};
use crate::vitals::{Evaluation, LayerVitals, Vitals};

/// The most marks kept; the oldest go first.
const MOST_MARKS: usize = 100;
/// How many of the last steps are kept as they were measured, to judge by.
const RECENT: usize = 200;

/// How many times the loss of guessing a network may have that is worth going back to.
const STILL_HEALTHY: f64 = 2.0;

/// A change that took effect after a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub step: u64,
    /// What changed, such as `BatchNorm` or `Learning rate 0.01`.
    pub name: String,
    /// The settings from there on.
    pub experiment: Experiment,
}

/// Where the loss stopped being finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Divergence {
    pub step: u64,
    pub layer: Layer,
    /// Whether a setting has changed since.
    pub treated: bool,
}

/// Everything reported of one patient since its network was built.
#[derive(Clone, Debug)]
pub struct Record {
    /// The network's number; reports of another one are too late and not taken.
    run: u32,
    /// The settings that are in effect in the trainer.
    pub experiment: Experiment,
    /// The settings when the weights were drawn.
    pub drawn_for: Experiment,
    /// The step of the last hot change or rewind; 0 before the first.
    pub changed_at: u64,
    pub features: usize,
    pub classes: usize,
    pub parameters: u64,
    /// Training points of 2-D data: x, y, label.
    pub points: Vec<(f32, f32, u32)>,
    pub history: History,
    pub layers: LayerHistory,
    /// The last steps without their layers, oldest first.
    pub recent: VecDeque<Vitals>,
    /// The last step that was measured layer by layer.
    pub latest_layers: Option<(u64, LayerVitals)>,
    pub held_out: Option<(u64, Evaluation)>,
    /// The largest |mean| + std of a layer's activations so far.
    pub activation_reach: f32,
    pub marks: Vec<Mark>,
    pub divergence: Option<Divergence>,
    pub view: Option<(u64, View)>,
    pub distribution: Option<(u64, Distribution)>,
    /// The steps to which one can rewind, oldest first.
    pub checkpoints: Vec<u64>,
}

impl Record {
    /// The last step trained; 0 before the first.
    pub fn step(&self) -> u64 {
        self.history.last_step()
    }

    /// The last step; none before the first.
    pub fn latest(&self) -> Option<&Vitals> {
        self.recent.back()
    }

    /// The loss of a network that knows nothing: ln of the number of classes.
    pub fn coin_toss(&self) -> f64 {
        (self.classes.max(2) as f64).ln()
    }

    /// What the diagnosis is made from.
    pub fn observation(&self) -> Observation<'_> {
        Observation {
            experiment: &self.experiment,
            drawn_for: &self.drawn_for,
            classes: self.classes,
            recent: &self.recent,
            layers: self.latest_layers.as_ref().map(|(_, layers)| layers),
            layers_at: self.latest_layers.as_ref().map_or(0, |(step, _)| *step),
            changed_at: self.changed_at,
            divergence: self.divergence.map(|divergence| (divergence.step, divergence.layer)),
            healthy_checkpoint: self.healthy_checkpoint(),
        }
    }

    /// The last checkpoint whose next step still had a loss not far above guessing; of a diverged network the first
    /// one where none had.
    fn healthy_checkpoint(&self) -> Option<u64> {
        let end = self.divergence.map_or(self.step(), |divergence| divergence.step - 1);
        let healthy = |step: &&u64| {
            let loss = self.history.at(Curve::Loss, **step + 1).map(f64::from);
            **step < end && loss.is_some_and(|loss| loss < STILL_HEALTHY * self.coin_toss())
        };
        let last = self.checkpoints.iter().rev().find(healthy);
        last.or(self.checkpoints.first().filter(|_| self.divergence.is_some())).copied()
    }

    fn measured(&mut self, mut vitals: Vitals) {
        self.history.push(&vitals);
        if let Some(layers) = vitals.layers.take() {
            self.layers.push(vitals.step, &layers.weight_gradient_norms);
            let reach = layers.activation_means.iter().zip(&layers.activation_stds).map(|(mean, std)| mean.abs() + std);
            self.activation_reach = reach.filter(|reach| reach.is_finite()).fold(self.activation_reach, f32::max);
            self.latest_layers = Some((vitals.step, layers));
        }
        if let Some(held_out) = vitals.held_out {
            self.held_out = Some((vitals.step, held_out));
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(vitals);
    }

    fn mark(&mut self, step: u64, name: String) {
        self.changed_at = step;
        if self.marks.len() == MOST_MARKS {
            self.marks.remove(0);
        }
        self.marks.push(Mark { step, name, experiment: self.experiment.clone() });
    }

    fn rewind(&mut self, step: u64) {
        self.history.truncate(step);
        self.layers.truncate(step);
        self.marks.retain(|mark| mark.step <= step);
        self.changed_at = step;
        self.divergence = None;
        self.recent.clear();
        self.latest_layers = None;
        self.held_out = None;
    }
}

/// The records of all patients.
#[derive(Clone, Debug, Default)]
pub struct Book {
    records: BTreeMap<Patient, Record>,
}

impl Book {
    pub fn of(&self, patient: Patient) -> Option<&Record> {
        self.records.get(&patient)
    }

    /// Takes what an event reports of a patient; false where it reports nothing, or of a network that is gone.
    pub fn receive(&mut self, event: Event) -> bool {
        match event {
            Event::Started { patient, run, experiment, features, classes, parameters, points } => {
                let record = Record {
                    run,
                    drawn_for: experiment.clone(),
                    experiment,
                    changed_at: 0,
                    features,
                    classes,
                    parameters,
                    points,
                    history: History::default(),
                    layers: LayerHistory::default(),
                    recent: VecDeque::with_capacity(RECENT),
                    latest_layers: None,
                    held_out: None,
                    activation_reach: 0.0,
                    marks: Vec::new(),
                    divergence: None,
                    view: None,
                    distribution: None,
                    checkpoints: Vec::new(),
                };
                self.records.insert(patient, record);
                true
            }
            Event::Copied { from, to, run, step, experiment } => {
                let Some(mut copy) = self.records.get(&from).cloned() else { return false };
                if step < copy.step() {
                    copy.rewind(step);
                }
                copy.run = run;
                copy.divergence = None;
                copy.checkpoints.clear();
                let name = words::changes(&copy.experiment, &experiment);
                copy.experiment = experiment;
                if !name.is_empty() {
                    copy.mark(step, name);
                }
                self.records.insert(to, copy);
                true
            }
            Event::Changed { patient, run, step, experiment } => self.with(patient, run, |record| {
                let name = words::changes(&record.experiment, &experiment);
                record.experiment = experiment;
                if let Some(divergence) = &mut record.divergence {
                    divergence.treated = true;
                }
                if !name.is_empty() {
                    record.mark(step, name);
                }
            }),
            Event::Measured { patient, run, vitals } => self.with(patient, run, |record| {
                for vitals in vitals {
                    record.measured(vitals);
                }
            }),
            Event::Seen { patient, run, step, view } => {
                self.with(patient, run, |record| record.view = Some((step, view)))
            }
            Event::Distribution { patient, run, step, distribution } => {
                self.with(patient, run, |record| record.distribution = Some((step, distribution)))
            }
            Event::Diverged { patient, run, step, layer, vitals } => self.with(patient, run, |record| {
                record.divergence = Some(Divergence { step, layer, treated: false });
                if let Some(vitals) = vitals {
                    record.layers.push(step, &vitals.weight_gradient_norms);
                    record.latest_layers = Some((step, vitals));
                }
            }),
            Event::Checkpoints { patient, run, steps } => self.with(patient, run, |record| record.checkpoints = steps),
            Event::Rewound { patient, run, step } => self.with(patient, run, |record| {
                record.rewind(step);
                // What was changed later is in effect from here on.
                let then = record.marks.last().map_or(&record.drawn_for, |mark| &mark.experiment);
                let name = words::changes(then, &record.experiment);
                record.mark(step, words::REWOUND.to_owned());
                if !name.is_empty() {
                    record.mark(step, name);
                }
            }),
            Event::Ready { .. }
            | Event::Progress { .. }
            | Event::Running(_)
            | Event::Refused { .. }
            | Event::Failed { .. } => false,
        }
    }

    fn with(&mut self, patient: Patient, run: u32, change: impl FnOnce(&mut Record)) -> bool {
        match self.records.get_mut(&patient) {
            Some(record) if record.run == run => {
                change(record);
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Patient = Patient::A;

    fn started(run: u32) -> Event {
        let experiment = Experiment::default();
        Event::Started { patient: A, run, experiment, features: 2, classes: 2, parameters: 1, points: Vec::new() }
    }

    fn measured(run: u32, steps: std::ops::RangeInclusive<u64>) -> Event {
        let vitals = steps.map(|step| Vitals { step, loss: 0.7, ..Vitals::default() }).collect();
        Event::Measured { patient: A, run, vitals }
    }

    #[test]
    fn what_an_old_network_still_reports_is_not_taken() {
        let mut book = Book::default();
        assert!(book.receive(started(1)));
        assert!(book.receive(started(2)));
        assert!(!book.receive(measured(1, 1..=5)));
        assert!(book.receive(measured(2, 1..=3)));
        assert_eq!(book.of(A).map(Record::step), Some(3));
    }

    #[test]
    fn a_hot_change_is_marked_by_name_at_its_step() {
        let mut book = Book::default();
        book.receive(started(1));
        book.receive(measured(1, 1..=9));
        let experiment = Experiment { batch_norm: true, learning_rate: 0.01, ..Experiment::default() };
        book.receive(Event::Changed { patient: A, run: 1, step: 9, experiment: experiment.clone() });
        let marks = &book.of(A).expect("a record").marks;
        assert_eq!(marks, &[Mark { step: 9, name: "BatchNorm, Learning rate 0.01".to_owned(), experiment }]);
    }

    #[test]
    fn a_rewind_past_a_change_marks_it_where_it_is_in_effect_from() {
        let mut book = Book::default();
        book.receive(started(1));
        book.receive(measured(1, 1..=9));
        let experiment = Experiment { batch_norm: true, ..Experiment::default() };
        book.receive(Event::Changed { patient: A, run: 1, step: 9, experiment });
        let names = |book: &Book| -> Vec<(u64, String)> {
            book.of(A).expect("a record").marks.iter().map(|mark| (mark.step, mark.name.clone())).collect()
        };
        book.receive(Event::Rewound { patient: A, run: 1, step: 4 });
        assert_eq!(names(&book), [(4, words::REWOUND.to_owned()), (4, "BatchNorm".to_owned())]);
        book.receive(measured(1, 5..=9));
        book.receive(Event::Rewound { patient: A, run: 1, step: 6 });
        assert_eq!(names(&book)[2..], [(6, words::REWOUND.to_owned())], "nothing was changed since");
    }

    #[test]
    fn a_divergence_loses_nothing_and_a_rewind_ends_it() {
        let mut book = Book::default();
        book.receive(started(1));
        book.receive(measured(1, 1..=9));
        book.receive(Event::Diverged { patient: A, run: 1, step: 10, layer: Layer::Head, vitals: None });
        let record = book.of(A).expect("a record");
        assert_eq!((record.step(), record.divergence.map(|d| d.step)), (9, Some(10)));
        book.receive(Event::Rewound { patient: A, run: 1, step: 5 });
        let record = book.of(A).expect("a record");
        assert_eq!((record.step(), record.divergence), (5, None));
    }
}
