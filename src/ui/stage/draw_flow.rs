//! Both ribbons with what is written on them: ratios, the reach, arrows.

use super::draw_ribbon;
use super::plan::Band;
use super::ribbon::{DECADES, Piece, arrows, height, heights_within, log_at};
use super::scene::Scene;
use super::strength::{ROUNDING, Strength};
use crate::order::order;
use crate::ui::charts::labels::{Labels, Rect};
use crate::ui::charts::{Anchor, Surface, Type};
use crate::ui::theme::Rgb;
use crate::words::stage as words;

/// One ribbon while it is drawn.
struct Ribbon<'a> {
    surface: &'a Surface<'a>,
    pieces: Vec<Piece>,
    band: Band,
    /// Between which heights texts may be.
    room: (f64, f64),
    labels: Labels,
    /// Where texts are written.
    written: Vec<Rect>,
    /// The layers whose ratios are written already.
    said: Vec<usize>,
    /// Where arrows stop: at the reach.
    stops: Option<f64>,
    /// Whether the numbers of what is lost go under it where there is room.
    below_first: bool,
}

/// Draws both, and says where the backward one has texts.
pub fn draw(surface: &Surface, scene: &Scene) -> Vec<Rect> {
    let mut written = Vec::new();
    let mut both = || {
        draw_forward(surface, scene);
        written = draw_backward(surface, scene);
    };
    if scene.picture.foretold {
        surface.faintly(FORETOLD, both);
    } else {
        both();
    }
    written
}

/// How far from a torn edge the middle of a number is, at least.
const TORN_EDGE: f64 = 40.0;

/// How much of a ribbon is seen that nobody has measured.
const FORETOLD: f64 = 0.6;

fn draw_forward(surface: &Surface, scene: &Scene) {
    let plan = &scene.plan;
    // Between ribbon and plates there are arcs.
    let below = if scene.picture.residual { 0.0 } else { plan.arcs.height * 0.5 };
    let room = (0.0, plan.forward.bottom() + below);
    let mut ribbon = Ribbon::new(surface, scene, scene.forward_pieces(), plan.forward, room);
    ribbon.draw();
    ribbon.say_not_a_number(scene, scene.picture.depth);
    ribbon.say_zero(scene);
    ribbon.say_ratios(scene, &scene.picture.forward, scene.picture.depth.saturating_sub(1), 0.0);
    ribbon.draw_arrows(scene, 1.0);
}

fn draw_backward(surface: &Surface, scene: &Scene) -> Vec<Rect> {
    let plan = &scene.plan;
    let top = plan.numbers.map_or(plan.plates.bottom() + 1.0, |numbers| numbers + scene.small() / 2.0 + 1.0);
    let bottom = plan.heat_map.map_or(plan.height, |heat_map| heat_map.top - 1.0);
    let mut ribbon = Ribbon::new(surface, scene, scene.backward_pieces(), plan.backward, (top, bottom));
    ribbon.draw();
    ribbon.below_first = true;
    let shift = scene.picture.backward.shift();
    let strengths = &scene.picture.backward.strengths;
    if scene.picture.torn.is_some() {
        let tear = plan.width - 20.0;
        draw_ribbon::draw_tear(surface, tear, plan.backward);
        ribbon.labels.keep_off(Rect::around((tear, plan.backward.centre()), (24.0, plan.backward.height)));
    } else {
        ribbon.draw_tick(scene);
        // What the first layer gets comes first; how far the gradient gets is said beside it.
        ribbon.say_ratio(scene, strengths, 0, shift);
        ribbon.say_reach(scene);
    }
    ribbon.say_foretold(scene);
    ribbon.say_not_a_number(scene, scene.picture.depth);
    ribbon.say_moved(scene);
    ribbon.say_zero(scene);
    ribbon.say_ratios(scene, strengths, 0, shift);
    ribbon.draw_arrows(scene, -1.0);
    ribbon.written
}

