//! The strip as it is drawn.

use super::axes::Axes;
use super::content::Content;
use super::futures::Future;
use super::lines::{SOLID, change_lines, crash, curves, guessing, handle_line, step_axis, value_axis};
use super::path::{left_of, right_of, thinned};
use super::room::Room;
use super::sayings::{REGULAR, Sayings, dragged, hint, hovered, line, measured, run_name};
use crate::ui::charts::axis;
use crate::ui::charts::canvas::{Stroke, Surface};
use crate::ui::charts::labels::{Labels, Rect};
use crate::words::strip as said;

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
            let points = thinned(future.going_on_at(now).into_iter().map(|point| room.place(point)));
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
    let widths: Vec<f64> = futures.iter().map(wanted).collect();
    let name_places = room.names(&ends, handle, &widths);
    name_places.iter().flatten().for_each(|name| labels.keep_off(*name));

    change_lines(surface, &room, content, &mut labels);
    handle_line(surface, &room, handle, &grip, &content.checkpoints, handle_step, pointer.dragged.is_some());
    labels.keep_off_curve(vec![(handle, room.plot.y), (handle, room.plot.bottom())]);
    for (place, run) in content.runs.iter().enumerate() {
        crash(surface, &room, run, &mut labels, &mut sayings);
        if content.runs.len() > 1 {
            run_name(surface, &room, place, run, &mut sayings);
        } else if room.is_wide() {
            line(surface, &room, run, &mut sayings);
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
