//! What a file says of the ledger, as it is typed.

use std::ops::Range;

use jiff::civil::DateTime;

use super::read::{At, Entry};

/// A list of names, each with its place.
pub(super) type Listed = Option<At<Vec<At<String>>>>;

#[derive(Debug)]
pub(super) struct PowerSpec {
    pub(super) span: Range<usize>,
    /// Storage, network and service, in milliwatts.
    pub(super) services: [(&'static str, Option<At<i64>>); 3],
    pub(super) pue: Option<At<f64>>,
    pub(super) overhead: Option<At<i64>>,
    pub(super) overhead_by_month: Option<At<Vec<f64>>>,
    pub(super) fixed_milliwatts: Option<At<i64>>,
    pub(super) cap_milliwatts: Option<At<i64>>,
    pub(super) slowest: Option<At<i64>>,
    pub(super) speed_step: Option<At<i64>>,
    pub(super) speed_exponent: Option<At<f64>>,
    pub(super) pue_limit: Option<At<f64>>,
    pub(super) pue_penalty: Option<At<f64>>,
    pub(super) pue_penalty_twice: Option<At<f64>>,
    pub(super) tariff: Option<At<String>>,
    pub(super) carbon: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct SleepSpec {
    pub(super) span: Range<usize>,
    pub(super) after_micros: Option<At<i64>>,
    pub(super) wake_micros: Option<At<i64>>,
    pub(super) awake: Option<At<u64>>,
    pub(super) milliwatts: Option<At<i64>>,
    pub(super) wake_milliwatts: Option<At<i64>>,
}

#[derive(Debug)]
pub(super) struct CostSpec {
    pub(super) capital: Option<At<f64>>,
    pub(super) years: Option<At<f64>>,
    pub(super) staff: Option<At<f64>>,
    pub(super) other: Option<At<f64>>,
}

/// A series of values from a file.
#[derive(Debug)]
pub(super) struct SeriesSpec {
    pub(super) file: Option<At<String>>,
    pub(super) column: Option<At<String>>,
    pub(super) factor: Option<At<f64>>,
    pub(super) begins: Option<At<DateTime>>,
}

#[derive(Debug)]
pub(super) struct TariffSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) demand: Option<At<f64>>,
    pub(super) periods: Vec<TariffPeriodSpec>,
    pub(super) series: SeriesSpec,
}

#[derive(Debug)]
pub(super) struct TariffPeriodSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) price: Option<At<f64>>,
    pub(super) hours: Listed,
    pub(super) months: Listed,
    /// Whether `months` is in the file, be it right or wrong.
    pub(super) months_typed: bool,
}

#[derive(Debug)]
pub(super) struct CarbonSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) grams: Option<At<f64>>,
    pub(super) series: SeriesSpec,
}

#[derive(Debug)]
pub(super) struct PriceSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) center: Option<At<String>>,
    pub(super) partitions: Listed,
    pub(super) hardware: Listed,
    pub(super) workloads: Listed,
    pub(super) qos: Listed,
    pub(super) tenants: Listed,
    /// For an accelerator, a core, a GiB and a node.
    pub(super) prices: [Option<At<f64>>; 4],
    /// Whether one of these is in the file, be it right or wrong.
    pub(super) price_typed: bool,
    pub(super) weigh: Option<At<String>>,
    pub(super) hours: Option<At<Vec<f64>>>,
}

#[derive(Debug)]
pub(super) struct FreeSpec {
    pub(super) span: Range<usize>,
    pub(super) tenants: Listed,
    pub(super) accelerator_hours: Option<At<u64>>,
    pub(super) core_hours: Option<At<u64>>,
}

#[derive(Debug)]
pub(super) struct VolumeSpec {
    pub(super) span: Range<usize>,
    pub(super) tenants: Listed,
    pub(super) below: Option<At<Vec<i64>>>,
    pub(super) off: Option<At<Vec<i64>>>,
}

#[derive(Debug)]
pub(super) struct DiscountSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) tenants: Listed,
    pub(super) off: Option<At<i64>>,
}

#[derive(Debug)]
pub(super) struct VoucherSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) tenants: Listed,
    pub(super) share: Option<At<i64>>,
    pub(super) cap: Option<At<f64>>,
    pub(super) budget: Option<At<f64>>,
}

/// Everything about tariffs and money that stands in tables of its own.
#[derive(Debug)]
pub(super) struct MoneySpec {
    pub(super) tariffs: Vec<TariffSpec>,
    pub(super) carbon: Vec<CarbonSpec>,
    pub(super) prices: Vec<PriceSpec>,
    pub(super) free: Vec<FreeSpec>,
    pub(super) volumes: Vec<VolumeSpec>,
    pub(super) discounts: Vec<DiscountSpec>,
    pub(super) vouchers: Vec<VoucherSpec>,
    pub(super) charge_lost: Option<At<bool>>,
}

