//! One cell: one policy, one replication.

use super::{Keeping, Months, World};
use crate::ledger::{Fold, Ledger};
use crate::metrics::{CellResult, HoursFold, Measured, Tally, Window};
use crate::model::{CenterId, ClassId, Source, SourceError, Span, Time};
use crate::record::Observer;
use crate::scenario::Scenario;

/// Which policy and which replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The policy's place in the scenario.
    pub policy: usize,
    /// The replication.
    pub replication: u32,
}

/// What a cell leaves behind.
#[derive(Debug, Clone)]
pub struct CellRun {
    /// The stuff of tables and plots.
    pub result: CellResult,
    /// Its ledger, where the scenario asks for one.
    pub ledger: Option<Ledger>,
}

/// How much of the use of each single node is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Heat {
    /// Hour by hour in the week in the middle of the simulated time, from a Monday where there is room.
    #[default]
    MiddleWeek,
    /// Hour by hour in the week that begins then.
    WeekFrom(Time),
    /// Nothing, nor the shares of tenants over time: where nobody is to see them, as they take much room.
    Nothing,
}

impl Heat {
    /// The week, cut short where the simulated time ends before it; none where nothing is kept.
    #[must_use]
    pub fn week(self, scenario: &Scenario) -> Option<Window> {
        let horizon = Time::ZERO + scenario.horizon;
        let start = match self {
            Heat::WeekFrom(start) => start,
            Heat::MiddleWeek => middle_week_start(scenario),
            Heat::Nothing => return None,
        };
        Some(Window { start, end: (start + week()).min(horizon) })
    }
}

/// Simulates one cell, the policy at this place of the scenario; `witness` is told everything that happens. The first
/// replication keeps the use of each node. States of the cell are kept on its way, and it may begin from one.
///
/// # Errors
/// When the source cannot give its next job.
///
/// # Panics
/// When the engine lost a job.
pub fn cell(
    world: World<'_>,
    policy: usize,
    heat: Heat,
    keeping: Keeping<'_>,
    source: &mut dyn Source,
    witness: &mut dyn Observer,
) -> Result<CellRun, SourceError> {
    let (scenario, setup) = (world.scenario, world.setup());
    let class_centers: Vec<CenterId> = scenario.workloads.iter().map(|workload| workload.center).collect();
    let mut tally = Tally::new(Measured {
        centers: setup.centers,
        class_centers: &class_centers,
        groups: scenario.groups.len(),
        window: world.window(),
        week: heat.week(scenario).filter(|_| world.replication == 0),
    });
    for (class, places) in scenario.network.iter().flat_map(|network| network.places.iter().enumerate()) {
        if 1 < places.len() {
            let centers = places.iter().map(|place| place.center).collect();
            tally = tally.with_class_at(ClassId(class as u16), centers);
        }
    }
    let months = Months::of(scenario.start, setup.horizon);
    let mut hours = HoursFold::new(world.window(), months.begins);
    let measured = (world.window().start, world.window().end);
    let mut ledger = scenario.books.as_deref().map(|books| Fold::new(books, setup.centers, measured));
    match &mut ledger {
        None => setup.simulate_kept(keeping, source, &mut ((&mut tally, &mut hours), witness))?,
        // States of runs without a ledger hold nothing of one.
        Some(fold) => {
            setup.simulate_kept(keeping, source, &mut ((&mut tally, &mut hours), (fold, witness)))?;
        }
    }
    let ledger = ledger.map(Fold::finish);
    let result = tally.finish(policy, world.replication);
    Ok(CellRun { result: CellResult { hours: hours.finish(), ..result }, ledger })
}

const fn week() -> Span {
    Span::from_secs(7 * 86_400)
}

/// Midnight of the last Monday of which a whole week lies around or before the middle, else the beginning.
fn middle_week_start(scenario: &Scenario) -> Time {
    let half = scenario.horizon.as_micros() / 2;
    let middle = Time::from_micros(half - half.min(week().as_micros() / 2));
    let civil = scenario.start.date();
    let into_day = scenario.start.duration_since(civil.to_datetime(jiff::civil::Time::midnight()));
    let micros_into_day = into_day.as_micros() as u64;
    let days = (middle.as_micros() + micros_into_day) / Span::DAY.as_micros();
    let weekday = civil.weekday().to_monday_zero_offset() as u64;
    let since_monday = (weekday + days) % 7;
    let monday_micros = (days * Span::DAY.as_micros()).checked_sub(since_monday * Span::DAY.as_micros());
    monday_micros.and_then(|micros| micros.checked_sub(micros_into_day)).map_or(Time::ZERO, Time::from_micros)
}