impl<'a> Ribbon<'a> {
    fn new(surface: &'a Surface, scene: &Scene, pieces: Vec<Piece>, band: Band, room: (f64, f64)) -> Self {
        let left = if band == scene.plan.forward { 0.0 } else { scene.plan.left() };
        Self {
            surface,
            pieces,
            band,
            room,
            labels: Labels::across(left + 2.0, scene.plan.width - 2.0),
            written: Vec::new(),
            said: Vec::new(),
            stops: None,
            below_first: false,
        }
    }

    fn draw(&self) {
        draw_ribbon::draw(self.surface, &self.pieces, self.band);
    }

    /// Places for a text around `x`: over the ribbon, under it, in it. `inside` first where the ribbon leaves no room else.
    fn places(&self, x: f64, wide: f64, size: f64) -> Vec<Rect> {
        let whole = self.labels.inside(Rect::around((x, 0.0), (wide, size)));
        let (most, least) = heights_within(&self.pieces, whole.x, whole.right(), self.band.height);
        let centre = self.band.centre();
        let at = |y: f64| Rect { y: y - size / 2.0, ..whole };
        let mut places = vec![at(centre - most / 2.0 - 3.0 - size / 2.0), at(centre + most / 2.0 + 3.0 + size / 2.0)];
        places.retain(|rect| rect.y >= self.room.0 && rect.bottom() <= self.room.1);
        if least >= size + 4.0 {
            places.push(at(centre));
        }
        places
    }

    /// Writes a text at the first of the places that is free.
    fn say(&mut self, text: &str, places: Vec<Rect>, face: Type, colour: Rgb) -> bool {
        let Some(rect) = self.labels.place(places) else { return false };
        let (x, y) = rect.middle();
        let inside =
            log_at(&self.pieces, x).filter(|log| (y - self.band.centre()).abs() < height(*log, self.band.height) / 2.0);
        let colour = inside.map_or(colour, |log| self.on_ribbon(log));
        self.surface.set(text, (x, y + 0.5), Anchor::Middle, face, colour);
        self.written.push(rect);
        true
    }

    /// The colour of a text on the ribbon.
    fn on_ribbon(&self, log: f64) -> Rgb {
        if log.abs() > 4.0 { self.surface.palette.on_hot } else { self.surface.palette.ink }
    }

    fn beside(&self, log: f64) -> Rgb {
        match log {
            log if log < -1.0 => self.surface.palette.cold,
            log if log > 1.0 => self.surface.palette.hot,
            _ => self.surface.palette.ink,
        }
    }

    /// A few ratios: of the layer that is looked at, of the one furthest from the source, of the nearest, and between them.
    fn say_ratios(&mut self, scene: &Scene, strengths: &[Strength], furthest: usize, shift: f64) {
        let nearest = scene.picture.depth.saturating_sub(1) - furthest;
        let furthest = self.last_number(scene, strengths, nearest, furthest);
        let between = (nearest + furthest) / 2;
        for layer in scene.focus.into_iter().chain([furthest, nearest]) {
            self.say_ratio(scene, strengths, layer, shift);
        }
        let log = |layer: usize| strengths.get(layer).and_then(|strength| strength.log());
        // Between two that are alike there is nothing to say.
        if let (Some(here), Some(far), Some(near)) = (log(between), log(furthest), log(nearest))
            && (here - far).abs() > 0.7
            && (here - near).abs() > 0.7
        {
            self.say_ratio(scene, strengths, between, shift);
        }
    }

