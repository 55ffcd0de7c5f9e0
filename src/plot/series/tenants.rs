//! The dominant shares of tenants over time.

use super::table::Series;
use crate::experiment::Comparison;
use crate::metrics::Dominance;
use crate::text::csv_cell;

/// The dominant shares of tenants by policy; a row without a tenant is the sum of all others.
pub(in crate::plot) fn dominance_series(
    comparison: &Comparison,
    all: &[Option<&Dominance>],
    begin_secs: impl Fn(&Dominance, usize) -> f64,
) -> Series {
    let mut series = Series::new("policy,tenant,from_secs,to_secs,dominant_share");
    for (spec, shares) in comparison.scenario.policies.iter().zip(all) {
        let Some(shares) = shares else { continue };
        let policy = csv_cell(&spec.name);
        let named = shares.tenants.iter().map(|(tenant, line)| {
            let known = comparison.scenario.tenants.get(tenant.0 as usize);
            (known.map_or_else(|| tenant.0.to_string(), |known| csv_cell(&known.name)), line)
        });
        let others = (0 < shares.other_count).then(|| (String::new(), &shares.others));
        for (tenant, line) in named.chain(others) {
            for (bin, share) in line.iter().enumerate() {
                let (from, to) = (begin_secs(shares, bin), begin_secs(shares, bin + 1));
                series.row(&[&policy, &tenant, &from, &to, share]);
            }
        }
    }
    series
}
