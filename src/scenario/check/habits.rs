//! How the users of a workload behave: what they request, when they come, and how they submit.

use std::ops::Range;

use super::super::problem::Problems;
use super::super::read::{At, Profile};
use super::super::spec::{SessionsSpec, WorkloadSpec};
use super::outcomes::outcomes;
use super::parts::share;
use crate::model::Span;
use crate::workload::application::{Arrivals, Batch, HOURS, WEEKDAYS};
use crate::workload::{Estimates, Feedback, Holiday, Modal, Origin, Outcomes, Pace, Sessions, application};

/// How the users of a workload behave.
#[derive(Debug)]
pub(super) struct Habits {
    pub(super) growth_per_year: f64,
    pub(super) estimates: Estimates,
    pub(super) batch: Option<Batch>,
    pub(super) pace: Pace,
    pub(super) sessions: Option<Sessions>,
    pub(super) outcomes: Option<Outcomes>,
}

/// How often a user submits in a session, where nobody says it (an assumption: the sources tell only that it is more
/// than once).
const SUBMISSIONS: f64 = 4.0;

/// The median pause for thought: the middle of 10 to 20 minutes (U20).
const THINK_TIME: Span = Span::from_secs(15 * 60);

/// The standard deviation of its logarithm (an assumption): nine of ten pauses are then shorter than an hour.
const THINK_SPREAD: f64 = 1.0;

/// A pause of more than an hour ends a session (U20).
const PATIENCE: Span = Span::HOUR;

/// The habits of a workload's users, of whom there are so many tenants.
pub(super) fn habits(
    spec: &WorkloadSpec,
    origin: Option<&Origin>,
    tenants: usize,
    holidays: &[Holiday],
    problems: &mut Problems<'_>,
) -> Habits {
    if comes_in_cycles(origin) {
        note_rhythm_of_cycles(spec, problems);
    }
    let observed = match &spec.holidays {
        Some(way) => way.value == "observed",
        None => !comes_in_cycles(origin),
    };
    let pace = Pace {
        hours: spec.hours.as_ref().map(|hours| hours_of(&hours.value)),
        weekdays: spec.weekdays.as_ref().map(|weekdays| weekdays_of(&weekdays.value)),
        months: spec.months.as_ref().map_or(Vec::new(), |months| months.value.clone()),
        holidays: if observed { holidays.to_vec() } else { Vec::new() },
    };
    Habits {
        growth_per_year: growth_per_year(spec, problems),
        estimates: estimates(spec, origin, problems),
        batch: batch(spec, problems),
        pace,
        sessions: sessions(spec, tenants, problems),
        outcomes: spec.outcomes.as_ref().and_then(|typed| outcomes(typed, problems)),
    }
}

/// Whether its jobs come at fixed hours.
pub(super) fn comes_in_cycles(origin: Option<&Origin>) -> bool {
    match origin {
        Some(Origin::Application(name)) => application(name)
            .is_some_and(|application| matches!(application.arrivals, Arrivals::Cycles { .. })),
        Some(Origin::Model { .. } | Origin::Log(_)) | None => false,
    }
}

/// Notes what makes no sense for jobs that come at fixed hours.
fn note_rhythm_of_cycles(spec: &WorkloadSpec, problems: &mut Problems<'_>) {
    let observed = spec.holidays.as_ref().filter(|way| way.value == "observed").map(|way| &way.span);
    let feedback = spec.feedback.as_ref().filter(|feedback| feedback.value != "none");
    let typed: [(&str, Option<&Range<usize>>); 8] = [
        ("hours", spec.hours.as_ref().map(|at| &at.span)),
        ("weekdays", spec.weekdays.as_ref().map(|at| &at.span)),
        ("months", spec.months.as_ref().map(|at| &at.span)),
        ("holidays", observed),
        ("burst", spec.burst.as_ref().map(|at| &at.span)),
        ("array", spec.array.as_ref().map(|at| &at.span)),
        ("feedback", feedback.map(|at| &at.span)),
        ("sessions", spec.sessions.as_ref().map(|sessions| &sessions.span)),
    ];
    for (key, span) in typed {
        if let (Some(span), Some(application)) = (span, &spec.application) {
            let message = format!("{key}: `{}` comes in fixed cycles", application.value);
            problems.add(span, message, Some("leave it out".into()));
        }
    }
}

fn hours_of(profile: &Profile) -> [f64; 24] {
    match profile {
        Profile::Named(name) => {
            *HOURS.iter().find(|row| row.name == name).expect("only known names are read").weights
        }
        Profile::Weights(weights) => std::array::from_fn(|hour| weights[hour]),
    }
}

fn weekdays_of(profile: &Profile) -> [f64; 7] {
    match profile {
        Profile::Named(name) => {
            *WEEKDAYS.iter().find(|row| row.name == name).expect("only known names are read").weights
        }
        Profile::Weights(weights) => std::array::from_fn(|day| weights[day]),
    }
}

