//! One element.

use leptos::ev::EventDescriptor;
use leptos::prelude::Owner;
use leptos::tachys::html::element::ElementType;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::renderer::{RemoveEventHandler, Rndr, types};
use wasm_bindgen::{JsCast, JsValue};

use super::built::Built;
use super::child::Child;
use super::following::{Following, following};
use super::part::Part;
use super::value::{IntoSource, Source, Value};

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element, and what keeps it up to date.
pub struct Element {
    node: types::Element,
    follows: Vec<Following>,
    hears: Vec<RemoveEventHandler<types::Element>>,
    inside: Built,
}

/// What of an element has a value.
#[derive(Clone, Copy)]
enum Place {
    Attribute,
    Class,
    Style,
    Property,
}

impl Element {
    pub fn new(tag: &str) -> Self {
        Self::of(Rndr::create_element(tag, None))
    }

    pub fn svg(tag: &str) -> Self {
        Self::of(Rndr::create_element(tag, Some(SVG)))
    }

    fn of(node: types::Element) -> Self {
        Self { node, follows: Vec::new(), hears: Vec::new(), inside: Built::default() }
    }

    /// An attribute that stays as it is.
    pub fn fixed(&mut self, name: &str, text: &str) {
        Rndr::set_attribute(&self.node, name, text);
    }

    pub fn attribute(&mut self, name: &'static str, source: impl IntoSource) {
        self.take(Place::Attribute, name, source.source());
    }

    /// A class that it has while the value is true.
    pub fn class(&mut self, name: &'static str, source: impl IntoSource) {
        self.take(Place::Class, name, source.source());
    }

    pub fn style(&mut self, name: &'static str, source: impl IntoSource) {
        self.take(Place::Style, name, source.source());
    }

    /// A property of the element's object.
    pub fn property(&mut self, name: &'static str, source: impl IntoSource) {
        self.take(Place::Property, name, source.source());
    }

    fn take(&mut self, place: Place, name: &'static str, source: Source) {
        match source {
            Source::Stays(value) => set(&self.node, place, name, &value),
            Source::Follows(mut read) => {
                let node = self.node.clone();
                let mut last = None;
                self.follows.push(following(Box::new(move || {
                    let value = read.read();
                    if last.as_ref() != Some(&value) {
                        set(&node, place, name, &value);
                        last = Some(value);
                    }
                })));
            }
        }
    }

    pub fn on<E: EventDescriptor>(&mut self, event: E, mut hear: impl FnMut(E::EventType) + 'static)
    where
        E::EventType: From<JsValue>,
    {
        self.listen(&event.name(), Box::new(move |event: JsValue| hear(event.into())));
    }

    fn listen(&mut self, name: &str, mut hear: Box<dyn Hear>) {
        let owner = Owner::current().unwrap_or_default();
        let hear = Box::new(move |event| owner.with(|| hear.hear(event)));
        self.hears.push(Rndr::add_event_listener(&self.node, name, hear));
    }

    /// Makes it known to who asks for it.
    pub fn refer<E: ElementType>(&mut self, to: impl NodeRefContainer<E>) {
        to.load(&self.node);
    }

    /// A text in it.
    pub fn text(&mut self, text: &str) {
        let text = Rndr::create_text_node(text);
        Rndr::insert_node(&self.node, &text, None);
    }

    /// An element in it.
    pub fn element(&mut self, mut element: Self) {
        element.mount(&self.node, None);
        self.inside.push(Box::new(element));
    }

    /// Whatever else there is in it.
    pub fn child(&mut self, child: impl Child) {
        self.put(Built::of(child));
    }

    fn put(&mut self, mut view: Built) {
        Part::mount(&mut view, &self.node, None);
        self.inside.append(view);
    }
}

impl Built {
    pub fn element(&mut self, element: Element) {
        self.push(Box::new(element));
    }
}

impl Part for Element {
    fn mount(&mut self, parent: &types::Element, before: Option<&types::Node>) {
        Rndr::insert_node(parent, &self.node, before);
    }

    fn unmount(&mut self) {
        Rndr::remove(&self.node);
    }

    fn first(&self) -> Option<types::Node> {
        Some(self.node.clone().into())
    }
}

/// A closure that hears of events.
trait Hear {
    fn hear(&mut self, event: JsValue);
}

impl<F: FnMut(JsValue)> Hear for F {
    fn hear(&mut self, event: JsValue) {
        self(event);
    }
}

fn set(node: &types::Element, place: Place, name: &str, value: &Value) {
    match place {
        Place::Attribute => match value.text() {
            Some(text) => Rndr::set_attribute(node, name, text),
            None => Rndr::remove_attribute(node, name),
        },
        Place::Class => {
            // Refused are only names that are none.
            let _ = node.class_list().toggle_with_force(name, *value == Value::Is(true));
        }
        Place::Style => {
            let Some(element) = node.dyn_ref::<web_sys::HtmlElement>() else { return };
            // A value that CSS does not take leaves it as it was.
            let _ = match value.text() {
                Some(text) => element.style().set_property(name, text),
                None => element.style().remove_property(name).map(drop),
            };
        }
        // A choice's value is set once its options are there.
        Place::Property => Rndr::set_property_or_value(node, name, &value.property()),
    }
}
