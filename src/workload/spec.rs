//! A synthetic workload as a checked scenario holds it.

use super::application::{Batch, Unit, application};
use super::log_origin::LogOrigin;
use super::outcomes::Outcomes;
use super::ramp::Ramp;
use crate::model::{CenterId, ClassId, Condition, GroupId, PartitionId, Shape, Span, Time};
use jiff::civil::Date;

/// How much work a workload brings.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Demand {
    /// So many jobs a day, on average over a week.
    JobsPerDay(f64),
    /// So large a share of its partition's capacity (in what its jobs count), 1 = all of it.
    Load(f64),
    /// So many hours a day of what its jobs count, on average over a week.
    UnitHoursPerDay(f64),
}

impl Demand {
    /// So many times as much.
    #[must_use]
    pub fn times(self, factor: f64) -> Demand {
        match self {
            Demand::JobsPerDay(jobs) => Demand::JobsPerDay(jobs * factor),
            Demand::Load(load) => Demand::Load(load * factor),
            Demand::UnitHoursPerDay(hours) => Demand::UnitHoursPerDay(hours * factor),
        }
    }
}

/// Where the sizes and times of the jobs come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// A row of `APPLICATIONS`.
    Application(String),
    /// A row of `MODELS`.
    Model {
        /// Its name.
        name: String,
        /// What its sizes count.
        unit: Unit,
    },
    /// A log of what really came.
    Log(Box<LogOrigin>),
}

impl Origin {
    /// What the sizes of its jobs count; nothing where there is no application of this name.
    #[must_use]
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Origin::Application(name) => application(name).map(|application| application.unit),
            Origin::Model { unit, .. } => Some(*unit),
            Origin::Log(log) => Some(log.unit),
        }
    }

    /// The name of the application or model, or the file of the log.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Origin::Application(name) | Origin::Model { name, .. } => name,
            Origin::Log(log) => &log.name,
        }
    }
}

/// What time users request.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Estimates {
    /// As the application says; for a model, which says nothing, modal.
    #[default]
    AsModelled,
    /// The true runtime.
    Exact,
    /// A few popular values, of which each job gets one that suffices.
    Modal(Modal),
}

/// Which values are popular; nothing where the default is meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Modal {
    /// The popular values, the most popular first.
    pub popular: Vec<Span>,
    /// The longest time that may be requested.
    pub maximum: Option<Span>,
}

/// When more and when fewer jobs come, where the application or model does not say it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pace {
    /// Weight of each hour of the day.
    pub hours: Option<[f64; 24]>,
    /// Weight of each day of the week from Monday.
    pub weekdays: Option<[f64; 7]>,
    /// By what the demand is multiplied in the first, second ... calendar month; the last holds on. Empty for no change.
    pub months: Vec<f64>,
    /// Days on which it is multiplied by something else again.
    pub holidays: Vec<Holiday>,
}

/// Days on which people work less, or more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holiday {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// By what the demand is multiplied.
    pub factor: f64,
}

/// How users submit: several jobs at one sitting, with pauses for thought between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sessions {
    /// How often a user submits in a session, on average, as long as nothing is waited for.
    pub submissions_mean: f64,
    /// The median of the pause before the next submission.
    pub think_median: Span,
    /// The standard deviation of its logarithm.
    pub think_spread: f64,
    /// Whether users wait for their results.
    pub feedback: Feedback,
}

/// Whether users wait for their results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feedback {
    /// No: the pauses begin when users submit, whatever becomes of their jobs.
    Open,
    /// Yes: users think when they have their results, and go away when they have waited too long for them.
    Closed {
        /// For how long users wait at their desks.
        patience: Span,
        /// How many people there are; as many as tenants where nobody says it.
        users: Option<u32>,
    },
}

/// How the jobs of a workload hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bonds {
    /// Successive jobs of a tenant are chains of so many: each waits until the one before has done its work.
    pub chain: Option<u32>,
    /// How many jobs of one array run at once.
    pub array_most: Option<u32>,
    /// Each job waits for the latest one of another workload that the same tenant submitted before it.
    pub after: Option<(ClassId, Condition)>,
    /// Each job waits until every earlier one of its tenant and workload has ended.
    pub singleton: bool,
}

