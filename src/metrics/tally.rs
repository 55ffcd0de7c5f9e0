//! The fold that makes a cell's results: told every record of a run, it keeps sums and never a job.

use super::heat::HeatFold;
use super::level::Bins;
use super::timeline::TimelineFold;
use super::usage::{Stretch, each_pool};
use super::{CellResult, Figures, Gauges, METRICS, Scope, Service, Usage, Window};
use crate::model::{Center, CenterId, ClassId, GroupId, Request, Span, Time};
use crate::record::{End, Fact, Observer, Piece, Record};

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// The centres.
    pub centers: &'a [Center],
    /// For each class of jobs, the centre it is submitted to.
    pub class_centers: &'a [CenterId],
    /// How many groups of tenants there are.
    pub groups: usize,
    /// From when to when.
    pub window: Window,
    /// The week of which the use of each node is kept.
    pub week: Option<Window>,
}

/// Sums up a run.
///
/// Jobs count where they were submitted within the window, whatever became of them; use counts within the window,
/// whenever the job that used was submitted. Queues and use over time are kept from the very beginning.
#[derive(Debug)]
pub struct Tally {
    window: Window,
    gauges: Gauges,
    scopes: Vec<ScopeTally>,
    centers: usize,
    classes: usize,
    timelines: Vec<TimelineFold>,
    heat: Vec<Option<HeatFold>>,
    /// What the job at hand held: pools by number, and how many units of each. Kept for its memory.
    units: Vec<(usize, u64)>,
}

#[derive(Debug)]
struct ScopeTally {
    scope: Scope,
    /// The centres whose capacity the use is compared with.
    centers: Vec<CenterId>,
    submitted: u64,
    service: Service,
    usage: Usage,
}

impl Tally {
    /// Nothing has happened yet.
    ///
    /// # Panics
    /// When the horizon is zero.
    #[must_use]
    pub fn new(measured: Measured<'_>) -> Tally {
        let gauges = Gauges::new(measured.centers);
        let classes = measured.class_centers.len();
        let bins = Bins::new(measured.window.end);
        let ids = || (0..measured.centers.len()).map(|place| CenterId(place as u16));
        let timelines =
            ids().zip(measured.centers).map(|(id, center)| TimelineFold::new(id, center, classes, bins));
        let heat = ids()
            .zip(measured.centers)
            .map(|(id, center)| measured.week.and_then(|week| HeatFold::new(id, center, &gauges, week)));
        Tally {
            window: measured.window,
            timelines: timelines.collect(),
            heat: heat.collect(),
            scopes: scope_tallies(measured, gauges.count()),
            centers: measured.centers.len(),
            classes,
            gauges,
            units: Vec::new(),
        }
    }

    /// The results of the cell.
    ///
    /// # Panics
    /// When a job was lost: when, in any scope, fewer or more jobs ended, were turned away, still run or still wait
    /// than were submitted.
    #[must_use]
    pub fn finish(self, policy: usize, replication: u32) -> CellResult {
        let mut values = Vec::new();
        let mut waits = Vec::new();
        for tally in &self.scopes {
            let accounted = tally.service.jobs();
            let submitted = tally.submitted;
            assert!(
                submitted == accounted,
                "{:?}: {submitted} jobs were submitted and {accounted} accounted for",
                tally.scope
            );
            let (figures, curve) = Figures::with_curve(
                &tally.service,
                &tally.usage,
                self.window.span(),
                &self.gauges,
                &tally.centers,
            );
            values.push((tally.scope, METRICS.iter().map(|metric| (metric.value)(&figures)).collect()));
            waits.push((tally.scope, curve));
        }
        CellResult {
            policy,
            replication,
            values,
            timelines: self.timelines.iter().map(|fold| fold.finish(&self.gauges)).collect(),
            waits,
            heat: self.heat.iter().flatten().map(HeatFold::finish).collect(),
        }
    }

    /// The four scopes that a job belongs to, as places in `scopes`. Panics when its class or group is unknown.
    fn places(&self, center: CenterId, request: &Request) -> [usize; 4] {
        let class = usize::from(request.class.0);
        assert!(class < self.classes, "job {} is of class {class}, of {} classes", request.id, self.classes);
        let first_class = 1 + self.centers;
        let first_group = first_class + self.classes;
        [0, 1 + usize::from(center.0), first_class + class, first_group + usize::from(request.group.0)]
    }

