//! Prices, free hours, discounts and vouchers: names are found, and lists compared.

use super::super::super::ledger_spec::{Listed, MoneySpec, PriceSpec, VolumeSpec};
use super::super::super::problem::{Problems, suggestion};
use super::super::super::read::At;
use super::super::super::spec::Spec;
use super::super::names::Names;
use super::amounts::{fen, micro};
use crate::ledger::{About, Discount, FreeHours, Money, Price, Volume, Voucher, Weighing};
use crate::model::{Center, CenterId, GroupId};

/// Prices and deductions, as far as nothing is wrong with them.
pub(super) fn money(
    spec: &Spec,
    names: &Names,
    centers: &[Option<Center>],
    problems: &mut Problems<'_>,
) -> Money {
    let typed = &spec.money;
    note_without_prices(typed, problems);
    let mut prices: Vec<Price> = Vec::new();
    for price in &typed.prices {
        let Some(made) = one_price(price, spec, (names, centers), problems) else { continue };
        if prices.iter().any(|other| other.name == made.name)
            && let Some(name) = &price.name
        {
            problems.add(&name.span, format!("there is a price `{}` already", name.value), None);
        }
        prices.push(made);
    }
    let mut groups = |tenants: &Listed| groups_of(tenants, names, problems);
    let free = typed.free.iter().map(|free| FreeHours {
        groups: groups(&free.tenants),
        accelerator_hours: free.accelerator_hours.as_ref().map_or(0, |hours| hours.value),
        core_hours: free.core_hours.as_ref().map_or(0, |hours| hours.value),
    });
    let free = free.collect();
    let discounts = typed.discounts.iter().map(|discount| Discount {
        name: name_of(discount.name.as_ref()),
        groups: groups(&discount.tenants),
        off: discount.off.as_ref().map_or(0, |off| ten_thousandths(off.value)),
    });
    let discounts = discounts.collect();
    let vouchers = typed.vouchers.iter().map(|voucher| Voucher {
        name: name_of(voucher.name.as_ref()),
        groups: groups(&voucher.tenants),
        share: voucher.share.as_ref().map_or(0, |share| ten_thousandths(share.value)),
        tenant_cap: voucher.cap.as_ref().map(|cap| fen(Some(cap))),
        budget: voucher.budget.as_ref().map(|budget| fen(Some(budget))),
    });
    let vouchers = vouchers.collect();
    let volumes = typed.volumes.iter().map(|volume| one_volume(volume, names, problems)).collect();
    let lost_is_billed = typed.charge_lost.as_ref().is_some_and(|at| at.value);
    Money { prices, free, volumes, discounts, vouchers, lost_is_billed }
}

/// Notes what only has a meaning where something is charged.
fn note_without_prices(typed: &MoneySpec, problems: &mut Problems<'_>) {
    if !typed.prices.is_empty() {
        return;
    }
    let spans = [
        ("`[[free]]`", typed.free.first().map(|one| &one.span)),
        ("`[[volume]]`", typed.volumes.first().map(|one| &one.span)),
        ("`[[discount]]`", typed.discounts.first().map(|one| &one.span)),
        ("`[[voucher]]`", typed.vouchers.first().map(|one| &one.span)),
        ("`charge_lost`", typed.charge_lost.as_ref().map(|at| &at.span)),
    ];
    for (what, span) in spans {
        if let Some(span) = span {
            let help = Some("say what jobs cost with a `[[price]]`".into());
            problems.add(span, format!("{what}: there are no prices"), help);
        }
    }
}

