//! The picture itself: 1200 by 630, as chats and posts show it.

use super::moment::{Before, Moment};
use crate::diagnosis::Verdict;
use crate::ui::charts::{Anchor, Surface, Type, draw_field, draw_samples};
use crate::ui::stage::draw_still;
use crate::ui::theme::Rgb;
use crate::vitals::View;
use crate::words::{self, format, share as said};

pub const WIDTH: f64 = 1200.0;
pub const HEIGHT: f64 = 630.0;

const LEFT: f64 = 56.0;
const RIGHT: f64 = 1144.0;
/// Where the network ends, where the field begins, and where the curve does.
const NETWORK: f64 = 672.0;
const FIELD: (f64, f64) = (736.0, 184.0);
const CURVE: f64 = 968.0;

/// All that is drawn.
pub struct Shown {
    pub now: Moment,
    pub before: Option<Before>,
    /// Training points of 2-D data: x, y, label.
    pub points: Vec<(f32, f32, u32)>,
    /// The loss over steps, in nats.
    pub line: Vec<(f64, f64)>,
    /// The loss of guessing, in nats.
    pub guessing: f64,
    /// Where it can be played with, without its protocol.
    pub link: String,
    /// Whether words may say how the run is.
    pub tells: bool,
}

pub fn draw(surface: &Surface, shown: &Shown) {
    let palette = &surface.palette;
    surface.rectangle(0.0, 0.0, WIDTH, HEIGHT, palette.paper);
    draw_head(surface, shown);
    let before = shown.before.as_ref().map(|before| &before.moment);
    match before {
        Some(before) => {
            draw_moment(surface, shown, before, 136.0, 216.0);
            surface.line((LEFT, 362.0), (FIELD.0 + FIELD.1, 362.0), 1.0, palette.line);
            draw_moment(surface, shown, &shown.now, 362.0, 216.0);
        }
        None => draw_moment(surface, shown, &shown.now, 150.0, 410.0),
    }
    draw_loss(surface, shown);
    surface.line((LEFT, 580.0), (RIGHT, 580.0), 1.0, palette.line);
    let name = Type { size: 21.0, bold: true };
    surface.set(words::TITLE, (LEFT, 605.0), Anchor::Left, name, palette.ink);
    let after = LEFT + surface.width_of(words::TITLE, name) + 16.0;
    surface.set(said::ASKS, (after, 605.0), Anchor::Left, plain(19.0), palette.grey);
    let room = RIGHT - after - surface.width_of(said::ASKS, plain(19.0)) - 24.0;
    if surface.width_of(&shown.link, plain(19.0)) < room {
        surface.set(&shown.link, (RIGHT, 605.0), Anchor::Right, plain(19.0), palette.ink);
    }
}

fn plain(size: f64) -> Type {
    Type { size, bold: false }
}

fn draw_head(surface: &Surface, shown: &Shown) {
    let palette = &surface.palette;
    let network = &shown.now.network;
    let what = said::network(network.depth, network.activation);
    let (title, under) = match &shown.before {
        _ if !shown.tells => (what, said::LIVE.to_owned()),
        Some(Before { moment, change }) if shown.now.is_back_from(moment) => {
            (said::brought_back(change), format!("{what}, {}. {}", said::LIVE_THEN, moment.claim))
        }
        _ if shown.now.verdict == Verdict::Measuring => (what, said::LIVE.to_owned()),
        _ => (
            words::verdict::name(shown.now.verdict).to_owned(),
            format!("{what}, {}. {}", said::LIVE_THEN, shown.now.claim),
        ),
    };
    let size = fitting(surface, &title, 44.0, true);
    surface.set(&title, (LEFT, 57.0), Anchor::Left, Type { size, bold: true }, palette.ink);
    let size = fitting(surface, &under, 21.0, false);
    surface.set(&under, (LEFT, 101.0), Anchor::Left, plain(size), palette.grey);
}

/// The largest size up to `most` at which the text goes from edge to edge at most.
fn fitting(surface: &Surface, text: &str, most: f64, bold: bool) -> f64 {
    let width = surface.width_of(text, Type { size: most, bold });
    (most * (RIGHT - LEFT) / width.max(1.0)).min(most)
}

fn draw_moment(surface: &Surface, shown: &Shown, moment: &Moment, top: f64, height: f64) {
    surface.part((LEFT, top + 10.0, NETWORK, height - 14.0), |part| draw_still(part, &moment.network, shown.tells));
    let (left, side) = FIELD;
    let place = (left, top + ((height - side) / 2.0).round(), side, side);
    surface.part(place, |part| match &moment.view {
        Some(View::Images { side, samples, .. }) => draw_samples(part, *side, samples, part.height),
        view => draw_field(part, &shown.points, view.as_ref()),
    });
}

