//! What is said in the strip: gathered first, and then placed by its importance.

use super::content::{Content, RunCurves};
use super::futures::Future;
use super::room::Room;
use crate::ui::charts::canvas::{Anchor, Surface};
use crate::ui::charts::labels::{Labels, Rect, Wish};
use crate::ui::theme::Rgb;
use crate::words::{self, strip as said};

pub const REGULAR: u16 = 400;
pub const BOLD: u16 = 700;

/// From so many steps on a run is no more where its copies were made.
const WENT_ON: f64 = 10.0;

/// A label that waits for its place.
pub struct Said {
    pub text: String,
    pub weight: u16,
    pub colour: Rgb,
    /// On paper of its own, over whatever is there.
    pub on_paper: bool,
}

/// The strip's labels, gathered before they are placed.
#[derive(Default)]
pub struct Sayings {
    said: Vec<Said>,
    wishes: Vec<Wish>,
}

impl Sayings {
    /// The higher the priority, the sooner it finds its place; the best of the places first.
    pub fn add(&mut self, said: Said, priority: u8, places: Vec<Rect>) {
        self.wishes.push(Wish { priority, places, over_curves: said.on_paper });
        self.said.push(said);
    }

    /// Writes all that finds a place.
    pub fn draw(self, surface: &Surface, room: &Room, labels: &mut Labels) {
        let places = labels.place_all(&self.wishes);
        for (said, place) in self.said.iter().zip(places) {
            let Some(place) = place else { continue };
            if said.on_paper {
                surface.rectangle(place.x, place.y, place.width, place.height, surface.palette.paper);
            }
            surface.font(12.0 * room.unit, said.weight);
            let (x, y) = (place.x + place.width / 2.0, place.y + place.height / 2.0);
            surface.text(&said.text, x, y, Anchor::Middle, said.colour);
        }
    }
}

/// The name of a run beside others, at its curve's end.
pub fn run_name(surface: &Surface, room: &Room, place: usize, run: &RunCurves, sayings: &mut Sayings) {
    let Some((x, y)) = run.smooth.last().map(|end| room.place(*end)) else { return };
    surface.font(12.0 * room.unit, BOLD);
    let text = words::run_name(place);
    let (unit, height) = (room.unit, 14.0 * room.unit);
    let width = surface.measure(&text);
    let y = y.clamp(room.plot.y, room.plot.bottom());
    let mut places = Vec::new();
    for x in [x + 6.0 * unit, x - width - 6.0 * unit, x - width - 30.0 * unit, x + 30.0 * unit] {
        for offset in [0.0, -9.0, 9.0, -16.0, 16.0, 24.0, -24.0] {
            let top = (y - height / 2.0 + offset * unit).min(room.plot.bottom() - height);
            places.push(Rect::new(x, top, width, height));
        }
    }
    sayings.add(Said { text, weight: BOLD, colour: surface.palette.run(place), on_paper: false }, 6, places);
}

/// A label beside a vertical line: on either side, high before low.
fn beside(room: &Room, x: f64, width: f64) -> Vec<Rect> {
    let (unit, height) = (room.unit, 15.0 * room.unit);
    let (right, left) = (x + 8.0 * unit, x - 8.0 * unit - width);
    // Where neither side has room, as near to the edge as can be.
    let edge = right.min(room.width - width).max(room.plot.x);
    let top = if room.is_tall() { unit } else { 0.0 };
    let (plot, low) = (room.plot, room.plot.bottom() - height - 2.0 * unit);
    let rows = [top, plot.y + 2.0 * unit, plot.y + 0.3 * plot.height, plot.y + 0.55 * plot.height, low];
    let left = if left < plot.x { edge } else { left };
    [right, left, edge].into_iter().flat_map(|x| rows.map(|y| Rect::new(x, y, width, height))).collect()
}

/// Where the handle is being dragged to.
pub fn dragged(surface: &Surface, room: &Room, content: &Content, step: u64, x: f64, sayings: &mut Sayings) {
    surface.font(12.0 * room.unit, BOLD);
    let loss = content.own().and_then(|run| run.loss_at(step));
    let text = said::dragged(step, loss);
    let places = beside(room, x, surface.measure(&text) + 4.0 * room.unit);
    sayings.add(Said { text, weight: BOLD, colour: surface.palette.ink, on_paper: true }, 10, places);
}

