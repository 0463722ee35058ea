//! Where the strip's parts lie. No browser in it.

use super::axes::Axes;
use crate::ui::charts::labels::{Rect, spread};

/// Lengths are of the design at a text of 12 px.
const TEXT: f64 = 12.0;

/// From this height on, in the design's pixels, names have a row over the plot.
const TALL: f64 = 90.0;
/// From this width on the names of futures have a column beside the plot.
const WIDE: f64 = 600.0;

/// The plot, and the axes in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub width: f64,
    pub height: f64,
    /// The design's pixel, in pixels.
    pub unit: f64,
    pub plot: Rect,
    pub axes: Axes,
}

impl Room {
    /// Of a strip of that size and text, whose widest name of a loss is so wide.
    pub fn new((width, height): (f64, f64), font_size: f64, axes: Axes, widest: f64) -> Self {
        let unit = font_size / TEXT;
        let top = if height >= TALL * unit { 17.0 } else { 8.0 } * unit;
        let left = widest + 8.0 * unit;
        let right = if width >= WIDE * unit { (0.155 * width).clamp(110.0 * unit, 190.0 * unit) } else { 12.0 * unit };
        let plot = Rect::new(left, top, (width - left - right).max(1.0), (height - top - 21.0 * unit).max(1.0));
        Self { width, height, unit, plot, axes }
    }

    pub fn is_tall(&self) -> bool {
        self.height >= TALL * self.unit
    }

    pub fn is_wide(&self) -> bool {
        self.width >= WIDE * self.unit
    }

    /// How many lines of the axis of losses there is room for, without the text's width, which follows from them.
    pub fn most_lines(height: f64, font_size: f64) -> usize {
        let unit = font_size / TEXT;
        (((height - 38.0 * unit) / (27.0 * unit)).floor().max(1.0) as usize + 1).min(7)
    }

    pub fn x(&self, step: f64) -> f64 {
        self.plot.x + self.axes.across(step) * self.plot.width
    }

    pub fn y(&self, loss: f64) -> f64 {
        // Far beyond the edge is as good as anywhere there, and no number is too large for a canvas.
        self.plot.bottom() - self.axes.up(loss).clamp(-9.0, 9.0) * self.plot.height
    }

    pub fn place(&self, (step, loss): (f64, f64)) -> (f64, f64) {
        (self.x(step), self.y(loss))
    }

    /// The step at an x, from 0 to that last one.
    pub fn step_at(&self, x: f64, last: u64) -> u64 {
        let step = self.axes.step_at((x - self.plot.x) / self.plot.width);
        (step.round().max(0.0) as u64).min(last)
    }

    /// The height of a row of text.
    pub fn row(&self) -> f64 {
        15.0 * self.unit
    }

    /// The rows for the names of curves that end there, in pixels; `handle` is the handle's x, and `widths` how wide each of them is.
    /// None for what finds no room: no name is cut.
    pub fn names(&self, ends: &[(f64, f64)], handle: f64, widths: &[f64]) -> Vec<Option<Rect>> {
        let gap = 8.0 * self.unit;
        let first = handle + 2.0 * gap;
        let fits = |width: &f64| first + width <= self.width;
        let widest = widths.iter().copied().filter(fits).fold(0.0, f64::max);
        let after =
            ends.iter().fold(handle + gap, |after, (x, _)| after.max(*x)).min(self.plot.right().max(handle + gap));
        // Where the column beside the plot is too narrow for them they lie in the plot, over the ends of the curves.
        let left = (after + gap).min(self.width - widest).max(first);
        let shown: Vec<usize> = (0..ends.len()).filter(|index| widths.get(*index).is_some_and(fits)).collect();
        let wanted: Vec<f64> =
            shown.iter().map(|index| ends[*index].1.clamp(self.plot.y, self.plot.bottom())).collect();
        let (row, edge) = (self.row() + self.unit, 0.5 * self.row());
        let bottom = if left > self.plot.right() { self.plot.bottom() + edge } else { self.plot.bottom() };
        let rows = spread(&wanted, row, self.plot.y - edge, bottom);
        let mut names = vec![None; ends.len()];
        for (index, middle) in shown.into_iter().zip(rows) {
            names[index] = middle.map(|middle| Rect::new(left, middle - row / 2.0, widths[index], row));
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::super::axes::Needs;
    use super::*;

    fn room(width: f64, height: f64) -> Room {
        Room::new((width, height), 12.0, Axes::next(None, &Needs::NOTHING, None), 20.0)
    }

    #[test]
    fn steps_and_places_are_the_same() {
        let room = room(1040.0, 140.0);
        assert_eq!(room.step_at(room.x(42.0), 100), 42);
        assert_eq!((room.step_at(-50.0, 100), room.step_at(1e6, 60)), (0, 60));
        assert_eq!((room.y(0.0), room.y(1.0)), (room.plot.bottom(), room.plot.y));
    }

    #[test]
    fn names_stand_beside_the_plot_or_in_it_and_never_beyond_the_edge() {
        for (width, height) in [(1400.0, 300.0), (1040.0, 140.0), (446.0, 120.0), (200.0, 56.0)] {
            let room = room(width, height);
            let ends = [(room.plot.right(), 30.0), (room.plot.right(), 31.0), (room.plot.right(), 32.0)];
            let names: Vec<Rect> = room.names(&ends, room.x(0.0), &[90.0, 140.0, 60.0]).into_iter().flatten().collect();
            assert!(!names.is_empty());
            for (place, name) in names.iter().enumerate() {
                assert!(name.x >= room.x(0.0) && name.right() <= width + 1e-9 && name.bottom() <= height, "{name:?}");
                assert!(names[..place].iter().all(|other| !other.meets(name)));
            }
        }
    }

    #[test]
    fn where_the_handle_leaves_no_room_there_are_no_names() {
        let room = room(200.0, 56.0);
        assert_eq!(room.names(&[(100.0, 30.0)], room.plot.right(), &[90.0]), [None]);
    }

    #[test]
    fn what_would_be_cut_is_left_out_and_the_others_have_its_room() {
        let room = room(200.0, 120.0);
        let names = room.names(&[(150.0, 30.0), (150.0, 31.0)], 60.0, &[150.0, 90.0]);
        assert_eq!(names, [None, Some(Rect::new(110.0, 23.0, 90.0, 16.0))]);
    }

    #[test]
    fn the_smallest_strip_has_two_names_of_losses() {
        assert_eq!((Room::most_lines(56.0, 12.0), Room::most_lines(140.0, 12.0)), (2, 4));
    }
}
