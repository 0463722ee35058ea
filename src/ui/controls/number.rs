//! A number: typed, dragged, or stepped by arrow keys.
//!
//! The field is what a keyboard and a screen reader use; the slider does the same for the pointer alone,
//! so that every setting is one control with one name.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::steps::Range;
use super::{Name, id_of};
use crate::experiment::{Experiment, Invalid, Setting, Value, parse_number};
use crate::ui::actions::When;
use crate::ui::effect::{effect, memo};
use crate::ui::store::Store;
use crate::ui::trials::{Age, best_of};
use crate::ui::view::{Built, built};
use crate::words;

/// How fine the slider's own steps are.
const RESOLUTION: f64 = 2000.0;
/// After how long without a key what was typed is taken without Enter.
const TYPED: Duration = Duration::from_millis(900);

/// What is being typed or dragged, apart from what holds.
#[derive(Clone, Copy)]
struct Draft {
    setting: &'static Setting,
    store: Store,
    value: Memo<Value>,
    /// None where the control shows what holds.
    text: RwSignal<Option<String>>,
    /// What is wrong with it.
    error: RwSignal<Option<Invalid>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Draft {
    fn new(setting: &'static Setting) -> Self {
        let store = Store::here();
        let value = memo(move || store.wanted.with(|wanted| setting.get(wanted)));
        let draft = Self {
            setting,
            store,
            value,
            text: RwSignal::new(None),
            error: RwSignal::new(None),
            timer: StoredValue::new(None),
        };
        // Whatever else sets it, a case or the address, ends the draft.
        effect(move || {
            value.track();
            draft.drop_it();
        });
        draft
    }

    fn drop_it(self) {
        self.store.foretold_is_asked_for();
        self.stop_waiting();
        self.text.set(None);
        self.error.set(None);
    }

    fn stop_waiting(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    fn typed(self, text: String) {
        self.text.set(Some(text));
        self.stop_waiting();
        // More may be on its way: until then what was typed stays.
        let look = move || {
            if let Some(invalid) = self.commit() {
                self.error.set(Some(invalid));
            }
        };
        self.timer.set_value(set_timeout_with_handle(look, TYPED).ok());
    }

    /// Takes the draft, or gives what is wrong with it; the network then goes on as it was.
    fn commit(self) -> Option<Invalid> {
        self.stop_waiting();
        let text = self.text.get_untracked()?;
        self.setting.parse(&text).map(|value| self.take(value)).err()
    }

    /// Takes the draft, or says that it was not taken and shows what holds.
    fn end(self) {
        if let Some(invalid) = self.commit() {
            self.drop_it();
            self.store.forget_foretold();
            self.error.set(Some(invalid));
        }
    }

    fn take(self, value: Value) {
        self.drop_it();
        self.store.change(When::Settled, |wanted| {
            if let Err(invalid) = self.setting.set(wanted, value) {
                self.error.set(Some(invalid));
            }
        });
    }

    /// Takes the value that a copy did best with, as its trial did.
    fn take_tried(self) {
        if let Some(shown) = self.store.trials.shown.get_untracked()
            && let Some((row, ..)) = best_of(&shown, self.setting.id)
        {
            self.drop_it();
            self.store.treat(&shown, row);
        }
    }

    fn shown(self) -> String {
        self.text.get().unwrap_or_else(|| self.value.get().to_string())
    }

    /// The number of the draft where it is one, else the one that holds.
    fn number(self) -> f64 {
        let draft = self.text.get().and_then(|text| self.setting.parse(&text).ok());
        Range::number(draft.unwrap_or_else(|| self.value.get())).unwrap_or(f64::NAN)
    }

    fn key(self, event: &KeyboardEvent, range: Range, slider: bool) {
        let number = untrack(|| self.number());
        let value = match event.key().as_str() {
            "ArrowUp" => range.step(number, true),
            "ArrowDown" => range.step(number, false),
            "ArrowRight" if slider => range.step(number, true),
            "ArrowLeft" if slider => range.step(number, false),
            "PageUp" => range.next_mark(number, true),
            "PageDown" => range.next_mark(number, false),
            "Home" if slider => range.value(range.min),
            "End" if slider => range.value(range.max),
            "Enter" => {
                self.end();
                return;
            }
            "Escape" => {
                self.drop_it();
                self.store.forget_foretold();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.take(value);
    }
}

#[component]
pub fn NumberControl(setting: &'static Setting) -> Built {
    let Some(range) = Range::of(setting.control) else { return Built::default() };
    let draft = Draft::new(setting);
    let id = id_of(draft.store.page, setting);
    let error_id = format!("{id}-error");
    let described = {
        let error_id = error_id.clone();
        move || draft.error.with(Option::is_some).then(|| error_id.clone())
    };
    // A seed has no better and no worse end; it is only typed.
    let slider = !range.marks.is_empty();
    built! {
        <div class=format!("control number {}", setting.key) class:plain=!slider data-help=words::settings::help(setting.id)>
            <Name setting=setting id=id.clone() />
            <input
                id=id
                class="typed"
                type="text"
                role="spinbutton"
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                aria-description=words::settings::help(setting.id)
                aria-valuemin=range.min
                aria-valuemax=range.max
                aria-valuenow=move || draft.number()
                aria-valuetext=move || draft.shown()
                aria-invalid=move || draft.error.with(Option::is_some).then_some("true")
                aria-describedby=described
                prop:value=move || draft.shown()
                on:input=move |event| draft.typed(event_target_value(&event))
                on:blur=move |_| draft.end()
                on:keydown=move |event| draft.key(&event, range, false)
            />
            {slider.then(|| built! { <Slider draft=draft range=range /> })}
            <p class="error" id=error_id role="alert">
                {move || draft.error.with(|error| error.as_ref().map(words::not_taken))}
            </p>
        </div>
    }
}

#[component]
fn Slider(draft: Draft, range: Range) -> Built {
    let drag = move |event| {
        if let Some(position) = parse_number(&event_target_value(&event)) {
            draft.stop_waiting();
            draft.error.set(None);
            let value = range.at(position / RESOLUTION);
            draft.store.foretell(draft.setting, value);
            draft.text.set(Some(value.to_string()));
        }
    };
    let reset = move |_| draft.take(draft.setting.get(&Experiment::default()));
    // What a copy did best with, where it is another value.
    let tried = memo(move || {
        let shown = draft.store.trials.shown.get().filter(|shown| shown.age != Age::Changed)?;
        let (_, value, loss) = best_of(&shown, draft.setting.id)?;
        let place = range.position(Range::number(value)?);
        (value != draft.value.get()).then(|| (place, words::switches::try_value(&value.to_string(), loss)))
    });
    let at = move || tried.with(|tried| tried.as_ref().map(|(place, _)| format!("{place:.4}")));
    let text = move || tried.with(|tried| tried.as_ref().map(|(_, text)| text.clone()));
    built! {
        <div class="slider">
            <input
                type="range"
                min="0"
                max=RESOLUTION
                step="1"
                tabindex="-1"
                aria-hidden="true"
                style:--filled=move || format!("{:.4}", range.position(draft.number()))
                prop:value=move || (range.position(draft.number()) * RESOLUTION).round()
                on:input=drag
                on:change=move |_| draft.end()
                on:keydown=move |event| draft.key(&event, range, true)
                on:dblclick=reset
            />
            <div class="marks" aria-hidden="true">
                {marks(range)
                    .into_iter()
                    .map(|(position, value, name)| {
                        let long = name.as_ref().map_or(0, |name| name.chars().count());
                        let covered = move || {
                            tried.with(|tried| {
                                tried.as_ref().is_some_and(|(place, text)| meets((position, long), (*place, text.chars().count())))
                            })
                        };
                        built! {
                            <span
                                class:covered=covered
                                style:--at=format!("{position:.4}")
                                on:click=move |_| draft.take(range.value(value))
                            >
                                {name}
                            </span>
                        }
                    })}
            </div>
            <Show when=move || tried.with(Option::is_some)>
                <button class="tried-value" style:--at=at on:click=move |_| draft.take_tried()>
                    <span>{text}</span>
                </button>
            </Show>
        </div>
    }
}

/// Of the slider's length, at least: what a letter of a mark's name takes, one of what was tried, and what is to be between them.
const LETTER: f64 = 0.044;
const BOLD_LETTER: f64 = 0.047;
const BETWEEN: f64 = 0.02;

/// Whether a mark's name and what is said of the value that was tried would meet: the place of each, 0..1, and how many letters it
/// has. Neither goes beyond the slider's ends.
fn meets((mark, letters): (f64, usize), (tried, said): (f64, usize)) -> bool {
    let (name, wide) = (LETTER * letters as f64 / 2.0, BOLD_LETTER * said as f64);
    let mark = mark.max(name).min(1.0 - name);
    let from = tried * (1.0 - wide);
    mark + name + BETWEEN > from && mark - name - BETWEEN < from + wide
}

/// The marks' places, values and, where there is room for it, names.
fn marks(range: Range) -> Vec<(f64, f64, Option<String>)> {
    // A name takes about this much of the slider's length.
    const ROOM: f64 = 0.17;
    let mut last = f64::NEG_INFINITY;
    let mut place = |mark: &f64| {
        let position = range.position(*mark);
        let named = position - last > ROOM;
        if named {
            last = position;
        }
        (position, *mark, named.then(|| words::mark(*mark)))
    };
    range.marks.iter().map(&mut place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_yields_only_where_it_would_be_met() {
        let tried = "try 4: 0.02".len();
        assert!(!meets((1.0, 4), (0.2, tried)) && !meets((0.0, 1), (0.2, tried)) && meets((0.33, 2), (0.2, tried)));
        assert!(meets((1.0, 4), (1.0, tried)) && !meets((0.0, 1), (1.0, tried)));
    }
}
