//! The network drawn: signal and gradient as ribbons, the layers between them, the gradient over time under them.

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::axis::Axis;
use super::live::Live;
use super::picture::Picture;
use super::plan::{Plan, plan};
use super::reader::Numbers;
use super::scene::Scene;
use super::{draw_flow, draw_heat, draw_plates, marks, pulse, reader};
use crate::record::Record;
use crate::ui::charts::labels::Rect;
use crate::ui::charts::{Canvases, Surface, font_size};
use crate::ui::clock::now;
use crate::ui::effect::effect;
use crate::ui::resized::resized;
use crate::ui::store::Store;
use crate::ui::theme::{PageTheme, Palette};
use crate::ui::view::{Built, built};
use crate::vitals::PlateRange;
use crate::words::stage as words;

/// The size of text that is not scaled, in pixels.
const TICK: f64 = 12.0;
/// How wide a pulse is.
const PULSE: f64 = 6.0;
/// A heat map has a row for about each of its pixels; before its height is known, for so many.
const ROWS: usize = 54;

/// What is drawn on: the layers and the heat map, the ribbons over them, the pulse and the hairline over all.
#[derive(Clone, Copy)]
enum Sheet {
    Layers,
    Flow,
    Over,
}

/// Everything that a drawn network needs to draw itself again.
#[derive(Clone, Copy)]
struct Stage {
    store: Store,
    /// The run's place in the list; none for the chosen one.
    run: Option<usize>,
    heat_map: bool,
    /// Width and height of what all parts share, and before it the padding that is the forward ribbon's alone: it begins at
    /// the data there; and the size of small type.
    size: RwSignal<(f64, f64, f64, f64)>,
    palette: RwSignal<Palette>,
    live: StoredValue<Live, LocalStorage>,
    sheets: StoredValue<[Option<Canvases>; 3], LocalStorage>,
    /// Where texts stand that a pulse comes by.
    written: StoredValue<Vec<Rect>>,
    /// Whether the next frame is asked for.
    asked: StoredValue<bool>,
    /// What is said of it.
    said: RwSignal<String>,
}

#[component]
pub fn NetworkStage(
    /// The run's place in the list; without one the chosen run is drawn.
    #[prop(optional)]
    run: Option<usize>,
    /// Drawn without its heat map, as when two stand one over the other.
    #[prop(optional)]
    compared: bool,
) -> Built {
    let store = Store::here();
    let empty = untrack(|| Picture::empty(&store.wanted.get()));
    let stage = Stage {
        store,
        run,
        heat_map: !compared,
        size: RwSignal::new((0.0, 0.0, 0.0, TICK)),
        palette: PageTheme::here().palette,
        live: StoredValue::new_local(Live::new(empty, !prefers_no_motion())),
        sheets: StoredValue::new_local([None, None, None]),
        written: StoredValue::new(Vec::new()),
        asked: StoredValue::new(false),
        said: RwSignal::new(String::new()),
    };
    let nodes = [NodeRef::<Canvas>::new(), NodeRef::<Canvas>::new(), NodeRef::<Canvas>::new()];
    let root = NodeRef::<Div>::new();
    resized(root, move |entry| {
        let place = entry.content_rect();
        stage.size.set((place.width(), place.height(), place.x(), font_size(&entry.target())));
    });
    effect(move || stage.sheets.set_value(nodes.map(|node| node.get().and_then(Canvases::new))));
    effect(move || stage.follow_record());
    reader::follow(store, run, stage.said);
    effect(move || {
        nodes.iter().for_each(|node| node.track());
        stage.size.track();
        stage.palette.track();
        stage.store.hovered_layer.track();
        stage.store.measuring.track();
        stage.store.runs.chosen_place();
        stage.ask_for_plates();
        stage.draw_all();
    });
    built! {
        <div
            class="stage"
            tabindex="0"
            role="img"
            aria-label=stage.said
            data-help=words::HELP
            node_ref=root
            on:pointermove=move |event| stage.point(&event)
            on:pointerdown=move |event| stage.point(&event)
            on:pointerleave=move |event: PointerEvent| stage.leave(&event)
            on:click=move |event| stage.press(&event)
            on:keydown=move |event| stage.key(&event)
            on:blur=move |_| stage.hover(None)
        >
            {nodes.map(|node| built! { <canvas node_ref=node></canvas> })}
        </div>
        <Numbers run=run />
    }
}

