//! What the visitor takes along as a file.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/ui/download.js")]
extern "C" {
    /// Gives the browser a file of that name and type; its content is a text or a blob.
    pub fn download(name: &str, kind: &str, content: &JsValue);
}
