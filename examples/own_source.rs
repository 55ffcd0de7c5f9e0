//! Jobs of one's own, from somebody who looks at the results: `cargo run --example own_source`.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use suanli::engine::Settings;
use suanli::experiment::Setup;
use suanli::model::{
    Center, CenterId, ClassId, Due, Ending, GroupId, Job, JobId, Outcome, PartitionId, Request, Shape,
    Source, SourceError, Span, TenantId, Time,
};
use suanli::policy::PolicySpec;
use suanli::record::{JobFact, Tape};

/// Somebody who submits a job, waits for it, and submits it again with twice the requested time when it was killed.
#[derive(Debug)]
struct Doubling {
    /// How long the job really takes.
    work: Span,
    walltime: Span,
    number: u64,
    /// When the next one is submitted; nothing while its user waits for the last one, or has what they want.
    next: Option<Time>,
}

impl Source for Doubling {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Ok(self.next)
    }

    fn take(&mut self) -> Job {
        let submit = self.next.take().expect("take is called only when next_submit gave a time");
        self.number += 1;
        let request = Request {
            id: JobId(self.number),
            submit,
            walltime: self.walltime,
            estimate: self.walltime,
            shape: Shape::processors(32),
            tenant: TenantId(0),
            group: GroupId(0),
            class: ClassId(0),
            center: CenterId(0),
            partition: PartitionId(0),
            due: Due::NEVER,
        };
        Job { request, work: self.work }
    }

    fn learn(&mut self, ending: &Ending) {
        if ending.outcome == Outcome::Killed {
            self.walltime = self.walltime + self.walltime;
            self.next = Some(ending.at + Span::MINUTE);
        }
    }
}

pub(crate) fn told() -> Result<String, Box<dyn Error>> {
    let (work, walltime) = (Span::from_secs(3 * 3_600), Span::HOUR);
    let mut jobs = Doubling { work, walltime, number: 0, next: Some(Time::ZERO) };

    let machine = Center::counted("machine", 64);
    let easy = PolicySpec::new("easy", "fcfs", "easy", "pack").map_err(|wrong| format!("{wrong:?}"))?;
    let mut tape = Tape::default();
    Setup::of_machine(&machine, &easy, Settings::default()).simulate(&mut jobs, &mut tape)?;

    let mut text = String::new();
    for entry in &tape.entries {
        if let Some((request, JobFact::Ended { start, end, .. })) = entry.event.job() {
            writeln!(text, "job {}: {end:?} at {} after {}", request.id, entry.at, entry.at.since(*start))?;
        }
    }
    Ok(text)
}

fn main() -> Result<(), Box<dyn Error>> {
    Ok(std::io::stdout().write_all(told()?.as_bytes())?)
}
