//! `suanli plan --beside`: the cheapest mix of two values that are bought.

use super::plan_asked::{Args, Asking, failure};
use super::study::stop_on_interrupt;
use super::sure::Stoppable;
use super::{Failure, console, machine};
use crate::experiment::plan::{Kept, Question, Tried};
use crate::experiment::{Settings, cheapest};
use crate::report::{MixPage, Staging, mix_json, mix_text, write_file};

/// Does it.
pub(super) fn run(args: &Args, asking: &Asking<'_>) -> Result<(), Failure> {
    let Asking { varied, scenario, promises, .. } = asking;
    let (Some(beside), Some(prices)) = (&varied.beside, args.prices) else {
        return Err(Failure::wrong("--beside: its price and that of --least are not said (--prices 120,35)"));
    };
    let axes = [&varied.axis, beside];
    let amount = |axis: usize, place: usize| axes[axis].number(place);
    for axis in axes {
        if (0..axis.len()).any(|place| axis.number(place).is_none()) {
            return Err(Failure::wrong(format!("{}: expected numbers, which can have a price", axis.key())));
        }
    }
    let price = |first: usize, second: usize| {
        prices.0 * amount(0, first).unwrap_or(0.0) + prices.1 * amount(1, second).unwrap_or(0.0)
    };
    let confidence = args.confidence.unwrap_or_default();
    let threads = args.threads.unwrap_or_else(machine::core_count);
    let question = Question {
        promises,
        count: beside.len(),
        is_most: false,
        first: None,
        replications_most: args.max_replications.unwrap_or(4 * varied.replications).max(varied.replications),
        settings: Settings { threads, confidence, ..Settings::default() },
    };
    let staging = args.out.as_deref().map(|dir| Staging::new(dir, "plan", &["plan.json"])).transpose()?;
    let watch = Stoppable(stop_on_interrupt()?);
    let mut tell = |first: usize, tried: &Tried| {
        let kept = if tried.kept == Kept::Yes { "kept" } else { "not kept" };
        let [one, other] = [varied.axis.shown(first), beside.shown(tried.place)];
        console::tell(&format!("{} = {one}, {} = {other}: {kept}", varied.axis.key(), beside.key()));
    };
    let scenario_of =
        |first: usize, second: usize| varied.scenario_of(&[(&varied.axis, first), (beside, second)]);
    let counts = (varied.axis.len(), beside.len());
    let mix = cheapest(question, counts, &price, &scenario_of, &watch, &mut tell).map_err(failure)?;
    let page = MixPage {
        lang: args.page.lang(),
        mix: &mix,
        promises,
        axes,
        title: (&scenario.title, &varied.policy.name),
        confidence,
    };
    if let Some(staging) = staging {
        write_file(&staging.dir().join("plan.json"), mix_json(page).as_bytes())?;
        staging.publish(&varied.about(scenario), &[])?;
    }
    console::print(&if args.json { mix_json(page) } else { mix_text(page, console::width()) })
}
