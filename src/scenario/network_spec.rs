//! What a file says of centres as one network, as it is typed.

use std::ops::Range;

use super::read::{At, Entry};

/// Where a centre lies, and to which it sends what it cannot start soon.
#[derive(Debug)]
pub(super) struct SiteSpec {
    pub(super) latitude: Option<At<f64>>,
    pub(super) longitude: Option<At<f64>>,
    /// Whether one of these two is in the file and wrong in itself.
    pub(super) is_misread: bool,
    pub(super) spills_to: Option<At<String>>,
}

/// Where else the jobs of a workload may run.
#[derive(Debug)]
pub(super) struct TravelSpec {
    pub(super) travels: Option<At<bool>>,
    pub(super) software: Option<At<String>>,
    pub(super) precision: Option<At<String>>,
    pub(super) data_at: Option<At<String>>,
    pub(super) round_trip_most_micros: Option<At<i64>>,
    pub(super) elsewhere: Vec<ElsewhereSpec>,
}

/// One place elsewhere.
#[derive(Debug)]
pub(super) struct ElsewhereSpec {
    pub(super) span: Range<usize>,
    pub(super) center: Option<At<String>>,
    pub(super) partition: Option<At<String>>,
    pub(super) speed: Option<At<f64>>,
}

/// How well software runs on hardware.
#[derive(Debug)]
pub(super) struct PortingSpec {
    pub(super) software: Option<At<String>>,
    pub(super) hardware: Option<At<String>>,
    /// In millionths of a percent.
    pub(super) efficiency: Option<At<i64>>,
}

/// Which router a policy has.
#[derive(Debug)]
pub(super) struct RouterSpec {
    pub(super) router: Option<At<String>>,
    pub(super) refresh_micros: Option<At<i64>>,
}

impl SiteSpec {
    pub(super) fn of(entry: &mut Entry) -> SiteSpec {
        let (latitude, longitude) = (entry.number("latitude"), entry.number("longitude"));
        SiteSpec {
            is_misread: (entry.has("latitude") && latitude.is_none())
                || (entry.has("longitude") && longitude.is_none()),
            latitude,
            longitude,
            spills_to: entry.text("spills_to"),
        }
    }
}

impl TravelSpec {
    pub(super) fn of(entry: &mut Entry) -> TravelSpec {
        TravelSpec {
            travels: entry.truth("travels"),
            software: entry.text("software"),
            precision: entry.text("precision"),
            data_at: entry.text("data_at"),
            round_trip_most_micros: entry.amount("max_round_trip"),
            elsewhere: entry.tables("elsewhere").into_iter().map(ElsewhereSpec::from).collect(),
        }
    }

    /// Whether any of its jobs may leave home.
    pub(super) fn may_leave(&self) -> bool {
        self.travels.as_ref().is_some_and(|travels| travels.value) || !self.elsewhere.is_empty()
    }
}

impl From<Entry> for ElsewhereSpec {
    fn from(mut entry: Entry) -> ElsewhereSpec {
        ElsewhereSpec {
            center: entry.text("center"),
            partition: entry.text("partition"),
            speed: entry.number("speed"),
            span: entry.span,
        }
    }
}

impl From<Entry> for PortingSpec {
    fn from(mut entry: Entry) -> PortingSpec {
        PortingSpec {
            software: entry.text("software"),
            hardware: entry.text("hardware"),
            efficiency: entry.amount("efficiency"),
        }
    }
}

impl RouterSpec {
    pub(super) fn of(entry: &mut Entry) -> RouterSpec {
        RouterSpec { router: entry.text("router"), refresh_micros: entry.amount("refresh") }
    }
}
