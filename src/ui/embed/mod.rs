//! The page in somebody else's page: what the page around its frame may ask of it by messages, and what it is told.
//!
//! `{flatline: 1, id, method, args}` is answered by `{flatline: 1, id, result}` or `{flatline: 1, id, error}`, an error being one
//! sentence; `{flatline: 1, event, detail}` tells what happens. Only the parent is heard, and only these shapes; all else is
//! ignored. [`call`], [`patch`], [`remedy`], [`state`] and [`height`] read and reckon, with no browser in them; [`wire`] is the
//! messages; [`methods`] does what is asked; [`events`] tells.

mod call;
mod events;
mod height;
mod methods;
mod patch;
mod plain;
mod remedy;
mod state;
mod waiting;
mod wire;

use leptos::prelude::*;

use super::store::Store;
use call::Call;
use waiting::Waiting;

/// Makes a page that is in a frame hear of the page around it, and tell it what happens.
pub fn listen(store: Store) {
    let waiting = Waiting::new(store);
    let owner = Owner::current();
    let begin = move |call| match &owner {
        Some(owner) => owner.with(|| untrack(|| methods::begin(store, call))),
        None => untrack(|| methods::begin(store, call)),
    };
    wire::listen(move |message| match Call::read(&message.method, &message.given) {
        Ok(call) => waiting.answer(message.id, begin(call)),
        Err(wrong) => wire::answer(&message.id, Err(wrong)),
    });
    wire::tell("ready", methods::about(store));
    events::tell(store);
}
