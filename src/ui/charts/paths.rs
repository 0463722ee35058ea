//! Shapes on a [`Surface`]: filled outlines, lines through points, hatching, type of several sizes.

use std::f64::consts::PI;

use super::canvas::{Anchor, Surface};
use crate::ui::theme::{Rgb, css};

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// In CSS pixels.
    pub size: f64,
    pub bold: bool,
}

impl Surface<'_> {
    /// Makes the points the path that is drawn next.
    pub(super) fn trace(&self, points: &[(f64, f64)]) {
        self.context.begin_path();
        for (index, (x, y)) in points.iter().enumerate() {
            match index {
                0 => self.context.move_to(*x, *y),
                _ => self.context.line_to(*x, *y),
            }
        }
    }

    /// A filled shape.
    pub fn shape(&self, points: &[(f64, f64)], colour: Rgb) {
        self.trace(points);
        self.context.set_fill_style_str(&css(colour));
        self.context.fill();
    }

    /// A shape whose colour changes from left to right: stops of x and colour, in that order.
    pub fn shaded(&self, points: &[(f64, f64)], stops: &[(f64, Rgb)]) {
        let (Some((from, first)), Some((to, _))) = (stops.first(), stops.last()) else { return };
        if to - from < 1e-6 {
            return self.shape(points, *first);
        }
        let gradient = self.context.create_linear_gradient(*from, 0.0, *to, 0.0);
        for (x, colour) in stops {
            let share = ((x - from) / (to - from)).clamp(0.0, 1.0) as f32;
            // Only a share beyond 0..1 or a wrong colour could be refused.
            let _ = gradient.add_color_stop(share, &css(*colour));
        }
        self.trace(points);
        self.context.set_fill_style_canvas_gradient(&gradient);
        self.context.fill();
    }

    /// A line through the points.
    pub fn polyline(&self, points: &[(f64, f64)], thickness: f64, colour: Rgb) {
        self.trace(points);
        self.context.set_stroke_style_str(&css(colour));
        self.context.set_line_width(thickness);
        self.context.set_line_join("round");
        self.context.stroke();
    }

    /// A dotted level line.
    pub fn dotted(&self, from: f64, to: f64, y: f64, colour: Rgb) {
        const EVERY: f64 = 5.0;
        let (low, high) = (from.min(to), from.max(to));
        self.context.set_fill_style_str(&css(colour));
        for dot in 0..((high - low) / EVERY).max(0.0) as usize {
            self.context.fill_rect(low + EVERY * (dot as f64 + 0.5), y - 0.75, 1.5, 1.5);
        }
    }

    /// Hatching at 45 degrees, 7 pixels apart.
    pub fn hatched(&self, (x, y, width, height): (f64, f64, f64, f64), colour: Rgb) {
        const EVERY: f64 = 7.0;
        if width <= 0.0 || height <= 0.0 {
            return;
        }
        self.context.save();
        self.context.begin_path();
        self.context.rect(x, y, width, height);
        self.context.clip();
        // On a grid of the whole surface, so that neighbours join.
        let first = ((x + y) / EVERY).floor() as i64;
        let last = ((x + y + width + height) / EVERY).ceil() as i64;
        let lines: Vec<_> = (first..=last)
            .map(|line| {
                let sum = line as f64 * EVERY;
                ((sum - y, y), (sum - y - height, y + height))
            })
            .collect();
        self.lines(&lines, 1.0, colour);
        self.context.restore();
    }

    /// Half an ellipse over a level line, from one x to another.
    pub fn arc(&self, from: f64, to: f64, y: f64, height: f64, thickness: f64, colour: Rgb) {
        self.context.set_stroke_style_str(&css(colour));
        self.context.set_line_width(thickness);
        self.context.begin_path();
        let (middle, radius) = ((from + to) / 2.0, ((to - from) / 2.0).abs());
        // Only a negative radius could be refused.
        let _ = self.context.ellipse(middle, y, radius, height.max(0.0), 0.0, PI, 2.0 * PI);
        self.context.stroke();
    }

    /// Draws with only that share of its colour, 0..1.
    pub fn faintly(&self, share: f64, draw: impl FnOnce()) {
        self.context.set_global_alpha(share);
        draw();
        self.context.set_global_alpha(1.0);
    }

    /// A text in that type.
    pub fn set(&self, text: &str, (x, y): (f64, f64), anchor: Anchor, face: Type, colour: Rgb) {
        self.take(face);
        self.text(text, x, y, anchor, colour);
    }

    /// How wide a text in that type is, in pixels.
    pub fn width_of(&self, text: &str, face: Type) -> f64 {
        self.take(face);
        // No character is wider than its type is high.
        self.context.measure_text(text).map_or(face.size * text.chars().count() as f64, |found| found.width())
    }

    fn take(&self, face: Type) {
        self.font(face.size, if face.bold { 600 } else { 400 });
    }
}
