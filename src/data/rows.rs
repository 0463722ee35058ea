//! The rows of each dataset: the digits, and points in the plane, which are generated here.
//!
//! Xor, gaussians and spirals are those of TensorFlow Playground (Smilkov et al., "Direct-Manipulation Visualization of Deep
//! Networks", 2017; its file src/dataset.ts), with its sizes and its noise; circles are its circle at a fifth of the size.
//! Playground's positive points are class 1 here, its negative ones class 0.

use std::f64::consts::PI;

use super::{Data, Table, digits};
use crate::experiment::{Dataset, Experiment};
use crate::random::{Random, Stream, stream};

/// The rows of the experiment's dataset as they are, not standardised.
pub(super) fn rows(experiment: &Experiment) -> Data {
    match experiment.dataset {
        Dataset::Circles => points(experiment, circle),
        Dataset::Xor => points(experiment, xor),
        Dataset::Gaussians => points(experiment, gaussian),
        Dataset::Spirals => points(experiment, spiral),
        Dataset::Digits => digits::images(experiment.seed),
    }
}

/// As many points as the dataset has for the experiment. They are shuffled: they are generated class by class in turn.
fn points(experiment: &Experiment, generator: Generator) -> Data {
    let table = |part, count| {
        let mut points = generate(experiment, generator, part, count);
        stream(experiment.seed, part.stream(), 1).shuffle(&mut points);
        table(&points)
    };
    let Experiment { dataset, .. } = experiment;
    Data {
        train: table(Part::Train, dataset.rows(experiment)),
        held_out: table(Part::HeldOut, dataset.held_out_rows(experiment)),
    }
}

/// Makes a point of a class, 0 or 1, that lies so far (0..1) along its class.
type Generator = fn(class: u32, along: f64, chance: &mut Chance) -> Point;

/// Which of the two tables. Each has streams of its own, so that neither depends on the other.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Train,
    HeldOut,
}

impl Part {
    fn stream(self) -> Stream {
        match self {
            Part::Train => Stream::Data,
            Part::HeldOut => Stream::HeldOut,
        }
    }
}

/// A point of the plane with its class.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    x: f64,
    y: f64,
    label: u32,
}

fn table(points: &[Point]) -> Table {
    Table {
        features: 2,
        classes: 2,
        inputs: points.iter().flat_map(|point| [point.x as f32, point.y as f32]).collect(),
        labels: points.iter().map(|point| point.label).collect(),
    }
}

/// The points in the order in which they are drawn, the classes in turn, so that more points begin with the same ones.
fn generate(experiment: &Experiment, generator: Generator, part: Part, count: usize) -> Vec<Point> {
    let mut chance = Chance {
        place: stream(experiment.seed, part.stream(), 0),
        jitter: stream(experiment.seed, Stream::Noise, part as u64),
        noise: experiment.noise,
    };
    (0..count)
        .map(|index| {
            let class = 1 - (index % 2) as u32;
            let along = match part {
                Part::Train => (index / 2) as f64 / count.div_ceil(2) as f64,
                // Even steps again would fall on the training points.
                Part::HeldOut => chance.place.uniform(),
            };
            generator(class, along, &mut chance)
        })
        .collect()
}

/// What a generator draws from. The noise has a stream of its own: without it the same points lie where they lay.
struct Chance {
    place: Random,
    jitter: Random,
    noise: f64,
}

impl Chance {
    /// Noise for one coordinate of data that reaches as far as `reach`.
    fn jitter(&mut self, reach: f64) -> f64 {
        self.jitter.uniform_in(-reach, reach) * self.noise
    }
}

/// A disc of radius 0..0.5 in a ring of radius 0.7..1, radius and angle uniform. Playground decides by the noise which
/// class a point is of; here it moves the point, so that both classes keep their size.
fn circle(class: u32, _along: f64, chance: &mut Chance) -> Point {
    let radius = if class == 1 { chance.place.uniform_in(0.0, 0.5) } else { chance.place.uniform_in(0.7, 1.0) };
    let angle = chance.place.uniform_in(0.0, 2.0 * PI);
    let x = radius * libm::sin(angle) + chance.jitter(1.0);
    let y = radius * libm::cos(angle) + chance.jitter(1.0);
    Point { x, y, label: class }
}

/// The square -5..5 without a cross of half-width 0.3 (the quarters are moved apart): class 1 where x y >= 0, after
/// noise of 5 in both that decides the class but moves no point.
fn xor(_class: u32, _along: f64, chance: &mut Chance) -> Point {
    const PADDING: f64 = 0.3;
    let padded = |place: f64| {
        if place > 0.0 { place + PADDING } else { place - PADDING }
    };
    let x = padded(chance.place.uniform_in(-5.0, 5.0));
    let y = padded(chance.place.uniform_in(-5.0, 5.0));
    let product = (x + chance.jitter(5.0)) * (y + chance.jitter(5.0));
    Point { x, y, label: u32::from(product >= 0.0) }
}

