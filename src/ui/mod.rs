//! The page. Knows session; never burn.
