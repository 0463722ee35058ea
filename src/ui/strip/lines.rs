//! The lines of the strip: its axes, curves and marks.

use super::content::{Content, RunCurves};
use super::path::{calmed, left_of, right_of, thinned};
use super::rewinding::nearest;
use super::room::Room;
use super::sayings::{BOLD, REGULAR, Said, Sayings};
use crate::ui::charts::canvas::{Anchor, Stroke, Surface};
use crate::ui::charts::labels::{Labels, Rect, shorten};
use crate::ui::theme::Rgb;
use crate::words::{format, strip as said};

pub const SOLID: &[f64] = &[];

/// Losses, with the lines at them.
pub fn value_axis(surface: &Surface, room: &Room, lines: &[f64], names: &[String], labels: &mut Labels) {
    let palette = &surface.palette;
    for (line, name) in lines.iter().zip(names) {
        let y = room.y(*line).round() + 0.5;
        surface.line((room.plot.x, y), (room.plot.right(), y), 1.0, palette.line);
        let width = surface.measure(name);
        let right = room.plot.x - 5.0 * room.unit;
        let height = 13.0 * room.unit;
        if labels.place([Rect::new(right - width, y - height / 2.0, width, height)]).is_some() {
            surface.text(name, right, y, Anchor::Right, palette.grey);
        }
    }
}

/// Steps, named as far as they find room.
pub fn step_axis(surface: &Surface, room: &Room, labels: &mut Labels) {
    let palette = &surface.palette;
    let unit = room.unit;
    let widest = surface.measure(&format::count(room.axes.end as u64));
    let most = (room.plot.width / (widest + 28.0 * unit).max(80.0 * unit)).floor().max(2.0);
    let y = room.plot.bottom();
    for step in room.axes.ticks(most as usize) {
        let x = room.x(step as f64);
        surface.line((x.round() + 0.5, y), (x.round() + 0.5, y + 3.0 * unit), 1.0, palette.grey);
        let name = format::count(step);
        let width = surface.measure(&name);
        let place = Rect::new(x - width / 2.0, y + 5.0 * unit, width, 14.0 * unit);
        // Room between two numbers, so that they are not read as one.
        let roomy = Rect::new(place.x - 6.0 * unit, place.y, width + 12.0 * unit, place.height);
        if labels.is_free(&place) && (step == 0 || labels.is_free(&roomy) || roomy.right() > room.width) {
            labels.keep_off(place);
            surface.text(&name, x, place.y + place.height / 2.0, Anchor::Middle, palette.grey);
        }
    }
}

/// The loss of guessing: a dotted line, named where there is room beside it.
pub fn guessing(surface: &Surface, room: &Room, content: &Content, labels: &mut Labels, sayings: &mut Sayings) {
    let palette = &surface.palette;
    let (loss, name) = content.guessing;
    let (unit, y) = (room.unit, room.y(loss).round() + 0.5);
    let line = [(room.plot.x, y), (room.plot.right(), y)];
    let dots = [1.5 * unit, 3.0 * unit];
    surface.curve(&line, Stroke { thickness: 1.0, colour: palette.grey, opacity: 1.0, dashes: &dots });
    labels.keep_off_curve(line.to_vec());
    let (width, height) = (surface.measure(name), 13.0 * unit);
    let mut places = Vec::new();
    let mut x = room.plot.x + 40.0 * unit;
    while x + width <= room.plot.right() {
        places.push(Rect::new(x, y - height - 2.0 * unit, width, height));
        places.push(Rect::new(x, y + 3.0 * unit, width, height));
        x += 24.0 * unit;
    }
    if places.is_empty() {
        let x = room.plot.x + 6.0 * unit;
        places =
            vec![Rect::new(x, y - height - 2.0 * unit, width, height), Rect::new(x, y + 3.0 * unit, width, height)];
    }
    let said = Said { text: name.to_owned(), weight: REGULAR, colour: palette.grey, on_paper: false };
    sayings.add(said, 7, places);
}

/// One run's: the batches faint behind, the held-out set dashed. Of a curve that goes to and fro within a few pixels the middle is
/// drawn strong, and all of it faint behind. What a drag back would cut off is grey.
pub fn curves(surface: &Surface, room: &Room, run: &RunCurves, colour: Rgb, dragged: Option<u64>, labels: &mut Labels) {
    let unit = room.unit;
    let cut = dragged.map(|step| room.x(step as f64));
    let placed = |line: &[(f64, f64)]| -> Vec<(f64, f64)> { line.iter().map(|point| room.place(*point)).collect() };
    let (held_out, smooth) = (placed(&run.held_out), placed(&run.smooth));
    let (calm_held_out, calm) = (calmed(&held_out), calmed(&smooth));
    let behind = |calm: &[_], whole: &[(f64, f64)]| if calm.len() < whole.len() { whole.to_vec() } else { Vec::new() };
    let stroke = |thickness: f64, opacity: f64, dashes| Stroke { thickness: thickness * unit, colour, opacity, dashes };
    let dashes = [4.0 * unit, 3.0 * unit];
    for (line, stroke, covers) in [
        (placed(&run.batches), stroke(1.0, 0.25, SOLID), false),
        (behind(&calm_held_out, &held_out), stroke(1.0, 0.25, SOLID), false),
        (behind(&calm, &smooth), stroke(1.0, 0.4, SOLID), true),
        (calm_held_out, stroke(1.25, 1.0, &dashes), true),
        (calm, stroke(2.0, 1.0, SOLID), true),
    ] {
        let points = thinned(line);
        match cut {
            Some(x) => {
                surface.curve(&left_of(&points, x), stroke);
                let grey = Stroke { colour: surface.palette.grey, opacity: 0.5 * stroke.opacity, ..stroke };
                surface.curve(&right_of(&points, x), grey);
            }
            None => surface.curve(&points, stroke),
        }
        if covers {
            labels.keep_off_curve(points);
        }
    }
}

