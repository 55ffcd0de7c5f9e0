//! A scenario as it is typed: each table of the file with its values and their places, before anything is compared.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use toml::de::DeTable;

use super::data_spec::{DatasetSpec, JobDataSpec, LinkSpec};
use super::failures::{FailureSpec, OutcomesSpec};
use super::format::ROOT;
use super::json::KEY;
use super::ledger_spec::MoneySpec;
use super::log_spec::LogSpec;
use super::network_spec::{PortingSpec, TravelSpec};
use super::orders::{AccountSpec, ClassSpec, PolicyTable};
use super::places::CenterSpec;
use super::plan_spec::PlanSpec;
use super::problem::{Language, Problems};
use super::ramp_spec::RampSpec;
use super::read::{Absences, At, Entry, Profile, read_table};
use super::rules::{JobRuleSpec, LicenceSpec, LimitSpec, PreemptionSpec, QosSpec, QuotaSpec};
use super::tables::Tables;
use crate::workload::Unit;

/// The whole file. A value that is missing or wrong in itself has been noted already, and is `None` here.
#[derive(Debug)]
pub(super) struct Spec {
    /// Whether all of it is TOML, so that what is not here is not in the file either.
    pub(super) whole: bool,
    /// All of it, to be written again.
    pub(super) tables: Tables,
    pub(super) scenario: Option<ScenarioSpec>,
    pub(super) hardware: Vec<HardwareSpec>,
    pub(super) centers: Vec<CenterSpec>,
    pub(super) tenants: Vec<TenantsSpec>,
    pub(super) workloads: Vec<WorkloadSpec>,
    pub(super) policies: Vec<PolicyTable>,
    pub(super) accounts: Vec<AccountSpec>,
    pub(super) holidays: Vec<HolidaySpec>,
    pub(super) qos: Vec<QosSpec>,
    pub(super) limits: Vec<LimitSpec>,
    pub(super) quotas: Vec<QuotaSpec>,
    pub(super) licences: Vec<LicenceSpec>,
    pub(super) links: Vec<LinkSpec>,
    pub(super) datasets: Vec<DatasetSpec>,
    pub(super) failures: Vec<FailureSpec>,
    pub(super) preemption: Option<PreemptionSpec>,
    pub(super) money: MoneySpec,
    pub(super) plan: Option<PlanSpec>,
    pub(super) porting: Vec<PortingSpec>,
    /// The folder of the series that it names, where that is not the scenario's.
    pub(super) series_folder: Option<PathBuf>,
}

#[derive(Debug)]
pub(super) struct ScenarioSpec {
    pub(super) title: Option<At<String>>,
    pub(super) start: Option<At<DateTime>>,
    pub(super) horizon_micros: Option<At<i64>>,
    pub(super) warm_up_micros: Option<At<i64>>,
    pub(super) limit_checks_micros: Option<At<i64>>,
    pub(super) first_limit_check_micros: Option<At<i64>>,
    pub(super) seed: Option<At<u64>>,
    pub(super) replications: Option<At<u64>>,
}

#[derive(Debug)]
pub(super) struct HardwareSpec {
    pub(super) name: At<String>,
    pub(super) cores: Option<At<u64>>,
    pub(super) memory_bytes: Option<At<i64>>,
    pub(super) accelerators: Option<At<u64>>,
    pub(super) accelerator: Option<At<String>>,
    pub(super) fp16_mflops: Option<At<i64>>,
    pub(super) fp32_mflops: Option<At<i64>>,
    pub(super) fp64_mflops: Option<At<i64>>,
    pub(super) idle_milliwatts: Option<At<i64>>,
    pub(super) busy_milliwatts: Option<At<i64>>,
    pub(super) curve_milliwatts: Option<At<Vec<i64>>>,
}

#[derive(Debug)]
pub(super) struct TenantsSpec {
    pub(super) name: Option<At<String>>,
    pub(super) title: Option<At<String>>,
    pub(super) count: Option<At<u64>>,
    pub(super) count_at_first: Option<At<u64>>,
    pub(super) all_by: Option<At<DateTime>>,
    pub(super) members: Option<At<Vec<At<String>>>>,
    pub(super) zipf: Option<At<f64>>,
    pub(super) weights: Option<At<Vec<f64>>>,
    pub(super) fair_shares: Option<At<u64>>,
    pub(super) account: Option<At<String>>,
    pub(super) home: Option<At<String>>,
}

