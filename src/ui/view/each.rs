//! One view for each of several things.

use leptos::prelude::Owner;

use super::built::Built;
use super::list::{List, Slot};

/// A view for each of the things: as long as a thing of the same key is among them, its view stays, wherever it moves.
pub fn each<T, K: PartialEq + 'static>(
    mut all: impl FnMut() -> Vec<T> + 'static,
    key: impl Fn(&T) -> K + 'static,
    view: impl Fn(T) -> Built + 'static,
) -> Built {
    let parent = Owner::current().unwrap_or_default();
    let mut keys: Vec<K> = Vec::new();
    // Which of the old ones each is, or the new one, with the owner of what it made.
    let read = move || {
        let things = all();
        let new_keys: Vec<K> = things.iter().map(&key).collect();
        let slot = |(thing, new): (T, &K)| match keys.iter().position(|old| old == new) {
            Some(at) => Slot::Old(at),
            None => {
                let owner = parent.with(Owner::new);
                Slot::New(owner.with(|| view(thing)), owner)
            }
        };
        let slots = things.into_iter().zip(&new_keys).map(slot).collect();
        keys = new_keys;
        slots
    };
    let mut list = Built::default();
    list.push(Box::new(List::new(Box::new(read))));
    list
}