fn growth_per_year(spec: &WorkloadSpec, problems: &mut Problems<'_>) -> f64 {
    match (&spec.growth_per_year, &spec.growth_per_month) {
        (Some(_), Some(month)) => {
            let help = Some("give one of the two".into());
            problems.add(&month.span, "growth_per_month: the workload has a `growth_per_year` already", help);
            0.0
        }
        (Some(year), None) => share(year.value),
        (None, Some(month)) => libm::pow(1.0 + share(month.value), 12.0) - 1.0,
        (None, None) => 0.0,
    }
}

fn batch(spec: &WorkloadSpec, problems: &mut Problems<'_>) -> Option<Batch> {
    match (&spec.burst, &spec.array) {
        (Some(_), Some(array)) => {
            let help = Some("give one of the two".into());
            problems.add(&array.span, "array: the workload has a `burst` already", help);
            None
        }
        (Some(At { value: (least, most), .. }), None) => Some(Batch::Burst { least: *least, most: *most }),
        (None, Some(At { value: (least, most), .. })) => Some(Batch::Array { least: *least, most: *most }),
        (None, None) => None,
    }
}

fn estimates(spec: &WorkloadSpec, origin: Option<&Origin>, problems: &mut Problems<'_>) -> Estimates {
    let popular = spec.popular_estimates.as_ref();
    let maximum = spec.estimate_max_micros.as_ref();
    // Of what is none of the three enough is said elsewhere.
    let of_model = !matches!(origin, Some(Origin::Application(_) | Origin::Log(_)));
    let modal = match spec.estimates.as_ref().map(|estimates| estimates.value.as_str()) {
        Some("exact") => false,
        Some("modal") => true,
        Some(_) | None => of_model,
    };
    if !modal {
        let typed =
            [("popular_estimates", popular.map(|at| &at.span)), ("estimate_max", maximum.map(|at| &at.span))];
        for (key, span) in typed {
            if let Some(span) = span {
                let help = Some("write `estimates = \"modal\"` with it".into());
                problems.add(span, format!("{key}: the estimates of this workload are not modal"), help);
            }
        }
        return match &spec.estimates {
            Some(estimates) if estimates.value == "exact" => Estimates::Exact,
            Some(_) | None => Estimates::AsModelled,
        };
    }
    if let (Some(popular), Some(maximum)) = (popular, maximum)
        && popular.value.iter().any(|value| maximum.value < *value)
    {
        problems.add(&popular.span, "popular_estimates: a value is longer than `estimate_max`", None);
    }
    let span = |micros: &i64| Span::from_micros(micros.unsigned_abs());
    Estimates::Modal(Modal {
        popular: popular.map_or(Vec::new(), |popular| popular.value.iter().map(span).collect()),
        maximum: maximum.map(|maximum| span(&maximum.value)),
    })
}

fn sessions(spec: &WorkloadSpec, tenants: usize, problems: &mut Problems<'_>) -> Option<Sessions> {
    let waits = spec.feedback.as_ref().is_some_and(|feedback| feedback.value == "sessions");
    if !waits && spec.sessions.is_none() {
        return None;
    }
    let typed = spec.sessions.as_ref();
    let span = |micros: i64| Span::from_micros(micros.unsigned_abs());
    let value = |of: fn(&SessionsSpec) -> Option<f64>| typed.and_then(of);
    let patience = typed.and_then(|typed| typed.patience_micros.as_ref());
    let users = typed.and_then(|typed| typed.users.as_ref());
    if !waits {
        let of_those_who_wait =
            [("patience", patience.map(|at| &at.span)), ("users", users.map(|at| &at.span))];
        for (key, at) in of_those_who_wait {
            if let Some(at) = at {
                let help = Some("write `feedback = \"sessions\"` into the workload".into());
                problems.add(at, format!("{key}: the users of this workload wait for nothing"), help);
            }
        }
    }
    if let Some(users) = users
        && waits
        && users.value < tenants as u64
    {
        let message =
            format!("users: {} people for {tenants} tenants, and each has at least one", users.value);
        problems.add(&users.span, message, None);
    }
    let think = typed.and_then(|typed| typed.think_time_micros.as_ref());
    Some(Sessions {
        submissions_mean: value(|typed| typed.submissions.as_ref().map(|at| at.value)).unwrap_or(SUBMISSIONS),
        think_median: think.map_or(THINK_TIME, |think| span(think.value)),
        think_spread: value(|typed| typed.think_spread.as_ref().map(|at| at.value)).unwrap_or(THINK_SPREAD),
        feedback: if waits {
            Feedback::Closed {
                patience: patience.map_or(PATIENCE, |patience| span(patience.value)),
                users: users.map(|users| users.value as u32),
            }
        } else {
            Feedback::Open
        },
    })
}
