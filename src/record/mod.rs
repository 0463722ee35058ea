//! What is known of a run: everything that was measured of it, in bounded memory.

mod branches;
mod history;
mod layers;

use std::collections::VecDeque;

pub use branches::{Branch, Branches};
pub use history::{Curve, History};
pub use layers::{LayerHistory, log, ratio};

use crate::experiment::{Experiment, Story};
use crate::vitals::{Distribution, Evaluation, Layer, LayerVitals, Plates, Probe, RowsSummary, View, Vitals};

/// The most marks kept; the oldest go first.
const MOST_MARKS: usize = 100;
/// How many of the last steps are kept as they were measured, to judge by.
const RECENT: usize = 200;
/// How many of the last probes are kept, to judge by.
const PROBES: usize = 60;

/// Until that step the loss of the batches is all there is to see.
const FIRST_PROBES: u64 = 40;

/// How many times the loss of guessing a network may have that is worth going back to.
const STILL_HEALTHY: f64 = 2.0;
/// How far below what it is now the loss of an earlier step must lie, as a share of guessing, to be worth going back to.
const WORTH_IT: f64 = 0.1;

/// What happened to a run after a step.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeMark {
    pub step: u64,
    pub what: What,
    /// The settings from there on.
    pub experiment: Experiment,
}

/// What a mark stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Settings changed, from these.
    Changed { from: Experiment },
    /// The run was taken back to here.
    Rewound,
}

/// Where the loss stopped being finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Divergence {
    pub step: u64,
    pub layer: Layer,
    /// Whether a setting has changed since.
    pub treated: bool,
}

/// Everything measured of one run since its network was built.
#[derive(Clone, Debug)]
pub struct Record {
    /// The settings in effect.
    pub experiment: Experiment,
    /// The settings when the weights were drawn.
    pub init_settings: Experiment,
    /// What determines the run: trained again by it, it is the same run.
    pub story: Story,
    /// The step of the last hot change or rewind; 0 before the first.
    pub changed_at: u64,
    /// The rows that it trains on.
    pub rows: RowsSummary,
    /// How many numbers the network learns.
    pub parameters: u64,
    /// Training points of 2-D data: x, y, label.
    pub points: Vec<(f32, f32, u32)>,
    /// Losses and accuracies since step 1.
    pub history: History,
    /// Every layer's gradient over time.
    pub layers: LayerHistory,
    /// The last 200 steps without their layers, oldest first.
    pub recent: VecDeque<Vitals>,
    /// The last times that the probe was measured, with their steps, oldest first.
    pub probes: VecDeque<(u64, Probe)>,
    /// The last step that was measured layer by layer.
    pub latest_layers: Option<(u64, LayerVitals)>,
    /// The last step before that one whose gradients were all numbers; none where `latest_layers` has such gradients itself.
    finite_layers: Option<(u64, LayerVitals)>,
    /// Whether the units of each hidden layer began alike: then they stay alike, and do the work of one.
    pub alike: bool,
    /// The first step's loss; none before it, and where that was not finite.
    pub first_loss: Option<f32>,
    /// The lowest loss on the held-out set so far.
    pub best_held_out: Option<f32>,
    /// The last look at the held-out set, with its step.
    pub held_out: Option<(u64, Evaluation)>,
    /// The last sharpness, with its step; none while it is not measured.
    pub sharpness: Option<(u64, f32)>,
    /// The first step of those in one stretch, up to now, at which sharpness times learning rate was above what the optimizer
    /// bears; none where it is not, or was not measured since the last change.
    pub above_edge_since: Option<u64>,
    /// The largest |mean| + std of a layer's activations so far.
    pub activation_reach: f32,
    /// What was done to it, oldest first; of more than 100 marks the last.
    pub marks: Vec<ChangeMark>,
    /// Where its loss stopped being finite; none while it is.
    pub divergence: Option<Divergence>,
    /// What the network answers over its inputs, with the step after which it was asked.
    pub view: Option<(u64, View)>,
    /// Where the values of the chosen layer lie, with the step after which that was measured.
    pub distribution: Option<(u64, Distribution)>,
    /// Where the values lie that enter the activations, with the step after which that was measured; none after a rewind, until
    /// it is measured again.
    pub plates: Option<(u64, Plates)>,
    /// The steps to which one can rewind, oldest first.
    pub checkpoints: Vec<u64>,
    /// What rewinds cut off.
    pub branches: Branches,
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

