//! The strip as it is drawn.

use super::axes::Axes;
use super::content::{Content, RunCurves};
use super::futures::Future;
use super::labels::{Labels, Rect, Wish, shorten};
use super::path::{left_of, right_of, thinned};
use super::room::Room;
use crate::ui::charts::axis;
use crate::ui::charts::canvas::{Anchor, Stroke, Surface};
use crate::ui::theme::Rgb;
use crate::words::{self, format, strip as said};

const SOLID: &[f64] = &[];
const REGULAR: u16 = 400;
const BOLD: u16 = 700;

/// From so many steps on a run is no more where its copies were made.
const WENT_ON: f64 = 10.0;

/// What is drawn over the curves because of what the visitor does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointer {
    /// The step that is pointed at.
    pub hovered: Option<u64>,
    /// The step that the handle is being dragged to.
    pub dragged: Option<u64>,
    /// Whether to say that it can be.
    pub hint: bool,
}

/// Where the parts lie that are no part of the drawing, in pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub room: Room,
    /// The handle's x.
    pub handle: f64,
    /// The names of the futures, at their own indices; none for what finds no room.
    pub names: Vec<Option<Rect>>,
}

/// A label that waits for its place.
struct Said {
    text: String,
    weight: u16,
    colour: Rgb,
    /// On paper of its own, over whatever is there.
    on_paper: bool,
}

/// The strip's labels, gathered before they are placed.
#[derive(Default)]
struct Sayings {
    said: Vec<Said>,
    wishes: Vec<Wish>,
}

impl Sayings {
    fn add(&mut self, said: Said, priority: u8, places: Vec<Rect>) {
        self.wishes.push(Wish { priority, places, over_curves: said.on_paper });
        self.said.push(said);
    }

