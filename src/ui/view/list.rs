//! A place between elements with a view for each of several things.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::Owner;
use leptos::tachys::renderer::{Rndr, types};

use super::built::Built;
use super::following::{Following, following};
use super::part::Part;

/// Where a view of the list comes from.
pub enum Slot {
    /// It was there before, at that place.
    Old(usize),
    New(Built, Owner),
}

struct Item {
    view: Built,
    owner: Owner,
}

/// Its views stand before a mark, a comment that nobody sees.
pub struct List {
    mark: types::Placeholder,
    items: Rc<RefCell<Vec<Item>>>,
    _follows: Following,
}

impl List {
    pub fn new(mut read: Box<dyn FnMut() -> Vec<Slot>>) -> Self {
        let mark = Rndr::create_placeholder();
        let items = Rc::new(RefCell::new(Vec::new()));
        let follows = {
            let (mark, items) = (mark.clone(), items.clone());
            following(Box::new(move || {
                let slots = read();
                arrange(&mark, &items, slots);
            }))
        };
        Self { mark, items, _follows: follows }
    }
}

impl Part for List {
    fn mount(&mut self, parent: &types::Element, before: Option<&types::Node>) {
        for item in self.items.borrow_mut().iter_mut() {
            Part::mount(&mut item.view, parent, before);
        }
        Rndr::insert_node(parent, &self.mark, before);
    }

    fn unmount(&mut self) {
        for item in self.items.borrow_mut().iter_mut() {
            Part::unmount(&mut item.view);
        }
        Rndr::remove(&self.mark);
    }

    fn first(&self) -> Option<types::Node> {
        let first = self.items.borrow().iter().find_map(|item| item.view.first());
        first.or_else(|| Some(self.mark.clone().into()))
    }
}

/// Takes out what is not among them any more, and puts the others in their order. As many as can be stay untouched: what is
/// moved loses the focus.
fn arrange(mark: &types::Placeholder, items: &RefCell<Vec<Item>>, slots: Vec<Slot>) {
    let mut old: Vec<Option<Item>> = items.take().into_iter().map(Some).collect();
    let staying = staying(&slots);
    let mut new = Vec::with_capacity(slots.len());
    for (slot, stays) in slots.into_iter().zip(staying) {
        let item = match slot {
            // A key that is there twice has its view once.
            Slot::Old(at) => old[at].take(),
            Slot::New(view, owner) => Some(Item { view, owner }),
        };
        new.extend(item.map(|item| (item, stays)));
    }
    for mut item in old.into_iter().flatten() {
        Part::unmount(&mut item.view);
        item.owner.cleanup();
    }
    if let Some(parent) = mark.parent_element() {
        let mut before: types::Node = mark.clone().into();
        for (item, stays) in new.iter_mut().rev() {
            if !*stays {
                Part::mount(&mut item.view, &parent, Some(&before));
            }
            before = item.view.first().unwrap_or(before);
        }
    }
    items.replace(new.into_iter().map(|(item, _)| item).collect());
}

/// Which of the old ones need not be moved: the longest row of them that is in its order already.
fn staying(slots: &[Slot]) -> Vec<bool> {
    let places: Vec<Option<usize>> =
        slots.iter().map(|slot| if let Slot::Old(at) = slot { Some(*at) } else { None }).collect();
    // How long a row can be from each one on, and which is next in it.
    let mut rows = vec![(0, None); places.len()];
    for at in (0..places.len()).rev() {
        let Some(place) = places[at] else { continue };
        let later = (at + 1..places.len()).filter(|later| places[*later].is_some_and(|other| other > place));
        let next = later.max_by_key(|later| rows[*later].0);
        rows[at] = (next.map_or(0, |next| rows[next].0) + 1, next);
    }
    let mut staying = vec![false; places.len()];
    let mut next = (0..places.len()).filter(|at| places[*at].is_some()).max_by_key(|at| rows[*at].0);
    while let Some(at) = next {
        staying[at] = true;
        next = rows[at].1;
    }
    staying
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay(places: &[Option<usize>]) -> Vec<bool> {
        let new = || Slot::New(Built::default(), Owner::new());
        staying(&places.iter().map(|place| place.map_or_else(new, Slot::Old)).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_in_order_stays() {
        assert_eq!(stay(&[Some(0), Some(1), Some(2)]), [true, true, true]);
        assert_eq!(stay(&[Some(1), None, Some(4)]), [true, false, true]);
        assert!(stay(&[]).is_empty());
    }

    #[test]
    fn the_last_that_becomes_the_first_is_the_one_that_moves() {
        assert_eq!(stay(&[Some(3), Some(0), Some(1), Some(2)]), [false, true, true, true]);
        assert_eq!(stay(&[Some(1), Some(2), Some(0)]), [true, true, false]);
    }
}
