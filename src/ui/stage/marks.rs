//! What remedies add to the drawing: ResNet's arcs, BatchNorm's brackets, Clipping's wedges.

use super::draw_plates::span;
use super::ribbon::{height, log_at};
use super::scene::Scene;
use crate::ui::charts::Surface;

/// The most layers with an arc each, beyond which there is a double line.
const ARCS: usize = 400;
/// Milliseconds in which marks appear, from left to right.
pub const APPEARING: f64 = 400.0;
/// Between the tips of the wedges where nothing is clipped, as a share of the ribbon's greatest height.
const OPEN: f64 = 0.4;

/// How far each kind of mark has come from left to right, 0..1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    pub arcs: f64,
    pub brackets: f64,
    pub wedges: f64,
}

impl Shown {
    pub const ALL: Shown = Shown { arcs: 1.0, brackets: 1.0, wedges: 1.0 };
}

pub fn draw(surface: &Surface, scene: &Scene, shown: Shown) {
    if scene.picture.residual {
        appearing(surface, scene, shown.arcs, || draw_arcs(surface, scene));
    }
    if scene.picture.batch_norm {
        appearing(surface, scene, shown.brackets, || draw_brackets(surface, scene));
    }
}

/// Draws what has appeared so far.
fn appearing(surface: &Surface, scene: &Scene, share: f64, draw: impl FnOnce()) {
    if share >= 1.0 {
        return draw();
    }
    surface.clipped((0.0, 0.0, share * scene.plan.width, scene.plan.height), draw);
}

/// Each hidden layer after the first hands on what the one before it put out.
fn draw_arcs(surface: &Surface, scene: &Scene) {
    let (depth, ink) = (scene.picture.depth, surface.palette.ink);
    let foot = scene.plan.plates.top - 2.0;
    let tall = (scene.plan.arcs.height - 6.0).clamp(4.0, 14.0 * scene.plan.scale);
    if depth > ARCS {
        let full = scene.axis.full();
        let gap = (scene.axis.span(full.start).0, scene.axis.span(full.end - 1).1);
        for (from, to) in [(scene.axis.left(), gap.0 - 3.0), (gap.1 + 3.0, scene.axis.right())] {
            if to > from {
                let lines = [3.0, 7.0].map(|up| ((from, foot - up), (to, foot - up)));
                surface.lines(&lines, 1.5, ink);
            }
        }
    }
    for layer in 1..depth {
        let whole = scene.axis.is_full(layer - 1) && scene.axis.is_full(layer);
        if !whole && depth > ARCS {
            continue;
        }
        let (from, to) = (scene.axis.middle(layer - 1), scene.axis.middle(layer));
        let wide = if whole { 1.6 } else { 1.0 };
        surface.arc(from, to, foot, if whole { tall } else { tall.min((to - from) * 0.7).max(3.0) }, wide, ink);
        if whole && to - from > 18.0 {
            surface.shape(&[(to - 4.5, foot - 4.5), (to + 1.0, foot - 4.5), (to - 0.5, foot + 1.0)], ink);
        }
    }
}

fn draw_brackets(surface: &Surface, scene: &Scene) {
    let (top, height) = (scene.plan.plates.top, scene.plan.plates.height);
    for layer in scene.axis.full().filter(|layer| *layer < scene.picture.depth) {
        let (left, _) = span(scene, layer);
        let room = left - scene.axis.span(layer).0;
        let (x, arm) = (left - (room * 0.9).min(6.0), (room * 0.8).min(5.0));
        let (from, to) = (top + height * 0.16, top + height * 0.84);
        let bracket = [(x + arm, from), (x, from), (x, to), (x + arm, to)];
        surface.polyline(&bracket, if room > 3.0 { 2.0 } else { 1.0 }, surface.palette.ink);
    }
}

/// Two wedges at the head, the closer the more is clipped.
pub fn draw_wedges(surface: &Surface, scene: &Scene, shown: Shown) {
    let Some(factor) = scene.picture.clips else { return };
    let band = scene.plan.backward;
    let x = scene.axis.middle(scene.picture.depth);
    let apart = OPEN * band.height * factor;
    let half = (scene.axis.width() * 0.25).clamp(5.0, 9.0 * scene.plan.scale);
    // As they close they come from beyond the ribbon's edge.
    let ribbon = log_at(&scene.backward_pieces(), x).map_or(0.0, |log| height(log, band.height));
    let outer = (ribbon / 2.0 + 4.0).max(apart / 2.0 + 8.0).min(band.height / 2.0);
    appearing(surface, scene, shown.wedges, || {
        for side in [-1.0, 1.0] {
            let tip = (x, band.centre() + side * apart / 2.0);
            let base = band.centre() + side * outer;
            surface.shape(&[tip, (x - half, base), (x + half, base)], surface.palette.ink);
        }
    });
}
