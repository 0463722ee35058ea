//! What an attribute, a property, a class or a style is set to.

use std::borrow::Cow;

use leptos::prelude::{ArcRwSignal, Get, Memo, RwSignal, Signal};
use wasm_bindgen::JsValue;

/// A value, whichever of them it is for.
#[derive(PartialEq)]
pub enum Value {
    /// Not there.
    None,
    Is(bool),
    Text(Cow<'static, str>),
}

impl Value {
    /// An attribute's text; none where it is not there.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::None | Self::Is(false) => None,
            Self::Is(true) => Some(""),
            Self::Text(text) => Some(text),
        }
    }

    /// As a property of a JavaScript object.
    pub fn property(&self) -> JsValue {
        match self {
            Self::None => JsValue::UNDEFINED,
            Self::Is(is) => JsValue::from_bool(*is),
            Self::Text(text) => JsValue::from_str(text),
        }
    }
}

/// What can be a value.
pub trait IntoValue {
    fn value(self) -> Value;
}

impl IntoValue for &'static str {
    fn value(self) -> Value {
        Value::Text(Cow::Borrowed(self))
    }
}

impl IntoValue for String {
    fn value(self) -> Value {
        Value::Text(Cow::Owned(self))
    }
}

impl IntoValue for bool {
    fn value(self) -> Value {
        Value::Is(self)
    }
}

impl<V: IntoValue> IntoValue for Option<V> {
    fn value(self) -> Value {
        self.map_or(Value::None, V::value)
    }
}

/// A value that stays, or one that follows signals.
pub enum Source {
    Stays(Value),
    Follows(Box<dyn Read>),
}

/// A closure that gives a value.
pub trait Read {
    fn read(&mut self) -> Value;
}

impl<V: IntoValue, F: FnMut() -> V> Read for F {
    fn read(&mut self) -> Value {
        self().value()
    }
}

/// What gives values.
pub trait IntoSource {
    fn source(self) -> Source;
}

impl<V: IntoValue, F: FnMut() -> V + 'static> IntoSource for F {
    fn source(self) -> Source {
        Source::Follows(Box::new(self))
    }
}

macro_rules! stays {
    ($($kind:ty),*) => {
        $(impl IntoSource for $kind {
            fn source(self) -> Source {
                Source::Stays(self.value())
            }
        })*
    };
}
stays!(&'static str, String, bool);

impl<V: IntoValue> IntoSource for Option<V> {
    fn source(self) -> Source {
        Source::Stays(self.value())
    }
}

/// Numbers are written as Rust writes them.
macro_rules! numbers {
    ($($kind:ty),*) => {
        $(impl IntoValue for $kind {
            fn value(self) -> Value {
                self.to_string().value()
            }
        }
        impl IntoSource for $kind {
            fn source(self) -> Source {
                Source::Stays(self.value())
            }
        })*
    };
}
numbers!(f64, i32, u32, u64, usize);

macro_rules! signals {
    ($($kind:ident),*) => {
        $(impl<V: IntoValue + Clone + Send + Sync + 'static> IntoSource for $kind<V> {
            fn source(self) -> Source {
                Source::Follows(Box::new(move || self.get()))
            }
        })*
    };
}
signals!(Memo, RwSignal, Signal);

/// One that is held as long as the document.
impl<V: IntoValue + Clone + Send + Sync + 'static> IntoSource for &'static ArcRwSignal<V> {
    fn source(self) -> Source {
        Source::Follows(Box::new(move || self.get()))
    }
}
