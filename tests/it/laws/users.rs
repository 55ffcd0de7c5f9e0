//! Random users: models and applications at random, some of whose people wait for their results.

use super::scenario::Scenario;
use jiff::civil::date;
use rand::RngExt;
use std::collections::BTreeMap;
use suanli::model::{
    BreakOff, Center, CenterId, Chance, GroupId, Job, JobId, PartitionId, Source, SourceError, Span, Streams,
    Tenant, Terms, Time, Use,
};
use suanli::state::{Saved, StateError, from_bytes};
use suanli::workload::application::Batch;
use suanli::workload::{
    APPLICATIONS, Demand, Estimates, Feedback, MODELS, Modal, Origin, Outcomes, Sessions, Small, Synthetic,
    Unit, Workload, misfit,
};

/// How long users submit.
const SUBMITTING: Span = Span::DAY;

/// The users of some seeds, on the centres of their scenario: one to three workloads that fit somewhere there.
pub(super) fn users(seed: u64, centers: &[Center], groups: u16) -> Option<Synthetic> {
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "users");
    if chance.random_bool(0.8) {
        return None;
    }
    let count = chance.random_range(1..=3);
    let mut wanted: Vec<Workload> =
        (0..count).map(|number| workload(&mut chance, number, groups, centers)).collect();
    // A stream of its own, so that the seeds of earlier findings mean what they meant.
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "outcomes");
    wanted.iter_mut().for_each(|workload| workload.outcomes = outcomes(&mut chance));
    let fits = |workload: &Workload| misfit(workload, &centers[usize::from(workload.center.0)]).is_none();
    let workloads: Vec<Workload> = wanted.into_iter().filter(fits).collect();
    let tenant = |place: u16| Tenant {
        name: format!("tenant-{place}"),
        group: GroupId(place % groups),
        activity: f64::from(1 + place % 3),
        shares: 1,
        home: None,
        joins: Time::ZERO,
    };
    let tenants: Vec<Tenant> = (0..8).map(tenant).collect();
    let start = date(2023, 1, 2).at(7, 0, 0, 0);
    let streams = Streams::new(seed, 0);
    (!workloads.is_empty()).then(|| Synthetic::new(&workloads, centers, &tenants, start, SUBMITTING, streams))
}

fn workload(chance: &mut Chance, number: usize, groups: u16, centers: &[Center]) -> Workload {
    let center = chance.random_range(0..centers.len());
    let origin = if chance.random_bool(0.6) {
        let unit = [Unit::Nodes, Unit::Cores, Unit::Accelerators][chance.random_range(0..3)];
        Origin::Model { name: MODELS[chance.random_range(0..MODELS.len())].name.into(), unit }
    } else {
        Origin::Application(APPLICATIONS[chance.random_range(0..APPLICATIONS.len())].name.into())
    };
    let cycles = matches!(&origin, Origin::Application(name) if name == "weather");
    // Short ones: the arrays of the catalogue would be far longer than all that a law needs.
    let batch = match chance.random_range(0..4) {
        _ if cycles => None,
        0 => Some(Batch::Burst { least: 1, most: 6 }),
        1 => Some(Batch::Array { least: 2, most: 9 }),
        _ => Some(Batch::Single),
    };
    let maximum = Some(Span::from_secs(60 * chance.random_range(5..=2000)));
    let estimates = match chance.random_range(0..3) {
        0 => Estimates::AsModelled,
        1 => Estimates::Exact,
        _ => Estimates::Modal(Modal { popular: Vec::new(), maximum }),
    };
    Workload {
        center: CenterId(center as u16),
        partition: PartitionId(chance.random_range(0..centers[center].partitions.len()) as u16),
        group: GroupId(chance.random_range(0..groups)),
        batch,
        estimates,
        sessions: if cycles { None } else { sessions(chance) },
        ..Workload::new(
            &format!("users-{number}"),
            origin,
            Demand::JobsPerDay(chance.random_range(1.0..30.0)),
        )
    }
}

fn outcomes(chance: &mut Chance) -> Option<Outcomes> {
    chance.random_bool(0.3).then(|| Outcomes {
        failed: chance.random_range(0.0..0.4),
        cancelled: chance.random_range(0.0..0.3),
        failed_after: chance.random_range(0.01..=1.0),
        cancelled_after: chance.random_range(0.01..=1.0),
        retries: 0,
        small: chance.random_bool(0.5).then(|| Small { most: 4, factor: chance.random_range(0.0..3.0) }),
    })
}

fn sessions(chance: &mut Chance) -> Option<Sessions> {
    let feedback = match chance.random_range(0..4) {
        0 => return None,
        1 => Feedback::Open,
        _ => {
            let users = chance.random_bool(0.5).then(|| chance.random_range(8..=30));
            Feedback::Closed { patience: Span::from_secs(chance.random_range(0..=7200)), users }
        }
    };
    Some(Sessions {
        submissions_mean: chance.random_range(1.0..8.0),
        think_median: Span::from_secs(chance.random_range(1..=1800)),
        think_spread: chance.random_range(0.0..2.0),
        feedback,
    })
}

/// Where the jobs of a scenario come from, written down as they are taken.
pub(crate) struct Recorded {
    source: Box<dyn Source>,
    pub(super) jobs: Vec<Job>,
    /// How jobs end of themselves.
    pub(super) breaks: BTreeMap<JobId, BreakOff>,
}

impl Source for Recorded {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        self.source.next_submit()
    }

    fn take(&mut self) -> Job {
        let job = self.source.take();
        self.jobs.push(job);
        if let Some(first) = self.source.terms().and_then(|terms| terms.breaks.first()) {
            self.breaks.insert(job.request.id, *first);
        }
        job
    }

    fn terms(&self) -> Option<&Terms> {
        self.source.terms()
    }

    fn learn(&mut self, ending: &suanli::model::Ending) {
        self.source.learn(ending);
    }

    fn save(&self) -> Saved {
        // Of jobs from memory it is enough to know how many have been taken.
        let state = self.source.save().state().ok();
        Saved::of(&(state, &self.jobs, &self.breaks))
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let source: Option<Vec<u8>>;
        (source, self.jobs, self.breaks) = from_bytes(state)?;
        match source {
            Some(state) => self.source.restore(&state),
            None => {
                for job in &self.jobs {
                    assert_eq!(self.source.next_submit(), Ok(Some(job.request.submit)));
                    assert_eq!(self.source.take(), *job);
                }
                Ok(())
            }
        }
    }
}

impl Scenario {
    /// The jobs of the scenario, or its users.
    pub(crate) fn source(&self) -> Recorded {
        let source: Box<dyn Source> = match &self.users {
            Some(users) => Box::new(users.clone()),
            None => Box::new(self.jobs.clone().into_iter().peekable()),
        };
        Recorded { source, jobs: Vec::new(), breaks: BTreeMap::new() }
    }
}