    /// The loss of a network that knows how frequent each class is and nothing else, in nats: the entropy of the training
    /// labels' shares. Of rows of one class only, for which nothing need be known, that of two.
    pub fn guessing(&self) -> f64 {
        Some(self.rows.guessing()).filter(|guessing| *guessing > 0.0).unwrap_or(std::f64::consts::LN_2)
    }

    /// Whether a batch is but a part of the rows, so that its loss has the chance of which rows it has; not as long as the probe
    /// has hardly been measured.
    pub fn is_in_batches(&self) -> bool {
        self.experiment.batch_size < self.rows.rows() && self.step() > FIRST_PROBES
    }

    /// The training loss without that chance: the batch's own where it is all rows.
    pub fn smooth_loss(&self) -> Curve {
        if self.is_in_batches() { Curve::ProbeLoss } else { Curve::Loss }
    }

    /// Sharpness times learning rate, and above which product the optimizer throws the network up; none where the sharpness
    /// was not measured since the last change, or the optimizer has no such limit.
    pub fn stability(&self) -> Option<(f64, f64)> {
        let limit = self.experiment.optimizer.stability_limit()?;
        let (_, sharpness) = self.sharpness.filter(|(step, _)| *step > self.changed_at)?;
        Some((f64::from(sharpness) * self.experiment.learning_rate, limit))
    }

    /// The checkpoint that is worth going back to. Of a diverged network the last whose next step still had a loss not far
    /// above guessing, or the first where none had. Of another one the one with the lowest loss, where that is far below what
    /// it is now; none where it never was.
    pub fn healthy_checkpoint(&self) -> Option<u64> {
        let loss = |step: u64| self.history.at(Curve::ProbeLoss, step + 1).map(f64::from);
        match self.divergence {
            Some(divergence) => {
                let healthy = |step: &&u64| {
                    let loss = self.history.at(Curve::Loss, **step + 1).map(f64::from);
                    **step + 1 < divergence.step && loss.is_some_and(|loss| loss < STILL_HEALTHY * self.guessing())
                };
                self.checkpoints.iter().rev().find(healthy).or(self.checkpoints.first()).copied()
            }
            None => {
                let now = self.probes.back().map(|(_, probe)| f64::from(probe.loss))?;
                let known = self.checkpoints.iter().filter_map(|step| Some((*step, loss(*step)?)));
                let (step, best) = known.min_by(|one, other| one.1.total_cmp(&other.1))?;
                (best < now - WORTH_IT * self.guessing()).then_some(step)
            }
        }
    }

    /// A new network of these settings, for these rows; `points` are the training points of 2-D data.
    pub fn new(experiment: Experiment, rows: RowsSummary, parameters: u64, points: Vec<(f32, f32, u32)>) -> Self {
        Self {
            rows,
            alike: experiment.init_scale == 0.0,
            init_settings: experiment.clone(),
            story: Story::new(experiment.clone()),
            experiment,
            changed_at: 0,
            parameters,
            points,
            history: History::default(),
            layers: LayerHistory::default(),
            recent: VecDeque::with_capacity(RECENT),
            probes: VecDeque::with_capacity(PROBES),
            latest_layers: None,
            finite_layers: None,
            first_loss: None,
            best_held_out: None,
            held_out: None,
            sharpness: None,
            above_edge_since: None,
            activation_reach: 0.0,
            marks: Vec::new(),
            divergence: None,
            view: None,
            distribution: None,
            plates: None,
            checkpoints: Vec::new(),
            branches: Branches::default(),
        }
    }