/// The hours of accelerators, cores or nodes that a workload brings a day: the key of each, and what stands there.
pub(super) type UnitHoursSpec = [(Unit, &'static str, Option<At<f64>>); 3];

/// Their keys.
const UNIT_HOURS: [(Unit, &str); 3] = [
    (Unit::Accelerators, "accelerator_hours_per_day"),
    (Unit::Cores, "core_hours_per_day"),
    (Unit::Nodes, "node_hours_per_day"),
];

/// The keys that say how much a workload brings.
const DEMANDS: [&str; 5] = ["load", "jobs_per_day", UNIT_HOURS[0].1, UNIT_HOURS[1].1, UNIT_HOURS[2].1];

#[derive(Debug)]
pub(super) struct WorkloadSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) title: Option<At<String>>,
    /// How far its jobs drive what they hold.
    pub(super) power: Option<At<i64>>,
    pub(super) application: Option<At<String>>,
    pub(super) model: Option<At<String>>,
    pub(super) log: LogSpec,
    /// Whether one of these three is in the file, be it right or wrong.
    pub(super) origin_typed: bool,
    pub(super) unit: Option<At<String>>,
    pub(super) center: Option<At<String>>,
    pub(super) partition: Option<At<String>>,
    /// Whether it is in the file, be it right or wrong.
    pub(super) partition_typed: bool,
    pub(super) tenants: Option<At<String>>,
    pub(super) load: Option<At<i64>>,
    pub(super) jobs_per_day: Option<At<f64>>,
    pub(super) unit_hours: UnitHoursSpec,
    /// Whether one of these is in the file, be it right or wrong.
    pub(super) demand_typed: bool,
    pub(super) growth_per_year: Option<At<i64>>,
    pub(super) growth_per_month: Option<At<i64>>,
    pub(super) months: Option<At<Vec<f64>>>,
    pub(super) hours: Option<At<Profile>>,
    pub(super) weekdays: Option<At<Profile>>,
    pub(super) holidays: Option<At<String>>,
    pub(super) since: Option<At<DateTime>>,
    pub(super) until: Option<At<DateTime>>,
    pub(super) size_max: Option<At<u64>>,
    pub(super) burst: Option<At<(u32, u32)>>,
    pub(super) array: Option<At<(u32, u32)>>,
    pub(super) estimates: Option<At<String>>,
    pub(super) popular_estimates: Option<At<Vec<i64>>>,
    pub(super) estimate_max_micros: Option<At<i64>>,
    pub(super) feedback: Option<At<String>>,
    pub(super) sessions: Option<SessionsSpec>,
    pub(super) outcomes: Option<OutcomesSpec>,
    pub(super) ramp: Option<RampSpec>,
    pub(super) claim: ClassSpec,
    pub(super) rule: JobRuleSpec,
    pub(super) data: JobDataSpec,
    pub(super) travel: TravelSpec,
}

#[derive(Debug)]
pub(super) struct SessionsSpec {
    pub(super) span: Range<usize>,
    pub(super) submissions: Option<At<f64>>,
    pub(super) think_time_micros: Option<At<i64>>,
    pub(super) think_spread: Option<At<f64>>,
    pub(super) patience_micros: Option<At<i64>>,
    pub(super) users: Option<At<u64>>,
}

#[derive(Debug)]
pub(super) struct HolidaySpec {
    pub(super) title: Option<At<String>>,
    pub(super) first: Option<At<DateTime>>,
    pub(super) last: Option<At<DateTime>>,
    pub(super) demand: Option<At<i64>>,
}

impl Spec {
    /// The same, with logs that lie in another folder than the scenario.
    pub(super) fn with_logs_in(mut self, folder: &Path) -> Spec {
        for workload in &mut self.workloads {
            workload.log.folder = Some(folder.into());
        }
        for failure in &mut self.failures {
            failure.folder = Some(folder.into());
        }
        self.series_folder = Some(folder.into());
        self
    }

