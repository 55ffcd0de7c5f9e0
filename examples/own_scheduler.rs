//! A scheduler of one's own beside `easy`, over the same jobs, with confidence intervals: `cargo run --example own_scheduler`.

use std::error::Error;
use std::io::Write;
use suanli::experiment::{Contender, Settings, compare_contenders, source_of};
use suanli::model::{Center, Span};
use suanli::policy::{Desk, Scheduler};
use suanli::report::comparison_text;

/// First come, first served, but short jobs may overtake the head of the queue where they will be gone before it can start.
#[derive(Debug, Clone)]
struct ShortJobsPass {
    longest: Span,
}

impl Scheduler for ShortJobsPass {
    fn schedule(&mut self, desk: &mut Desk<'_>) {
        while let Some(head) = desk.first_waiting() {
            if desk.start_where_it_fits(head) {
                continue;
            }
            let Some(start) = desk.earliest_start(head) else { return };
            for waiting in desk.waiting() {
                let walltime = desk.request(waiting).walltime;
                if waiting != head && walltime <= self.longest && desk.now() + walltime <= start {
                    desk.start_where_it_fits(waiting);
                }
            }
            return;
        }
    }
}

pub(crate) fn compared() -> Result<String, Box<dyn Error>> {
    let mut scenario = suanli::scenario::parse("smoke", include_str!("../scenarios/smoke.toml"))?;
    scenario.replications = 3;

    let easy = scenario.policies.iter().find(|policy| policy.name == "easy").ok_or("the scenario has it")?;
    let of_an_hour = |_: &Center| -> Box<dyn Scheduler> { Box::new(ShortJobsPass { longest: Span::HOUR }) };
    let contenders = [Contender::from(easy.clone()), Contender::own("short jobs pass", of_an_hour)];

    let settings = Settings { threads: 2, ..Settings::default() };
    let comparison = compare_contenders(&scenario, &contenders, &source_of, settings, &())?;
    Ok(comparison_text(&comparison))
}

fn main() -> Result<(), Box<dyn Error>> {
    Ok(std::io::stdout().write_all(compared()?.as_bytes())?)
}
