//! Ledgers as a large scenario would leave them, made of plain arithmetic.

use super::synthetic::noise;
use suanli::ledger::{CenterLedger, EnergyUse, HourRow, Invoice, Ledger, PowerLedger};
use suanli::model::{CenterId, GroupId, TenantId, Time};

const HOURS: u64 = 365 * 24;

/// The ledger of a run: two centres, six groups.
pub(super) fn ledger(policy: usize, replication: u32) -> Ledger {
    let seed = policy as u64 * 1_000 + u64::from(replication);
    Ledger {
        centers: (0..2).map(|center| center_ledger(center, seed)).collect(),
        accounts: Vec::new(),
        invoices: (0..6).map(|group| invoice(group, seed)).collect(),
        months: Vec::new(),
        listed: Vec::new(),
    }
}

fn center_ledger(center: u16, seed: u64) -> CenterLedger {
    let scale = i128::from(1 + center) * 1_000_000_000_000;
    let part = |share: i128| scale * share / 100 + (noise(seed + share as u64) * 1e11) as i128;
    let uses = vec![
        (EnergyUse::Jobs, part(60)),
        (EnergyUse::Idle, part(18)),
        (EnergyUse::Service("storage".into()), part(6)),
        (EnergyUse::Service("network".into()), part(3)),
        (EnergyUse::Overhead, part(10)),
        (EnergyUse::Fixed, part(2)),
    ];
    let hour = |hour: u64| {
        let joules = (3.6e9 * (0.5 + 0.1 * noise(seed + hour)) * f64::from(1 + center)) as i128;
        HourRow {
            at: Time::from_secs(hour * 3_600),
            joules,
            node_joules: joules * 4 / 5,
            price: [432_900, 651_900, 849_000, 1_050_000][(hour % 24 / 6) as usize],
            fen: joules / 100_000,
            grams: joules / 6_000,
        }
    };
    let hours = (0..HOURS).map(hour).collect();
    let power = PowerLedger { uses, hours, months: Vec::new(), periods: Vec::new() };
    CenterLedger {
        center: CenterId(center),
        power: Some(power),
        capacity: [1_000; 2],
        delivered: [700; 2],
        lost: [10; 2],
        fixed: None,
    }
}

fn invoice(group: u16, seed: u64) -> Invoice {
    let list = (noise(seed + u64::from(group)) * 1e8) as i128 + 1_000_000;
    let [free, volume, discount, voucher] = [i128::from(group % 2) * list / 5, list / 20, list / 6, list / 9];
    Invoice {
        center: CenterId(0),
        tenant: TenantId(u32::from(group)),
        group: GroupId(group),
        month: 0,
        lines: Vec::new(),
        list,
        free,
        volume,
        discount,
        voucher,
        due: list - free - volume - discount - voucher,
    }
}
