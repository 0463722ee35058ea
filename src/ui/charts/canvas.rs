//! A canvas that fills its place at the screen's own resolution and is drawn again when what it shows has changed.

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::experiment::parse_number;
use crate::ui::effect::effect;
use crate::ui::resized::resized;
use crate::ui::theme::{PageTheme, Palette, Rgb, css};
use crate::ui::view::{Built, built};

/// Where a chart draws, in CSS pixels from the top left.
pub struct Surface<'a> {
    canvases: &'a Canvases,
    pub(super) context: &'a CanvasRenderingContext2d,
    pub width: f64,
    pub height: f64,
    /// The size of the canvas's text by the style sheet, in pixels.
    pub font_size: f64,
    pub palette: Palette,
}

/// A canvas with what stays from one drawing on it to the next.
pub struct Canvases {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// Images are made here before they are stretched to their place.
    image: HtmlCanvasElement,
    image_context: CanvasRenderingContext2d,
}

/// Where a text is held.
#[derive(Clone, Copy)]
pub enum Anchor {
    Left,
    Middle,
    Right,
}

/// How a curve is drawn.
#[derive(Clone, Copy)]
pub struct Stroke<'a> {
    pub thickness: f64,
    pub colour: Rgb,
    /// 1 covers what is behind it, 0 is not there.
    pub opacity: f64,
    /// Lengths of dashes and gaps, in turn; a line without gaps where there are none.
    pub dashes: &'a [f64],
}

/// A straight line from one point to another.
pub type Segment = ((f64, f64), (f64, f64));

/// The size of the smallest text, in pixels.
pub const TEXT: f64 = 11.0;

impl Canvases {
    /// None where the browser gives no context to draw in.
    pub fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let image: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
        Some(Self { context: context(&canvas)?, canvas, image_context: context(&image)?, image })
    }

    /// Draws with that context, which need not be a canvas's.
    pub fn recording(context: CanvasRenderingContext2d) -> Option<Self> {
        let canvas = || document().create_element("canvas").ok()?.dyn_into::<HtmlCanvasElement>().ok();
        let image = canvas()?;
        Some(Self { canvas: canvas()?, context, image_context: self::context(&image)?, image })
    }

    /// An empty surface of that size; none where there is no room to draw in.
    pub fn surface(&self, size: (f64, f64, f64), palette: Palette) -> Option<Surface<'_>> {
        self.surface_of(size, window().device_pixel_ratio().max(1.0), palette)
    }

    /// The same, with so many pixels of the canvas for one of the size.
    pub fn surface_of(
        &self,
        (width, height, font_size): (f64, f64, f64),
        ratio: f64,
        palette: Palette,
    ) -> Option<Surface<'_>> {
        if width < 1.0 || height < 1.0 {
            return None;
        }
        let (pixels_x, pixels_y) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
        // Setting a size, even the same one, clears the canvas and costs a new buffer.
        if self.canvas.width() != pixels_x || self.canvas.height() != pixels_y {
            self.canvas.set_width(pixels_x);
            self.canvas.set_height(pixels_y);
        }
        let context = &self.context;
        context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
        context.clear_rect(0.0, 0.0, width, height);
        context.set_font(&format!("{TEXT}px {}", palette.font));
        context.set_text_baseline("middle");
        Some(Surface { canvases: self, context, width, height, font_size, palette })
    }
}

