//! BatchNorm, ReLU, ResNet and Clipping, each with what its trial on a copy showed.

use leptos::prelude::*;

use super::compared_runs::whose;
use super::drawer::{OpenTab, Tab};
use crate::diagnosis::{Severity, Verdict};
use crate::experiment::{Control, Controls, Experiment, Key, Panel, Tries, setting};
use crate::record::Record;
use crate::session::RunId;
use crate::ui::access::Access;
use crate::ui::actions::When;
use crate::ui::charts::Spark;
use crate::ui::effect::memo;
use crate::ui::runs::PageRun;
use crate::ui::store::Store;
use crate::ui::theme::run_colour;
use crate::ui::trials::{Badge, Role, Tried};
use crate::ui::view::{Built, built};
use crate::words;
use crate::words::{switches as said, trials};

/// The four, under the line that invites to them.
#[component]
pub fn Switches() -> Built {
    let store = Store::here();
    let verdict = memo(move || store.diagnosis().map_or(Verdict::Measuring, |diagnosis| diagnosis.verdict));
    // Of several runs one wants to know how they differ.
    let difference = move || {
        let mut runs = store.runs.all().into_iter().map(|run| run.wanted.get());
        let first = runs.next()?;
        let changes: Vec<String> = runs.map(|other| words::changes(&first, &other)).collect();
        (!changes.is_empty()).then(|| words::differences(&changes))
    };
    let deepest = memo(move || store.wanted.with(is_deepest));
    let invites = move || match (store.tells(), verdict.get()) {
        (false, _) => String::new(),
        (true, Verdict::Measuring) if store.measures_nothing().is_some() => String::new(),
        (true, Verdict::Learned) if deepest.get() => said::DEEPEST.to_owned(),
        (true, verdict) => words::verdict::invitation(verdict).to_owned(),
    };
    let line = move || difference().unwrap_or_else(invites);
    let line = memo(line);
    let controls = store.controls();
    let invitation = store.page.id("invitation");
    let labelled = invitation.clone();
    let blocks = Role::ALL.map(|role| built! { <Block role=role /> });
    built! {
        <section class="switches" aria-labelledby=labelled hidden=move || !store.shows(Panel::Switches) || controls.get() == Controls::None>
            <div class="invites">
                <p id=invitation class="invitation" aria-live="polite">{line}</p>
                <Action verdict=verdict />
            </div>
            <div class="four">{blocks}</div>
        </section>
    }
}

/// Whether no network can be deeper.
fn is_deepest(experiment: &Experiment) -> bool {
    matches!(Key::Depth.setting().control, Control::Integer { max, .. } if experiment.depth as u64 >= max)
}

/// The way to what helps beside the four: asked for, under way, or to be read in the drawer.
#[component]
fn Action(verdict: Memo<Verdict>) -> Built {
    let store = Store::here();
    let open = OpenTab::here();
    let shown = store.trials.shown;
    let ask = memo(move || {
        verdict.get().asks_for_trials() && shown.with(Option::is_none) && store.trials.tries.get() == Tries::Asked
    });
    let line = memo(move || {
        shown.with(|shown| {
            let shown = shown.as_ref()?;
            match shown.progress {
                (done, total) if shown.under_way => Some(trials::under_way(done, total)),
                // A healthy run has no remedies, and of an ill one it is said that nothing helps.
                _ if verdict.get().severity() == Severity::Healthy => None,
                _ => Some(said::all_that_helps(shown.helped.len())),
            }
        })
    });
    built! {
        <Show when=move || ask.get()>
            <button class="try" on:click=move |_| store.ask_for_trials()>
                {trials::TRY}
            </button>
        </Show>
        <Show when=move || line.with(Option::is_some)>
            <button class="quiet all" aria-expanded=move || (open.0.get() == Some(Tab::Helps)).to_string() on:click=move |_| open.toggle(Tab::Helps)>
                {line}
            </button>
        </Show>
    }
}

