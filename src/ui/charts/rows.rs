//! The rows that all charts of layers share, so that a layer lies at one height across them: layer 1 at the top.

use super::canvas::{Anchor, Place, Surface, TEXT};
use crate::words;

/// Where the first row begins, and how much is left under the last, for the axes.
const TOP: f64 = 4.0;
pub const FOOT: f64 = 18.0;

/// Rows from the first layer to the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rows {
    count: usize,
    height: f64,
}

impl Rows {
    /// `count` rows in a drawing of that height.
    pub fn new(count: usize, height: f64) -> Self {
        Self { count: count.max(1), height: (height - TOP - FOOT).max(1.0) }
    }

    /// The row's top and bottom.
    pub fn span(&self, row: usize) -> (f64, f64) {
        let each = self.height / self.count as f64;
        (TOP + row as f64 * each, TOP + (row + 1) as f64 * each)
    }

    pub fn middle(&self, row: usize) -> f64 {
        let (top, bottom) = self.span(row);
        (top + bottom) / 2.0
    }

    /// How thick a mark in a row may be: never less than a pixel, with a gap between rows where there is room.
    pub fn thickness(&self) -> f64 {
        let each = self.height / self.count as f64;
        if each >= 3.0 { (each - 1.0).min(14.0) } else { each.max(1.0) }
    }

    pub fn top(&self) -> f64 {
        TOP
    }

    pub fn bottom(&self) -> f64 {
        TOP + self.height
    }

    /// The row at the pointer.
    pub fn at(place: Place, count: usize) -> Option<usize> {
        let rows = Self::new(count, place.height);
        let row = ((place.y - TOP) / rows.height * rows.count as f64).floor();
        (row >= 0.0 && (row as usize) < count).then_some(row as usize)
    }

    /// The rows that are named where each name takes 16 pixels: the first, the last and round ones between.
    pub fn named(&self) -> Vec<usize> {
        let most = (self.height / (TEXT + 5.0)).max(1.0);
        let every = [1, 2, 5, 10, 20, 50, 100, 200, 500]
            .into_iter()
            .find(|every| (self.count as f64) / f64::from(*every) <= most)
            .unwrap_or(1000) as usize;
        let hidden = self.count - 1;
        let near_head = |row: &usize| self.middle(hidden) - self.middle(*row) < TEXT + 3.0;
        (1..=hidden)
            .filter(|number| *number == 1 || number % every == 0)
            .map(|number| number - 1)
            .filter(|row| !near_head(row))
            .collect()
    }

    /// Names the rows, right-aligned at `x`: hidden layers by number, the last one as the head.
    pub fn draw_names(&self, surface: &Surface, x: f64) {
        let grey = surface.palette.grey;
        for row in self.named() {
            surface.text(&(row + 1).to_string(), x, self.middle(row), Anchor::Right, grey);
        }
        surface.text(words::HEAD, x, self.middle(self.count - 1), Anchor::Right, grey);
    }

    /// Shows which row was chosen.
    pub fn draw_chosen(&self, surface: &Surface, chosen: Option<usize>) {
        if let Some(row) = chosen.filter(|row| *row < self.count) {
            let (top, bottom) = self.span(row);
            let (top, height) = (top.round() + 0.5, (bottom - top).round().max(2.0) - 1.0);
            surface.outline(0.5, top, surface.width - 1.0, height, surface.palette.grey);
        }
    }

    /// Shows which row the pointer is in.
    pub fn draw_hover(&self, surface: &Surface, hovered: Option<usize>) {
        if let Some(row) = hovered.filter(|row| *row < self.count) {
            let (top, bottom) = self.span(row);
            let height = (bottom - top).max(2.0);
            surface.rectangle(0.0, (top + bottom - height) / 2.0, surface.width, height, surface.palette.line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_found_where_it_was_drawn() {
        let rows = Rows::new(11, 250.0);
        for row in 0..11 {
            let place = Place { x: 0.0, y: rows.middle(row), width: 100.0, height: 250.0 };
            assert_eq!(Rows::at(place, 11), Some(row));
        }
        assert_eq!(Rows::at(Place { x: 0.0, y: 249.0, width: 100.0, height: 250.0 }, 11), None);
    }

    #[test]
    fn few_rows_are_named_however_many_there_are() {
        assert_eq!(Rows::new(11, 250.0).named(), (0..10).collect::<Vec<_>>());
        let named = Rows::new(1001, 250.0).named();
        assert!(named.len() < 16 && named[0] == 0, "{named:?}");
    }
}
