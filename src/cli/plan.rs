//! `suanli plan`: the least, or the most, of something such that a centre keeps its promises.

use super::outputs::{formats, tell_left_out};
use super::page_args::typed_command;
use super::plan_asked::{Asking, Varied, asking, failure};
use super::study::stop_on_interrupt;
use super::sure::Stoppable;
use super::{Failure, console, machine, plan_mix};
use crate::experiment::plan::{Plan, Question, Tried, plan, try_one};
use crate::experiment::{Settings, Watch};
use crate::page;
use crate::plot::{plan_figures, write_figures};
use crate::report::{PlanPage, Staging, plan_csv, plan_json, plan_text, write_file};

pub(super) use super::plan_asked::Args;

/// Does it.
///
/// # Errors
/// When the scenario, the range or a promise is wrong, a run cannot be made, or the user stops it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let asking = asking(args)?;
    if asking.varied.beside.is_some() {
        return plan_mix::run(args, &asking);
    }
    let Asking { varied, scenario, promises, is_most } = asking;
    let replications = varied.replications;
    let confidence = args.confidence.unwrap_or_default();
    let most = scenario.planned.as_deref().and_then(|planned| planned.replications_most);
    let most = args.max_replications.or(most);
    let threads = args.threads.unwrap_or_else(machine::core_count);
    let settings = Settings { threads, confidence, ..Settings::default() };
    let question = Question {
        promises: &promises,
        count: varied.axis.len(),
        is_most,
        first: varied.axis.place_of_here(),
        replications_most: most.unwrap_or(4 * replications).max(replications),
        settings,
    };
    // It is too late to learn after the runs that results cannot be written.
    let names = ["report.html", "plan.json", "plan.csv", "plots/"];
    let staging = args.out.as_deref().map(|dir| Staging::new(dir, "plan", &names)).transpose()?;
    let watch = Stoppable(stop_on_interrupt()?);
    let tell = |tried: &Tried| {
        let kept = if tried.kept == crate::experiment::plan::Kept::Yes { "kept" } else { "not kept" };
        console::tell(&format!("{} = {}: {kept}", varied.axis.key(), varied.axis.shown(tried.place)));
    };
    let found = plan(question, &|place| varied.scenario(place), &watch, &mut { tell }).map_err(failure)?;
    let grown = grown(&varied, question, &found, &watch)?;
    let values: Vec<String> =
        (0..varied.axis.len()).map(|place| varied.axis.shown(place).to_owned()).collect();
    let page_of_plan = PlanPage {
        lang: args.page.lang(),
        plan: &found,
        promises: &promises,
        key: varied.axis.key(),
        values: &values,
        here: varied.axis.here(),
        is_most,
        title: (&scenario.title, &varied.policy.name),
        confidence,
        grown: grown.as_ref(),
    };
    if let Some(staging) = staging {
        write_file(&staging.dir().join("plan.json"), plan_json(page_of_plan).as_bytes())?;
        write_file(&staging.dir().join("plan.csv"), plan_csv(page_of_plan).as_bytes())?;
        let html = page::html(&page::plan_html_page(page_of_plan, &typed_command()));
        write_file(&staging.dir().join("report.html"), html.as_bytes())?;
        let figures = plan_figures(page_of_plan);
        tell_left_out(&write_figures(figures, &staging.make_dir("plots")?, formats(args.png))?);
        staging.publish(&varied.about(&scenario), &[])?;
    }
    console::print(&if args.json {
        plan_json(page_of_plan)
    } else {
        plan_text(page_of_plan, console::width())
    })
}

/// What becomes of the answer when a tenth more jobs come; nothing where all come from logs.
fn grown(
    varied: &Varied<'_>,
    question: Question<'_>,
    found: &Plan,
    watch: &dyn Watch,
) -> Result<Option<Tried>, Failure> {
    let Some(answer) = found.answer else { return Ok(None) };
    let mut scenario = varied.scenario(answer).map_err(Failure::wrong)?;
    if scenario.is_of_logs_alone() {
        return Ok(None);
    }
    for workload in &mut scenario.workloads {
        workload.demand = workload.demand.times(1.1);
    }
    try_one(question, &scenario, answer, watch).map(Some).map_err(failure)
}