/// What is known of a switch beside its state.
fn words_of(role: Role) -> (&'static str, &'static str, &'static str) {
    let table = |key| {
        setting(key).map_or(("", ""), |setting| (words::settings::name(setting.id), words::settings::help(setting.id)))
    };
    let (name, help) = match role {
        Role::BatchNorm => table("batch_norm"),
        Role::Residual => table("residual"),
        Role::Relu => (words::RELU, words::RELU_HELP),
        Role::Clipping => (words::CLIPPING, words::CLIPPING_HELP),
    };
    let does = match role {
        Role::BatchNorm => said::BATCH_NORM,
        Role::Relu => said::RELU,
        Role::Residual => said::RESIDUAL,
        Role::Clipping => said::CLIPPING,
    };
    (name, help, does)
}

/// Since which step the network has it; none where it has had it from the start.
fn since(record: &Record, role: Role) -> u64 {
    let mut since = 0;
    let mut was = role.is_on(&record.init_settings);
    for mark in &record.marks {
        let is = role.is_on(&mark.experiment);
        if is && !was {
            since = mark.step;
        }
        was = is;
    }
    since
}

impl Store {
    /// Turns a switch. Of a network that has diverged it is the remedy that was tried: it goes back first.
    pub fn turn(self, role: Role, on: bool) {
        let badge = self.trials.shown.with_untracked(|shown| shown.as_deref().and_then(|shown| role.badge(shown)));
        if on
            && let Some(Badge::Helped(Tried { row, rewinds: true, applies: true, .. })) = badge
            && let Some(shown) = self.trials.shown.get_untracked()
        {
            return self.treat(&shown, &row);
        }
        self.turn_plainly(role, on);
    }

    /// Turns a switch of the run of that id, whichever is chosen.
    fn turn_of(self, run: RunId, role: Role, on: bool) {
        let chosen = self.runs.chosen_untracked().id;
        self.choose_run(run);
        self.turn_plainly(role, on);
        self.choose_run(chosen);
    }

    fn turn_plainly(self, role: Role, on: bool) {
        // What has diverged would only diverge again from where it stands.
        let back = self.record_untracked(|record| record.divergence.and(record.healthy_checkpoint())).flatten();
        match role {
            Role::BatchNorm => self.change(When::Now, |wanted| wanted.batch_norm = on),
            Role::Residual => self.change(When::Now, |wanted| wanted.residual = on),
            Role::Relu => self.switch_relu(on),
            Role::Clipping => self.switch_clipping(on),
        }
        if let Some(step) = back {
            self.rewind(step);
            self.run();
        }
    }
}

