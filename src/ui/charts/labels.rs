//! Where labels go on a drawing, so that none lies on another, on a curve, or beyond the edge. No browser in it.

use crate::order::order;

/// A rectangle in pixels, from its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// The one of so many pixels around a point.
    pub fn around((x, y): (f64, f64), (width, height): (f64, f64)) -> Self {
        Self { x: x - width / 2.0, y: y - height / 2.0, width, height }
    }

    pub fn middle(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// Whether the two share more than an edge.
    pub fn meets(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether the other lies in it whole.
    pub fn holds(&self, other: &Rect) -> bool {
        self.x <= other.x && other.right() <= self.right() && self.y <= other.y && other.bottom() <= self.bottom()
    }

    /// Whether the straight line from one point to the other runs through it.
    fn is_crossed(&self, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> bool {
        let beside = x0.max(x1) < self.x || x0.min(x1) > self.right();
        if beside || y0.max(y1) < self.y || y0.min(y1) > self.bottom() {
            return false;
        }
        // It does where not all corners are on one side of it.
        let side = |x: f64, y: f64| (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0);
        let corners =
            [(self.x, self.y), (self.right(), self.y), (self.x, self.bottom()), (self.right(), self.bottom())];
        let sides = corners.map(|(x, y)| side(x, y));
        sides.iter().any(|side| *side >= 0.0) && sides.iter().any(|side| *side <= 0.0)
    }
}

/// A label that is to be placed.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The higher is placed first.
    pub priority: u8,
    /// Where it may lie, the best first.
    pub places: Vec<Rect>,
    /// Whether it may lie on a curve: it has paper of its own.
    pub over_curves: bool,
}

/// The room of a drawing that labels share.
pub struct Labels {
    area: Rect,
    /// What is left free at either side of a label; where it is anything, a label that reaches beyond a side is moved in.
    apart: f64,
    taken: Vec<Rect>,
    curves: Vec<Vec<(f64, f64)>>,
}

impl Labels {
    /// All of that area, nothing of it taken.
    pub fn within(area: Rect) -> Self {
        Self { area, apart: 0.0, taken: Vec::new(), curves: Vec::new() }
    }

    /// From left to right, at any height: a gap is left between two, and what reaches beyond a side is moved in.
    pub fn across(left: f64, right: f64) -> Self {
        const FAR: f64 = 1e9;
        Self { apart: 4.0, ..Self::within(Rect::new(left, -FAR, right - left, 2.0 * FAR)) }
    }

    /// The label moved sideways until it is within the area.
    pub fn inside(&self, rect: Rect) -> Rect {
        Rect { x: rect.x.min(self.area.right() - rect.width).max(self.area.x), ..rect }
    }

    /// No label lies there.
    pub fn keep_off(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// No label lies on that curve, whose points go from left to right.
    pub fn keep_off_curve(&mut self, points: Vec<(f64, f64)>) {
        self.curves.push(points);
    }

    /// Whether a label can lie there.
    pub fn is_free(&self, rect: &Rect) -> bool {
        self.is_unlabelled(rect) && !self.curves.iter().any(|curve| crosses(curve, rect))
    }

    fn is_unlabelled(&self, rect: &Rect) -> bool {
        let wider = Rect::new(rect.x - self.apart, rect.y, rect.width + 2.0 * self.apart, rect.height);
        self.area.holds(rect) && !self.taken.iter().any(|taken| taken.meets(&wider))
    }

    /// The first of the places that is free; it is taken from then on. None where none is.
    pub fn place(&mut self, places: impl IntoIterator<Item = Rect>) -> Option<Rect> {
        let moved = |place| if self.apart > 0.0 { self.inside(place) } else { place };
        let place = places.into_iter().map(moved).find(|place| self.is_free(place))?;
        self.taken.push(place);
        Some(place)
    }

    /// Places the labels by their priority, among equals in their order; each one's place is at its own index, and none
    /// where it has to be left out.
    pub fn place_all(&mut self, wishes: &[Wish]) -> Vec<Option<Rect>> {
        let mut turns: Vec<usize> = (0..wishes.len()).collect();
        order(&mut turns, |one, other| wishes[*other].priority.cmp(&wishes[*one].priority));
        let mut places = vec![None; wishes.len()];
        for index in turns {
            let wish = &wishes[index];
            places[index] = self.place(wish.places.iter().copied());
            if places[index].is_none() && wish.over_curves {
                places[index] = wish.places.iter().copied().find(|place| self.is_unlabelled(place));
                self.taken.extend(places[index]);
            }
        }
        places
    }
}

/// Whether a curve whose points go from left to right runs through the rectangle.
fn crosses(curve: &[(f64, f64)], rect: &Rect) -> bool {
    // One point before the rectangle: the line from there may run into it.
    let start = curve.partition_point(|(x, _)| *x < rect.x).saturating_sub(1);
    let segments = curve[start..].windows(2).take_while(|pair| pair[0].0 <= rect.right());
    segments.into_iter().any(|pair| rect.is_crossed(pair[0], pair[1]))
}

/// The middles of rows of one height between top and bottom, each as near to where it is wanted as the others let it; at
/// their own indices. The last ones are none where there is no room for all.
pub fn spread(wanted: &[f64], height: f64, top: f64, bottom: f64) -> Vec<Option<f64>> {
    let room = ((bottom - top) / height + 1e-9).floor().max(0.0) as usize;
    let mut turns: Vec<usize> = (0..wanted.len().min(room)).collect();
    order(&mut turns, |one, other| wanted[*one].total_cmp(&wanted[*other]));
    let mut middles = vec![None; wanted.len()];
    // Rows that push one another share one block, whose middle is the mean of what they want.
    let mut blocks: Vec<(Vec<usize>, f64)> = Vec::new();
    for index in turns {
        let mut block = (vec![index], wanted[index]);
        while let Some((rows, middle)) = blocks.pop_if(|(rows, middle)| {
            let half = |rows: usize| rows as f64 * height / 2.0;
            let (low, high) = (top + half(rows.len()), bottom - half(rows.len()));
            let own = block.1.clamp(top + half(block.0.len()), bottom - half(block.0.len()));
            middle.clamp(low, high) + half(rows.len()) > own - half(block.0.len()) + 1e-9
        }) {
            let (before, after) = (rows.len() as f64, block.0.len() as f64);
            let mean = (middle * before + block.1 * after) / (before + after);
            block = (rows.into_iter().chain(block.0).collect(), mean);
        }
        blocks.push(block);
    }
    for (rows, middle) in blocks {
        let half = rows.len() as f64 * height / 2.0;
        let first = middle.clamp(top + half, bottom - half) - half + height / 2.0;
        for (place, index) in rows.into_iter().enumerate() {
            middles[index] = Some(first + place as f64 * height);
        }
    }
    middles
}

/// The text, or as much of its beginning as fits into that width with an ellipsis behind it; none where that is less than two
/// letters.
pub fn shorten(text: &str, width: f64, measure: impl Fn(&str) -> f64) -> Option<String> {
    if measure(text) <= width {
        return Some(text.to_owned());
    }
    let ends: Vec<usize> = text.char_indices().map(|(index, _)| index).collect();
    let cut = |letters: &usize| format!("{}\u{2026}", text[..ends[*letters]].trim_end());
    let most = (2..ends.len()).rev().find(|letters| measure(&cut(letters)) <= width)?;
    Some(cut(&most))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect { x: 0.0, y: 0.0, width: 100.0, height: 50.0 };

    fn label(x: f64, y: f64) -> Rect {
        Rect::new(x, y, 30.0, 10.0)
    }

    #[test]
    fn the_first_free_place_is_taken_and_what_fits_nowhere_is_left_out() {
        let mut labels = Labels::within(AREA);
        labels.keep_off(label(0.0, 0.0));
        assert_eq!(labels.place([label(10.0, 5.0), label(30.0, 5.0)]), Some(label(30.0, 5.0)), "an edge may be shared");
        assert_eq!(labels.place([label(50.0, 10.0), label(80.0, 30.0)]), None, "taken, and beyond the edge");
    }

    #[test]
    fn across_a_row_a_label_stays_within_its_ends_and_apart_from_others() {
        let mut labels = Labels::across(0.0, 100.0);
        let at = |x: f64, y: f64| Rect::around((x, y), (40.0, 12.0));
        assert_eq!(labels.place([at(5.0, 10.0)]).map(|rect| rect.x), Some(0.0));
        assert_eq!(labels.place([at(30.0, 10.0), at(30.0, 30.0)]).map(|rect| rect.y), Some(24.0));
        assert_eq!(labels.place([at(35.0, 14.0)]), None);
        assert_eq!(labels.place([at(99.0, 10.0)]).map(|rect| rect.right()), Some(100.0));
    }

    #[test]
    fn no_label_lies_on_a_curve() {
        let mut labels = Labels::within(AREA);
        labels.keep_off_curve(vec![(0.0, 0.0), (100.0, 50.0)]);
        assert!(!labels.is_free(&label(35.0, 20.0)), "its middle is on the line, none of the line's ends in it");
        assert!(labels.is_free(&label(60.0, 10.0)) && labels.is_free(&label(10.0, 35.0)));
        let mut flat = Labels::within(AREA);
        flat.keep_off_curve(vec![(-50.0, 25.0), (0.0, 25.0), (150.0, 25.0)]);
        assert!(!flat.is_free(&label(40.0, 20.0)) && flat.is_free(&label(40.0, 26.0)));
    }

    #[test]
    fn the_more_important_is_placed_first() {
        let mut labels = Labels::within(AREA);
        let wish = |priority, places: &[Rect]| Wish { priority, places: places.to_vec(), over_curves: false };
        let places = labels.place_all(&[
            wish(1, &[label(0.0, 0.0), label(0.0, 20.0)]),
            wish(2, &[label(0.0, 0.0)]),
            wish(0, &[label(20.0, 0.0)]),
        ]);
        assert_eq!(places, [Some(label(0.0, 20.0)), Some(label(0.0, 0.0)), None]);
    }

    #[test]
    fn rows_are_spread_apart_and_stay_between_top_and_bottom() {
        assert_eq!(spread(&[20.0, 60.0], 10.0, 0.0, 100.0), [Some(20.0), Some(60.0)], "nothing in their way");
        assert_eq!(spread(&[52.0, 50.0, 48.0], 10.0, 0.0, 100.0), [Some(60.0), Some(50.0), Some(40.0)]);
        assert_eq!(spread(&[99.0, 98.0], 10.0, 0.0, 100.0), [Some(95.0), Some(85.0)]);
        assert_eq!(spread(&[5.0, 5.0, 5.0], 10.0, 0.0, 20.0), [Some(5.0), Some(15.0), None], "the last has no room");
    }

    #[test]
    fn spread_rows_never_overlap() {
        for seed in 0..200u64 {
            let wanted: Vec<f64> = (0..6).map(|row| ((seed * 7919 + row * 104_729) % 997) as f64 / 10.0).collect();
            let mut middles: Vec<f64> = spread(&wanted, 14.0, 0.0, 100.0).into_iter().flatten().collect();
            middles.sort_by(f64::total_cmp);
            assert_eq!(middles.len(), 6);
            assert!(middles.windows(2).all(|pair| pair[1] - pair[0] >= 14.0 - 1e-6), "{wanted:?}: {middles:?}");
            assert!(middles[0] >= 7.0 - 1e-6 && middles[5] <= 93.0 + 1e-6, "{wanted:?}: {middles:?}");
        }
    }

    #[test]
    fn a_text_is_cut_to_its_width() {
        let measure = |text: &str| text.chars().count() as f64;
        assert_eq!(shorten("BatchNorm", 9.0, measure).as_deref(), Some("BatchNorm"));
        assert_eq!(shorten("Learning rate 0.01", 10.0, measure).as_deref(), Some("Learning\u{2026}"));
        assert_eq!(shorten("ResNet", 2.0, measure), None);
    }
}