    /// Counts the job where it was submitted within the window.
    fn count(&mut self, record: &Record<'_>, request: &Request) {
        if request.submit < self.window.start {
            return;
        }
        for place in self.places(record.center, request) {
            let tally = &mut self.scopes[place];
            match record.fact {
                Fact::Submitted { .. } | Fact::Rejected { .. } => tally.submitted += 1,
                Fact::StillWaiting { .. } => {
                    let wait = request.submit.until(self.window.end);
                    tally.usage.still_waiting_micros += u128::from(wait.as_micros());
                }
                Fact::Started { .. }
                | Fact::Stopped { .. }
                | Fact::Cancelled { .. }
                | Fact::Waited { .. }
                | Fact::Waiting { .. }
                | Fact::PromiseBroken { .. }
                | Fact::Ended { .. }
                | Fact::StillRunning { .. } => {}
            }
            tally.service.observe(record);
        }
    }

    /// Counts what a job held from its start on.
    fn count_use(&mut self, record: &Record<'_>, request: &Request, held: Held<'_>) {
        let end = match held.stretch {
            Stretch::Ended(_) | Stretch::Stopped => record.at,
            // The run may be told of as soon as nothing more happens before the horizon; it lasts until then.
            Stretch::Cut => self.window.end,
        };
        if let Some(fold) = &mut self.heat[usize::from(record.center.0)] {
            fold.add(&self.gauges, request, held.pieces, held.start, end);
        }
        let within = self.window.overlap(held.start, end);
        let finished = held.stretch == Stretch::Ended(End::Finished)
            && self.window.start <= end
            && end <= self.window.end;
        self.units.clear();
        each_pool(&self.gauges, record.center, request, held.pieces, |number, units| {
            self.units.push((number, units));
        });
        for place in self.places(record.center, request) {
            let usage = &mut self.scopes[place].usage;
            usage.finished_within += u64::from(finished);
            if within == Span::ZERO {
                continue;
            }
            usage.add_resources(request, within, held.stretch);
            for (number, units) in &self.units {
                usage.pool_micros[*number] += u128::from(*units) * u128::from(within.as_micros());
            }
        }
    }
}

/// What a job held since it started, and how that ended.
#[derive(Debug, Clone, Copy)]
struct Held<'a> {
    start: Time,
    pieces: &'a [Piece],
    stretch: Stretch,
}

impl Observer for Tally {
    fn observe(&mut self, record: &Record<'_>) {
        match record.fact {
            Fact::Submitted { request }
            | Fact::Rejected { request, .. }
            | Fact::Cancelled { request, .. }
            | Fact::StillWaiting { request, .. } => {
                self.count(record, request);
            }
            Fact::Started { .. }
            | Fact::Waited { .. }
            | Fact::Waiting { .. }
            | Fact::PromiseBroken { .. } => {}
            Fact::Stopped { request, start, pieces, lost, .. } => {
                if self.window.start <= record.at && record.at <= self.window.end {
                    for place in self.places(record.center, request) {
                        self.scopes[place].usage.note_eviction(request, lost);
                    }
                }
                self.count_use(record, request, Held { start, pieces, stretch: Stretch::Stopped });
            }
            Fact::Ended { request, start, end, pieces, .. } => {
                self.count(record, request);
                self.count_use(record, request, Held { start, pieces, stretch: Stretch::Ended(end) });
            }
            Fact::StillRunning { request, start, pieces, .. } => {
                self.count(record, request);
                self.count_use(record, request, Held { start, pieces, stretch: Stretch::Cut });
            }
        }
        self.timelines[usize::from(record.center.0)].observe(&self.gauges, record);
    }
}

fn scope_tallies(measured: Measured<'_>, pools: usize) -> Vec<ScopeTally> {
    let all: Vec<CenterId> = (0..measured.centers.len()).map(|place| CenterId(place as u16)).collect();
    let mut scopes = vec![(Scope::Overall, all.clone())];
    scopes.extend(all.iter().map(|id| (Scope::Center(*id), vec![*id])));
    for (place, center) in measured.class_centers.iter().enumerate() {
        scopes.push((Scope::Class(ClassId(place as u16)), vec![*center]));
    }
    scopes.extend((0..measured.groups).map(|place| (Scope::Group(GroupId(place as u16)), all.clone())));
    let tally = |(scope, centers)| ScopeTally {
        scope,
        centers,
        submitted: 0,
        service: Service::default(),
        usage: Usage::new(pools),
    };
    scopes.into_iter().map(tally).collect()
}
