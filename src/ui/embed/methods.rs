//! What an embedding page asks for, done to the page's own state: as a visitor would do it, and as a link would.

use js_sys::Object;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use super::call::Call;
use super::plain::Plain;
use super::waiting::{Look, Order, not_refused, stands};
use super::wire::{VERSION, object};
use super::{patch, remedy, state};
use crate::experiment::{Experiment, Story, Value, settings};
use crate::record::{Record, What};
use crate::session::wire::BUILD;
use crate::trials::{Start, Treatment};
use crate::ui::charts::Canvases;
use crate::ui::store::Store;
use crate::ui::trials::{Age, Role, Row};
use crate::words::embed as said;

/// Does what was asked, or begins to.
pub fn begin(store: Store, call: Call) -> Look {
    let begun = match call {
        Call::Ready => Ok(at_once(about(store))),
        Call::Set(patch) => set(store, &patch),
        Call::Run => run(store),
        Call::Pause => {
            store.pause();
            Ok(once_obeyed(store, at_step))
        }
        Call::Step(count) => step(store, count),
        Call::Rewind(to) => Ok(after(move || stands(store), move || rewind(store, to))),
        Call::Apply(name) => apply(store, &name),
        Call::GetState => Ok(at_once(untrack(|| get_state(store)).into())),
        Call::SetState(text) => set_state(store, &text),
        Call::Screenshot => {
            let owner = Owner::current();
            Ok(after(move || stands(store), move || picture(store, owner.as_ref())))
        }
        Call::Hold(held) => {
            store.hold(held);
            Ok(at_once(JsValue::UNDEFINED))
        }
    };
    begun.unwrap_or_else(refused)
}

/// What the page is: the version of the messages, its build, and its settings.
pub fn about(store: Store) -> JsValue {
    object([("api", VERSION.into()), ("build", BUILD.into()), ("settings", wanted(store))])
}

fn set(store: Store, patch: &[(String, Plain)]) -> Result<Look, String> {
    let link = patch::patched(&store.wanted.get_untracked(), &untrack(|| store.view_settings()), patch)?;
    let named = |key: &str| patch.iter().any(|(other, _)| other == key);
    store.change_unasked(link.story.experiment().clone());
    let mut view = link.view;
    if !named("stop") {
        // Where the run before would have held may be nothing to this one.
        view.stop = store.view.with_untracked(|view| view.stop);
    }
    let backend = view.backend.filter(|_| named("backend"));
    store.show_as(view);
    if named("stop") {
        store.send_stop();
    }
    if let Some(backend) = backend {
        store.choose(backend);
    }
    Ok(once_obeyed(store, wanted))
}

fn run(store: Store) -> Result<Look, String> {
    can_train(store)?;
    store.run();
    Ok(once_obeyed(store, at_step))
}

/// Whether training would get anywhere.
fn can_train(store: Store) -> Result<(), String> {
    // Only the visitor may have a network take much memory.
    not_refused(store)?;
    if store.stuck_untracked() { Err(said::DIVERGED.to_owned()) } else { Ok(()) }
}

/// Comes to rest first, so that it is known where the steps begin.
fn step(store: Store, count: u64) -> Result<Look, String> {
    can_train(store)?;
    store.pause();
    let mut rest = Order::given(store);
    let at_rest = move || match stands(store)? {
        Ok(()) => rest.obeyed(store),
        wrong => Some(wrong),
    };
    Ok(after(at_rest, move || {
        can_train(store)?;
        // Asked for since: steps would end it.
        if store.wants_running.get_value() {
            return Err(said::interrupted(0, count));
        }
        let from = step_now(store);
        store.take_steps(count);
        let mut order = Order::given(store);
        Ok(Box::new(move || {
            let obeyed = order.obeyed(store)?;
            let taken = step_now(store).saturating_sub(from);
            Some(obeyed.and_then(|()| {
                if taken >= count || store.runs.untracked().len() > 1 {
                    Ok(at_step(store))
                } else if store.diverged_untracked() {
                    Err(said::DIVERGED.to_owned())
                } else {
                    Err(said::interrupted(taken, count))
                }
            }))
        }))
    }))
}

fn rewind(store: Store, to: u64) -> Result<Look, String> {
    if store.record_untracked(|record| record.checkpoints.is_empty()) != Some(false) {
        return Err(said::NO_CHECKPOINT.to_owned());
    }
    store.rewind(to);
    Ok(once_obeyed(store, |store| {
        let rewound =
            |record: &Record| record.marks.iter().rev().find(|mark| mark.what == What::Rewound).map(|mark| mark.step);
        number(store.record_untracked(rewound).flatten().unwrap_or_default())
    }))
}

