//! The fold that makes a cell's results: told every record of a run, it keeps sums and never a job.

use super::balance::BalanceFold;
use super::causes::CausesFold;
use super::heat::HeatFold;
use super::job_size::SizesFold;
use super::level::Bins;
use super::losses::Losses;
use super::moves::{MovesFold, counted_haul};
use super::naps::NapsFold;
use super::sums::Sums;
use super::tenants::{Row, TenantsFold};
use super::timeline::TimelineFold;
use super::usage::{Broken, each_pool};
use super::weeks::WeeksFold;
use super::{
    Balance, CellResult, Covers, Figures, Gauges, Hours, METRICS, Measured, Scope, Service, SizeBand,
    TenantFigures, WeekWaits, Window,
};
use crate::model::{CenterId, ClassId, GroupId, Request, Span, TenantId, Time};
use crate::record::{End, Fact, JobFact, NodeFact, Observer, Piece, Record, Stop, Stretch};
use crate::state::{Saved, StateError, from_bytes};
use crate::stats::is_known;
use serde::{Deserialize, Serialize};

/// Sums up a run.
///
/// Jobs count where they were submitted within the window, whatever became of them; use counts within the window,
/// whenever the job that used was submitted. Queues and use over time are kept from the very beginning.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tally {
    window: Window,
    gauges: Gauges,
    /// The scopes that are known beforehand, and the centres whose capacity the use is compared with.
    scopes: Vec<(Scope, Vec<CenterId>)>,
    /// One for each of those scopes, then one for each tenant in each centre, as they come.
    sums: Vec<Sums>,
    tenants: TenantsFold,
    causes: CausesFold,
    balance: BalanceFold,
    sizes: SizesFold,
    naps: NapsFold,
    weeks: WeeksFold,
    moves: MovesFold,
    centers: usize,
    classes: usize,
    timelines: Vec<TimelineFold>,
    heat: Vec<Option<HeatFold>>,
    /// What the job at hand held: pools by number, and how many units of each. Kept for its memory.
    units: Vec<(usize, u64)>,
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
        let scopes = scopes_of(measured);
        Tally {
            window: measured.window,
            sums: scopes.iter().map(|_| Sums::new(gauges.count())).collect(),
            scopes,
            tenants: TenantsFold::new(&measured),
            causes: CausesFold::new(measured.centers.len(), classes, measured.window),
            balance: BalanceFold::new(measured.centers, measured.window),
            sizes: SizesFold::new(measured.centers, measured.window),
            naps: NapsFold::new(measured.centers, measured.window),
            weeks: WeeksFold::new(measured.window),
            moves: MovesFold::new(measured.window),
            timelines: timelines.collect(),
            heat: heat.collect(),
            centers: measured.centers.len(),
            classes,
            gauges,
            units: Vec::new(),
        }
    }

    /// The same, where the jobs of a class may run at these centres: their use is compared with what all of them have.
    #[must_use]
    pub fn with_class_at(mut self, class: ClassId, centers: Vec<CenterId>) -> Tally {
        let scope = self.scopes.iter_mut().find(|(scope, _)| *scope == Scope::Class(class));
        scope.expect("the class is one of those that are measured").1 = centers;
        self
    }

    /// The results of the cell.
    ///
    /// # Panics
    /// When a job was lost: when, in any scope, fewer or more jobs ended, were turned away, still run or still wait
    /// than were submitted.
    #[must_use]
    pub fn finish(self, policy: usize, replication: u32) -> CellResult {
        let Tally { window, gauges, scopes, mut sums, tenants, .. } = self;
        let dominance = tenants.dominance(&gauges);
        let (causes, cause_courses) = self.causes.finish();
        let mut balances = self.balance.finish(&gauges);
        for (place, balance) in balances.iter_mut().enumerate() {
            balance.asleep_micros = self.naps.asleep_micros(CenterId(place as u16));
        }
        let rows = tenants.finish();
        // A tenant that submitted before the window and held nothing within it has not been counted, and is told of all the
        // same.
        sums.resize_with(sums.len().max(scopes.len() + rows.len()), || Sums::new(gauges.count()));
        let (of_scopes, of_tenants) = sums.split_at(scopes.len());
        let mut values = Vec::new();
        let (mut at_least, mut waits) = (Vec::new(), Vec::new());
        let mut tell = |scope: Scope, centers: &[CenterId], sums: &Sums| {
            let (accounted, submitted) = (sums.service.jobs(), sums.submitted);
            assert!(
                submitted == accounted,
                "{scope:?}: {submitted} jobs were submitted and {accounted} accounted for"
            );
            let tenants = tenant_figures(scope, &rows, of_tenants);
            let counted = (&sums.service, &sums.deadlines, &sums.usage);
            let (figures, curve) = Figures::with_curve(counted, window, &gauges, centers, &tenants);
            let figures = Figures { balance: balance_of(scope, &balances), moved: sums.moved, ..figures };
            values.push((scope, METRICS.iter().map(|metric| (metric.value)(&figures)).collect()));
            at_least.push(lower_bounds(&figures));
            waits.push((scope, curve));
        };
        for ((scope, centers), sums) in scopes.iter().zip(of_scopes) {
            tell(*scope, centers, sums);
        }
        for band in SizeBand::ALL {
            let mut sums = Sums::new(gauges.count());
            let of_band = rows.iter().filter(|row| row.band == Some(band));
            of_band.for_each(|row| sums.merge(&of_tenants[row.place]));
            tell(Scope::Size(band), &scopes[0].1, &sums);
        }
        CellResult {
            policy,
            replication,
            values,
            at_least,
            timelines: self.timelines.iter().map(|fold| fold.finish(&gauges)).collect(),
            strains: self.timelines.iter().flat_map(|fold| fold.strains(&gauges, window)).collect(),
            waits,
            heat: self.heat.into_iter().flatten().map(HeatFold::finish).collect(),
            dominance,
            causes,
            cause_courses,
            capacity_steps: gauges.steps().to_vec(),
            balances,
            sizes: self.sizes.finish(),
            works: gauges.works().to_vec(),
            weeks: self.weeks.finish(),
            moves: self.moves.finish(),
            hours: Hours::new(),
        }
    }

    /// The four scopes that a job belongs to and its tenant, as places in `sums`. Panics when its class or group is unknown.
    fn places(&mut self, center: CenterId, request: &Request) -> [usize; 5] {
        let class = usize::from(request.class.0);
        assert!(class < self.classes, "job {} is of class {class}, of {} classes", request.id, self.classes);
        let first_class = 1 + self.centers;
        let first_group = first_class + self.classes;
        let group = first_group + usize::from(request.group.0);
        assert!(group < self.scopes.len(), "job {} is of group {}", request.id, request.group.0);
        let tenant = self.scopes.len() + self.tenants.place(center, request);
        if self.sums.len() <= tenant {
            self.sums.resize_with(tenant + 1, || Sums::new(self.gauges.count()));
        }
        [0, 1 + usize::from(center.0), first_class + class, group, tenant]
    }

    /// Counts the job where it was submitted within the window.
    fn count(&mut self, record: &Record<'_>, request: &Request, fact: &JobFact) {
        if request.submit < self.window.start {
            return;
        }
        let before = WeekWaits::of(&self.sums[0].service);
        for place in self.places(record.center, request) {
            let tally = &mut self.sums[place];
            if let JobFact::Submitted | JobFact::Rejected { .. } = fact {
                tally.submitted += 1;
            }
            if let JobFact::StillWaiting { .. } = fact {
                let wait = request.submit.until(self.window.end);
                tally.usage.still_waiting_micros += u128::from(wait.as_micros());
            }
            tally.service.observe(record);
            tally.deadlines.note(record.at, request, fact, self.window.end);
        }
        self.weeks.note(request.submit, before, WeekWaits::of(&self.sums[0].service));
    }

    fn observe_job(&mut self, record: &Record<'_>, request: &Request, pieces: &[Piece], fact: &JobFact) {
        if fact.is_last() || *fact == JobFact::Submitted {
            self.count(record, request, fact);
        }
        if let JobFact::PromiseBroken { .. } = fact
            && self.window.start <= record.at
        {
            for place in self.places(record.center, request) {
                self.sums[place].usage.promises_broken += 1;
            }
        }
        self.count_losses(record, request, fact);
        if let Some((start, stretch)) = fact.stretch() {
            let broken = Broken::told(fact);
            self.count_use(record, request, Held { start, pieces, stretch, broken });
        }
    }

    /// Counts work in vain, and time that was no work, of what ended within the window.
    fn count_losses(&mut self, record: &Record<'_>, request: &Request, fact: &JobFact) {
        let at = record.at;
        let is_within = self.window.start <= at && at <= self.window.end;
        let Some(losses) = Losses::of(at, fact).filter(|_| is_within) else { return };
        self.balance.lose(record.center, request, losses);
        self.sizes.lose(record.center, request, losses);
        for place in self.places(record.center, request) {
            let usage = &mut self.sums[place].usage;
            match losses.cause {
                Some(Stop::Requeued | Stop::Suspended) => {
                    usage.note_eviction(request, losses.lost);
                    // One that was evicted for good is counted among the jobs.
                    usage.evictions += u64::from(!fact.is_last());
                }
                Some(Stop::NodeFailed) => usage.note_failure(request, losses.lost),
                Some(Stop::Failed) => usage.note_own_failure(request, losses.lost),
                None => {}
            }
            usage.note_spent(request, losses.spent);
        }
    }

    /// Counts what a transfer moved within the window, for the jobs that it was begun for.
    fn count_moved(&mut self, record: &Record<'_>) {
        let Some((haul, fact, center)) = counted_haul(record) else { return };
        if record.at < self.window.start || self.window.end < record.at {
            return;
        }
        let first_class = 1 + self.centers;
        let group = first_class + self.classes + usize::from(haul.group.0);
        for place in [0, 1 + usize::from(center.0), first_class + usize::from(haul.class.0), group] {
            self.sums[place].moved.note(record.at, fact);
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
        let holder = (record.center, request, held.pieces);
        self.balance.hold(&self.gauges, holder, (held.start, end));
        self.sizes.hold(holder, (held.start, end));
        let within = self.window.overlap(held.start, end);
        let finished = held.stretch == Stretch::Ended(End::Finished)
            && self.window.start <= end
            && end <= self.window.end;
        self.units.clear();
        each_pool(&self.gauges, record.center, request, held.pieces, |number, units| {
            self.units.push((number, units));
        });
        for place in self.places(record.center, request) {
            let usage = &mut self.sums[place].usage;
            usage.finished_within += u64::from(finished);
            if within == Span::ZERO {
                continue;
            }
            usage.add_resources(request, within, held.stretch);
            if let Some(broken) = held.broken {
                usage.note_broken(request, within, broken);
            }
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
    broken: Option<Broken>,
}

impl Observer for Tally {
    fn observe(&mut self, record: &Record<'_>) {
        if let Fact::Job { request, pieces, ref fact } = record.fact {
            self.observe_job(record, request, pieces, fact);
        }
        if let Fact::Nodes(NodeFact::Capacity(change)) = record.fact {
            self.gauges.note(record.at, record.center, change);
            if let Some(fold) = &mut self.heat[usize::from(record.center.0)] {
                fold.note_nodes(&self.gauges, change);
            }
        }
        if let Fact::Nodes(NodeFact::Turned(turn)) = record.fact {
            self.gauges.note_turn(record.at, record.center, turn);
            if let Some(fold) = &mut self.heat[usize::from(record.center.0)] {
                fold.note_turn(record.at, turn);
            }
        }
        self.timelines[usize::from(record.center.0)].observe(&self.gauges, record);
        self.naps.observe(record);
        self.tenants.observe(&self.gauges, record);
        self.causes.observe(record);
        self.moves.observe(record);
        self.count_moved(record);
    }

    fn save(&mut self) -> Saved {
        Saved::of(self)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        *self = from_bytes(state)?;
        Ok(())
    }
}

fn scopes_of(measured: Measured<'_>) -> Vec<(Scope, Vec<CenterId>)> {
    let all: Vec<CenterId> = (0..measured.centers.len()).map(|place| CenterId(place as u16)).collect();
    let mut scopes = vec![(Scope::Overall, all.clone())];
    scopes.extend(all.iter().map(|id| (Scope::Center(*id), vec![*id])));
    for (place, center) in measured.class_centers.iter().enumerate() {
        scopes.push((Scope::Class(ClassId(place as u16)), vec![*center]));
    }
    scopes.extend((0..measured.groups).map(|place| (Scope::Group(GroupId(place as u16)), all.clone())));
    scopes
}

/// Where the time of the nodes of a scope went; nothing of jobs, which share their nodes with others.
fn balance_of(scope: Scope, balances: &[Balance]) -> Option<Balance> {
    match scope {
        Scope::Overall => Some(Balance::sum(balances.iter())),
        Scope::Center(center) => Some(balances[usize::from(center.0)]),
        Scope::Class(_) | Scope::Group(_) | Scope::Size(_) => None,
    }
}

/// The rows of `METRICS` of which only a lower bound is known.
fn lower_bounds(figures: &Figures<'_>) -> Vec<usize> {
    let Service { waits, waits_cut, .. } = figures.service;
    let (started, cut) = (waits.quantiles.count(), waits_cut.quantiles.count());
    let is_bound = |covers: Covers| match covers {
        Covers::All | Covers::Admitted | Covers::Started => false,
        Covers::Share(share) => !is_known(share, started, cut),
    };
    let rows = METRICS.iter().enumerate();
    rows.filter(|(_, metric)| is_bound(metric.covers)).map(|(row, _)| row).collect()
}

/// What each tenant of a scope got, in all of its centres.
fn tenant_figures(scope: Scope, rows: &[Row], sums: &[Sums]) -> Vec<TenantFigures> {
    let is_meant = |row: &&Row| match scope {
        Scope::Overall => true,
        Scope::Center(center) => row.center == center,
        Scope::Class(_) => false,
        Scope::Group(group) => row.group == group,
        Scope::Size(band) => row.band == Some(band),
    };
    let mut figures: Vec<(TenantId, TenantFigures)> = Vec::new();
    for row in rows.iter().filter(is_meant) {
        // The rows of a tenant stand together.
        if figures.last().is_none_or(|(tenant, _)| *tenant != row.tenant) {
            figures.push((row.tenant, TenantFigures::default()));
        }
        let Sums { service, usage, .. } = &sums[row.place];
        let here = TenantFigures {
            held: row.dealt.held,
            due: row.dealt.due,
            slowdown_billionths: service.slowdowns.sum,
            ended: service.slowdowns.quantiles.count(),
            core_micros: usage.core_micros,
            accelerator_micros: usage.accelerator_micros,
            memory_micros: usage.memory_micros,
        };
        figures.last_mut().expect("one has just been made sure of").1.add(&here);
    }
    figures.into_iter().map(|(_, figures)| figures).collect()
}