impl Surface<'_> {
    /// Draws in a part of it: the place's left, top, width and height. The part's own corner is its (0, 0).
    pub fn part(&self, (x, y, width, height): (f64, f64, f64, f64), draw: impl FnOnce(&Surface)) {
        self.context.save();
        // Only what is no number could be refused.
        let _ = self.context.translate(x, y);
        self.context.set_font(&format!("{TEXT}px {}", self.palette.font));
        let Self { canvases, context, font_size, .. } = *self;
        draw(&Surface { canvases, context, width, height, font_size, palette: self.palette.clone() });
        self.context.restore();
    }

    pub fn rectangle(&self, x: f64, y: f64, width: f64, height: f64, colour: Rgb) {
        self.context.set_fill_style_str(&css(colour));
        self.context.fill_rect(x, y, width, height);
    }

    pub fn line(&self, from: (f64, f64), to: (f64, f64), thickness: f64, colour: Rgb) {
        self.lines(&[(from, to)], thickness, colour);
    }

    /// Many lines of one colour at once.
    pub fn lines(&self, lines: &[Segment], thickness: f64, colour: Rgb) {
        self.context.set_stroke_style_str(&css(colour));
        self.context.set_line_width(thickness);
        self.context.begin_path();
        for ((x0, y0), (x1, y1)) in lines {
            self.context.move_to(*x0, *y0);
            self.context.line_to(*x1, *y1);
        }
        self.context.stroke();
    }

    /// A curve through these points.
    pub fn curve(&self, points: &[(f64, f64)], stroke: Stroke) {
        let context = self.context;
        context.save();
        context.set_stroke_style_str(&css(stroke.colour));
        context.set_line_width(stroke.thickness);
        context.set_global_alpha(stroke.opacity);
        context.set_line_join("round");
        let dashes: js_sys::Array = stroke.dashes.iter().map(|length| JsValue::from_f64(*length)).collect();
        // Only lengths below 0 could be refused.
        let _ = context.set_line_dash(&dashes);
        self.trace(points);
        context.stroke();
        context.restore();
    }

    /// What is drawn by that is seen only within the rectangle.
    pub fn clipped(&self, (x, y, width, height): (f64, f64, f64, f64), draw: impl FnOnce()) {
        self.context.save();
        self.context.begin_path();
        self.context.rect(x, y, width, height);
        self.context.clip();
        draw();
        self.context.restore();
    }

    /// A rectangle with round corners, filled and with a rim.
    pub fn rounded(
        &self,
        (x, y, width, height): (f64, f64, f64, f64),
        radius: f64,
        fill: Rgb,
        rim: Rgb,
        thickness: f64,
    ) {
        self.context.begin_path();
        // Only a negative radius could be refused.
        let _ = self.context.round_rect_with_f64(x, y, width, height, radius);
        self.context.set_fill_style_str(&css(fill));
        self.context.fill();
        self.context.set_stroke_style_str(&css(rim));
        self.context.set_line_width(thickness);
        self.context.stroke();
    }

    /// The size in pixels and the weight (100..900) of the texts from here on.
    pub fn font(&self, size: f64, weight: u16) {
        self.context.set_font(&format!("{weight} {size}px {}", self.palette.font));
    }

    /// How wide the text is, in pixels.
    pub fn measure(&self, text: &str) -> f64 {
        self.context.measure_text(text).map_or(0.0, |measured| measured.width())
    }

    pub fn outline(&self, x: f64, y: f64, width: f64, height: f64, colour: Rgb) {
        self.context.set_stroke_style_str(&css(colour));
        self.context.set_line_width(1.0);
        self.context.stroke_rect(x, y, width, height);
    }

    /// Discs with a rim, at their centres.
    pub fn discs(&self, centres: impl Iterator<Item = (f64, f64)>, radius: f64, fill: Rgb, rim: Rgb) {
        self.context.begin_path();
        for (x, y) in centres {
            self.context.move_to(x + radius, y);
            // Only a negative radius could be refused.
            let _ = self.context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
        }
        self.context.set_fill_style_str(&css(fill));
        self.context.fill();
        self.context.set_stroke_style_str(&css(rim));
        self.context.set_line_width(1.0);
        self.context.stroke();
    }

    pub fn text(&self, text: &str, x: f64, y: f64, anchor: Anchor, colour: Rgb) {
        self.context.set_fill_style_str(&css(colour));
        self.context.set_text_align(match anchor {
            Anchor::Left => "left",
            Anchor::Middle => "center",
            Anchor::Right => "right",
        });
        // A text that cannot be drawn is not worth losing the chart for.
        let _ = self.context.fill_text(text, x, y);
    }

    /// A text on paper of its own, from its top left corner: what is under the pointer.
    pub fn note(&self, text: &str, x: f64, y: f64) {
        // No character of it is wider, on average, than this share of its height.
        let width = 0.62 * TEXT * text.chars().count() as f64;
        self.rectangle(x, y, width + 8.0, TEXT + 7.0, self.palette.paper);
        self.text(text, x + 4.0, y + (TEXT + 7.0) / 2.0, Anchor::Left, self.palette.ink);
    }

    /// An image of `columns` by `rows` colours, row by row, stretched over the rectangle.
    pub fn image(&self, colours: &[Rgb], columns: usize, rows: usize, place: (f64, f64, f64, f64), smooth: bool) {
        // Without memory for an image there is none to see; the next frame tries again.
        let _ = self.try_image(colours, columns, rows, place, smooth);
    }

    fn try_image(
        &self,
        colours: &[Rgb],
        columns: usize,
        rows: usize,
        (x, y, width, height): (f64, f64, f64, f64),
        smooth: bool,
    ) -> Result<(), JsValue> {
        let bytes: Vec<u8> = colours.iter().flat_map(|[red, green, blue]| [*red, *green, *blue, 255]).collect();
        let (columns, rows) = (columns as u32, rows as u32);
        let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), columns, rows)?;
        let image = &self.canvases.image;
        if image.width() != columns || image.height() != rows {
            image.set_width(columns);
            image.set_height(rows);
        }
        self.canvases.image_context.put_image_data(&data, 0.0, 0.0)?;
        self.context.set_image_smoothing_enabled(smooth);
        self.context.draw_image_with_html_canvas_element_and_dw_and_dh(image, x, y, width, height)
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

