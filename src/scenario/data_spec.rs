//! What a file says of data, as it is typed: links, datasets, stores, and what jobs need.

use jiff::civil::DateTime;

use super::read::{At, Entry};

#[derive(Debug)]
pub(super) struct LinkSpec {
    pub(super) name: Option<At<String>>,
    pub(super) from: Option<At<String>>,
    pub(super) to: Option<At<String>>,
    pub(super) bytes_per_sec: Option<At<i64>>,
    pub(super) rtt_micros: Option<At<i64>>,
    /// Yuan for a gigabyte.
    pub(super) price: Option<At<f64>>,
    /// In millionths of a percent.
    pub(super) efficiency: Option<At<i64>>,
    pub(super) transfer_most: Option<At<i64>>,
    /// In millionths of a percent.
    pub(super) crowding: Option<At<i64>>,
    pub(super) shared: Option<At<bool>>,
    pub(super) up_micros: Option<At<i64>>,
    pub(super) down_micros: Option<At<i64>>,
    /// Where one of the two stands, be it right or wrong.
    pub(super) fails_typed: [bool; 2],
    pub(super) outages: Vec<LinkOutageSpec>,
}

#[derive(Debug)]
pub(super) struct LinkOutageSpec {
    pub(super) from: Option<At<DateTime>>,
    pub(super) until: Option<At<DateTime>>,
}

#[derive(Debug)]
pub(super) struct DatasetSpec {
    pub(super) name: Option<At<String>>,
    pub(super) bytes: Option<At<i64>>,
    pub(super) at: Option<At<Vec<At<String>>>>,
    pub(super) count: Option<At<u64>>,
    pub(super) zipf: Option<At<f64>>,
}

#[derive(Debug)]
pub(super) struct StoreSpec {
    pub(super) bytes: Option<At<i64>>,
    pub(super) evict: Option<At<String>>,
}

/// The data of the jobs of a workload.
#[derive(Debug)]
pub(super) struct JobDataSpec {
    pub(super) inputs: Option<At<Vec<At<String>>>>,
    pub(super) output_bytes: Option<At<i64>>,
    /// Whether `output` is in the file, be it right or wrong.
    pub(super) output_typed: bool,
    pub(super) output_to: Option<At<String>>,
}

impl From<Entry> for LinkSpec {
    fn from(mut entry: Entry) -> LinkSpec {
        LinkSpec {
            name: entry.text("name"),
            from: entry.text("from"),
            to: entry.text("to"),
            bytes_per_sec: entry.amount("bandwidth"),
            rtt_micros: entry.amount("rtt"),
            price: entry.number("price"),
            efficiency: entry.amount("efficiency"),
            transfer_most: entry.amount("per_transfer"),
            crowding: entry.amount("crowding"),
            shared: entry.truth("shared"),
            fails_typed: [entry.has("time_between_failures"), entry.has("repair_time")],
            up_micros: entry.amount("time_between_failures"),
            down_micros: entry.amount("repair_time"),
            outages: entry.tables("outage").into_iter().map(LinkOutageSpec::from).collect(),
        }
    }
}

impl From<Entry> for LinkOutageSpec {
    fn from(mut entry: Entry) -> LinkOutageSpec {
        LinkOutageSpec { from: entry.date("from"), until: entry.date("until") }
    }
}

impl From<Entry> for DatasetSpec {
    fn from(mut entry: Entry) -> DatasetSpec {
        DatasetSpec {
            name: entry.text("name"),
            bytes: entry.amount("size"),
            at: entry.names("at"),
            count: entry.count("count"),
            zipf: entry.number("zipf"),
        }
    }
}

impl From<Entry> for StoreSpec {
    fn from(mut entry: Entry) -> StoreSpec {
        StoreSpec { bytes: entry.amount("size"), evict: entry.text("evict") }
    }
}

impl JobDataSpec {
    pub(super) fn of(entry: &mut Entry) -> JobDataSpec {
        JobDataSpec {
            inputs: entry.names("inputs"),
            output_typed: entry.has("output"),
            output_bytes: entry.amount("output"),
            output_to: entry.text("output_to"),
        }
    }
}
