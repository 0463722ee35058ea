//! When a pulse is where: it leaves the loss, crosses the axis and dies where the gradient does. No browser in it.

/// Milliseconds over the whole axis.
const CROSSING: f64 = 900.0;
/// From one pulse to the next, at least.
pub const APART: f64 = 1500.0;
/// In which it shrinks to the dot.
const SHRINKING: f64 = 200.0;

/// What is to be drawn of a pulse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub x: f64,
    /// 1 on its way, then down to 0 at the reach.
    pub size: f64,
}

/// The bar so many milliseconds after it left `from` for the reach at `to`; the axis is `whole` long. None once it is over.
pub fn bar(since: f64, from: f64, to: f64, whole: f64) -> Option<Bar> {
    let speed = whole.max(1.0) / CROSSING;
    let way = from - to;
    let arrives = (way / speed).max(0.0);
    if since < arrives {
        return Some(Bar { x: from - since * speed, size: 1.0 });
    }
    let left = 1.0 - (since - arrives) / SHRINKING;
    // Fast at first, then slowly to rest.
    (left > 0.0).then_some(Bar { x: to, size: left * left })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_crosses_the_axis_in_900_ms_and_shrinks_at_the_reach() {
        assert_eq!(bar(0.0, 800.0, 0.0, 800.0), Some(Bar { x: 800.0, size: 1.0 }));
        assert_eq!(bar(450.0, 800.0, 0.0, 800.0), Some(Bar { x: 400.0, size: 1.0 }));
        assert_eq!(bar(460.0, 800.0, 400.0, 800.0).map(|bar| bar.x), Some(400.0));
        assert!(bar(550.0, 800.0, 400.0, 800.0).is_some_and(|bar| bar.size < 0.5));
        assert_eq!(bar(651.0, 800.0, 400.0, 800.0), None);
    }

    #[test]
    fn it_is_over_before_the_next_one_may_leave() {
        assert_eq!(bar(APART, 800.0, 0.0, 800.0), None);
    }
}
