//! What stands on accounts, month by month.

use crate::model::{Unit, Whose};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose, and whether its jobs count by accelerators or by cores.
type Owner = (Whose, Unit);

/// Sums by account and month. The months of an account stand together, so that there are few accounts to search through.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Accounts<S>(BTreeMap<Owner, Vec<(u16, S)>>);

impl<S: Default> Accounts<S> {
    /// The sums of an account in a month, which are there from now on.
    pub(super) fn of(&mut self, whose: Whose, unit: Unit, month: u16) -> &mut S {
        let months = self.0.entry((whose, unit)).or_default();
        // What happens is mostly of the last month that was heard of.
        let after = months.iter().rposition(|(known, _)| *known <= month).map_or(0, |place| place + 1);
        let is_known = 0 < after && months[after - 1].0 == month;
        if !is_known {
            months.insert(after, (month, S::default()));
        }
        &mut months[if is_known { after - 1 } else { after }].1
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = ((Whose, Unit, u16), &S)> {
        self.0.iter().flat_map(|(&(whose, unit), months)| {
            months.iter().map(move |(month, sums)| ((whose, unit, *month), sums))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CenterId, ClassId, GroupId, PartitionId, PoolId, TenantId};

    #[test]
    fn months_of_an_account_stand_in_order() {
        let mut accounts = Accounts::<u32>::default();
        let whose = |tenant: u32| Whose {
            center: CenterId(0),
            pool: PoolId(0),
            partition: PartitionId(0),
            class: ClassId(0),
            group: GroupId(0),
            tenant: TenantId(tenant),
        };
        for (tenant, month, by) in [(1, 2, 1), (0, 3, 2), (1, 0, 4), (1, 2, 8), (1, 1, 16), (1, 3, 32)] {
            *accounts.of(whose(tenant), Unit::Cores, month) += by;
        }
        let all: Vec<(u32, u16, u32)> =
            accounts.iter().map(|((whose, _, month), sum)| (whose.tenant.0, month, *sum)).collect();
        assert_eq!(all, [(0, 3, 2), (1, 0, 4), (1, 1, 16), (1, 2, 9), (1, 3, 32)]);
    }
}