    /// Reads a file as far as it can be read, noting what cannot. Of JSON this is the TOML that stands for it.
    pub(super) fn read(text: &str, problems: &mut Problems<'_>) -> Spec {
        let kept = problems.count();
        let (toml, errors) = DeTable::parse_recoverable(text);
        let inner = toml.get_ref().get(KEY).filter(|_| problems.language() == Language::Json);
        let (table, span) = match inner.and_then(|inner| Some((inner.get_ref().as_table()?, inner.span()))) {
            Some(found) => found,
            None => (toml.get_ref(), toml.span()),
        };
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            let (message, help) = syntax_problem(error.message(), &span, text);
            problems.add(&span, message, help);
        }
        let absences = if errors.is_empty() { Absences::Reported } else { Absences::Excused };
        let mut root = read_table(table, &ROOT, span, absences, problems);
        let tables = Tables::of(&root);
        // What a line says that is not even TOML has been guessed: one complaint about it is enough.
        let starts = errors.iter().filter_map(|error| error.span().map(|span| span.start));
        let broken_lines: BTreeSet<usize> = starts.map(|start| problems.line(start)).collect();
        problems.forget_on_lines(kept + errors.len(), &broken_lines);
        Spec {
            whole: errors.is_empty(),
            tables,
            scenario: root.tables("scenario").into_iter().next().map(ScenarioSpec::from),
            hardware: root.tables("hardware").into_iter().map(HardwareSpec::from).collect(),
            centers: root.tables("center").into_iter().map(CenterSpec::from).collect(),
            tenants: root.tables("tenants").into_iter().map(TenantsSpec::from).collect(),
            workloads: root.tables("workload").into_iter().map(WorkloadSpec::from).collect(),
            policies: root.tables("policy").into_iter().map(PolicyTable::from).collect(),
            accounts: root.tables("account").into_iter().map(AccountSpec::from).collect(),
            holidays: root.tables("holiday").into_iter().map(HolidaySpec::from).collect(),
            qos: root.tables("qos").into_iter().map(QosSpec::from).collect(),
            limits: root.tables("limit").into_iter().map(LimitSpec::from).collect(),
            quotas: root.tables("quota").into_iter().map(QuotaSpec::from).collect(),
            licences: root.tables("licence").into_iter().map(LicenceSpec::from).collect(),
            links: root.tables("link").into_iter().map(LinkSpec::from).collect(),
            datasets: root.tables("dataset").into_iter().map(DatasetSpec::from).collect(),
            failures: root.tables("failure").into_iter().map(FailureSpec::from).collect(),
            preemption: root.tables("preemption").into_iter().next().map(PreemptionSpec::from),
            money: MoneySpec::of(&mut root),
            porting: root.tables("porting").into_iter().map(PortingSpec::from).collect(),
            plan: root.tables("plan").into_iter().next().map(PlanSpec::from),
            series_folder: None,
        }
    }
}

/// What the TOML parser says, with what it found; and where its own words mislead, better ones.
fn syntax_problem(message: &str, span: &Range<usize>, text: &str) -> (String, Option<String>) {
    let line_start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    let found = text[span.clone()].lines().next().unwrap_or_default().trim();
    if found.is_empty() && line.trim_end().ends_with('=') {
        return ("nothing stands after the `=`".into(), None);
    }
    if message == "duplicate key" && line.starts_with('[') && !line.starts_with("[[") {
        let help = format!("where several are allowed, write `[{}]`", line.trim_end());
        return (format!("there is a `{}` already", line.trim_end()), Some(help));
    }
    if found.is_empty() {
        return (message.into(), None);
    }
    let shortened: String = found.chars().take(40).collect();
    (format!("{message}, found `{shortened}`"), None)
}

impl From<Entry> for ScenarioSpec {
    fn from(mut entry: Entry) -> ScenarioSpec {
        ScenarioSpec {
            title: entry.text("title"),
            start: entry.date("start"),
            horizon_micros: entry.amount("horizon"),
            warm_up_micros: entry.amount("warm_up"),
            limit_checks_micros: entry.amount("limit_checks"),
            first_limit_check_micros: entry.amount("first_limit_check"),
            seed: entry.count("seed"),
            replications: entry.count("replications"),
        }
    }
}

