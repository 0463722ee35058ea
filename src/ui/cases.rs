//! The cases for whoever builds the site around the page: `scripts/cases.mjs` writes a page of its own for each.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::experiment::{Case, Choice, Story, ViewSettings, to_fragment};
use crate::words::cases as said;

/// Of each case in turn five texts: its key, what an address holds to open it (without the `#`), its title, one sentence on
/// what there is to see, and what mends it.
#[wasm_bindgen]
pub fn cases() -> Vec<String> {
    let texts = |&case: &Case| {
        let fragment = to_fragment(&Story::new(case.experiment()), None, &ViewSettings::default());
        let texts = [
            case.key(),
            fragment.trim_start_matches('#'),
            said::title(case),
            said::summary(case),
            said::remedies(case),
        ];
        texts.map(str::to_owned)
    };
    Case::ALL.iter().flat_map(texts).collect()
}
