//! The messages between the page and the one around its frame.

use js_sys::{Array, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Window};

use super::plain::Plain;

/// The version of the messages: what each has under `flatline`.
pub const VERSION: u32 = 1;

/// The longest name of a call, of a method, and of a key, in UTF-16 units; the most that is read of a call's arguments, and of
/// an object's entries.
const LONGEST: u32 = 1000;
const MOST: u32 = 100;

/// What a method gives: a value, or a sentence that says why there is none.
pub type Answer = Result<JsValue, String>;

/// A call as it came.
pub struct Message {
    /// Given back with the answer.
    pub id: JsValue,
    pub method: String,
    pub given: Vec<Plain>,
}

fn parent() -> Option<Window> {
    window().parent().ok().flatten()
}

/// Hears the parent's calls for as long as the document lives.
pub fn listen(hear: impl Fn(Message) + 'static) {
    let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let ours = event.source().zip(parent()).is_some_and(|(source, parent)| Object::is(&source, &parent));
        if let Some(message) = ours.then(|| read(&event.data())).flatten() {
            hear(message);
        }
    });
    // Only a target that is no target could refuse.
    let _ = window().add_event_listener_with_callback("message", hear.as_ref().unchecked_ref());
    hear.forget();
}

/// A call; none where the data has not the shape of one.
fn read(data: &JsValue) -> Option<Message> {
    let get = |key: &str| Reflect::get(data, &key.into()).ok();
    if get("flatline")?.as_f64()? != f64::from(VERSION) {
        return None;
    }
    let id = get("id")?;
    let named = id.as_f64().is_some() || short(&id);
    let method = get("method").filter(short)?.as_string()?;
    let given = match get("args")? {
        absent if absent.is_undefined() => Array::new(),
        args => args.dyn_into::<Array>().ok()?,
    };
    named.then(|| Message {
        id,
        method,
        given: given.iter().take(MOST as usize).map(|value| plain(&value, true)).collect(),
    })
}

/// Whether it is a text that is not too long for a name.
fn short(value: &JsValue) -> bool {
    value.dyn_ref::<js_sys::JsString>().is_some_and(|text| text.length() <= LONGEST)
}

/// A value as far as a method can take it; `whole`: with its entries.
fn plain(value: &JsValue, whole: bool) -> Plain {
    if value.is_null() || value.is_undefined() {
        Plain::Nothing
    } else if let Some(on) = value.as_bool() {
        Plain::Switch(on)
    } else if let Some(number) = value.as_f64() {
        Plain::Number(number)
    } else if let Some(text) = value.as_string() {
        Plain::Text(text)
    } else if Array::is_array(value) {
        Plain::List
    } else {
        // A key beyond the most is wrong, too: no object has so many settings.
        let entries = value.dyn_ref::<Object>().filter(|_| whole).map(Object::entries).unwrap_or_default();
        let pairs = entries.iter().take(MOST as usize).map(|pair| {
            let pair = Array::from(&pair);
            (pair.get(0).as_string().unwrap_or_default(), plain(&pair.get(1), false))
        });
        Plain::Object(pairs.collect())
    }
}

/// Answers a call.
pub fn answer(id: &JsValue, answer: Answer) {
    let (key, value) = match answer {
        Ok(result) => ("result", result),
        Err(sentence) => ("error", sentence.into()),
    };
    post(&object([("flatline", VERSION.into()), ("id", id.clone()), (key, value)]));
}

/// Tells that something happened.
pub fn tell(event: &str, detail: JsValue) {
    post(&object([("flatline", VERSION.into()), ("event", event.into()), ("detail", detail)]));
}

/// Whoever the parent is may know all of it: it is what the frame shows.
pub fn post(message: &JsValue) {
    if let Some(parent) = parent() {
        // Refused only where a value cannot be cloned, which none is.
        let _ = parent.post_message(message, "*");
    }
}

/// An object with those entries.
pub fn object<const N: usize>(entries: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        // An object that is new takes any entry.
        let _ = Reflect::set(&object, &key.into(), &value);
    }
    object.into()
}
