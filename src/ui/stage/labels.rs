//! Places for texts, so that none lies over another or beyond the box. No browser in it.

/// A text's box, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    /// The box of so many pixels around a point.
    pub fn around((x, y): (f64, f64), (width, height): (f64, f64)) -> Self {
        Self { left: x - width / 2.0, top: y - height / 2.0, width, height }
    }

    pub fn middle(&self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    pub fn meets(&self, other: &Rect) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }
}

/// The texts that have a place so far.
#[derive(Debug, Default)]
pub struct Labels {
    bounds: (f64, f64),
    taken: Vec<Rect>,
}

/// What is left free between two texts.
const APART: f64 = 4.0;

impl Labels {
    /// None so far, in a box from `left` to `right`.
    pub fn new(left: f64, right: f64) -> Self {
        Self { bounds: (left, right), taken: Vec::new() }
    }

    /// Something is there: no text shall lie over it.
    pub fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Moves the box sideways until it is within the bounds.
    pub fn within(&self, rect: Rect) -> Rect {
        let (left, right) = self.bounds;
        Rect { left: rect.left.min(right - rect.width).max(left), ..rect }
    }

    /// Whether nothing is there.
    pub fn is_free(&self, rect: &Rect) -> bool {
        let wider = Rect { left: rect.left - APART, width: rect.width + 2.0 * APART, ..*rect };
        !self.taken.iter().any(|taken| taken.meets(&wider))
    }

    /// Takes the first of these places that is free.
    pub fn place(&mut self, places: impl IntoIterator<Item = Rect>) -> Option<Rect> {
        let found = places.into_iter().map(|rect| self.within(rect)).find(|rect| self.is_free(rect))?;
        self.taken.push(found);
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_to_the_first_free_place_and_stays_within_the_box() {
        let mut labels = Labels::new(0.0, 100.0);
        let at = |x: f64, y: f64| Rect::around((x, y), (40.0, 12.0));
        assert_eq!(labels.place([at(5.0, 10.0)]).map(|rect| rect.left), Some(0.0));
        assert_eq!(labels.place([at(30.0, 10.0), at(30.0, 30.0)]).map(|rect| rect.top), Some(24.0));
        assert_eq!(labels.place([at(35.0, 14.0)]), None);
        assert_eq!(labels.place([at(99.0, 10.0)]).map(|rect| rect.right()), Some(100.0));
    }
}
