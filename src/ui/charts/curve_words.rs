//! Where the words lie on a histogram that has an activation's curve over it. No browser in it.

use super::labels::{Labels, Rect, Wish};

/// What may be said there, in pixels: how wide it is, and where its middle may be, from one x to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    pub width: f64,
    pub from: f64,
    pub to: f64,
}

/// How far the name is from the curve, and from the area's sides.
const GAP: f64 = 2.0;

/// Places for the activation's name, beside its curve, and for the words over where that is flat, within `area`, in rows of that
/// height; each at its own index, and none where it has to be left out. They lie on a bar only where there is no other way.
/// `curve` goes from left to right, and so do `bars`, each as its middle and its top.
pub fn places(
    area: Rect,
    row: f64,
    curve: &[(f64, f64)],
    bars: &[(f64, f64)],
    name: f64,
    flat: &[Word],
) -> (Option<Rect>, Vec<Option<Rect>>) {
    let mut labels = Labels::within(area);
    // On the curve they would not be read, with or without paper of their own.
    let near = curve.iter().map(|(x, y)| Rect::around((*x, *y), (1.0, 2.0 * GAP)));
    near.for_each(|point| labels.keep_off(point));
    labels.keep_off_curve(curve.to_vec());
    labels.keep_off_curve(
        bars.iter().flat_map(|(x, top)| [(*x, area.bottom()), (*x, *top), (*x, area.bottom())]).collect(),
    );
    let wish = |priority, places| Wish { priority, places, over_curves: true };
    let mut wishes = vec![wish(1, beside(area, row, curve, name))];
    wishes.extend(flat.iter().map(|word| wish(0, over(area, row, *word))));
    let mut places = labels.place_all(&wishes).into_iter();
    (places.next().flatten(), places.collect())
}

/// Under the curve and over it, from its right end on, where it has left the bars behind.
fn beside(area: Rect, row: f64, curve: &[(f64, f64)], width: f64) -> Vec<Rect> {
    let ends = curve.iter().rev().step_by(4).filter(|(x, _)| *x - width >= area.x);
    let at = |&(x, y): &(f64, f64)| {
        let left = x - width - GAP;
        [Rect::new(left, y + 2.0 * GAP, width, row), Rect::new(left, y - row - 2.0 * GAP, width, row)]
    };
    ends.flat_map(at).collect()
}

/// From the top down, in the middle of where it may be, then at its sides.
fn over(area: Rect, row: f64, word: Word) -> Vec<Rect> {
    let rows = (area.height / row).floor() as usize;
    let (low, high) = (word.from, word.to - word.width);
    let at = |line: usize| {
        let y = area.y + GAP + line as f64 * row;
        [0.5, 0.0, 1.0].map(|share| Rect::new(low + share * (high - low), y, word.width, row))
    };
    (0..rows).flat_map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect { x: 0.0, y: 16.0, width: 300.0, height: 140.0 };
    const ROW: f64 = 13.0;

    /// As a sigmoid's over -6 to 6: low at the left, high at the right.
    fn sigmoid() -> Vec<(f64, f64)> {
        let value = |x: f64| 1.0 / (1.0 + (-(x / 25.0 - 6.0)).exp());
        (0..=300).map(|x| (f64::from(x), AREA.bottom() - 2.0 - value(f64::from(x)) * (AREA.height - 4.0))).collect()
    }

    fn saturated() -> [Word; 2] {
        [Word { width: 50.0, from: 0.0, to: 90.0 }, Word { width: 50.0, from: 210.0, to: 300.0 }]
    }

    fn all(bars: &[(f64, f64)]) -> Vec<Rect> {
        let (name, flat) = places(AREA, ROW, &sigmoid(), bars, 42.0, &saturated());
        name.into_iter().chain(flat.into_iter().flatten()).collect()
    }

    #[test]
    fn no_word_lies_on_another_or_on_the_curve() {
        let words = all(&[(150.0, AREA.y)]);
        assert_eq!(words.len(), 3);
        for (place, word) in words.iter().enumerate() {
            assert!(AREA.holds(word) && words[..place].iter().all(|other| !other.meets(word)), "{words:?}");
            assert!(sigmoid().iter().all(|(x, y)| !word.meets(&Rect::around((*x, *y), (1.0, 1.0)))), "{words:?}");
        }
    }

    #[test]
    fn they_lie_on_a_bar_only_where_there_is_no_other_way() {
        let high = |from: i32, to: i32| (from..to).map(|bar| (10.0 * f64::from(bar) + 5.0, AREA.y)).collect::<Vec<_>>();
        let words = all(&high(8, 21));
        assert!(words.iter().all(|word| word.right() <= 85.0 || word.x >= 205.0), "{words:?}");
        assert_eq!(all(&high(0, 30)).len(), 3, "everywhere is a bar");
    }
}
