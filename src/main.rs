//! The page's own program. The networks train elsewhere, in a web worker.

fn main() {
    flatline::ui::mount_to_body();
}
