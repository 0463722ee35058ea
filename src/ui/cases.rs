//! The cases for whoever builds the site around the page: `scripts/cases.mjs` writes a page of its own for each.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::experiment::{Case, Choice};
use crate::words::cases as said;

/// Of each case in turn three texts: its key, its title, and one sentence on what there is to see.
#[wasm_bindgen]
pub fn cases() -> Vec<String> {
    let texts = |&case: &Case| [case.key(), said::title(case), said::summary(case)].map(str::to_owned);
    Case::ALL.iter().flat_map(texts).collect()
}