impl Stage {
    /// Looks at the run's record, and again at each frame that brings something new.
    fn record<T>(self, look: impl FnOnce(&Record) -> T) -> Option<T> {
        self.store.record_of(self.run, look)
    }

    fn plan(self) -> Plan {
        let (width, height, lead, tick) = self.size.get_untracked();
        let plan = plan(width, height, self.heat_map).after(lead);
        Plan { scale: plan.scale.max(tick / TICK), ..plan }
    }

    /// Takes what was measured, and draws it.
    fn follow_record(self) {
        let rows = untrack(|| self.plan()).heat_map.map_or(ROWS, |band| band.height.max(1.0) as usize);
        let foretold = self.store.foretold.get().filter(|_| self.run.is_none());
        let picture = self.record(|record| match &foretold {
            Some(experiment) => Picture::foretold(experiment, &record.rows),
            None => Picture::of(record, rows),
        });
        let picture = picture.unwrap_or_else(|| Picture::empty(&self.store.wanted.get()));
        let now = now();
        self.live.update_value(|live| live.take(picture, now));
        self.ask_for_plates();
        untrack(|| self.draw_all());
        let running = self.store.running.get();
        if running && foretold.is_none() {
            self.live.update_value(|live| live.pulse(now));
        }
        self.ask();
    }

    /// Whether it is the chosen network.
    fn leads(self) -> bool {
        self.run.is_none_or(|run| untrack(|| self.store.runs.chosen_place()) == run)
    }

    /// Of all layers where they are few, else of those in the lens.
    fn ask_for_plates(self) {
        if self.leads() {
            let (centre, depth) = (untrack(|| self.lens()), self.live.with_value(|live| live.picture.depth));
            self.store.measure(|measuring| measuring.plates = Some(PlateRange::around(centre, depth)));
        }
    }

    /// The column that is looked at.
    fn focus(self) -> Option<usize> {
        let chosen = || self.store.measuring.with_untracked(|measuring| measuring.layer);
        self.store.hovered_layer.get_untracked().or_else(chosen)
    }

    /// The column that the lens is at: the one looked at, or else the chosen network's reach.
    fn lens(self) -> usize {
        let (depth, reach) = self.live.with_value(|live| (live.picture.depth, live.reach.shown()));
        if self.leads() {
            self.store.lens.set_value(reach);
        }
        self.focus().or(self.store.lens.get_value()).unwrap_or(depth).min(depth)
    }

    /// The columns as they lie now.
    fn axis(self, plan: &Plan) -> Axis {
        Axis::new(plan.axis, self.live.with_value(|live| live.picture.depth), self.lens())
    }

    fn draw_all(self) {
        let now = now();
        for sheet in [Sheet::Layers, Sheet::Flow, Sheet::Over] {
            self.draw(sheet, now);
        }
    }

    /// Draws one sheet anew.
    fn draw(self, sheet: Sheet, now: f64) {
        let plan = self.plan();
        let axis = self.axis(&plan);
        let tells = untrack(|| self.store.tells());
        let palette = self.palette.get_untracked();
        self.live.with_value(|live| {
            let strengths = live.strengths(now);
            let scene = Scene {
                picture: &live.picture,
                plan,
                axis,
                focus: self.focus().filter(|column| *column <= live.picture.depth),
                reach: live.reach.shown().filter(|_| tells),
                quiet: !tells,
                forward: &strengths.forward,
                backward: &strengths.backward,
            };
            self.sheets.with_value(|sheets| {
                let surface = sheets[sheet as usize]
                    .as_ref()
                    .and_then(|sheet| sheet.surface((plan.width, plan.height, TICK), palette));
                let Some(surface) = surface else { return };
                match sheet {
                    Sheet::Layers => {
                        draw_plates::draw(&surface, &scene);
                        marks::draw(&surface, &scene, live.marks(now));
                        draw_heat::draw(&surface, &scene);
                    }
                    Sheet::Flow => {
                        self.written.set_value(draw_flow::draw(&surface, &scene));
                        marks::draw_wedges(&surface, &scene, live.marks(now));
                    }
                    Sheet::Over => {
                        self.written.with_value(|written| draw_over(&surface, &scene, live.since_pulse(now), written))
                    }
                }
            });
        });
    }

