//! The heat map under the layers: time downwards, newest on top, on the layers' own axis.

use super::plan::Band;
use super::scene::Scene;
use crate::ui::charts::labels::{Labels, Rect};
use crate::ui::charts::{Anchor, Surface, Type};
use crate::ui::theme::Rgb;
use crate::words;

pub fn draw(surface: &Surface, scene: &Scene) {
    let Some(band) = scene.plan.heat_map else { return };
    let (left, right) = (scene.axis.left(), scene.axis.right());
    let rows = &scene.picture.rows;
    if rows.is_empty() {
        surface.outline(left + 0.5, band.top + 0.5, right - left - 1.0, band.height - 1.0, surface.palette.rule);
        return;
    }
    // One column of the image a pixel, so that it needs no stretching.
    let pixels = (right - left).round().max(1.0) as usize;
    let layers = layers(scene, pixels);
    let mut colours: Vec<Rgb> = Vec::with_capacity(pixels * rows.len());
    let lookup = Lookup::new(surface);
    for row in rows {
        // Where a layer's is no number, 0 is what ReLU makes of that, and nothing that vanished.
        let torn = row.logs.iter().any(|log| log.is_nan());
        let log =
            |layer: usize| row.logs.get(layer).copied().filter(|log| !torn || log.is_finite()).unwrap_or(f32::NAN);
        colours.extend(layers.iter().map(|layer| lookup.of(log(*layer))));
    }
    surface.image(&colours, pixels, rows.len(), (left, band.top, right - left, band.height), false);
    draw_not_numbers(surface, scene, band);
    draw_changes(surface, scene, band);
}

/// The layer in each pixel's column.
fn layers(scene: &Scene, pixels: usize) -> Vec<usize> {
    let mut layer = 0;
    (0..pixels)
        .map(|pixel| {
            let x = scene.axis.left() + pixel as f64 + 0.5;
            while layer < scene.picture.depth && scene.axis.span(layer).1 < x {
                layer += 1;
            }
            layer
        })
        .collect()
}

/// The colours of a flow, ready made: a heat map asks for many.
struct Lookup {
    colours: Vec<Rgb>,
    ground: Rgb,
}

impl Lookup {
    const EACH: f32 = 20.0;

    fn new(surface: &Surface) -> Self {
        let colours = (-120..=120).map(|step| surface.palette.flow(f64::from(step) / f64::from(Self::EACH))).collect();
        Self { colours, ground: surface.palette.ground }
    }

    fn of(&self, log: f32) -> Rgb {
        if log.is_nan() {
            return self.ground;
        }
        let place = ((log.clamp(-6.0, 6.0) + 6.0) * Self::EACH).round() as usize;
        self.colours.get(place).copied().unwrap_or(self.ground)
    }
}

/// Hatches what was no number.
fn draw_not_numbers(surface: &Surface, scene: &Scene, band: Band) {
    let each = band.height / scene.picture.rows.len() as f64;
    for (index, row) in scene.picture.rows.iter().enumerate() {
        let mut start = 0;
        while start < row.logs.len() {
            let of = row.logs[start].is_nan();
            let end = (start..row.logs.len()).find(|layer| row.logs[*layer].is_nan() != of).unwrap_or(row.logs.len());
            if of {
                let (from, to) = (scene.axis.span(start).0, scene.axis.span(end - 1).1);
                let area = (from, band.top + index as f64 * each, to - from, each);
                surface.faintly(0.6, || surface.hatched(area, surface.palette.hot));
            }
            start = end;
        }
    }
}

/// Hot changes as lines, named at their right where there is room.
fn draw_changes(surface: &Surface, scene: &Scene, band: Band) {
    let each = band.height / scene.picture.rows.len() as f64;
    let face = Type { size: scene.small(), bold: true };
    let mut labels = Labels::across(scene.axis.left(), scene.plan.width);
    let inner = scene.axis.right() - scene.axis.left();
    let height = |place: usize| band.top + place as f64 * each;
    for (place, _) in &scene.picture.changes {
        let y = height(*place);
        surface.line((scene.axis.left(), y), (scene.axis.right(), y), 1.2, surface.palette.ink);
    }
    for (place, mark) in scene.picture.changes.iter().rev() {
        let y = height(*place);
        let text = words::mark_of(mark);
        let wide = surface.width_of(&text, face) + 8.0;
        // Within the map, on paper of its own: beyond its right end there is no room for a name.
        if wide > inner * 0.6 {
            continue;
        }
        let x = scene.axis.right() - wide / 2.0 - 2.0;
        let half = face.size / 2.0 + 2.0;
        let middle = y.clamp(band.top + half, (band.bottom() - half).max(band.top + half));
        if let Some(rect) = labels.place([Rect::around((x, middle), (wide, 2.0 * half))]) {
            surface.rectangle(rect.x, rect.y, rect.width, rect.height, surface.palette.ground);
            surface.set(&text, rect.middle(), Anchor::Middle, face, surface.palette.ink);
        }
    }
}
