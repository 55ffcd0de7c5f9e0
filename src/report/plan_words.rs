//! The answer to a planner's question, in sentences.

use super::number::{duration_words, grouped, percent, short};
use super::plan_page::PlanPage;
use super::spoken::{counted_in, promise_in};
use crate::experiment::plan::{FigureUnit, Figures, Kept, Promise, Tried};
use crate::lang::Lang;
use crate::text::power;

/// The answer in sentences, and what there is to know about how it was found.
#[must_use]
pub fn plan_sentences(page: PlanPage<'_>) -> [Vec<String>; 2] {
    let lang = page.lang;
    let mut lines = vec![lang.fill(
        "{title}, policy `{policy}`. Each promise is to be kept with {confidence} confidence; ± is to one side.",
        &[("title", &page.title.0), ("policy", &page.title.1), ("confidence", &page.confidence)],
    )];
    if page.plan.tried.iter().flat_map(|tried| &tried.figures).any(|seen| seen.half_width.is_none()) {
        let words =
            "Values that were run once: nothing is known of the spread, so that nothing is sure of them.";
        lines.push(lang.say(words).to_owned());
    }
    lines.push(lang.fill(
        "{tried} of {count} {values} tried, in {runs}.",
        &[
            ("tried", &page.plan.tried.len()),
            ("count", &grouped(page.values.len() as u64)),
            ("values", &lang.say(if page.values.len() == 1 { "value" } else { "values" })),
            ("runs", &counted_in(lang, page.plan.cells.into(), "run", "runs")),
        ],
    ));
    [answer(page), lines]
}

fn answer(page: PlanPage<'_>) -> Vec<String> {
    let PlanPage { plan, key, lang, .. } = page;
    let Some((answer, tried)) = plan.answer.and_then(|answer| Some((answer, plan.of(answer)?))) else {
        return no_answer(page);
    };
    let value = page.value(answer);
    let words = match page.is_most {
        true => "{key} = {value} is the most that keeps every promise; the file has {here}.",
        false => "{key} = {value} is the least that keeps every promise; the file has {here}.",
    };
    let here = lang.unit(page.here);
    let mut lines = vec![lang.fill(words, &[("key", &key), ("value", &value), ("here", &here)])];
    if let Some((promise, seen)) = page.tightest(tried) {
        let margin = percent(promise.margin(seen.mean).abs());
        lines.push(lang.fill(
            "Closest to its bound: `{promise}` is {seen}, {margin} within it.",
            &[
                ("promise", &promise_in(lang, &promise.words)),
                ("seen", &seen_words(lang, promise, seen)),
                ("margin", &margin),
            ],
        ));
    }
    if 0.0 < tried.turned_away {
        lines.push(lang.fill(
            "Beware: {jobs} jobs a run are turned away there, and wait for nothing; no promise about waits knows of them.",
            &[("jobs", &short(tried.turned_away))],
        ));
    }
    match plan.next.and_then(|next| Some((next, plan.of(next)?))) {
        Some((next, tried)) => lines.push(next_best(page, next, tried)),
        None => {
            let words = match page.is_most {
                true => "No value beyond it was among those to choose from: even more may do.",
                false => "No value beyond it was among those to choose from: even less may do.",
            };
            lines.push(lang.say(words).to_owned());
        }
    }
    if let Some(against) = plan.against {
        lines.push(lang.fill(
            "More is not always better here: {value} was tried, and does not fit in. Try other values around it.",
            &[("value", &page.value(against))],
        ));
    }
    lines.extend(page.grown.map(|grown| growth(page, &value, grown)));
    lines
}

fn next_best(page: PlanPage<'_>, next: usize, tried: &Tried) -> String {
    let (lang, value) = (page.lang, page.value(next));
    let broken = page.broken(tried);
    let Some((promise, seen)) = broken.first() else {
        return lang.fill("{value} was not looked at.", &[("value", &value)]);
    };
    let (told, promise) = (seen_words(lang, promise, seen), promise_in(lang, &promise.words));
    match tried.kept {
        Kept::Unsure => lang.fill(
            "{value} may do as well: `{promise}` is {seen}, and {runs} do not tell. Allow more with --max-replications.",
            &[
                ("value", &value),
                ("promise", &promise),
                ("seen", &told),
                ("runs", &counted_in(lang, seen.runs.into(), "run", "runs")),
            ],
        ),
        Kept::No | Kept::Yes => lang.fill(
            "{value} breaks `{promise}`: {seen}.",
            &[("value", &value), ("promise", &promise), ("seen", &told)],
        ),
    }
}