    /// A step was trained; steps come in order.
    pub fn measured(&mut self, mut vitals: Vitals) {
        // A network that was changed goes on from before its crash, and its numbers are numbers again.
        if vitals.loss.is_finite() {
            self.divergence = self.divergence.filter(|divergence| !divergence.treated || vitals.step < divergence.step);
        }
        self.history.push(&vitals);
        if vitals.step == 1 {
            self.first_loss = Some(vitals.loss);
        }
        // It is measured with the layers, so where there are only layers it is measured no more.
        if vitals.sharpness.is_some() || vitals.layers.is_some() {
            self.sharpness = vitals.sharpness.filter(|sharpness| sharpness.is_finite()).map(|it| (vitals.step, it));
            let above = self.stability().is_some_and(|(product, limit)| product > limit);
            self.above_edge_since = above.then(|| self.above_edge_since.unwrap_or(vitals.step));
        }
        if let Some(layers) = vitals.layers.take() {
            self.layers.push(vitals.step, &layers);
            let reach = layers.activation_means.iter().zip(&layers.activation_stds).map(|(mean, std)| mean.abs() + std);
            self.activation_reach = reach.filter(|reach| reach.is_finite()).fold(self.activation_reach, f32::max);
            self.keep_layers(vitals.step, layers);
        }
        if let Some(probe) = vitals.probe.take() {
            if self.probes.len() == PROBES {
                self.probes.pop_front();
            }
            self.probes.push_back((vitals.step, probe));
        }
        if let Some(held_out) = vitals.held_out {
            self.held_out = Some((vitals.step, held_out));
            let best = self.best_held_out.map_or(held_out.loss, |best| best.min(held_out.loss));
            self.best_held_out = Some(best).filter(|best| best.is_finite());
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(vitals);
    }

    /// The last step measured layer by layer whose gradients were all numbers.
    pub fn finite_layers(&self) -> Option<&(u64, LayerVitals)> {
        self.finite_layers.as_ref().or(self.latest_layers.as_ref().filter(|(_, layers)| layers.has_finite_gradients()))
    }

    /// The step whose gradients are shown, with what was measured then: the last one, and after a crash the last at which they
    /// were numbers.
    pub fn backward_layers(&self) -> Option<&(u64, LayerVitals)> {
        let finite = self.divergence.and(self.finite_layers());
        finite.or(self.latest_layers.as_ref())
    }

    fn keep_layers(&mut self, step: u64, layers: LayerVitals) {
        let finite = layers.has_finite_gradients();
        let before = self.latest_layers.replace((step, layers));
        if finite {
            self.finite_layers = None;
        } else if let Some(before) = before.filter(|(_, layers)| layers.has_finite_gradients()) {
            self.finite_layers = Some(before);
        }
    }

    /// Hot settings took effect after that step.
    pub fn changed(&mut self, step: u64, experiment: Experiment) {
        let from = std::mem::replace(&mut self.experiment, experiment);
        if let Some(divergence) = &mut self.divergence {
            divergence.treated = true;
        }
        if from != self.experiment {
            let recorded = self.story.record_change(step, self.experiment.clone());
            debug_assert!(recorded.is_ok(), "a trainer takes hot changes alone, and in order: {recorded:?}");
            self.mark(step, What::Changed { from });
        }
    }

    /// The loss of that step was not finite; `layers` is what the step measured, where it did.
    pub fn diverged(&mut self, step: u64, layer: Layer, layers: Option<LayerVitals>) {
        self.divergence = Some(Divergence { step, layer, treated: false });
        if let Some(layers) = layers {
            self.layers.push(step, &layers);
            self.keep_layers(step, layers);
        }
    }

    /// The network stands at that step again; the settings of now stay.
    pub fn rewound(&mut self, step: u64) {
        self.branches.cut(&self.history, self.smooth_loss(), step);
        self.forget_after(step);
        // What was changed later is in effect from here on.
        let from = self.marks.last().map_or(&self.init_settings, |mark| &mark.experiment).clone();
        self.mark(step, What::Rewound);
        if from != self.experiment {
            self.mark(step, What::Changed { from });
        }
    }

    /// The run goes on from a snapshot of that step, in another trainer, with the settings that its story has there. What came
    /// later comes again.
    pub fn restored(&mut self, step: u64, experiment: Experiment) {
        let mut story = self.story.clone();
        story.forget_after(step);
        if step < self.step() {
            self.forget_after(step);
        }
        self.story = story;
        self.divergence = None;
        self.checkpoints.clear();
        self.experiment = experiment;
    }

    /// The record of a copy that goes on from that step with these settings.
    pub fn copied(&self, step: u64, experiment: Experiment) -> Self {
        let mut copy = self.clone();
        if step < copy.step() {
            copy.forget_after(step);
        }
        copy.divergence = None;
        copy.checkpoints.clear();
        copy.changed(step, experiment);
        copy
    }

    fn mark(&mut self, step: u64, what: What) {
        self.changed_at = step;
        self.above_edge_since = None;
        if self.marks.len() == MOST_MARKS {
            self.marks.remove(0);
        }
        self.marks.push(ChangeMark { step, what, experiment: self.experiment.clone() });
    }

    fn forget_after(&mut self, step: u64) {
        self.history.truncate(step);
        self.layers.truncate(step);
        self.marks.retain(|mark| mark.step <= step);
        self.story.rewind(step);
        self.changed_at = step;
        self.divergence = None;
        // What that step itself measured is so still.
        self.recent.retain(|vitals| vitals.step <= step);
        self.probes.retain(|(at, _)| *at <= step);
        self.latest_layers = None;
        self.plates = None;
        self.finite_layers = None;
        self.held_out = None;
        self.sharpness = None;
        self.above_edge_since = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Optimizer;

    fn trained(steps: u64) -> Record {
        let mut record = Record::new(Experiment::default(), RowsSummary::balanced(2, 2, 500), 1, Vec::new());
        train(&mut record, 1..=steps);
        record
    }

    fn train(record: &mut Record, steps: std::ops::RangeInclusive<u64>) {
        steps.for_each(|step| record.measured(Vitals { step, loss: 0.7, ..Vitals::default() }));
    }

    #[test]
    fn a_hot_change_is_marked_at_its_step() {
        let mut record = trained(9);
        let experiment = Experiment { batch_norm: true, learning_rate: 0.01, ..Experiment::default() };
        record.changed(9, experiment.clone());
        let what = What::Changed { from: Experiment::default() };
        assert_eq!(record.marks, [ChangeMark { step: 9, what, experiment }]);
    }

    #[test]
    fn after_a_rewind_the_step_that_it_stands_at_is_the_last_that_was_measured() {
        let mut record = trained(9);
        record.rewound(4);
        assert_eq!(record.latest().map(|vitals| vitals.step), Some(4));
        assert_eq!(record.recent.len(), 4);
    }

    #[test]
    fn a_rewind_past_a_change_marks_it_where_it_is_in_effect_from() {
        let mut record = trained(9);
        record.changed(9, Experiment { batch_norm: true, ..Experiment::default() });
        record.rewound(4);
        let marks: Vec<_> = record.marks.iter().map(|mark| (mark.step, mark.what.clone())).collect();
        assert_eq!(marks, [(4, What::Rewound), (4, What::Changed { from: Experiment::default() })]);
        train(&mut record, 5..=9);
        record.rewound(6);
        let later: Vec<_> = record.marks[2..].iter().map(|mark| (mark.step, mark.what.clone())).collect();
        assert_eq!(later, [(6, What::Rewound)], "nothing was changed since");
    }

    fn story(changes: &[(u64, &Experiment)]) -> Story {
        let mut story = Story::new(Experiment::default());
        for (step, experiment) in changes {
            story.record_change(*step, (*experiment).clone()).expect("a hot change");
        }
        story
    }

    #[test]
    fn its_story_is_what_was_done_to_it_and_is_cut_by_a_rewind() {
        let norm = Experiment { batch_norm: true, ..Experiment::default() };
        let slow = Experiment { learning_rate: 0.01, ..norm.clone() };
        let mut record = trained(9);
        record.changed(9, norm.clone());
        train(&mut record, 10..=19);
        record.changed(19, slow.clone());
        assert_eq!(record.story, story(&[(9, &norm), (19, &slow)]));
        train(&mut record, 20..=29);
        let copy = record.copied(29, norm.clone());
        assert_eq!(copy.story, story(&[(9, &norm), (19, &slow), (29, &norm)]), "a copy has the same past");
        let earlier = record.copied(12, norm.clone());
        assert_eq!(earlier.story, story(&[(9, &norm)]), "what came later is none of its own");
        record.rewound(15);
        assert_eq!(record.story, story(&[(9, &norm), (15, &slow)]), "the settings of now, from there on");
        record.rewound(4);
        assert_eq!(record.story, story(&[(4, &slow)]));
    }

    #[test]
    fn a_run_that_goes_on_elsewhere_keeps_its_past_and_meets_its_changes_again() {
        let norm = Experiment { batch_norm: true, ..Experiment::default() };
        let slow = Experiment { learning_rate: 0.01, ..norm.clone() };
        let mut record = trained(9);
        record.changed(9, norm.clone());
        train(&mut record, 10..=19);
        record.changed(19, slow.clone());
        train(&mut record, 20..=29);
        let undisturbed = record.clone();
        record.restored(15, norm.clone());
        assert_eq!((record.step(), &record.story), (15, &story(&[(9, &norm)])));
        train(&mut record, 16..=19);
        record.changed(19, slow);
        train(&mut record, 20..=29);
        assert_eq!(record.marks, undisturbed.marks, "no mark of what the visitor did not do");
        assert_eq!(record.story, undisturbed.story);
        assert_eq!(record.history.at(Curve::Loss, 29), undisturbed.history.at(Curve::Loss, 29));
    }

    /// A record of SGD at a rate of 0.1, whose edge is a sharpness of 20, with what was measured at step 1, 2...
    fn with_sharpness(measured: &[f32]) -> Record {
        let mut record = trained(0);
        measure(&mut record, measured);
        record
    }

    fn measure(record: &mut Record, measured: &[f32]) {
        for sharpness in measured {
            let step = record.step() + 1;
            record.measured(Vitals { step, loss: 0.7, sharpness: Some(*sharpness), ..Vitals::default() });
        }
    }

    #[test]
    fn it_knows_since_when_the_rate_is_above_the_edge_of_stability() {
        assert_eq!(with_sharpness(&[19.0, 20.0]).above_edge_since, None);
        let mut record = with_sharpness(&[25.0, 19.0, 21.0, 22.0]);
        assert_eq!((record.sharpness, record.above_edge_since), (Some((4, 22.0)), Some(3)), "unbroken");
        train(&mut record, 5..=5);
        assert_eq!(record.above_edge_since, Some(3), "between two measurements it stays");
        measure(&mut record, &[f32::NAN]);
        assert_eq!((record.sharpness, record.above_edge_since), (None, None), "nothing is known");
    }

    #[test]
    fn a_change_of_settings_or_a_rewind_begins_the_stretch_above_the_edge_anew() {
        let mut record = with_sharpness(&[25.0, 25.0, 25.0]);
        record.changed(3, Experiment { learning_rate: 0.2, ..Experiment::default() });
        assert_eq!(
            (record.above_edge_since, record.stability()),
            (None, None),
            "of the settings of now nothing is known"
        );
        measure(&mut record, &[25.0]);
        assert_eq!((record.above_edge_since, record.stability()), (Some(4), Some((5.0, 2.0))));
        let mut copy = record.copied(2, Experiment::default());
        assert_eq!((copy.sharpness, copy.above_edge_since), (None, None));
        record.rewound(2);
        assert_eq!((record.sharpness, record.above_edge_since), (None, None));
        measure(&mut copy, &[25.0]);
        assert_eq!(copy.above_edge_since, Some(3));
    }

    #[test]
    fn an_optimizer_has_its_own_edge_or_none() {
        let above = |optimizer| {
            let mut record = trained(0);
            record.changed(0, Experiment { optimizer, ..Experiment::default() });
            measure(&mut record, &[25.0]);
            (record.stability(), record.above_edge_since)
        };
        assert_eq!(above(Optimizer::Momentum), (Some((2.5, 3.8)), None));
        assert_eq!(above(Optimizer::Adam), (None, None));
    }

    #[test]
    fn what_is_measured_no_more_is_not_shown_any_longer() {
        let mut record = with_sharpness(&[25.0]);
        let vitals = Vitals { step: 2, loss: 0.7, layers: Some(LayerVitals::default()), ..Vitals::default() };
        record.measured(vitals);
        assert_eq!((record.sharpness, record.above_edge_since), (None, None));
    }

    #[test]
    fn what_a_rewind_cuts_off_stays_as_a_branch() {
        let mut record = trained(9);
        record.rewound(4);
        let steps: Vec<u64> =
            record.branches.iter().flat_map(|branch| branch.points()).map(|(step, _)| *step).collect();
        assert_eq!(steps, [4, 5, 6, 7, 8, 9]);
        record.rewound(4);
        assert_eq!(record.branches.iter().count(), 1, "nothing was cut");
    }

    #[test]
    fn plates_of_a_network_that_is_no_more_are_not_shown_any_longer() {
        let mut record = trained(9);
        record.plates = Some((9, Plates::default()));
        assert!(record.copied(9, Experiment::default()).plates.is_some(), "it is the same network");
        assert_eq!(record.copied(4, Experiment::default()).plates, None);
        record.rewound(9);
        assert_eq!(record.plates, None);
    }

    #[test]
    fn a_network_that_was_changed_after_its_crash_and_trains_on_is_lost_no_more() {
        let mut record = trained(9);
        record.diverged(10, Layer::Head, None);
        record.changed(9, Experiment { batch_norm: true, ..Experiment::default() });
        assert!(record.divergence.is_some(), "nothing is known of it yet");
        record.measured(Vitals { step: 10, loss: 0.7, ..Vitals::default() });
        assert_eq!((record.step(), record.divergence), (10, None));
    }

    #[test]
    fn a_divergence_loses_nothing_and_a_rewind_ends_it() {
        let mut record = trained(9);
        record.diverged(10, Layer::Head, None);
        assert_eq!((record.step(), record.divergence.map(|d| d.step)), (9, Some(10)));
        record.rewound(5);
        assert_eq!((record.step(), record.divergence), (5, None));
    }
}