    /// The layer furthest from the source whose ratio is a number that a float32 holds, clear of where that ends; the furthest of
    /// all where nothing ends so.
    fn last_number(&self, scene: &Scene, strengths: &[Strength], nearest: usize, furthest: usize) -> usize {
        let ends = |layer: usize| matches!(strengths.get(layer), Some(Strength::NotFinite | &Strength::BEYOND));
        if !ends(furthest) {
            return furthest;
        }
        let outwards = |away: usize| if furthest > nearest { nearest + away } else { nearest - away };
        let numbers = (0..=nearest.abs_diff(furthest)).take_while(|away| !ends(outwards(*away))).count();
        let middle = |away: usize| scene.axis.middle(outwards(away));
        let Some(last) = numbers.checked_sub(1) else { return furthest };
        let edge = (middle(last) + middle(numbers)) / 2.0;
        let clear = |away: &usize| (middle(*away) - edge).abs() >= TORN_EDGE * scene.plan.scale;
        outwards((0..numbers).rev().find(clear).unwrap_or(0))
    }

    /// A layer's ratio, once.
    fn say_ratio(&mut self, scene: &Scene, strengths: &[Strength], layer: usize, shift: f64) {
        let Some(log) = strengths.get(layer).and_then(|strength| strength.log()) else { return };
        if self.said.contains(&layer) {
            return;
        }
        let face = Type { size: scene.small(), bold: true };
        let text = if self.band == scene.plan.forward {
            words::spread_ratio(log, ROUNDING)
        } else {
            words::ratio(log - shift)
        };
        let wide = self.surface.width_of(&text, face);
        let x = scene.axis.middle(layer);
        // The hairline through the layer that is looked at shall not strike it out.
        let aside = if scene.focus == Some(layer) { wide / 2.0 + 5.0 } else { 0.0 };
        let mut places = self.places(x + aside, wide, face.size);
        if log > DECADES {
            // The ribbon is as high as it gets, and holds its numbers.
            places.reverse();
        }
        if self.below_first && log < -1.0 {
            // Over it stands how far the gradient gets.
            order(&mut places, |one, other| other.y.total_cmp(&one.y));
        }
        places.extend(self.places(x - aside, wide, face.size));
        if self.say(&text, places, face, self.beside(log - shift)) {
            self.said.push(layer);
        }
    }

