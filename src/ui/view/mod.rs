//! How the page's elements are put together and kept up to date.
//!
//! Leptos gives every view a type of its own, and for each of them compiles how it is built, changed, moved and taken away; for
//! every closure in it, how that is followed. Here that is compiled once: `built!` writes what `view!` of Leptos would take as
//! calls of [`Element`] and [`Built`], and what changes in a view are boxed closures over the signals of Leptos. A visitor
//! downloads a sixth less. Components, signals, contexts and owners are those of Leptos.
//!
//! Elements are made once. What a closure between elements gives takes the place of what it gave before, whole: where the
//! same elements shall stay (they may be in focus or under the pointer), the closures go into them.

mod built;
mod child;
mod each;
mod element;
mod following;
mod list;
mod part;
mod region;
mod show;
mod value;

pub use built::Built;
pub use each::each;
pub use element::Element;
pub(crate) use flatline_macros::built;
pub use show::show;
