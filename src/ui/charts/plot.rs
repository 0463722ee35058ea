//! Lines over steps, drawn by uPlot; `plot.js` beside this file is all that touches it.

use js_sys::{Array, Float64Array};
use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::axis::Axis;

#[wasm_bindgen(module = "/src/ui/charts/plot.js")]
extern "C" {
    /// A chart in the page; null where uPlot could not be loaded.
    type Chart;
    fn create(host: &web_sys::Element, style: &JsValue, text: &JsValue, hover: &JsValue) -> Chart;
    fn update(chart: &Chart, steps: &Float64Array, values: &Array, axis: &JsValue, last_step: f64, overlay: &JsValue);
    fn repaint(chart: &Chart);
    fn destroy(chart: &Chart);
}

/// What never changes in a chart.
#[derive(Serialize)]
pub struct PlotStyle {
    /// Whether the value axis is logarithmic.
    pub log: bool,
    /// Whether the axis of steps is named; of charts that lie under each other, only the lowest needs that.
    pub steps: bool,
    pub lines: Vec<Line>,
    /// Charts of one name show the pointer's step together.
    pub sync: String,
    /// What stands in its place where uPlot could not be loaded.
    pub missing: &'static str,
}

/// How a line looks.
#[derive(Serialize)]
pub struct Line {
    /// The style sheet's name of its colour.
    pub colour: &'static str,
    pub dashed: bool,
    /// Behind the others.
    pub faint: bool,
    /// The name at its end; empty for none.
    pub name: String,
}

/// What a chart shows now.
pub struct Content {
    pub steps: Vec<f64>,
    /// One a line, as long as `steps`; NaN where there is no value.
    pub values: Vec<Vec<f64>>,
    pub axis: Axis,
    /// The end of the axis of steps.
    pub last_step: f64,
    pub overlay: Overlay,
}

/// What is drawn over the lines.
#[derive(Default, Serialize)]
pub struct Overlay {
    pub marks: Vec<StepLabel>,
    pub rule: Option<Rule>,
    pub crosses: Vec<Cross>,
    /// Not the run's own curve, but where it would go.
    pub ghost: Option<GhostLine>,
}

/// A curve that is drawn ahead, named at its end.
#[derive(Serialize)]
pub struct GhostLine {
    pub name: String,
    pub points: Vec<(u64, f64)>,
}

/// A vertical line at a step, named at its top.
#[derive(Serialize)]
pub struct StepLabel {
    pub step: u64,
    pub name: String,
}

#[derive(Serialize)]
pub struct Rule {
    pub value: f64,
    pub name: &'static str,
}

#[derive(Serialize)]
pub struct Cross {
    pub step: u64,
    pub value: f64,
}

/// A chart on the page; dropping it takes it away.
pub struct Plot {
    chart: Chart,
    // uPlot calls both for as long as the chart lives.
    _text: Closure<dyn Fn(f64) -> String>,
    _hover: Closure<dyn Fn(f64)>,
}

impl Plot {
    /// Fills the element. `text` names the lines of the value axis; `hover` hears of the step under the pointer.
    pub fn new(
        host: &web_sys::Element,
        style: &PlotStyle,
        text: impl Fn(f64) -> String + 'static,
        hover: impl Fn(Option<u64>) + 'static,
    ) -> Self {
        let text = Closure::<dyn Fn(f64) -> String>::new(text);
        let hover = Closure::<dyn Fn(f64)>::new(move |step: f64| hover((step >= 0.0).then_some(step.round() as u64)));
        let chart = create(host, &object(style), text.as_ref(), hover.as_ref());
        Self { chart, _text: text, _hover: hover }
    }

    pub fn show(&self, content: &Content) {
        let steps = Float64Array::from(content.steps.as_slice());
        let values: Array = content.values.iter().map(|line| Float64Array::from(line.as_slice())).collect();
        update(&self.chart, &steps, &values, &object(&content.axis), content.last_step, &object(&content.overlay));
    }

    /// Draws again, in the colours of now.
    pub fn repaint(&self) {
        repaint(&self.chart);
    }
}

impl Drop for Plot {
    fn drop(&mut self) {
        destroy(&self.chart);
    }
}

/// As JavaScript's own object.
fn object(value: &impl Serialize) -> JsValue {
    let text = serde_json::to_string(value).unwrap_or_default();
    js_sys::JSON::parse(&text).unwrap_or(JsValue::UNDEFINED)
}

/// A chart that shows what `content` returns, and again whenever something that it reads has changed.
/// A new one is made when `style` changes.
#[component]
pub fn LinePlot(
    label: &'static str,
    style: impl Fn() -> PlotStyle + 'static,
    text: impl Fn(f64) -> String + Clone + 'static,
    content: impl Fn() -> Option<Content> + Clone + 'static,
) -> impl IntoView {
    let store = crate::ui::store::Store::here();
    let palette = crate::ui::theme::PageTheme::here().palette;
    let host = NodeRef::<leptos::html::Div>::new();
    let plot = StoredValue::new_local(None::<Plot>);
    Effect::new(move |_| {
        if let Some(host) = host.get() {
            // The old one has to be gone before the new one fills its place.
            plot.set_value(None);
            let hover = move |step| store.hovered_step.set(step);
            plot.set_value(Some(Plot::new(&host, &style(), text.clone(), hover)));
            let content = content.clone();
            Effect::new(move |_| {
                if let Some(content) = content() {
                    plot.with_value(|plot| {
                        if let Some(plot) = plot {
                            plot.show(&content);
                        }
                    });
                }
            });
        }
    });
    Effect::new(move |_| {
        palette.track();
        plot.with_value(|plot| {
            if let Some(plot) = plot {
                plot.repaint();
            }
        });
    });
    on_cleanup(move || plot.set_value(None));
    view! { <div class="plot" role="img" aria-label=label node_ref=host></div> }
}
