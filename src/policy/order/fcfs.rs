//! First come, first served: the order of submission.

use super::Order;

pub(super) const ENTRY: Order =
    Order { name: "fcfs", help: "First come, first served.", ranking: |_, _| 0, tenants: None };
