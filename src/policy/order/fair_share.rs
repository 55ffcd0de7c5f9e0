//! Fair share: the tenant who used least of late, measured against his shares, stands first.

use super::{Order, Rule};

pub(super) const ENTRY: Order = Order {
    name: "fair-share",
    help: "The tenant who used least of late first (usage per share, half-life 7 days); his jobs by submission.",
    parameter: None,
    rule: |_| Ok(Rule::Tenants),
};