fn growth(page: PlanPage<'_>, value: &str, grown: &Tried) -> String {
    let lang = page.lang;
    let broken = page.broken(grown);
    let Some((promise, seen)) = broken.first() else {
        return lang.fill("With 10 % more demand {value} still keeps every promise.", &[("value", &value)]);
    };
    let others = match broken.len() {
        1 => String::new(),
        count => lang.fill(", and {count} more", &[("count", &(count - 1))]),
    };
    let words = match seen.kept {
        Kept::Unsure => "With 10 % more demand {value} may break first `{promise}`: {seen}{others}.",
        Kept::Yes | Kept::No => "With 10 % more demand {value} breaks first `{promise}`: {seen}{others}.",
    };
    lang.fill(
        words,
        &[
            ("value", &value),
            ("promise", &promise_in(lang, &promise.words)),
            ("seen", &seen_words(lang, promise, seen)),
            ("others", &others),
        ],
    )
}

fn no_answer(page: PlanPage<'_>) -> Vec<String> {
    let lang = page.lang;
    let mut lines = vec![lang.fill(
        "No value of {key} from {first} to {last} keeps every promise.",
        &[("key", &page.key), ("first", &page.value(0)), ("last", &page.value(page.values.len() - 1))],
    )];
    if let Some(against) = page.plan.against {
        let other = if page.is_most { "--least" } else { "--most" };
        lines.push(lang.fill(
            "But {value} does: here the promises are kept the other way round. Ask with {option}.",
            &[("value", &page.value(against)), ("option", &other)],
        ));
        return lines;
    }
    if let Some([none, between]) = gap(page) {
        lines[0] = none;
        lines.push(between);
    }
    let best = if page.is_most { page.plan.tried.first() } else { page.plan.tried.last() };
    let Some(best) = best else { return lines };
    for (promise, seen) in page.broken(best) {
        let words = match seen.kept {
            Kept::Unsure => "At that end of the range, {value}: `{promise}` may be broken: {seen}.",
            Kept::Yes | Kept::No => "At that end of the range, {value}: `{promise}` is broken: {seen}.",
        };
        lines.push(lang.fill(
            words,
            &[
                ("value", &page.value(best.place)),
                ("promise", &promise_in(lang, &promise.words)),
                ("seen", &seen_words(lang, promise, seen)),
            ],
        ));
    }
    lines
}

/// Where other promises are broken at one end than at the other, a value between may keep all.
fn gap(page: PlanPage<'_>) -> Option<[String; 2]> {
    let [first, .., last] = &page.plan.tried[..] else { return None };
    let of = |tried| page.broken(tried).into_iter().map(|(promise, _)| &promise.words).collect::<Vec<_>>();
    let (at_first, at_last) = (of(first), of(last));
    if at_first.iter().any(|words| at_last.contains(words)) || page.values.len() <= page.plan.tried.len() {
        return None;
    }
    Some([
        page.lang.fill(
            "None of the {count} values of {key} that were tried keeps every promise.",
            &[("count", &page.plan.tried.len()), ("key", &page.key)],
        ),
        page.lang.fill(
            "At {first} other promises are broken than at {last}: a value between, which was not tried, may keep all. Ask for a narrower range.",
            &[("first", &page.value(first.place)), ("last", &page.value(last.place))],
        ),
    ])
}

/// A mean with how far it may be off to the bad side.
pub(super) fn seen_words(lang: Lang, promise: &Promise, seen: &Figures) -> String {
    let unit = promise.unit();
    let mean = shown(lang, unit, seen.mean);
    let mean = match seen.half_width {
        Some(half_width) => format!("{mean} ± {}", shown(lang, unit, half_width)),
        None => mean,
    };
    if seen.at_least { lang.fill("at least {number}", &[("number", &mean)]) } else { mean }
}

/// A figure in the unit that suits it.
pub(in crate::report) fn shown(lang: Lang, unit: FigureUnit, value: f64) -> String {
    lang.unit(&match unit {
        FigureUnit::Seconds => duration_words(value),
        FigureUnit::Share => percent(value),
        FigureUnit::Watts => power((value * 1_000.0).round() as u128),
        FigureUnit::KilowattHours if value < 10_000.0 => format!("{} kWh", short(value)),
        FigureUnit::KilowattHours => format!("{} MWh", short(value / 1_000.0)),
        FigureUnit::Yuan => format!("{} yuan", short(value)),
        FigureUnit::Plain => short(value),
    })
}