/// The values under the pointer, beside a line there.
pub fn hovered(surface: &Surface, room: &Room, content: &Content, step: u64, sayings: &mut Sayings) {
    let x = room.x(step as f64);
    let line = x.round() + 0.5;
    surface.line((line, room.plot.y), (line, room.plot.bottom()), 1.0, surface.palette.grey);
    let text = match content.runs.as_slice() {
        [alone] => said::pointed(step, alone.loss_at(step), alone.held_out_at(step)),
        several => {
            let losses = several.iter().enumerate().map(|(place, run)| (words::run_name(place), run.loss_at(step)));
            said::pointed_several(step, &losses.collect::<Vec<_>>())
        }
    };
    surface.font(12.0 * room.unit, REGULAR);
    let places = beside(room, x, surface.measure(&text) + 4.0 * room.unit);
    // Where there is room enough no other label makes way for it.
    let priority = if room.is_tall() { 4 } else { 9 };
    sayings.add(Said { text, weight: REGULAR, colour: surface.palette.ink, on_paper: true }, priority, places);
}

/// Rows of the plot in which a label could lie, from the middle outwards.
fn rows(room: &Room) -> impl Iterator<Item = f64> {
    let (top, height) = (room.plot.y, room.plot.height);
    [0.5, 0.62, 0.38, 0.74, 0.26, 0.86, 0.14].into_iter().map(move |share| top + share * height)
}

/// That the handle can be dragged.
pub fn hint(surface: &Surface, room: &Room, handle: f64, sayings: &mut Sayings) {
    surface.font(12.0 * room.unit, REGULAR);
    let (width, height) = (surface.measure(said::DRAG_BACK), 14.0 * room.unit);
    let x = handle - 12.0 * room.unit - width;
    if x < room.plot.x {
        return;
    }
    let places = rows(room).map(|y| Rect::new(x, y - height / 2.0, width, height)).collect();
    let said =
        Said { text: said::DRAG_BACK.to_owned(), weight: REGULAR, colour: surface.palette.grey, on_paper: false };
    sayings.add(said, 2, places);
}

/// What the line of a run alone is, at the line: beside it a batch's loss has another value.
pub fn line(surface: &Surface, room: &Room, run: &RunCurves, sayings: &mut Sayings) {
    if run.batches.is_empty() {
        return;
    }
    surface.font(12.0 * room.unit, REGULAR);
    let (width, height) = (surface.measure(said::LINE), 14.0 * room.unit);
    let mut places = Vec::new();
    for share in [0.1, 0.3, 0.5, 0.7] {
        let step = (run.last as f64 * share) as u64;
        let Some(y) = run.loss_at(step).map(|loss| room.place((step as f64, loss)).1) else { continue };
        let x = room.x(step as f64);
        for top in [y + 4.0 * room.unit, y - height - 3.0 * room.unit, y + 10.0 * room.unit] {
            places.push(Rect::new(x, top, width, height));
        }
    }
    let said = Said { text: said::LINE.to_owned(), weight: REGULAR, colour: surface.palette.ink, on_paper: false };
    sayings.add(said, 3, places);
}

/// What the futures are.
pub fn measured(
    surface: &Surface,
    room: &Room,
    content: &Content,
    futures: &[Future],
    handle: f64,
    sayings: &mut Sayings,
) {
    surface.font(12.0 * room.unit, REGULAR);
    let now = content.own().map_or(0, |run| run.last);
    // Where the run has gone on since, it is said where it was.
    let old = futures.iter().find(|future| future.row.is_some()).filter(|future| now as f64 - future.from() > WENT_ON);
    let text = old.map_or_else(|| said::MEASURED.to_owned(), |future| said::measured_at(future.from() as u64));
    let (width, height) = (surface.measure(&text), 14.0 * room.unit);
    let (first, last) = (handle + 14.0 * room.unit, room.plot.right() - width);
    let mut places = Vec::new();
    for share in [0.5, 0.75, 0.25, 1.0, 0.0] {
        let x = first + share * (last - first);
        if last >= first {
            places.extend(rows(room).map(|y| Rect::new(x, y - height / 2.0, width, height)));
        }
    }
    sayings.add(Said { text, weight: REGULAR, colour: surface.palette.good, on_paper: false }, 3, places);
}
