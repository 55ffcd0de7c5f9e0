//! What a pass finds of the order that the one before it left.

use serde::{Deserialize, Serialize};

/// What has become of the order of those who waited already when the scheduler was last asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::policy) enum Order {
    /// Nobody has changed places.
    Kept,
    /// Tenants may have, and their jobs with them.
    OfTenants,
    /// Anybody may have.
    New,
}