    /// Asks for frames for as long as something moves.
    fn ask(self) {
        if self.asked.get_value() || !self.moves() {
            return;
        }
        self.asked.set_value(true);
        request_animation_frame(move || {
            // None where the page is gone.
            if self.asked.try_set_value(false).is_some() {
                return;
            }
            let now = now();
            let (easing, appearing, pulse) = self.live.with_value(|live| {
                (live.is_easing(now), live.marks(now) != marks::Shown::ALL, live.since_pulse(now) < pulse::APART)
            });
            if easing || appearing {
                self.draw(Sheet::Flow, now);
            }
            if appearing {
                self.draw(Sheet::Layers, now);
            }
            if pulse {
                self.draw(Sheet::Over, now);
            }
            if easing || appearing || pulse {
                self.ask_again();
            } else {
                // As it is at rest.
                self.draw_all();
            }
        });
    }

    fn ask_again(self) {
        self.asked.set_value(false);
        self.ask();
    }

    fn moves(self) -> bool {
        let now = now();
        self.live.with_value(|live| {
            live.is_easing(now) || live.marks(now) != marks::Shown::ALL || live.since_pulse(now) < pulse::APART
        })
    }

    /// The column at a place of the page's pointer.
    fn column(self, event: &MouseEvent) -> Option<usize> {
        let plan = self.plan();
        self.axis(&plan).column_at(f64::from(event.offset_x()))
    }

    fn point(self, event: &PointerEvent) {
        self.hover(self.column(event));
    }

    /// A mouse that has left looks at nothing; where a finger was, one still looks.
    fn leave(self, event: &PointerEvent) {
        if event.pointer_type() != "touch" {
            self.hover(None);
        }
    }

    fn hover(self, column: Option<usize>) {
        if self.store.hovered_layer.get_untracked() != column {
            self.store.hovered_layer.set(column);
        }
    }

    fn press(self, event: &MouseEvent) {
        if let Some(column) = self.column(event) {
            self.store.choose_layer(column);
        }
    }

    /// [ and ] and the arrows walk the layers, Enter holds one, Escape lets it go.
    fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
            return;
        }
        let depth = self.live.with_value(|live| live.picture.depth);
        let here = self.focus();
        let taken = match event.key().as_str() {
            "[" | "ArrowLeft" => {
                self.hover(Some(here.map_or(depth, |column| column.saturating_sub(1))));
                true
            }
            "]" | "ArrowRight" => {
                self.hover(Some(here.map_or(0, |column| (column + 1).min(depth))));
                true
            }
            "Enter" => here.map(|column| self.store.choose_layer(column)).is_some(),
            "Escape" => {
                self.hover(None);
                self.store.free_layer();
                true
            }
            _ => false,
        };
        if taken {
            event.prevent_default();
        }
    }
}

/// How much of the pulse is seen over a text.
const OVER_TEXT: f64 = 0.15;

/// The hairline through the column that is looked at, and the pulse; `written`: texts on its way.
fn draw_over(surface: &Surface, scene: &Scene, since_pulse: f64, written: &[Rect]) {
    let ink = surface.palette.ink;
    if let Some(column) = scene.focus {
        let x = scene.axis.middle(column).round() + 0.5;
        let bottom = scene.plan.heat_map.map_or(scene.plan.backward.bottom(), |band| band.bottom());
        // Not through the plates' numbers.
        let half = scene.small() / 2.0 + 2.0;
        let gap = scene.plan.numbers.map_or((bottom, bottom), |numbers| (numbers - half, numbers + half));
        let lines = [((x, 0.0), (x, gap.0)), ((x, gap.1), (x, bottom))];
        surface.faintly(0.55, || surface.lines(&lines, 1.0, ink));
    }
    let Some(reach) = scene.reach else { return };
    let (from, to) = (scene.plan.width, scene.axis.middle(reach));
    let Some(bar) = pulse::bar(since_pulse, from, to, from - scene.plan.left()) else { return };
    let ribbon = super::ribbon::log_at(&scene.backward_pieces(), bar.x)
        .map_or(0.0, |log| super::ribbon::height(log, scene.plan.backward.height));
    let tall = (ribbon + 8.0).min(scene.plan.backward.height) * bar.size;
    let wide = PULSE * scene.plan.scale;
    let pulse = Rect::around((bar.x, scene.plan.backward.centre()), (wide, tall));
    let opacity = if written.iter().any(|text| text.meets(&pulse)) { OVER_TEXT } else { 1.0 };
    surface.faintly(opacity, || surface.rectangle(pulse.x, pulse.y, pulse.width, pulse.height, ink));
}

fn prefers_no_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    query.is_some_and(|query| query.matches())
}
