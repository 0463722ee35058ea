//! What a drawing of the network is made from, at one moment. No browser in it.

use super::axis::Axis;
use super::picture::Picture;
use super::plan::Plan;
use super::ribbon::{Knot, Piece, pieces};
use super::strength::Strength;

/// A picture laid out in its box.
pub struct Scene<'a> {
    pub picture: &'a Picture,
    pub plan: Plan,
    pub axis: Axis,
    /// The column that is looked at: under the pointer, or chosen.
    pub focus: Option<usize>,
    /// The layer, from 0, at which the gradient's reach is shown.
    pub reach: Option<usize>,
    /// Whether nothing is said of it in words: whoever is asked to predict must not be told.
    pub quiet: bool,
    /// The strengths as the ribbons show them, on their way to the picture's.
    pub forward: &'a [Strength],
    pub backward: &'a [Strength],
}

impl Scene<'_> {
    /// The forward ribbon, from the data to beyond the last layer.
    pub fn forward_pieces(&self) -> Vec<Piece> {
        let known =
            self.picture.step.is_some() || self.forward.iter().any(|strength| *strength != Strength::Unmeasured);
        let source = if known { Strength::Of(0.0) } else { Strength::Unmeasured };
        let at = |x: f64, strength: Strength| Knot { x, strength, layer: None };
        let last = self.forward.last().copied().unwrap_or(Strength::Unmeasured);
        let mut knots = vec![at(0.0, source), at(self.axis.left().max(1.0), source)];
        knots.extend(self.knots(self.forward));
        if self.picture.head_torn {
            let head = self.picture.depth;
            let torn = Strength::NotFinite;
            knots.push(Knot { x: self.axis.middle(head), strength: torn, layer: Some(head) });
            knots.push(at(self.plan.width, torn));
        } else {
            knots.push(at(self.plan.width, last));
        }
        pieces(&knots, !self.axis.merges())
    }

    /// The backward ribbon, from the loss to beyond the first layer.
    pub fn backward_pieces(&self) -> Vec<Piece> {
        let at = |x: f64, strength: Option<&Strength>| Knot {
            x,
            strength: strength.copied().unwrap_or(Strength::Unmeasured),
            layer: None,
        };
        let mut knots = vec![at(self.plan.left(), self.backward.first())];
        knots.extend(self.knots(self.backward));
        knots.push(at(self.plan.width, self.backward.last()));
        knots.reverse();
        pieces(&knots, !self.axis.merges())
    }

    /// A knot for each layer, or for as many together as a pixel holds.
    fn knots(&self, strengths: &[Strength]) -> Vec<Knot> {
        let runs = self.axis.apart(1.0).into_iter().filter(|run| run.start < strengths.len());
        runs.map(|run| {
            let x = (self.axis.span(run.start).0 + self.axis.span(run.end - 1).1) / 2.0;
            let strength = Strength::merged(&strengths[run.start..run.end.min(strengths.len())]);
            Knot { x, strength, layer: Some(run.start) }
        })
        .collect()
    }

    /// Where arrows may stand: between plates, or every 58 pixels.
    pub fn arrow_places(&self) -> Vec<f64> {
        if self.axis.merges() {
            let count = ((self.axis.right() - self.axis.left()) / 58.0) as usize;
            return (0..=count).map(|index| self.axis.left() + 5.0 + 58.0 * index as f64).collect();
        }
        // Narrow columns have an arrow only every so often.
        let every = (26.0 / self.axis.width()).ceil().max(1.0) as usize;
        let edges = (1..self.axis.columns()).step_by(every).map(|column| self.axis.span(column).0);
        let lead = self.axis.left() - self.plan.left();
        let source = (self.plan.left() > 24.0).then_some(self.plan.left() / 2.0);
        source.into_iter().chain(edges).chain((lead > 40.0).then_some(lead)).collect()
    }

    /// The size of small texts and of others, in CSS pixels.
    pub fn small(&self) -> f64 {
        12.0 * self.plan.scale
    }

    pub fn usual(&self) -> f64 {
        // Low ribbons leave no more room.
        if self.plan.backward.height < 50.0 { self.small() } else { 14.0 * self.plan.scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::ui::stage::plan::plan;
    use crate::ui::stage::ribbon::End;

    fn pieces_of(depth: usize, strengths: &[Strength]) -> (Vec<Piece>, Vec<Piece>) {
        pieces_after(0.0, depth, strengths)
    }

    /// The forward ribbon begins so many pixels before all else.
    fn pieces_after(lead: f64, depth: usize, strengths: &[Strength]) -> (Vec<Piece>, Vec<Piece>) {
        let mut picture = Picture::empty(&Experiment { depth, ..Experiment::default() });
        picture.step = Some(1);
        let plan = plan(808.0, 420.0, true).after(lead);
        let axis = Axis::new(plan.axis, depth, 0);
        let scene = Scene {
            picture: &picture,
            plan,
            axis,
            focus: None,
            quiet: false,
            reach: None,
            forward: &strengths[..depth],
            backward: strengths,
        };
        (scene.forward_pieces(), scene.backward_pieces())
    }

    #[test]
    fn a_thousand_layers_are_under_1500_points() {
        let waves: Vec<Strength> = (0..1001).map(|layer| Strength::Of(f64::from(layer).sin())).collect();
        let (forward, _) = pieces_of(1000, &waves);
        assert!(matches!(&forward[..], [Piece::Body { points, end: End::Open }] if points.len() < 750));
    }

    #[test]
    fn both_ribbons_go_from_their_source_to_the_other_end() {
        let (forward, backward) = pieces_of(10, &[Strength::Of(0.0); 11]);
        assert!(matches!(&forward[0], Piece::Body { points, .. } if points[0].0 == 0.0));
        assert!(matches!(&backward[0], Piece::Body { points, .. } if points[0].0 == 808.0));
        let (forward, backward) = pieces_after(60.0, 10, &[Strength::Of(0.0); 11]);
        assert!(matches!(&forward[0], Piece::Body { points, .. } if points[0].0 == 0.0), "from the data");
        let ends = |points: &[(f64, f64)]| points.first().zip(points.last()).map(|(first, last)| (first.0, last.0));
        assert!(matches!(&backward[0], Piece::Body { points, .. } if ends(points) == Some((868.0, 60.0))));
    }
}
