//! The height that the page would like its frame to have. No browser in it.

/// Width to height, and within which pixels it may be.
const RATIO: f64 = 16.0 / 10.0;
const LEAST: f64 = 380.0;
const MOST: f64 = 900.0;
/// Below this width the parts lie under one another, and take that height.
const NARROW: f64 = 600.0;
const NARROW_HEIGHT: f64 = 560.0;
/// A height that differs by less is not asked for: a scroll bar that comes and goes moves nothing.
const APART: f64 = 24.0;

/// The height for a frame of that width, in pixels; none where it is as good as the one that was asked for last. It must not
/// depend on the frame's height, or a host that follows it would never come to rest.
pub fn wished(width: f64, last: Option<f64>) -> Option<f64> {
    let wide = (width / RATIO).round().clamp(LEAST, MOST);
    let height = if width < NARROW { NARROW_HEIGHT } else { wide };
    let moved = last.is_none_or(|last| (height - last).abs() >= APART);
    (width > 0.0 && moved).then_some(height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_height_follows_the_width_within_bounds_and_comes_to_rest() {
        assert_eq!(wished(960.0, None), Some(600.0));
        assert_eq!(wished(320.0, None), Some(560.0));
        assert_eq!(wished(600.0, None), Some(380.0));
        assert_eq!(wished(4000.0, None), Some(900.0));
        assert_eq!(wished(0.0, None), None);
        assert_eq!(wished(944.0, Some(600.0)), None, "a scroll bar");
        assert_eq!(wished(700.0, Some(600.0)), Some(438.0));
    }
}