fn one_price(
    typed: &PriceSpec,
    spec: &Spec,
    (names, centers): (&Names, &[Option<Center>]),
    problems: &mut Problems<'_>,
) -> Option<Price> {
    if !typed.price_typed {
        let help = Some("say it, for example with `accelerator_hour = 6`".into());
        problems.add(&typed.span, "`[[price]]` says no price", help);
    }
    let noted = problems.count();
    let places: Vec<usize> = match &typed.center {
        Some(center) => names.centers.find(center, problems).into_iter().collect(),
        None => (0..spec.centers.len()).collect(),
    };
    let partitions = names.partitions_in(&places, typed.partitions.as_ref(), problems);
    note_hardware(typed.hardware.as_ref(), centers, problems);
    let about = About {
        centers: match typed.center {
            Some(_) => places.iter().map(|place| CenterId(*place as u16)).collect(),
            None => Vec::new(),
        },
        partitions: places
            .iter()
            .zip(&partitions)
            .flat_map(|(place, ids)| ids.iter().flatten().map(|id| (CenterId(*place as u16), *id)))
            .collect(),
        hardware: typed
            .hardware
            .iter()
            .flat_map(|list| list.value.iter().map(|at| at.value.clone()))
            .collect(),
        classes: typed
            .workloads
            .as_ref()
            .and_then(|list| names.classes_of(list, problems))
            .unwrap_or_default(),
        qos: typed.qos.as_ref().and_then(|list| names.qualities(list, problems)).unwrap_or_default(),
        groups: groups_of(&typed.tenants, names, problems),
    };
    let hours = hours(typed.hours.as_ref(), problems);
    let [accelerator, core, gib, node] = [0, 1, 2, 3].map(|place: usize| micro(typed.prices[place].as_ref()));
    let dearest = typed.weigh.as_ref().is_some_and(|weigh| weigh.value == "dearest");
    let weighing = if dearest { Weighing::Dearest } else { Weighing::Sum };
    let name = typed.name.as_ref()?.value.clone();
    let price = Price { name, about, accelerator, core, gib, node, weighing, hours };
    (noted == problems.count()).then_some(price)
}

/// Notes kinds of nodes that no centre has.
fn note_hardware(
    typed: Option<&At<Vec<At<String>>>>,
    centers: &[Option<Center>],
    problems: &mut Problems<'_>,
) {
    if centers.iter().any(Option::is_none) {
        return;
    }
    let pools = centers.iter().flatten().flat_map(|center| &center.pools);
    let known: Vec<&str> = pools.map(|pool| pool.node_type.name.as_str()).collect();
    for name in typed.iter().flat_map(|list| &list.value) {
        if !known.contains(&name.value.as_str()) {
            let message = format!("no partition has hardware `{}`", name.value);
            problems.add(&name.span, message, suggestion(&name.value, &known));
        }
    }
}

fn hours(typed: Option<&At<Vec<f64>>>, problems: &mut Problems<'_>) -> [u32; 24] {
    let Some(typed) = typed else { return [1_000; 24] };
    if typed.value.len() != 24 {
        let message = format!("hours: expected 24 factors, one for each hour, found {}", typed.value.len());
        problems.add(&typed.span, message, None);
        return [1_000; 24];
    }
    if typed.value.iter().any(|factor| 1_000.0 < *factor) {
        problems.add(&typed.span, "hours: no factor is above 1,000", None);
        return [1_000; 24];
    }
    std::array::from_fn(|hour| (typed.value[hour] * 1e3).round() as u32)
}

fn one_volume(typed: &VolumeSpec, names: &Names, problems: &mut Problems<'_>) -> Volume {
    let groups = groups_of(&typed.tenants, names, problems);
    let (Some(below), Some(off)) = (&typed.below, &typed.off) else {
        return Volume { groups, steps: Vec::new() };
    };
    if below.value.len() != off.value.len() {
        let message = format!(
            "off: expected {} shares, one for each of `below`, found {}",
            below.value.len(),
            off.value.len()
        );
        problems.add(&off.span, message, None);
    }
    if below.value.windows(2).any(|two| two[1] <= two[0]) {
        problems.add(&below.span, "below: the shares must ascend", None);
    }
    let steps = below.value.iter().zip(&off.value);
    let steps = steps.map(|(below, off)| (ten_thousandths(*below), ten_thousandths(*off))).collect();
    Volume { groups, steps }
}

fn groups_of(tenants: &Listed, names: &Names, problems: &mut Problems<'_>) -> Vec<GroupId> {
    tenants.as_ref().and_then(|tenants| names.groups_of(tenants, problems)).unwrap_or_default()
}

fn name_of(name: Option<&At<String>>) -> String {
    name.map_or_else(String::new, |name| name.value.clone())
}

/// Millionths of a percent as ten-thousandths of one.
const fn ten_thousandths(millionths_of_percent: i64) -> u32 {
    (millionths_of_percent / 10_000) as u32
}