    /// Where the ribbon is 0.
    fn say_zero(&mut self, scene: &Scene) {
        let face = Type { size: scene.small(), bold: true };
        let zeros: Vec<f64> = self
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Dotted { from, to, zero: true } => Some(from + (to - from).signum() * 10.0),
                _ => None,
            })
            .collect();
        for x in zeros {
            let (wide, aside) = (self.surface.width_of("0", face), 4.0 + face.size / 2.0);
            let over_and_under = [-aside, aside].map(|y| Rect::around((x, self.band.centre() + y), (wide, face.size)));
            let within = |rect: &Rect| rect.y >= self.room.0 && rect.bottom() <= self.room.1;
            let places = over_and_under.into_iter().filter(within).collect();
            self.say("0", places, face, self.surface.palette.cold);
        }
    }

    /// Where it is torn, which layer is the first without numbers.
    fn say_not_a_number(&mut self, scene: &Scene, depth: usize) {
        if scene.quiet {
            return;
        }
        let face = Type { size: scene.usual(), bold: true };
        let torn: Vec<(f64, f64, Option<usize>)> = self
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Hatched { from, to, layer } => Some((*from, *to, *layer)),
                Piece::Body { .. } | Piece::Dotted { .. } => None,
            })
            .collect();
        for (from, to, layer) in torn {
            let text = words::not_a_number(layer.filter(|layer| *layer < depth).map(|layer| layer + 1));
            let wide = self.surface.width_of(&text, face) + 12.0;
            let rect = Rect::around(((from + to) / 2.0, self.band.centre()), (wide, face.size + 10.0));
            let Some(rect) = self.labels.place([rect]) else { continue };
            self.surface.rectangle(rect.x, rect.y, rect.width, rect.height, self.surface.palette.ground);
            self.surface.set(&text, rect.middle(), Anchor::Middle, face, self.surface.palette.hot);
        }
    }

    /// That theory has it so, and nothing is measured.
    fn say_foretold(&mut self, scene: &Scene) {
        if !scene.picture.foretold {
            return;
        }
        let face = Type { size: scene.usual(), bold: true };
        let known = scene.backward.iter().any(|strength| *strength != Strength::Unmeasured);
        let text = if known { words::FORETOLD } else { words::NOT_FORETOLD };
        let middle = (scene.axis.left() + scene.axis.right()) / 2.0;
        let places = self.places(middle, self.surface.width_of(text, face), face.size);
        self.say(text, places, face, self.surface.palette.ink);
    }

    /// By how much a step moved the weights, where that is more than all of them.
    fn say_moved(&mut self, scene: &Scene) {
        let Some(moved) = scene.picture.backward.moved.filter(|_| !scene.quiet) else { return };
        let face = Type { size: scene.usual(), bold: true };
        let text = words::moved(moved.times);
        let wide = self.surface.width_of(&text, face);
        let middle = (scene.axis.left() + scene.axis.right()) / 2.0;
        let mut places = self.places(middle, wide, face.size);
        places.reverse();
        self.say(&text, places, face, self.surface.palette.hot);
    }

    /// The layer that the gradient reaches: a tick and a dot.
    fn draw_tick(&mut self, scene: &Scene) {
        let Some(layer) = scene.reach else { return };
        let x = scene.axis.middle(layer);
        let here = log_at(&self.pieces, x).map_or(0.0, |log| height(log, self.band.height));
        let half = (here / 2.0 + 1.0).max(self.band.height * 0.24);
        let centre = self.band.centre();
        let ink = self.surface.palette.ink;
        self.surface.line((x, centre - half), (x, centre + half), 2.0, ink);
        self.surface.discs(std::iter::once((x, centre)), 4.0 * scene.plan.scale, ink, ink);
        self.labels.keep_off(Rect::around((x, centre), (8.0, 2.0 * half)));
        self.stops = Some(x);
    }

    /// The layer that the gradient reaches, in words.
    fn say_reach(&mut self, scene: &Scene) {
        let Some(layer) = scene.reach else { return };
        let (x, depth) = (scene.axis.middle(layer), scene.picture.depth);
        let face = Type { size: scene.usual(), bold: true };
        let number = (layer < depth).then_some(layer + 1);
        for text in [words::reaches(number, depth), words::reaches_short(number, depth)] {
            let wide = self.surface.width_of(&text, face);
            // Before the tick, where the gradient is lost; behind it, or behind the number there, where there is no room before.
            let middles = [-wide / 2.0 - 10.0, wide / 2.0 + 10.0, wide / 2.0 + 34.0, wide / 2.0 + 60.0];
            let places = middles.into_iter().flat_map(|aside| self.places(x + aside, wide, face.size));
            // Beside the tick rather than across it.
            let (beside, across): (Vec<_>, Vec<_>) = places.partition(|rect| rect.x > x || rect.right() < x);
            let places = beside.into_iter().chain(across).collect();
            if self.say(&text, places, face, self.surface.palette.ink) {
                break;
            }
        }
    }

    fn draw_arrows(&self, scene: &Scene, direction: f64) {
        let places = arrows(&self.pieces, scene.arrow_places().into_iter());
        let tall = |x: f64| log_at(&self.pieces, x).map_or(0.0, |log| height(log, self.band.height));
        let free = |x: f64| self.labels.is_free(&Rect::around((x, self.band.centre()), (10.0, 12.0)));
        let flows = |x: f64| self.stops.is_none_or(|stop| (x - stop) * direction < 0.0);
        let within = |x: f64| flows(x) && x > 8.0 && x < scene.plan.width - 8.0;
        let shown = places.into_iter().filter(|x| free(*x) && within(*x)).map(|x| (x, tall(x)));
        let shown: Vec<_> = shown.filter(|(_, height)| *height >= 8.0).collect();
        draw_ribbon::draw_arrows(self.surface, &shown, self.band.centre(), direction, scene.plan.scale);
    }
}
