//! `suanli replay` under one policy or several.

use super::replay::{self, Answered, Args};
use super::study::stop_on_interrupt;
use super::{Failure, console, replay_page};
use crate::report::{OutFile, replays_json, replays_text};

/// Answers `suanli replay`.
///
/// # Errors
/// When the question is wrong (no such log or policy, no size of the machine) or cannot be answered (a full disk).
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    match args.record.several() {
        Some(policies) => several(args, policies),
        None if replay::told_story(args)? => Ok(()),
        None => one(args),
    }
}

/// Replays the log under one policy.
fn one(args: &Args) -> Result<(), Failure> {
    let report = args.report.as_deref().map(OutFile::create).transpose()?;
    let answered = replay::answered(args, &*stop_on_interrupt()?)?;
    replay_page::write(report, args, std::slice::from_ref(&answered))?;
    let Answered { summary, hours, .. } = answered;
    let lang = args.page.lang();
    console::print(&if args.json { summary.json() } else { console::fitted(&(summary.table(lang) + &hours)) })
}

/// Replays the log under one policy after the other, and prints one comparison.
fn several(args: &Args, policies: &[String]) -> Result<(), Failure> {
    let form = args.forms.files().next().map(|(option, _)| option);
    let others = [
        (form.unwrap_or_default(), form.is_some()),
        ("--jobs", args.jobs.is_some()),
        ("--summary", args.summary.is_some()),
        ("--explain", args.explain.is_some()),
        ("--by", !args.by.is_empty()),
        ("--against", args.record.compares()),
        ("--save-every", args.save.is_asked()),
    ];
    if let Some((option, _)) = others.iter().find(|(_, given)| *given) {
        return Err(Failure::wrong(format!(
            "{option}: goes with one --policy, and there are {}",
            policies.len()
        )));
    }
    let twice = policies.iter().enumerate().find(|(place, policy)| policies[..*place].contains(policy));
    if let Some((_, policy)) = twice {
        return Err(Failure::wrong(format!("--policy {policy}: given twice")));
    }
    // A name that means nothing is better known before the first replay than after it.
    let wrong = policies.iter().filter_map(|name| match replay::policy(&args.with_only(name, true)) {
        Err(Failure::Wrong(reports)) => Some(reports),
        Ok(_) | Err(Failure::Unanswered(_) | Failure::Interrupted | Failure::Stopped(_)) => None,
    });
    let wrong: Vec<miette::Report> = wrong.flatten().collect();
    if !wrong.is_empty() {
        return Err(Failure::Wrong(wrong));
    }
    let stop = stop_on_interrupt()?;
    let report = args.report.as_deref().map(OutFile::create).transpose()?;
    let (mut summaries, mut all) = (Vec::new(), Vec::new());
    for name in policies {
        let args = args.with_only(name, !summaries.is_empty());
        let answered = replay::answered(&args, &stop)?;
        summaries.push((name.clone(), answered.summary.clone()));
        all.push(answered);
    }
    replay_page::write(report, args, &all)?;
    let width = console::width();
    console::print(&if args.json {
        replays_json(&summaries)
    } else {
        replays_text(args.page.lang(), &summaries, width)
    })
}
