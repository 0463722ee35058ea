//! A network at rest, for a picture: as the stage draws it, with nothing under the pointer and nothing that moves.

use super::axis::Axis;
use super::picture::Picture;
use super::plan::plan;
use super::scene::Scene;
use super::{draw_flow, draw_plates, marks};
use crate::ui::charts::Surface;

/// Fills the surface. `tells` is whether words may say how the network is.
pub fn draw_still(surface: &Surface, picture: &Picture, tells: bool) {
    let plan = plan(surface.width, surface.height, false);
    let reach = picture.reach();
    let scene = Scene {
        picture,
        axis: Axis::new(plan.axis, picture.depth, reach.unwrap_or(picture.depth)),
        plan,
        focus: None,
        reach: reach.filter(|_| tells),
        quiet: !tells,
        forward: &picture.forward,
        backward: &picture.backward.strengths,
    };
    draw_plates::draw(surface, &scene);
    marks::draw(surface, &scene, marks::Shown::ALL);
    draw_flow::draw(surface, &scene);
    marks::draw_wedges(surface, &scene, marks::Shown::ALL);
}
