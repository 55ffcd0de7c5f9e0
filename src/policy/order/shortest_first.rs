//! Shortest first: by the requested time (SJF, or SPF with estimates).

use super::Order;

pub(super) const ENTRY: Order = Order {
    name: "shortest-first",
    help: "The shortest requested time first.",
    ranking: |request, _| request.walltime.as_micros(),
    tenants: None,
};