fn draw_loss(surface: &Surface, shown: &Shown) {
    let palette = &surface.palette;
    let plot = (CURVE, 196.0, RIGHT - CURVE, 294.0);
    if let Some(Before { moment, .. }) = &shown.before {
        figure(surface, shown, moment, 164.0);
    }
    figure(surface, shown, &shown.now, if shown.before.is_some() { 519.0 } else { 164.0 });
    let (left, top, width, height) = plot;
    surface.line((left, top + height), (left + width, top + height), 1.0, palette.line);
    surface.set(said::LOSS, (left, top + height - 12.0), Anchor::Left, plain(17.0), palette.grey);
    let Some(scale) = Scale::of(shown, plot) else { return };
    let level = scale.y(shown.guessing);
    surface.dotted(left, left + width, level, palette.grey);
    if let Some(Before { moment, change }) = &shown.before {
        let x = scale.x(moment.step as f64).round() + 0.5;
        surface.line((x, top), (x, top + height), 1.5, palette.ink);
        let name = Type { size: 17.0, bold: true };
        let wide = surface.width_of(change, name);
        let middle = top + 0.44 * height;
        let (before, after) = (x - left, left + width - x);
        // On the side that has more room.
        let (at, anchor) = if before > after { (x - 8.0, Anchor::Right) } else { (x + 8.0, Anchor::Left) };
        if wide + 8.0 < before.max(after) {
            let paper = if matches!(anchor, Anchor::Right) { at - wide } else { at };
            surface.rectangle(paper, middle - 11.0, wide, 22.0, palette.paper);
            surface.set(change, (at, middle), anchor, name, palette.ink);
        }
    }
    let line: Vec<(f64, f64)> = shown.line.iter().map(|(step, loss)| (scale.x(*step), scale.y(*loss))).collect();
    match line[..] {
        // A crash in the second step.
        [only] => surface.discs(std::iter::once(only), 4.0, palette.ink, palette.ink),
        _ => surface.polyline(&line, 3.0, palette.ink),
    }
}

/// The loss of a moment, with the verdict's shape, as wide as the curve.
fn figure(surface: &Surface, shown: &Shown, moment: &Moment, y: f64) {
    let colour = if shown.tells { colour(surface, moment.verdict) } else { surface.palette.ink };
    let Some(loss) = moment.loss else { return };
    let text = format::loss(loss);
    let width = surface.width_of(&text, Type { size: 36.0, bold: true });
    let large = Type { size: (36.0 * (RIGHT - CURVE - 32.0) / width.max(1.0)).min(36.0), bold: true };
    surface.set(&text, (CURVE, y), Anchor::Left, large, colour);
    if shown.tells {
        let x = CURVE + surface.width_of(&text, large) + 12.0;
        surface.set(moment.verdict.shape(), (x, y), Anchor::Left, Type { size: 26.0, bold: true }, colour);
    }
}

fn colour(surface: &Surface, verdict: Verdict) -> Rgb {
    let palette = &surface.palette;
    match verdict {
        Verdict::Learning | Verdict::Learned | Verdict::AtItsBest => palette.good,
        Verdict::Vanishing | Verdict::Saturated => palette.cold,
        Verdict::Exploding | Verdict::Diverged => palette.hot,
        Verdict::Measuring
        | Verdict::Memorised
        | Verdict::DyingRelu
        | Verdict::TooSlow
        | Verdict::TooNoisy
        | Verdict::Stuck => palette.ink,
    }
}

/// Where steps and losses lie.
struct Scale {
    place: (f64, f64, f64, f64),
    end: f64,
    log: bool,
    low: f64,
    high: f64,
}

/// From this ratio of largest to smallest loss on it is logarithmic.
const WIDE: f64 = 100.0;

impl Scale {
    /// None where there is no curve.
    fn of(shown: &Shown, place: (f64, f64, f64, f64)) -> Option<Self> {
        let end = shown.line.last()?.0.max(1.0);
        let losses = || shown.line.iter().map(|(_, loss)| *loss);
        let high = losses().fold(shown.guessing, f64::max);
        let low = losses().fold(shown.guessing, f64::min).max(1e-7);
        let log = high / low > WIDE;
        Some(Self { place, end, log, low: if log { low } else { 0.0 }, high })
    }

    fn x(&self, step: f64) -> f64 {
        self.place.0 + self.place.2 * step / self.end
    }

    fn y(&self, loss: f64) -> f64 {
        let up = if self.log {
            (loss.max(self.low) / self.low).ln() / (self.high / self.low).ln().max(1e-9)
        } else {
            loss / self.high
        };
        // The curve keeps off its own edges.
        self.place.1 + self.place.3 * (0.92 - 0.86 * up)
    }
}