impl MoneySpec {
    /// What the file says.
    pub(super) fn of(root: &mut Entry) -> MoneySpec {
        let billing = root.tables("billing").into_iter().next();
        MoneySpec {
            tariffs: root.tables("tariff").into_iter().map(TariffSpec::from).collect(),
            carbon: root.tables("carbon").into_iter().map(CarbonSpec::from).collect(),
            prices: root.tables("price").into_iter().map(PriceSpec::from).collect(),
            free: root.tables("free").into_iter().map(FreeSpec::from).collect(),
            volumes: root.tables("volume").into_iter().map(VolumeSpec::from).collect(),
            discounts: root.tables("discount").into_iter().map(DiscountSpec::from).collect(),
            vouchers: root.tables("voucher").into_iter().map(VoucherSpec::from).collect(),
            charge_lost: billing.and_then(|mut billing| billing.truth("charge_lost")),
        }
    }
}

impl From<Entry> for PowerSpec {
    fn from(mut entry: Entry) -> PowerSpec {
        PowerSpec {
            services: ["storage", "network", "service"].map(|key| (key, entry.amount(key))),
            pue: entry.number("pue"),
            overhead: entry.amount("overhead"),
            overhead_by_month: entry.weights("overhead_by_month"),
            fixed_milliwatts: entry.amount("fixed"),
            cap_milliwatts: entry.amount("cap"),
            slowest: entry.amount("slowest"),
            speed_step: entry.amount("speed_step"),
            speed_exponent: entry.number("speed_exponent"),
            pue_limit: entry.number("pue_limit"),
            pue_penalty: entry.number("pue_penalty"),
            pue_penalty_twice: entry.number("pue_penalty_above_twice"),
            tariff: entry.text("tariff"),
            carbon: entry.text("carbon"),
            span: entry.span,
        }
    }
}

impl From<Entry> for SleepSpec {
    fn from(mut entry: Entry) -> SleepSpec {
        SleepSpec {
            after_micros: entry.amount("after"),
            wake_micros: entry.amount("wake_time"),
            awake: entry.count("awake"),
            milliwatts: entry.amount("power"),
            wake_milliwatts: entry.amount("wake_power"),
            span: entry.span,
        }
    }
}

impl From<Entry> for CostSpec {
    fn from(mut entry: Entry) -> CostSpec {
        CostSpec {
            capital: entry.number("capital"),
            years: entry.number("years"),
            staff: entry.number("staff"),
            other: entry.number("other"),
        }
    }
}

impl From<Entry> for TariffSpec {
    fn from(mut entry: Entry) -> TariffSpec {
        TariffSpec {
            name: entry.text("name"),
            demand: entry.number("demand"),
            periods: entry.tables("period").into_iter().map(TariffPeriodSpec::from).collect(),
            series: SeriesSpec {
                file: entry.text("series"),
                column: entry.text("column"),
                factor: entry.number("factor"),
                begins: entry.date("begins"),
            },
            span: entry.span,
        }
    }
}

impl From<Entry> for TariffPeriodSpec {
    fn from(mut entry: Entry) -> TariffPeriodSpec {
        TariffPeriodSpec {
            name: entry.text("name"),
            price: entry.number("price"),
            hours: entry.names("hours"),
            months_typed: entry.has("months"),
            months: entry.names("months"),
            span: entry.span,
        }
    }
}

impl From<Entry> for CarbonSpec {
    fn from(mut entry: Entry) -> CarbonSpec {
        CarbonSpec {
            name: entry.text("name"),
            grams: entry.number("grams"),
            series: SeriesSpec {
                file: entry.text("series"),
                column: entry.text("column"),
                factor: None,
                begins: entry.date("begins"),
            },
            span: entry.span,
        }
    }
}

impl From<Entry> for PriceSpec {
    fn from(mut entry: Entry) -> PriceSpec {
        const PRICES: [&str; 4] = ["accelerator_hour", "core_hour", "gib_hour", "node_hour"];
        PriceSpec {
            name: entry.text("name"),
            center: entry.text("center"),
            partitions: entry.names("partitions"),
            hardware: entry.names("hardware"),
            workloads: entry.names("workloads"),
            qos: entry.names("qos"),
            tenants: entry.names("tenants"),
            price_typed: PRICES.iter().any(|key| entry.has(key)),
            prices: PRICES.map(|key| entry.number(key)),
            weigh: entry.text("weigh"),
            hours: entry.weights("hours"),
            span: entry.span,
        }
    }
}

impl From<Entry> for FreeSpec {
    fn from(mut entry: Entry) -> FreeSpec {
        FreeSpec {
            tenants: entry.names("tenants"),
            accelerator_hours: entry.count("accelerator_hours"),
            core_hours: entry.count("core_hours"),
            span: entry.span,
        }
    }
}

impl From<Entry> for VolumeSpec {
    fn from(mut entry: Entry) -> VolumeSpec {
        VolumeSpec {
            tenants: entry.names("tenants"),
            below: entry.amounts("below"),
            off: entry.amounts("off"),
            span: entry.span,
        }
    }
}

impl From<Entry> for DiscountSpec {
    fn from(mut entry: Entry) -> DiscountSpec {
        DiscountSpec {
            name: entry.text("name"),
            tenants: entry.names("tenants"),
            off: entry.amount("off"),
            span: entry.span,
        }
    }
}

impl From<Entry> for VoucherSpec {
    fn from(mut entry: Entry) -> VoucherSpec {
        VoucherSpec {
            name: entry.text("name"),
            tenants: entry.names("tenants"),
            share: entry.amount("share"),
            cap: entry.number("cap"),
            budget: entry.number("budget"),
            span: entry.span,
        }
    }
}
