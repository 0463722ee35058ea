//! The size of an element, as its place in the page changes.

use leptos::prelude::*;
use leptos::tachys::html::element::ElementType;
use leptos_use::use_resize_observer;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{Element, ResizeObserverEntry};

/// Hears of each new size, the first one among them. To ask the element itself would lay out the whole page again.
pub fn resized<E>(node: NodeRef<E>, hear: impl Fn(&ResizeObserverEntry) + 'static)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    let element = move || node.get().map(|node| SendWrapper::new(node.unchecked_into::<Element>()));
    observe(Signal::derive(element), Box::new(hear));
}

fn observe(element: Signal<Option<SendWrapper<Element>>>, hear: Box<dyn Fn(&ResizeObserverEntry)>) {
    use_resize_observer(element, move |entries, _| entries.first().into_iter().for_each(&hear));
}