/// A line where settings changed, named at its top: the newest first, what finds no room is cut, and then left out.
pub fn change_lines(surface: &Surface, room: &Room, content: &Content, labels: &mut Labels) {
    let (unit, palette) = (room.unit, &surface.palette);
    let top = if room.is_tall() { 2.0 * unit } else { room.plot.y };
    for (step, _) in &content.changes {
        let x = room.x(*step as f64).round() + 0.5;
        surface.line((x, top), (x, room.plot.bottom()), 1.0, palette.ink);
        labels.keep_off_curve(vec![(x, top), (x, room.plot.bottom())]);
    }
    surface.font(12.0 * unit, BOLD);
    for (step, name) in content.changes.iter().rev() {
        let x = room.x(*step as f64);
        let height = 14.0 * unit;
        let measure = |text: &str| surface.measure(text);
        // Whole, or as much of it as fits before the next line, on either side and in the first row or the second.
        let whole = measure(name);
        let widths = [whole, 110.0 * unit, 70.0 * unit, 44.0 * unit];
        let mut tried = None;
        for width in widths.into_iter().filter(|width| *width <= whole) {
            let Some(text) = shorten(name, width, measure) else { continue };
            let width = measure(&text);
            let right = x + 5.0 * unit;
            let left = x - 5.0 * unit - width;
            let places: Vec<Rect> = [(right, 0.0), (right, 1.0), (left, 0.0), (left, 1.0)]
                .map(|(x, row)| Rect::new(x, top + row * (height + unit), width, height))
                .to_vec();
            if let Some(place) = labels.place(places) {
                tried = Some((text, place));
                break;
            }
        }
        if let Some((text, place)) = tried {
            surface.text(&text, place.x, place.y + height / 2.0, Anchor::Left, palette.ink);
        }
    }
}

/// A cross at the last number, with that number.
pub fn crash(surface: &Surface, room: &Room, run: &RunCurves, labels: &mut Labels, sayings: &mut Sayings) {
    let Some((step, loss)) = run.crash else { return };
    let (unit, colour) = (room.unit, surface.palette.warm);
    let (x, y) = room.place((step as f64, loss));
    let (y, arm) = (y.clamp(room.plot.y, room.plot.bottom()), 5.0 * unit);
    surface.lines(
        &[((x - arm, y - arm), (x + arm, y + arm)), ((x - arm, y + arm), (x + arm, y - arm))],
        2.5 * unit,
        colour,
    );
    labels.keep_off(Rect::new(x - arm, y - arm, 2.0 * arm, 2.0 * arm));
    surface.font(12.0 * unit, BOLD);
    let text = said::crashed(step, loss);
    let (width, height) = (surface.measure(&text), 14.0 * unit);
    let (right, left) = (x + arm + 6.0 * unit, x - arm - 6.0 * unit - width);
    let rows = [y - height / 2.0, y + arm + 2.0 * unit, y - arm - height, room.plot.y + 2.0 * unit];
    let places = [right, left].into_iter().flat_map(|x| rows.map(|y| Rect::new(x, y, width, height))).collect();
    sayings.add(Said { text, weight: BOLD, colour, on_paper: false }, 8, places);
}

/// The line at the run's step, with a grip to take it by; while it is dragged, the checkpoints that it can go to.
pub fn handle_line(surface: &Surface, room: &Room, x: f64, grip: &Rect, checkpoints: &[u64], step: u64, dragged: bool) {
    let (unit, palette) = (room.unit, &surface.palette);
    let line = x.round() + 0.5;
    // Above are the names of changes, which it passes under.
    surface.line((line, room.plot.y), (line, room.plot.bottom()), if dragged { 2.0 } else { 1.25 } * unit, palette.ink);
    if dragged {
        let goal = nearest(checkpoints, step);
        for checkpoint in checkpoints {
            let (x, y) = (room.x(*checkpoint as f64), room.plot.bottom());
            let (radius, colour) = if goal == Some(*checkpoint) { (3.5, palette.ink) } else { (2.0, palette.grey) };
            surface.discs(std::iter::once((x, y)), radius * unit, colour, palette.paper);
        }
    }
    let place = (line - grip.width / 2.0, grip.y, grip.width, grip.height);
    surface.rounded(place, 4.0 * unit, palette.paper, palette.ink, 1.75 * unit);
    let bars = [-2.0, 2.0].map(|offset| {
        let x = line + offset * unit;
        ((x, grip.y + 5.5 * unit), (x, grip.bottom() - 5.5 * unit))
    });
    surface.lines(&bars, 1.25 * unit, palette.ink);
}