/// The size of an element's text, in pixels.
pub fn font_size(element: &web_sys::Element) -> f64 {
    let style = window().get_computed_style(element).ok().flatten();
    let text = style.and_then(|style| style.get_property_value("font-size").ok()).unwrap_or_default();
    parse_number(text.trim_end_matches("px")).unwrap_or(TEXT)
}

/// A drawing that fills its place. `draw` runs again whenever a signal that it reads, the size or the theme changes;
/// `point` hears of the pointer's place (x, y, and the size), or that it has left; `press` of a click's.
#[component]
pub fn Drawing(
    #[prop(into)] label: Signal<String>,
    draw: Box<dyn Fn(&Surface)>,
    #[prop(optional)] point: Option<Box<dyn Fn(Option<Place>)>>,
    #[prop(optional)] press: Option<Box<dyn Fn(Place)>>,
) -> Built {
    let palette = PageTheme::here().palette;
    let node = NodeRef::<Canvas>::new();
    let size = RwSignal::new((0.0, 0.0, TEXT));
    resized(node, move |entry| {
        let place = entry.content_rect();
        size.set((place.width(), place.height(), font_size(&entry.target())));
    });
    let canvases = StoredValue::new_local(None::<Canvases>);
    effect(move || {
        canvases.set_value(node.get().and_then(Canvases::new));
    });
    effect(move || {
        node.track();
        let (size, palette) = (size.get(), palette.get());
        canvases.with_value(|canvases| {
            if let Some(surface) = canvases.as_ref().and_then(|canvases| canvases.surface(size, palette)) {
                draw(&surface);
            }
        });
    });
    let point = StoredValue::new_local(point);
    let tell = move |place: Option<Place>| {
        point.with_value(|point| {
            if let Some(point) = point {
                point(place);
            }
        });
    };
    let place = move |x: i32, y: i32| {
        let (width, height, _) = size.get_untracked();
        Place { x: f64::from(x), y: f64::from(y), width, height }
    };
    let moved = move |event: leptos::ev::PointerEvent| tell(Some(place(event.offset_x(), event.offset_y())));
    let press = StoredValue::new_local(press);
    let pressed = move |event: leptos::ev::MouseEvent| {
        press.with_value(|press| {
            if let Some(press) = press {
                press(place(event.offset_x(), event.offset_y()));
            }
        });
    };
    built! {
        <canvas
            role="img"
            aria-label=label
            node_ref=node
            on:pointermove=moved
            on:pointerdown=moved
            on:pointerleave=move |_| tell(None)
            on:click=pressed
        ></canvas>
    }
}

/// Where in a drawing the pointer is.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}