impl From<Entry> for HardwareSpec {
    fn from(mut entry: Entry) -> HardwareSpec {
        HardwareSpec {
            name: entry.key.take().expect("a [hardware.NAME] is read with its name"),
            cores: entry.count("cores"),
            memory_bytes: entry.amount("memory"),
            accelerators: entry.count("accelerators"),
            accelerator: entry.text("accelerator"),
            fp16_mflops: entry.amount("fp16"),
            fp32_mflops: entry.amount("fp32"),
            fp64_mflops: entry.amount("fp64"),
            idle_milliwatts: entry.amount("idle"),
            busy_milliwatts: entry.amount("busy"),
            curve_milliwatts: entry.amounts("power_curve"),
        }
    }
}

impl From<Entry> for TenantsSpec {
    fn from(mut entry: Entry) -> TenantsSpec {
        TenantsSpec {
            name: entry.text("name"),
            title: entry.text("title"),
            count: entry.count("count"),
            count_at_first: entry.count("count_at_first"),
            all_by: entry.date("all_by"),
            members: entry.names("members"),
            zipf: entry.number("zipf"),
            weights: entry.weights("weights"),
            fair_shares: entry.count("fair_shares"),
            account: entry.text("account"),
            home: entry.text("home"),
        }
    }
}

impl From<Entry> for WorkloadSpec {
    fn from(mut entry: Entry) -> WorkloadSpec {
        WorkloadSpec {
            name: entry.text("name"),
            title: entry.text("title"),
            power: entry.amount("power"),
            origin_typed: ["application", "model", "log"].iter().any(|key| entry.has(key)),
            log: LogSpec::of(&mut entry),
            application: entry.text("application"),
            model: entry.text("model"),
            unit: entry.text("unit"),
            center: entry.text("center"),
            partition_typed: entry.has("partition"),
            partition: entry.text("partition"),
            tenants: entry.text("tenants"),
            demand_typed: DEMANDS.iter().any(|key| entry.has(key)),
            load: entry.amount("load"),
            jobs_per_day: entry.number("jobs_per_day"),
            unit_hours: UNIT_HOURS.map(|(unit, key)| (unit, key, entry.number(key))),
            growth_per_year: entry.amount("growth_per_year"),
            growth_per_month: entry.amount("growth_per_month"),
            months: entry.weights("months"),
            hours: entry.profile("hours"),
            weekdays: entry.profile("weekdays"),
            holidays: entry.text("holidays"),
            since: entry.date("since"),
            until: entry.date("until"),
            size_max: entry.count("size_max"),
            burst: entry.range("burst"),
            array: entry.range("array"),
            estimates: entry.text("estimates"),
            popular_estimates: entry.amounts("popular_estimates"),
            estimate_max_micros: entry.amount("estimate_max"),
            feedback: entry.text("feedback"),
            sessions: entry.tables("sessions").into_iter().next().map(SessionsSpec::from),
            ramp: entry.tables("ramp").into_iter().next().map(RampSpec::from),
            outcomes: entry.tables("outcomes").into_iter().next().map(OutcomesSpec::from),
            claim: ClassSpec::of(&mut entry),
            data: JobDataSpec::of(&mut entry),
            rule: JobRuleSpec::of(&mut entry),
            travel: TravelSpec::of(&mut entry),
            span: entry.span,
        }
    }
}

impl From<Entry> for SessionsSpec {
    fn from(mut entry: Entry) -> SessionsSpec {
        SessionsSpec {
            submissions: entry.number("submissions"),
            think_time_micros: entry.amount("think_time"),
            think_spread: entry.number("think_spread"),
            patience_micros: entry.amount("patience"),
            users: entry.count("users"),
            span: entry.span,
        }
    }
}

impl From<Entry> for HolidaySpec {
    fn from(mut entry: Entry) -> HolidaySpec {
        HolidaySpec {
            title: entry.text("title"),
            first: entry.date("first"),
            last: entry.date("last"),
            demand: entry.amount("demand"),
        }
    }
}