    fn draw(self, surface: &Surface, room: &Room, labels: &mut Labels) {
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

/// Draws it, and says where the rest lies. `highlit`: the index of the future that is pointed at.
pub fn draw(
    surface: &Surface,
    axes: Axes,
    content: &Content,
    futures: &[Future],
    highlit: Option<usize>,
    pointer: Pointer,
) -> Placed {
    let palette = &surface.palette;
    surface.font(surface.font_size, REGULAR);
    let lines = axes.lines(Room::most_lines(surface.height, surface.font_size));
    let name = |line: &f64| if axes.log { axis::power(*line) } else { axis::plain(*line) };
    let names: Vec<String> = lines.iter().map(name).collect();
    let widest = names.iter().map(|name| surface.measure(name)).fold(0.0, f64::max);
    let room = Room::new((surface.width, surface.height), surface.font_size, axes, widest);
    let unit = room.unit;
    let mut labels = Labels::within(Rect::new(0.0, 0.0, room.width, room.height));

    let handle_step = pointer.dragged.or(content.own().map(|run| run.last)).unwrap_or_default();
    let handle = room.x(handle_step as f64).min(room.plot.right());
    let grip = Rect::new(handle - 7.0 * unit, room.plot.bottom() - 9.0 * unit, 14.0 * unit, 18.0 * unit);
    labels.keep_off(grip);

    value_axis(surface, &room, &lines, &names, &mut labels);
    step_axis(surface, &room, &mut labels);

    let plot = (room.plot.x, 0.0, room.plot.width + 1.0, room.plot.bottom() + 1.0);
    let mut sayings = Sayings::default();
    let mut ends = Vec::new();
    surface.clipped(plot, || {
        for branch in &content.branches {
            let points = thinned(branch.iter().map(|point| room.place(*point)));
            surface.curve(&points, Stroke { thickness: 1.3 * unit, colour: palette.grey, opacity: 0.6, dashes: SOLID });
            labels.keep_off_curve(points);
        }
        guessing(surface, &room, content, &mut labels, &mut sayings);
        for (place, run) in content.runs.iter().enumerate() {
            curves(surface, &room, run, palette.run(place), pointer.dragged, &mut labels);
        }
        for (place, future) in futures.iter().enumerate() {
            let dimmed = highlit.is_some_and(|highlit| highlit != place);
            let now = content.own().map_or(0, |run| run.last);
            let points = thinned(future.from_here(now).into_iter().map(|point| room.place(point)));
            let width = if highlit == Some(place) { 2.25 } else { 1.5 } * unit;
            let dashes = [5.0 * unit, 3.5 * unit];
            let stroke = |opacity: f64| Stroke { thickness: width, colour: palette.good, opacity, dashes: &dashes };
            // What a run has passed of the curve that it follows is no future any more.
            surface.curve(&left_of(&points, handle), stroke(0.3));
            let ahead = right_of(&points, handle);
            surface.curve(&ahead, stroke(if dimmed { 0.4 } else { 0.95 }));
            let shown = left_of(&points, room.plot.right());
            ends.push(shown.last().copied().unwrap_or((handle, room.plot.y)));
            labels.keep_off_curve(points);
        }
    });

    surface.font(surface.font_size, REGULAR);
    let wanted = |future: &Future| surface.measure(&words_of(future)) + 6.0 * unit;
    let widest = futures.iter().map(wanted).fold(0.0, f64::max);
    let name_places = room.names(&ends, handle, widest);
    name_places.iter().flatten().for_each(|name| labels.keep_off(*name));

    change_lines(surface, &room, content, &mut labels);
    handle_line(surface, &room, handle, &grip, &content.checkpoints, handle_step, pointer.dragged.is_some());
    labels.keep_off_curve(vec![(handle, room.plot.y), (handle, room.plot.bottom())]);
    for (place, run) in content.runs.iter().enumerate() {
        crash(surface, &room, run, &mut labels, &mut sayings);
        if content.runs.len() > 1 {
            run_name(surface, &room, place, run, &mut sayings);
        }
    }
    match (pointer.dragged, pointer.hovered) {
        (Some(step), _) => dragged(surface, &room, content, step, handle, &mut sayings),
        (None, Some(step)) if step <= content.last() => hovered(surface, &room, content, step, &mut sayings),
        (None, _) => {}
    }
    if pointer.hint && room.is_wide() && room.is_tall() && !content.checkpoints.is_empty() {
        hint(surface, &room, handle, &mut sayings);
    }
    if futures.iter().any(|future| future.row.is_some()) && room.is_tall() {
        measured(surface, &room, content, futures, handle, &mut sayings);
    }
    sayings.draw(surface, &room, &mut labels);
    Placed { room, handle, names: name_places }
}

/// A future's name with the loss at its end, as it is said beside its curve.
fn words_of(future: &Future) -> String {
    format!("{} {}", future.name, said::ends_at(future.loss))
}

fn value_axis(surface: &Surface, room: &Room, lines: &[f64], names: &[String], labels: &mut Labels) {
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

fn step_axis(surface: &Surface, room: &Room, labels: &mut Labels) {
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
fn guessing(surface: &Surface, room: &Room, content: &Content, labels: &mut Labels, sayings: &mut Sayings) {
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

/// One run's: the batches faint behind, the held-out set dashed. What a drag back would cut off is grey.
fn curves(surface: &Surface, room: &Room, run: &RunCurves, colour: Rgb, dragged: Option<u64>, labels: &mut Labels) {
    let unit = room.unit;
    let cut = dragged.map(|step| room.x(step as f64));
    let placed = |line: &[(f64, f64)]| thinned(line.iter().map(|point| room.place(*point)));
    let stroke = |thickness: f64, opacity: f64, dashes| Stroke { thickness: thickness * unit, colour, opacity, dashes };
    let dashes = [4.0 * unit, 3.0 * unit];
    for (line, stroke, covers) in [
        (&run.batches, stroke(1.0, 0.25, SOLID), false),
        (&run.held_out, stroke(1.25, 1.0, &dashes), true),
        (&run.smooth, stroke(2.0, 1.0, SOLID), true),
    ] {
        let points = placed(line);
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
fn change_lines(surface: &Surface, room: &Room, content: &Content, labels: &mut Labels) {
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
fn crash(surface: &Surface, room: &Room, run: &RunCurves, labels: &mut Labels, sayings: &mut Sayings) {
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

/// The name of a run beside others, at its curve's end.
fn run_name(surface: &Surface, room: &Room, place: usize, run: &RunCurves, sayings: &mut Sayings) {
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

/// The line at the run's step, with a grip to take it by; while it is dragged, the checkpoints that it can go to.
fn handle_line(surface: &Surface, room: &Room, x: f64, grip: &Rect, checkpoints: &[u64], step: u64, dragged: bool) {
    let (unit, palette) = (room.unit, &surface.palette);
    let line = x.round() + 0.5;
    // Above are the names of changes, which it passes under.
    surface.line((line, room.plot.y), (line, room.plot.bottom()), if dragged { 2.0 } else { 1.25 } * unit, palette.ink);
    if dragged {
        let goal = super::rewinding::nearest(checkpoints, step);
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

fn dragged(surface: &Surface, room: &Room, content: &Content, step: u64, x: f64, sayings: &mut Sayings) {
    surface.font(12.0 * room.unit, BOLD);
    let loss = content.own().and_then(|run| run.loss_at(step));
    let text = said::dragged(step, loss);
    let places = beside(room, x, surface.measure(&text) + 4.0 * room.unit);
    sayings.add(Said { text, weight: BOLD, colour: surface.palette.ink, on_paper: true }, 10, places);
}

fn hovered(surface: &Surface, room: &Room, content: &Content, step: u64, sayings: &mut Sayings) {
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

fn hint(surface: &Surface, room: &Room, handle: f64, sayings: &mut Sayings) {
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

fn measured(surface: &Surface, room: &Room, content: &Content, futures: &[Future], handle: f64, sayings: &mut Sayings) {
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
