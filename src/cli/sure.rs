//! Runs that come before the answer: until it is sure enough, and to find the warm-up.

use super::{Failure, console};
use crate::experiment::{Comparison, Enough, Settings, Watch, compare_until, warm_up_of, widest};
use crate::report::span_words;
use crate::scenario::Scenario;
use crate::text::counted;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How sure the answer is to be.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct SureArgs {
    /// Go on with more replications until no mean wait of all jobs may be off by more than this share of it, as in 5%.
    #[arg(long, value_name = "SHARE", value_parser = share, conflicts_with = "save_every")]
    until_half_width: Option<f64>,
    /// Stop after so many replications all the same [default: 200].
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(2..=10_000), requires = "until_half_width")]
    max_replications: Option<u32>,
}

/// More replications are made only where somebody says so.
const REPLICATIONS_MOST: u32 = 200;

/// A share as people write it, `5%`, `5 %` or `0.05`, as far as it is a number.
pub(super) fn read_share(text: &str) -> Option<f64> {
    let (number, unit) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent.trim_end(), 100.0),
        None => (text.trim(), 1.0),
    };
    number.parse::<f64>().ok().map(|number| number / unit)
}

fn share(text: &str) -> Result<f64, String> {
    let read = read_share(text).filter(|share| 0.000_1 <= *share && *share <= 1.0);
    read.ok_or_else(|| format!("expected a share from 0.01% to 100%, such as 5% or 0.05, found `{text}`"))
}

/// Somebody who may say stop.
pub(super) struct Stoppable(pub(super) Arc<AtomicBool>);

impl Watch for Stoppable {
    fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl SureArgs {
    /// The scenario with as many replications as it takes, and the comparison that took them; as it was where nobody asks.
    pub(super) fn decided(
        &self,
        scenario: Scenario,
        settings: Settings,
        stop: &Arc<AtomicBool>,
    ) -> Result<(Scenario, Option<Comparison>), Failure> {
        let Some(half_width) = self.until_half_width else { return Ok((scenario, None)) };
        if scenario.is_of_logs_alone() {
            console::tell(
                "warning: --until-half-width: chance has no part in a log, so that each policy is run once",
            );
            return Ok((scenario, None));
        }
        let enough =
            Enough { half_width, replications_most: self.max_replications.unwrap_or(REPLICATIONS_MOST) };
        let watch = Stoppable(Arc::clone(stop));
        let comparison = compare_until(&scenario, enough, settings, &watch)?;
        let (runs, widest) = (comparison.scenario.replications, 100.0 * widest(&comparison));
        let runs_words = counted(u64::from(runs), "replication", "replications");
        if widest <= 100.0 * half_width {
            console::tell(&format!("{runs_words}: no mean wait may be off by more than {widest:.1} %"));
        } else {
            console::tell(&format!(
                "warning: after {runs_words}, which is the most (--max-replications), a mean wait may still be off by {widest:.1} %"
            ));
        }
        Ok((Scenario { replications: runs, ..scenario }, Some(comparison)))
    }
}

/// The scenario with a warm-up that was found.
pub(super) fn found_warm_up(
    scenario: Scenario,
    settings: Settings,
    stop: &Arc<AtomicBool>,
) -> Result<Scenario, Failure> {
    let found = warm_up_of(&scenario, settings, &Stoppable(Arc::clone(stop)))?;
    match found {
        Some(warm_up) => {
            console::tell(&format!("warm-up found (MSER-5): {}", span_words(warm_up)));
            Ok(Scenario { warm_up, ..scenario })
        }
        None => Err(Failure::unanswered(
            "--warm-up auto: within half of the time no centre or partition became steady; simulate longer (--horizon), or state a warm-up",
        )),
    }
}