/// A job that comes and starts together with each job of a workload, for the same tenant and the same times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// To which partition of the same centre.
    pub partition: PartitionId,
    /// What it holds.
    pub shape: Shape,
}

/// Jobs of one kind, sent by one group of tenants to one partition.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// The name, unique in the scenario; it is the name of the class in every table.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// Where the sizes and times of its jobs come from.
    pub origin: Origin,
    /// Where its jobs are submitted.
    pub center: CenterId,
    /// To which partition.
    pub partition: PartitionId,
    /// Which group of tenants submits.
    pub group: GroupId,
    /// How much, at the start.
    pub demand: Demand,
    /// Growth of the demand per year: 0.52 is +52 %, spread evenly (geometrically) over the days.
    pub growth_per_year: f64,
    /// From a share to the whole of the demand, where it fills up.
    pub ramp: Option<Ramp>,
    /// From when on jobs come.
    pub since: Time,
    /// Until when; `Time::NEVER` where they do not stop.
    pub until: Time,
    /// The largest job, in what its jobs count; `None` for the application's or model's own limit.
    pub size_max: Option<u32>,
    /// What time its users request.
    pub estimates: Estimates,
    /// How many jobs come at once; `None` for what the application says.
    pub batch: Option<Batch>,
    /// When more and when fewer come.
    pub pace: Pace,
    /// How users submit; `None` where one submission has nothing to do with the next.
    pub sessions: Option<Sessions>,
    /// How its jobs hang together.
    pub bonds: Bonds,
    /// How long after its submission a job is due. Of jobs in fixed cycles the last step of each cycle is due, so long after the
    /// hour of the cycle; of a chain its last job, so long after its first was submitted.
    pub deadline: Option<Span>,
    /// How its jobs end of themselves; `None` where all do their work.
    pub outcomes: Option<Outcomes>,
    /// What starts together with each of its jobs.
    pub components: Vec<Component>,
}

impl Workload {
    /// A workload of the first group of tenants to the first partition of the first centre, and nothing special.
    #[must_use]
    pub fn new(name: &str, origin: Origin, demand: Demand) -> Workload {
        Workload {
            name: name.into(),
            title: name.into(),
            origin,
            center: CenterId(0),
            partition: PartitionId(0),
            group: GroupId(0),
            demand,
            growth_per_year: 0.0,
            ramp: None,
            since: Time::ZERO,
            until: Time::NEVER,
            size_max: None,
            estimates: Estimates::default(),
            batch: None,
            pace: Pace::default(),
            sessions: None,
            bonds: Bonds::default(),
            deadline: None,
            outcomes: None,
            components: Vec::new(),
        }
    }

    /// Whether its users wait for their results, so that a better centre gets more jobs from them.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.sessions.is_some_and(|sessions| match sessions.feedback {
            Feedback::Open => false,
            Feedback::Closed { .. } => true,
        })
    }

    /// By what the demand is multiplied on each civil day from that of `start` on, holidays and months taken together;
    /// empty where it is always 1.
    #[must_use]
    pub fn day_factors(&self, start: Date, days: u64) -> Vec<f64> {
        let Pace { months, holidays, hours: _, weekdays: _ } = &self.pace;
        if months.is_empty() && holidays.is_empty() {
            return Vec::new();
        }
        let mut factors = Vec::new();
        let mut day = start;
        for _ in 0..days {
            let month = 12 * (i32::from(day.year()) - i32::from(start.year())) + i32::from(day.month())
                - i32::from(start.month());
            let last = months.len().saturating_sub(1);
            let seasonal = months.get((month as usize).min(last)).copied().unwrap_or(1.0);
            let off = holidays.iter().filter(|holiday| holiday.first <= day && day <= holiday.last);
            factors.push(off.fold(seasonal, |product, holiday| product * holiday.factor));
            // The calendar ends with the year 9999, and no scenario lasts longer.
            day = day.tomorrow().unwrap_or(day);
        }
        factors
    }
}

/// The log of a workload, if it is one.
#[must_use]
pub fn recorded(workload: &Workload) -> Option<&LogOrigin> {
    match &workload.origin {
        Origin::Log(origin) => Some(origin),
        Origin::Application(_) | Origin::Model { .. } => None,
    }
}
