//! `suanli check`: whether scenario files are right, and what was understood.

use crate::report::SCHEMA_VERSION;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::console::width_known;
use super::plan_asked::planned_promises;
use super::{Failure, asked, print, tell};
use crate::scenario::{Problem, Understood};
use crate::text::wrapped;

/// Say what was understood of scenario files, and everything that is wrong with them.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Scenario files: TOML, or the `summary.json` of runs.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The folder of the logs that the scenarios name [default: that of each scenario].
    #[arg(long, value_name = "DIR")]
    pub logs: Option<PathBuf>,
    /// Write JSON for machines.
    #[arg(long)]
    pub json: bool,
}

/// What follows the break of a line stands behind whatever it belongs to.
const INDENT: &str = "        ";

/// Checks every file.
///
/// # Errors
/// When one of them is wrong, with the problems of all of them; or when stdout cannot be written to.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let mut reports = Vec::new();
    let mut files = Vec::new();
    for path in &args.files {
        let name = path.display().to_string();
        let (warnings, problems, understood) = match asked::checked(path, args.logs.as_deref()) {
            Ok(checked) => {
                let scenario = &checked.scenario;
                // Promises are about results, of which the check of a file knows nothing.
                let told = scenario
                    .planned
                    .as_deref()
                    .map(|planned| planned_promises(scenario, planned, &checked.text));
                match told.transpose() {
                    Ok(_) => (checked.warnings, Vec::new(), Some(Understood::of(scenario))),
                    Err(Failure::Wrong(wrong)) => {
                        let told = wrong.iter().map(|report| problem_of(&name, report)).collect();
                        reports.extend(wrong);
                        (checked.warnings, told, None)
                    }
                    Err(other) => return Err(other),
                }
            }
            Err(errors) => {
                let (warnings, problems) = (errors.warnings.clone(), errors.problems.clone());
                reports.extend(errors.reports());
                (warnings, problems, None)
            }
        };
        if args.json {
            files.push(json!({
                "file": name,
                "good": understood.is_some(),
                "problems": problems.iter().map(problem_json).collect::<Vec<Value>>(),
                "warnings": warnings.iter().map(problem_json).collect::<Vec<Value>>(),
                "understood": understood,
            }));
            continue;
        }
        if let Some(understood) = understood {
            let text = format!("{name}: good\n{understood}");
            print(&width_known().map_or_else(|| text.clone(), |width| wrapped(&text, width, INDENT)))?;
        }
        for warning in &warnings {
            tell(&format!("warning: {warning}"));
        }
    }
    if args.json {
        print(&format!("{:#}\n", json!({ "schema_version": SCHEMA_VERSION, "files": files })))?;
    }
    if reports.is_empty() { Ok(()) } else { Err(Failure::Wrong(reports)) }
}

/// A mistake that was told without a place of its own.
fn problem_of(name: &str, report: &miette::Report) -> Problem {
    Problem { file: name.to_owned(), place: None, message: report.to_string(), help: None }
}

fn problem_json(problem: &Problem) -> Value {
    json!({
        "line": problem.place.as_ref().map(|place| place.line),
        "column": problem.place.as_ref().map(|place| place.column),
        "message": problem.message,
        "help": problem.help,
    })
}
