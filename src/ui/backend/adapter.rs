//! Asks the browser for a WebGPU adapter. Through reflection: web-sys has WebGPU only behind an unstable flag.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::session::{Gpu, is_software};

/// What the browser offers. Never fails: whatever goes wrong is a browser without an adapter.
pub async fn detect() -> Gpu {
    let window = js_sys::global();
    if property(&window, "flatlineFiles").is_truthy() {
        return Gpu::LeftOut;
    }
    // The document itself would get one; a worker of an opaque origin does not.
    if property(&window, "origin").as_string().as_deref() == Some("null") {
        return Gpu::Sandboxed;
    }
    let gpu = property(&property(&window, "navigator"), "gpu");
    if gpu.is_falsy() {
        return Gpu::Absent;
    }
    // Chromium has been seen to have none at the first request, and one at the second: NVIDIA's driver on Linux.
    for _ in 0..2 {
        if let Some(adapter) = request_adapter(&gpu).await.filter(JsValue::is_truthy) {
            return describe(&adapter);
        }
    }
    Gpu::NoAdapter
}

async fn request_adapter(gpu: &JsValue) -> Option<JsValue> {
    let request: Function = property(gpu, "requestAdapter").dyn_into().ok()?;
    let promise: Promise = request.call0(gpu).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

fn describe(adapter: &JsValue) -> Gpu {
    let info = property(adapter, "info");
    let parts: Vec<String> = ["vendor", "architecture", "description"]
        .iter()
        .filter_map(|part| property(&info, part).as_string())
        .filter(|part| !part.is_empty())
        .collect();
    let name = parts.join(" ");
    let fallback =
        property(adapter, "isFallbackAdapter").is_truthy() || property(&info, "isFallbackAdapter").is_truthy();
    if fallback || is_software(&name) { Gpu::Software(name) } else { Gpu::Hardware(name) }
}

fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