#[component]
fn Block(role: Role) -> Built {
    let store = Store::here();
    let (name, help, does) = words_of(role);
    let access = store.switch_access(role.setting());
    let locked = memo(move || access.get() == Access::Locked);
    let on = memo(move || store.wanted.with(|wanted: &Experiment| role.is_on(wanted)));
    // Of a run that is well again nothing is said of what would have helped; while trials are made anew, what the last ones
    // showed stays.
    let last = StoredValue::new(None::<(Experiment, Badge)>);
    // By itself: a diagnosis is new ten times a second, a badge holds two curves.
    let unwell =
        memo(move || store.diagnosis().is_some_and(|diagnosis| diagnosis.verdict.severity() != Severity::Healthy));
    let badge = memo(move || {
        let shown = store.trials.shown.get()?;
        if on.get() || !unwell.get() || store.trials.tries.get() == Tries::Off {
            return None;
        }
        let badge = role.badge(&shown);
        if let Some(badge) = &badge {
            last.set_value(Some((shown.now.clone(), badge.clone())));
        }
        badge.or_else(|| {
            last.get_value().filter(|(now, _)| *now == shown.now && shown.under_way).map(|(_, badge)| badge)
        })
    });
    let trying = memo(move || {
        !on.get()
            && badge.with(Option::is_none)
            && store.trials.shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.under_way))
    });
    let began = memo(move || on.get().then(|| store.record_calmly(|record| since(record, role)).unwrap_or_default()));
    let described = move || {
        badge.with(|badge| {
            badge.as_ref().map_or_else(
                || help.to_owned(),
                |badge| {
                    let tried = badge.tried();
                    trials::described(tried.control, tried.row.loss, tried.row.steps, false)
                },
            )
        })
    };
    let point = move || {
        if let Some(shown) = store.trials.shown.get_untracked()
            && let Some(Badge::Helped(tried)) = badge.get_untracked()
            && tried.applies
        {
            store.trials.hovered.set(Some(Store::ghost_of(&shown, &tried.row)));
        }
    };
    let leave = move || store.trials.hovered.set(None);
    built! {
        <div class="place" hidden=move || access.get() == Access::Hidden>
        <label
            class="block"
            class:on=on
            class:locked=locked
            data-help=help
            data-role=role.key()
            data-badge=move || badge.with(|badge| badge.as_ref().map_or("", Badge::key))
            class:stale=move || badge.with(|badge| badge.as_ref().is_some_and(|badge| badge.tried().stale))
            on:pointerenter=move |_| point()
            on:pointerleave=move |_| leave()
        >
            <input
                type="checkbox"
                role="switch"
                disabled=locked
                aria-label=name
                aria-description=described
                prop:checked=on
                on:change=move |event| store.turn(role, event_target_checked(&event))
                on:focus=move |_| point()
                on:blur=move |_| leave()
            />
            <span class="track" aria-hidden="true"></span>
            <span class="name">
                {name}
                {move || whose(store)}
            </span>
            <span class="badge">
                {move || match (began.get(), badge.get(), trying.get()) {
                    (Some(step), ..) => Built::of(said::on_since(step)),
                    (None, Some(badge), _) => built! { <Figures badge=badge /> },
                    (None, None, true) => Built::of(said::TRYING),
                    (None, None, false) if locked.get() => Built::of(words::LOCKED),
                    (None, None, false) => Built::of(said::OFF),
                }}
            </span>
            <span class="does">{does}</span>
            {move || badge.get().map(|badge| {
                let tried = badge.tried().clone();
                built! { <Spark curve=tried.row.curve control=tried.control_curve /> }
            })}
        </label>
        {move || store.runs.compared().then(|| built! { <Others role=role name=name locked=locked /> })}
        </div>
    }
}

/// The same switch of the runs beside the chosen one, each with its run's letter.
#[component]
fn Others(role: Role, name: &'static str, locked: Memo<bool>) -> Built {
    let store = Store::here();
    let toggle = move |(place, run): (usize, PageRun)| {
        let (id, letter) = (run.id, words::run_name(place));
        let on = memo(move || run.wanted.with(|wanted| role.is_on(wanted)));
        built! {
            <label class="other" class:on=on style:--run=format!("var({})", run_colour(place))>
                <input
                    type="checkbox"
                    role="switch"
                    disabled=locked
                    aria-label=said::of_run(name, &letter)
                    prop:checked=on
                    on:change=move |event| store.turn_of(id, role, event_target_checked(&event))
                />
                <b>{letter}</b>
                <span class="track" aria-hidden="true"></span>
            </label>
        }
    };
    let others = move || {
        let chosen = store.runs.chosen_place();
        store.runs.all().into_iter().enumerate().filter(|(place, _)| *place != chosen).collect()
    };
    built! { <span class="others"><For each=others key=|(place, run)| (*place, run.id) children=toggle /></span> }
}

/// The loss without it and with it.
#[component]
fn Figures(badge: Badge) -> Built {
    let tried = badge.tried();
    let loss = tried.row.loss;
    match badge {
        Badge::Helped(ref tried) => {
            let from = if tried.rewinds { said::REWIND.to_owned() } else { trials::reached(tried.control) };
            built! { {from} " \u{2192} " <b>{trials::reached(loss)}</b> }
        }
        Badge::NoEffect(_) => Built::of(said::NO_EFFECT),
        Badge::DidNotHelp(ref tried) => {
            // What ends in NaN is worse than any loss.
            let lower = loss.is_some_and(|loss| tried.control.is_none_or(|control| loss < control));
            Built::of(if lower { said::not_enough(loss) } else { said::no_better(loss) })
        }
        Badge::Diverged(ref tried) => Built::of(said::diverged(tried.row.steps)),
    }
}
