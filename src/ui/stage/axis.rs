//! Where each layer lies: one mapping for ribbons, plates, heat map and pointer. No browser in it.

/// The most hidden layers that each have a plate of their own.
const PLATES: usize = 24;
/// How many columns the lens shows in full.
pub const LENS: usize = 5;

/// The columns, layer 1 to the head, in CSS pixels from left to right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    left: f64,
    right: f64,
    columns: usize,
    lens: Option<Lens>,
}

/// Columns that are shown in full among others that are merged.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Lens {
    first: usize,
    /// How wide each is.
    width: f64,
}

/// Whether so many hidden layers are too many for a plate each.
pub fn merges(depth: usize) -> bool {
    depth > PLATES
}

impl Axis {
    /// Columns for that many hidden layers and the head, from `left` to `right`; where they are too many for plates, with a
    /// lens at column `focus`.
    pub fn new((left, right): (f64, f64), depth: usize, focus: usize) -> Self {
        let columns = depth.max(1) + 1;
        let lens = merges(depth).then(|| Lens {
            first: focus.saturating_sub(LENS / 2).min(columns - LENS),
            width: ((right - left) / 16.0).clamp(26.0, 72.0),
        });
        Self { left, right, columns, lens }
    }

    /// How many columns: the hidden layers and the head.
    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn left(&self) -> f64 {
        self.left
    }

    pub fn right(&self) -> f64 {
        self.right
    }

    /// Whether columns are merged, but for those in the lens.
    pub fn merges(&self) -> bool {
        self.lens.is_some()
    }

    /// Whether the column is wide enough for a plate of its own.
    pub fn is_full(&self, column: usize) -> bool {
        self.lens.is_none_or(|lens| (lens.first..lens.first + LENS).contains(&column))
    }

    /// The columns that are shown in full.
    pub fn full(&self) -> std::ops::Range<usize> {
        self.lens.map_or(0..self.columns, |lens| lens.first..lens.first + LENS)
    }

    /// Where the column begins and ends.
    pub fn span(&self, column: usize) -> (f64, f64) {
        (self.edge(column), self.edge(column + 1))
    }

    pub fn middle(&self, column: usize) -> f64 {
        (self.edge(column) + self.edge(column + 1)) / 2.0
    }

    /// How wide the columns that are shown in full are.
    pub fn width(&self) -> f64 {
        self.lens.map_or((self.right - self.left) / self.columns as f64, |lens| lens.width)
    }

    /// The left edge of a column; of one after the last, the right edge of all.
    fn edge(&self, column: usize) -> f64 {
        let whole = self.right - self.left;
        let Some(lens) = self.lens else { return self.left + whole * column as f64 / self.columns as f64 };
        let each = self.merged(lens);
        let before = column.min(lens.first) as f64 * each;
        let within = column.saturating_sub(lens.first).min(LENS) as f64 * lens.width;
        let after = column.saturating_sub(lens.first + LENS) as f64 * each;
        self.left + before + within + after
    }

    /// How wide a merged column is.
    fn merged(&self, lens: Lens) -> f64 {
        (self.right - self.left - LENS as f64 * lens.width).max(0.0) / (self.columns - LENS).max(1) as f64
    }

    /// The column at a place; the lens follows the place, so that it lies in the column that is answered.
    pub fn column_at(&self, x: f64) -> Option<usize> {
        if !(self.left..self.right).contains(&x) {
            return None;
        }
        let Some(lens) = self.lens else {
            let share = (x - self.left) / (self.right - self.left);
            return Some(((share * self.columns as f64) as usize).min(self.columns - 1));
        };
        let half = LENS as f64 * lens.width / 2.0;
        let each = self.merged(lens);
        let first = ((x - self.left - half) / each.max(1e-9)).round().max(0.0) as usize;
        let first = first.min(self.columns - LENS);
        let start = self.left + first as f64 * each;
        let within = (((x - start) / lens.width).max(0.0) as usize).min(LENS - 1);
        // In the middle the lens is centred on the place; at the ends the place moves within it.
        let column = first + within;
        let at_an_end = first == 0 && within < LENS / 2 || first == self.columns - LENS && within > LENS / 2;
        Some(if at_an_end { column } else { first + LENS / 2 })
    }

    /// The columns whose left edges lie in the same stretch of `apart` pixels, together; those in the lens each by itself. So
    /// little is drawn of a thousand layers.
    pub fn apart(&self, apart: f64) -> Vec<std::ops::Range<usize>> {
        let stretch = |column: usize| (self.edge(column) / apart).floor();
        let mut runs = Vec::new();
        let mut start = 0;
        while start < self.columns {
            let mut end = start + 1;
            while end < self.columns && !self.is_full(start) && !self.is_full(end) && stretch(end) == stretch(start) {
                end += 1;
            }
            runs.push(start..end);
            start = end;
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDS: (f64, f64) = (16.0, 784.0);

    #[test]
    fn columns_share_the_axis_with_the_head_last() {
        let axis = Axis::new(ENDS, 11, 0);
        assert_eq!(axis.span(0), (16.0, 80.0));
        assert_eq!(axis.span(11), (720.0, 784.0));
        assert!(!axis.merges() && axis.is_full(7));
    }

    #[test]
    fn a_column_is_found_where_it_was_drawn() {
        for depth in [1, 10, 24] {
            let axis = Axis::new(ENDS, depth, 0);
            for column in 0..=depth {
                assert_eq!(axis.column_at(axis.middle(column)), Some(column));
            }
            assert_eq!((axis.column_at(15.0), axis.column_at(784.0)), (None, None));
        }
    }

    #[test]
    fn the_lens_holds_the_column_that_the_pointer_asks_for() {
        for depth in [25, 100, 1000] {
            let mut last = 0;
            for x in 16..784 {
                let x = f64::from(x) + 0.5;
                let Some(column) = Axis::new(ENDS, depth, 7).column_at(x) else { panic!("{x} is on the axis") };
                let (from, to) = Axis::new(ENDS, depth, column).span(column);
                assert!(x > from - 24.0 && x < to + 24.0, "{depth}: {column} at {from}..{to}, not {x}");
                assert!(column >= last, "{depth}: {x}");
                last = column;
            }
            assert_eq!(last, depth, "the head is reached");
        }
    }

    #[test]
    fn all_columns_together_fill_the_axis_wherever_the_lens_is() {
        for focus in [0, 1, 500, 999, 1000] {
            let axis = Axis::new(ENDS, 1000, focus);
            assert!(axis.is_full(focus));
            assert_eq!(axis.full().len(), LENS);
            assert!((axis.span(1000).1 - 784.0).abs() < 1e-6 && axis.span(0).0 == 16.0);
        }
    }

    #[test]
    fn a_thousand_layers_come_down_to_what_pixels_there_are() {
        let runs = Axis::new(ENDS, 1000, 500).apart(1.0);
        assert!(runs.len() < 800, "{}", runs.len());
        assert!(runs.windows(2).all(|two| two[0].end == two[1].start));
        assert_eq!(runs.last().map(|run| run.end), Some(1001));
    }
}
