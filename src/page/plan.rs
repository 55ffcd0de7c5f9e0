//! The page of a plan: the answer, and for each promise what was seen at the values that were tried.

use super::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use super::numbers::{number, shown, with_unit};
use super::parts::{Page, Table};
use super::simple::{self, Simple};
use crate::experiment::plan::{Figures, Kept, Promise, Tried};
use crate::lang::Lang;
use crate::report::{PlanPage, plan_sentences, promise_in};
use crate::scenario::number_and_unit;

/// The page of `suanli plan`.
#[must_use]
pub fn plan_html_page(page: PlanPage<'_>, command: &str) -> Page {
    let lang = page.lang;
    let [answer, about] = plan_sentences(page);
    simple::page(Simple {
        lang,
        title: lang.fill("Plan: {title}", &[("title", &page.title.0)]),
        about,
        sentences: answer,
        charts: vec![chart(page, lang)],
        tables: vec![table(page, lang)],
        command: command.to_owned(),
    })
}

fn chart(page: PlanPage<'_>, lang: Lang) -> Chart {
    let tried = &page.plan.tried;
    let numbers: Option<Vec<f64>> = tried
        .iter()
        .map(|tried| number_and_unit(&page.values[tried.place]).map(|(number, _)| number))
        .collect();
    let are_numbers = numbers.is_some();
    let across = numbers.unwrap_or_else(|| tried.iter().map(|tried| tried.place as f64).collect());
    let mut order: Vec<usize> = (0..tried.len()).collect();
    order.sort_by(|one, other| across[*one].total_cmp(&across[*other]));
    let across: Vec<f64> = order.iter().map(|place| across[*place]).collect();
    let view = |(place, promise): (usize, &Promise)| {
        let factor = shown(promise.unit()).factor;
        let seen = |at: &usize| -> &Figures { &tried[*at].figures[place] };
        let half = |figures: &Figures| figures.half_width.unwrap_or(0.0);
        let line = Line::new(lang.say("seen"), order.iter().map(|at| seen(at).mean * factor)).within(
            order.iter().map(|at| (seen(at).mean - half(seen(at))) * factor),
            order.iter().map(|at| (seen(at).mean + half(seen(at))) * factor),
        );
        let bound = Line::new(lang.say("promised"), order.iter().map(|_| promise.bound * factor));
        let lines = [line, bound].map(|line| Line { across: across.clone(), ..line }).to_vec();
        View { names: Vec::new(), lines, ..View::default() }
    };
    Chart {
        id: "plan".into(),
        title: lang.fill("What was seen at each value of {key}", &[("key", &page.key)]),
        note: lang.say("The band shows how far the mean may be off, to one side; the other line is what was promised.").to_owned(),
        kind: Kind::Lines,
        across: Axis::new(AxisKind::Number, if are_numbers { page.key } else { lang.say("place of the value") }),
        upward: Axis::new(AxisKind::Number, ""),
        choices: vec![(
            lang.say("Promise").to_owned(),
            page.promises.iter().map(|promise| with_unit(lang, &promise_in(lang, &promise.words), promise.unit())).collect(),
        )],
        views: page.promises.iter().enumerate().map(view).collect(),
    }
}

fn table(page: PlanPage<'_>, lang: Lang) -> Table {
    let mut head = vec![page.key.to_owned()];
    head.extend(
        page.promises
            .iter()
            .map(|promise| with_unit(lang, &promise_in(lang, &promise.words), promise.unit())),
    );
    head.push(lang.say("kept").to_owned());
    let row = |tried: &Tried| {
        let mut row = vec![page.values[tried.place].clone()];
        row.extend(page.promises.iter().zip(&tried.figures).map(|(promise, seen)| {
            let factor = shown(promise.unit()).factor;
            let half = seen.half_width.map_or(String::new(), |half| format!(" ± {}", number(half * factor)));
            format!("{}{half}", number(seen.mean * factor))
        }));
        let kept = match tried.kept {
            Kept::Yes => "yes",
            Kept::No => "no",
            Kept::Unsure => "not sure",
        };
        row.push(lang.say(kept).to_owned());
        row
    };
    Table {
        caption: lang.say("Everything that was tried").to_owned(),
        head,
        rows: page.plan.tried.iter().map(row).collect(),
    }
}
