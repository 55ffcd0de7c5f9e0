//! Links, transfers and the data of jobs.

mod audited;
mod bad_input;
mod hand;
mod plain;
mod routed;
mod shares;
mod transfers;

use suanli::model::{CenterId, Link, LinkFailures, Span, Wan};

/// A link of so many bytes a second and no distance.
fn link(name: &str, ends: (u16, u16), bytes_per_sec: u64) -> Link {
    Link {
        name: name.into(),
        ends: (CenterId(ends.0), CenterId(ends.1)),
        bytes_per_sec,
        rtt: Span::ZERO,
        price_per_gb: 0,
        transfer_most: None,
        lost_per_transfer: 0,
        is_shared: true,
        failures: LinkFailures::default(),
    }
}

fn network(links: Vec<Link>) -> Wan {
    Wan { links, ..Wan::default() }
}
