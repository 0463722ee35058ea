//! The handle at the run's step: dragged back, or moved by keys, it takes the run back to a checkpoint.

use std::time::Duration;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;

use super::picture::Placed;
use super::rewinding::{Move, nearest};
use crate::ui::effect::memo;
use crate::ui::focus::Focus;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words::strip as said;

/// How long keys wait for another one before the run goes back.
const SETTLING: Duration = Duration::from_millis(450);
/// So far, in pixels, a pointer may stray that only presses.
const STRAYS: f64 = 3.0;

/// Where the handle is on its way to; copying it is free.
#[derive(Clone, Copy)]
pub struct Rewinding {
    store: Store,
    /// The step that the handle is at instead of the run's; none while nobody moves it.
    pub to: RwSignal<Option<u64>>,
    /// Whether the visitor has dragged it before, and needs no hint.
    pub known: RwSignal<bool>,
    delay: StoredValue<Option<TimeoutHandle>>,
}

impl Rewinding {
    pub fn new(store: Store) -> Self {
        Self { store, to: RwSignal::new(None), known: RwSignal::new(false), delay: StoredValue::new(None) }
    }

    fn step_now(self) -> u64 {
        self.store.record_untracked(|record| record.step()).unwrap_or_default()
    }

    fn checkpoints(self) -> Vec<u64> {
        self.store.record_untracked(|record| record.checkpoints.clone()).unwrap_or_default()
    }

    fn drag_to(self, step: u64) {
        if self.to.get_untracked() != Some(step) {
            self.to.set(Some(step));
            // What else is shown over steps shows that one too.
            self.store.hovered_step.set(Some(step));
        }
    }

    /// The handle goes back to the run's step, and the run stays as it is.
    fn give_up(self) {
        self.still();
        if self.to.get_untracked().is_some() {
            self.to.set(None);
            self.store.hovered_step.set(None);
        }
    }

    /// The run goes to where the handle is.
    fn go(self) {
        let goal = self.to.get_untracked().and_then(|step| nearest(&self.checkpoints(), step));
        self.give_up();
        if let Some(goal) = goal
            && (goal < self.step_now() || self.store.diverged_untracked())
        {
            self.known.set(true);
            self.store.rewind(goal);
        }
    }

    fn still(self) {
        if let Some(waiting) = self.delay.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    }

    /// A key moves the handle from checkpoint to checkpoint; the run follows when no other key comes.
    fn press(self, way: Move) {
        let from = self.to.get_untracked().unwrap_or_else(|| self.step_now());
        if let Some(goal) = way.from(from, &self.checkpoints()) {
            self.still();
            self.drag_to(goal);
            self.delay.set_value(set_timeout_with_handle(move || self.go(), SETTLING).ok());
        }
    }

    /// Keys on the handle; true where it took one.
    fn hear(self, event: &KeyboardEvent) -> bool {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return false;
        }
        match (event.key().as_str(), Move::of_key(&event.key())) {
            ("Escape", _) if self.to.get_untracked().is_some() => self.give_up(),
            ("Enter", _) if self.to.get_untracked().is_some() => self.go(),
            (_, Some(way)) => self.press(way),
            _ => return false,
        }
        true
    }
}

/// A drag under way.
#[derive(Clone, Copy)]
struct Drag {
    pointer: i32,
    /// The strip's left edge, and where the pointer went down, in pixels of the window.
    left: f64,
    from: f64,
    /// Whether it has moved.
    moved: bool,
}

#[component]
pub fn Handle(rewinding: Rewinding, placed: RwSignal<Option<Placed>>, host: NodeRef<Div>) -> Built {
    let store = Store::here();
    let drag = StoredValue::new(None::<Drag>);
    let handle = NodeRef::<Div>::new();
    let step = memo(move || store.record_calmly(|record| record.step()).unwrap_or_default());
    let movable = memo(move || store.record_calmly(|record| !record.checkpoints.is_empty()).unwrap_or(false));
    let first =
        memo(move || store.record_calmly(|record| record.checkpoints.first().copied()).flatten().unwrap_or_default());
    let at = move || rewinding.to.get().unwrap_or_else(|| step.get());
    let text = memo(move || {
        let at = at();
        let loss = store.record_calmly(|record| record.history.at(record.smooth_loss(), at)).flatten();
        said::at(at, step.get(), loss.map(f64::from))
    });
    let down = move |event: PointerEvent| {
        if event.button() != 0 || !movable.get_untracked() {
            return;
        }
        let (Some(host), Some(handle)) = (host.get_untracked(), handle.get_untracked()) else { return };
        // Without the capture a drag ends at the handle's edge, and nothing else is lost.
        let _ = handle.set_pointer_capture(event.pointer_id());
        let left = host.get_bounding_client_rect().left();
        let from = f64::from(event.client_x());
        drag.set_value(Some(Drag { pointer: event.pointer_id(), left, from, moved: false }));
    };
    let moved = move |event: PointerEvent| {
        let Some(mut own) = drag.get_value().filter(|own| own.pointer == event.pointer_id()) else { return };
        let x = f64::from(event.client_x());
        own.moved |= (x - own.from).abs() > STRAYS;
        drag.set_value(Some(own));
        let room = placed.with_untracked(|placed| placed.as_ref().map(|placed| placed.room));
        if let (true, Some(room)) = (own.moved, room) {
            rewinding.drag_to(room.step_at(x - own.left, rewinding.step_now()));
        }
    };
    let up = move |_: PointerEvent| {
        if drag.get_value().is_some() {
            drag.set_value(None);
            rewinding.go();
        }
    };
    let cancelled = move |_: PointerEvent| {
        if drag.get_value().is_some() {
            drag.set_value(None);
            rewinding.give_up();
        }
    };
    let pressed = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            drag.set_value(None);
        }
        if rewinding.hear(&event) {
            event.prevent_default();
        }
    };
    // With Shift its arrows are heard wherever the page has the focus.
    store.page.on_key(move |event| {
        let elsewhere = event.default_prevented() || Focus::of(&event) == Focus::Field;
        if !elsewhere && event.shift_key() && matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
            pressed(event);
        }
    });
    // Set by script, each by itself: a policy may forbid styles in attributes.
    let pixels = move |look: fn(&Placed) -> f64| {
        move || {
            placed.with(|placed| placed.as_ref().map_or_else(String::new, |placed| format!("{:.1}px", look(placed))))
        }
    };
    built! {
        <div
            class="handle"
            class:movable=movable
            class:moving=move || rewinding.to.get().is_some()
            role="slider"
            tabindex="0"
            aria-label=said::HANDLE
            aria-valuemin=move || first.get().to_string()
            aria-valuemax=move || step.get().to_string()
            aria-valuenow=move || at().to_string()
            aria-valuetext=text
            aria-disabled=move || (!movable.get()).to_string()
            data-help=said::HANDLE_HELP
            style:left=pixels(|placed| placed.handle)
            style:--grip=pixels(|placed| placed.room.plot.bottom())
            node_ref=handle
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=cancelled
            on:lostpointercapture=cancelled
            on:keydown=pressed
        ></div>
    }
}