/// Normal around (2, 2) and (-2, -2), with a variance that goes from 0.5 to 4 as the noise goes from 0 to 0.5.
fn gaussian(class: u32, _along: f64, chance: &mut Chance) -> Point {
    let centre = if class == 1 { 2.0 } else { -2.0 };
    let deviation = libm::sqrt(0.5 + chance.noise / 0.5 * (4.0 - 0.5));
    let x = centre + deviation * chance.place.normal();
    let y = centre + deviation * chance.place.normal();
    Point { x, y, label: class }
}

/// One and three quarter turns out to radius 5, the other class half a turn on: at t of 0..1 along,
/// radius 5 t and angle 1.75 * 2 pi t (+ pi), with noise of 1 in both coordinates.
fn spiral(class: u32, along: f64, chance: &mut Chance) -> Point {
    let radius = 5.0 * along;
    let start = if class == 1 { 0.0 } else { PI };
    let angle = 1.75 * along * 2.0 * PI + start;
    let x = radius * libm::sin(angle) + chance.jitter(1.0);
    let y = radius * libm::cos(angle) + chance.jitter(1.0);
    Point { x, y, label: class }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Generator; 4] = [circle, xor, gaussian, spiral];

    fn drawn(generator: Generator, count: usize, noise: f64) -> Vec<Point> {
        let experiment = Experiment { noise, ..Experiment::default() };
        generate(&experiment, generator, Part::Train, count)
    }

    #[test]
    fn more_points_begin_with_the_same_ones() {
        // A spiral's points are spread along it, so there more points are other points.
        for generator in [circle, xor, gaussian] {
            assert_eq!(drawn(generator, 50, 0.2), drawn(generator, 80, 0.2)[..50]);
        }
    }

    #[test]
    fn noise_moves_points_from_where_they_lay() {
        for generator in [circle, spiral] {
            for (still, moved) in drawn(generator, 200, 0.0).iter().zip(drawn(generator, 200, 0.1)) {
                assert_eq!(still.label, moved.label);
                assert!((still.x - moved.x).abs() <= 0.1 && (still.y - moved.y).abs() <= 0.1);
                assert!(still != &moved);
            }
        }
        for (still, moved) in drawn(gaussian, 200, 0.0).iter().zip(drawn(gaussian, 200, 0.5)) {
            let centre = if still.label == 1 { 2.0 } else { -2.0 };
            assert!((moved.x - centre - (still.x - centre) * 8.0_f64.sqrt()).abs() < 1e-12);
        }
    }

    #[test]
    fn circles_are_a_disc_in_a_ring() {
        for point in drawn(circle, 1000, 0.0) {
            let radius = point.x.hypot(point.y);
            let (low, high) = if point.label == 1 { (0.0, 0.5) } else { (0.7, 1.0) };
            assert!((low..=high).contains(&radius), "{point:?}");
        }
    }

    #[test]
    fn xor_is_four_quarters_apart_whose_classes_noise_confuses() {
        let clear = drawn(xor, 1000, 0.0);
        for point in &clear {
            assert!((0.3..=5.3).contains(&point.x.abs()) && (0.3..=5.3).contains(&point.y.abs()));
            assert_eq!(point.label == 1, point.x * point.y > 0.0);
        }
        let noisy = drawn(xor, 1000, 0.5);
        assert!(clear.iter().zip(&noisy).all(|(clear, noisy)| (clear.x, clear.y) == (noisy.x, noisy.y)));
        let confused = clear.iter().zip(&noisy).filter(|(clear, noisy)| clear.label != noisy.label).count();
        assert!((50..500).contains(&confused), "{confused}");
    }

    #[test]
    fn gaussians_are_as_wide_as_the_noise_says() {
        for (noise, variance) in [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)] {
            let points = drawn(gaussian, 5000, noise);
            let offsets = points.iter().map(|point| point.x - if point.label == 1 { 2.0 } else { -2.0 });
            let found = offsets.map(|offset| offset * offset).sum::<f64>() / 5000.0;
            assert!((found / variance - 1.0).abs() < 0.1, "{found}");
        }
    }

    #[test]
    fn each_spiral_is_the_other_one_turned_half_round() {
        let points = drawn(spiral, 500, 0.0);
        for pair in points.chunks(2) {
            assert!((pair[0].x + pair[1].x).abs() < 1e-12 && (pair[0].y + pair[1].y).abs() < 1e-12);
        }
        // A quarter of the way along: seven sixteenths of a turn, at radius 1.25.
        let quarter = points[2 * 62 + 1];
        assert_eq!(quarter.label, 0);
        assert!((quarter.x.hypot(quarter.y) - 1.25).abs() < 0.02);
    }

    #[test]
    fn held_out_points_are_others() {
        for generator in ALL {
            let experiment = Experiment::default();
            let train = generate(&experiment, generator, Part::Train, 500);
            let held_out = generate(&experiment, generator, Part::HeldOut, 100);
            assert!(held_out.iter().all(|point| !train.contains(point)));
        }
    }
}
