//! The picture, and the ways to take it along.

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use super::draw::{HEIGHT, Shown, WIDTH, draw};
use super::moment::Moment;
use crate::diagnosis::diagnose;
use crate::ui::address;
use crate::ui::charts::Canvases;
use crate::ui::download::download;
use crate::ui::effect::effect;
use crate::ui::store::Store;
use crate::ui::theme::PageTheme;
use crate::ui::view::{Built, built};
use crate::words::share as said;

#[wasm_bindgen(module = "/src/ui/share/picture/svg.js")]
extern "C" {
    type Recorder;
    #[wasm_bindgen(constructor)]
    fn new(width: f64, height: f64) -> Recorder;
    #[wasm_bindgen(method)]
    fn text(this: &Recorder) -> String;
}

#[wasm_bindgen(module = "/src/ui/share/picture/take.js")]
extern "C" {
    async fn copy_png(canvas: &HtmlCanvasElement) -> JsValue;
    async fn png(canvas: &HtmlCanvasElement) -> JsValue;
}

const NAME: &str = "flatline";

impl Store {
    /// The chosen run as a picture shows it; none before anything is known of it.
    fn shown(self) -> Option<Shown> {
        let run = self.runs.chosen_untracked().id;
        let thresholds = self.thresholds.get_untracked();
        let link = address::base();
        self.records.with_value(|records| {
            let watched = records.watched(run)?;
            let record = watched.record();
            let now = Moment::of(record, &diagnose(watched, &thresholds));
            // What was rewound to before it was changed is not before it.
            let before = self.moments.of(run).filter(|before| before.moment.network.depth == now.network.depth);
            Some(Shown {
                now,
                before,
                points: record.points.clone(),
                line: record.history.line(record.smooth_loss()),
                guessing: record.guessing(),
                link: link.split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/').to_owned(),
                tells: untrack(|| self.tells()),
            })
        })
    }

    /// Draws the chosen run's picture on that canvas, at its own size.
    pub(in crate::ui) fn draw_picture(self, canvases: &Canvases) {
        let palette = PageTheme::here().palette.get_untracked();
        if let (Some(shown), Some(surface)) = (self.shown(), canvases.surface_of((WIDTH, HEIGHT, 12.0), 1.0, palette)) {
            draw(&surface, &shown);
        }
    }
}

#[component]
pub fn PicturePanel() -> Built {
    let store = Store::here();
    let node = NodeRef::<Canvas>::new();
    let copied = RwSignal::new(None::<bool>);
    let owner = Owner::current();
    effect(move || {
        if let Some(canvases) = node.get().and_then(Canvases::new) {
            store.draw_picture(&canvases);
        }
    });
    let canvas = move || node.get_untracked();
    let copy = move |_| {
        let Some(canvas) = canvas() else { return };
        leptos::task::spawn_local(async move {
            copied.set(Some(copy_png(&canvas).await.is_truthy()));
        });
    };
    let save_png = move |_| {
        let Some(canvas) = canvas() else { return };
        leptos::task::spawn_local(async move {
            download(&format!("{NAME}.png"), "image/png", &png(&canvas).await);
        });
    };
    let svg = move |_| {
        let recorder = Recorder::new(WIDTH, HEIGHT);
        let context = recorder.unchecked_ref::<web_sys::CanvasRenderingContext2d>().clone();
        if let (Some(owner), Some(canvases)) = (&owner, Canvases::recording(context)) {
            owner.with(|| store.draw_picture(&canvases));
            download(&format!("{NAME}.svg"), "image/svg+xml", &recorder.text().into());
        }
    };
    built! {
        <canvas class="picture-to-take" node_ref=node role="img" aria-label=said::PICTURE></canvas>
        <div class="ways">
            <button class="primary" on:click=copy>
                {move || if copied.get() == Some(true) { said::COPIED } else { said::COPY_IMAGE }}
            </button>
            <button on:click=save_png>{said::SAVE_PNG}</button>
            <button on:click=svg>{said::SAVE_SVG}</button>
        </div>
        <p class="refused" role="status">{move || (copied.get() == Some(false)).then_some(said::IMAGE_NOT_COPIED)}</p>
    }
}
