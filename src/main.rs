//! The page's own program. The networks train elsewhere, in a web worker.

fn main() {
    flatline::ui::start();
}