fn apply(store: Store, name: &str) -> Result<Look, String> {
    not_refused(store)?;
    let now = store.wanted.get_untracked();
    let shown = store.trials.shown.get_untracked();
    let shown = shown.filter(|shown| shown.age != Age::Changed && shown.run == store.runs.chosen_untracked().id);
    let tried = shown.as_deref().and_then(|shown| {
        let named = |row: &&Row| row.label == name || row.treatment.key() == name;
        Some((shown, shown.helped.iter().chain(&shown.rest).find(named)?))
    });
    if let Some((shown, row)) = tried {
        store.treat(shown, row);
    } else if let Some(role) = Role::ALL.into_iter().find(|role| role.key() == name) {
        if !role.is_on(&now) {
            store.turn(role, true);
        }
    } else {
        treat(store, remedy::read(name, &now)?, &now)?;
    }
    Ok(once_obeyed(store, wanted))
}

/// Does what was not tried on a copy.
fn treat(store: Store, treatment: Treatment, now: &Experiment) -> Result<(), String> {
    let back = store.record_untracked(|record| record.healthy_checkpoint().or(record.checkpoints.first().copied()));
    let start = match treatment.start {
        // What has diverged would only diverge again from where it stands.
        Start::Here if store.diverged_untracked() => Start::Back,
        start => start,
    };
    match (start, back.flatten()) {
        (Start::Anew, _) => {
            store.begin_unasked(Story::new(treatment.applied_to(now)), None);
            store.run();
        }
        (Start::Back, None) => return Err(said::NO_CHECKPOINT.to_owned()),
        (start, back) => store.apply_treatment(&Treatment { start, ..treatment }, back),
    }
    Ok(())
}

fn get_state(store: Store) -> String {
    let versus = store.runs.second().map(|run| store.told(&run));
    let first = store.runs.first();
    let step = store.records.with_value(|records| records.of(first.id).map(Record::step)).unwrap_or_default();
    let view = match step {
        _ if store.running.get() => store.view_settings(),
        step => state::resting_at(step, store.view_settings()),
    };
    state::write(&store.told(&first), versus.as_ref(), &view)
}

fn set_state(store: Store, text: &str) -> Result<Look, String> {
    let link = state::read(text)?;
    let (backend, stops) = (link.view.backend, link.view.stop.is_some());
    store.show_as(link.view);
    store.begin_unasked(link.story, link.versus);
    if let Some(backend) = backend {
        store.choose(backend);
    }
    // Once: a second time might find it where it is to hold, and train on.
    if stops && !store.running.get_untracked() {
        store.run();
    }
    Ok(once_obeyed(store, wanted))
}

/// The picture that one passes on, as the address of a PNG.
fn picture(store: Store, owner: Option<&Owner>) -> Result<Look, String> {
    let canvas =
        document().create_element("canvas").ok().and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok());
    let drawn = canvas.zip(owner).and_then(|(canvas, owner)| {
        let canvases = Canvases::new(canvas.clone())?;
        owner.with(|| store.draw_picture(&canvases));
        canvas.to_data_url().ok()
    });
    drawn.map(|address| at_once(address.into())).ok_or_else(|| said::NO_PICTURE.to_owned())
}

/// The settings that are wanted of the chosen run.
fn wanted(store: Store) -> JsValue {
    values(&store.wanted.get_untracked(), |_| true)
}

/// The settings of an experiment, those that are asked for, by their keys.
pub fn values(experiment: &Experiment, asked: impl Fn(&str) -> bool) -> JsValue {
    let values = Object::new();
    for setting in settings().iter().filter(|setting| asked(setting.key)) {
        let value: JsValue = match setting.get(experiment) {
            Value::Integer(whole) => number(whole),
            Value::Real(real) => real.into(),
            Value::Choice(key) => key.into(),
            Value::Switch(on) => on.into(),
        };
        // An object that is new takes any entry.
        let _ = js_sys::Reflect::set(&values, &setting.key.into(), &value);
    }
    values.into()
}

/// The largest that there is is one that JavaScript's numbers hold exactly.
pub fn number(whole: u64) -> JsValue {
    JsValue::from_f64(whole as f64)
}

fn step_now(store: Store) -> u64 {
    store.record_untracked(Record::step).unwrap_or_default()
}

fn at_step(store: Store) -> JsValue {
    number(step_now(store))
}

fn at_once(value: JsValue) -> Look {
    Box::new(move || Some(Ok(value.clone())))
}

fn refused(why: String) -> Look {
    Box::new(move || Some(Err(why.clone())))
}

/// What there is to give once all that has been asked for so far is done.
fn once_obeyed(store: Store, give: fn(Store) -> JsValue) -> Look {
    let mut order = Order::given(store);
    Box::new(move || order.obeyed(store).map(|obeyed| obeyed.map(|()| give(store))))
}

/// Begins the second where the first has come out well.
fn after(
    mut first: impl FnMut() -> Option<Result<(), String>> + 'static,
    second: impl FnOnce() -> Result<Look, String> + 'static,
) -> Look {
    let mut second = Some(second);
    let mut begun: Option<Look> = None;
    Box::new(move || {
        if begun.is_none() {
            let ready = first()?;
            begun = Some(match (ready, second.take()) {
                (Ok(()), Some(second)) => second().unwrap_or_else(refused),
                (Ok(()), None) => return None,
                (Err(wrong), _) => refused(wrong),
            });
        }
        begun.as_mut()?()
    })
}
