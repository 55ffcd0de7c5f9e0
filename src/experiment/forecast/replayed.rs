//! The past as it would have been under a policy: the same jobs, with the starts that a simulation gives them.

use super::coming::Wish;
use super::past::{Past, Ran};
use crate::engine::{AtWalltime, Settings};
use crate::experiment::Setup;
use crate::model::{Center, Job, PartitionId, Shape, Time};
use crate::policy::PolicySpec;
use crate::record::{Fact, JobFact, Observer, Record};

impl Past {
    /// The same jobs with the starts of a simulation on a machine of this size; jobs that do not fit are left out.
    #[must_use]
    pub fn replayed(&self, policy: &PolicySpec, machine: u32) -> Past {
        let jobs: Vec<_> = self.jobs.iter().filter(|job| job.size <= machine).copied().collect();
        let wish = |(job, number): (&Ran, u64)| -> Job {
            let wish = Wish {
                number,
                submit: Time::from_secs(job.submit),
                walltime: job.walltime,
                shape: Shape::processors(job.size),
                partition: PartitionId(0),
                user: job.user,
            };
            wish.job(job.run)
        };
        let mut source = jobs.iter().zip(0..).map(wish).peekable();
        let mut starts = Starts(vec![None; jobs.len()]);
        let settings = Settings { at_walltime: AtWalltime::RunOn, ..Settings::default() };
        let center = Center::counted("machine", machine);
        Setup::of_machine(&center, policy, settings)
            .simulate(&mut source, &mut starts)
            .expect("jobs at hand can be given");
        let started = jobs.into_iter().zip(starts.0);
        self.with_jobs(started.map(|(job, start)| Ran { start, ..job }).collect())
    }
}

/// When each job starts, in seconds.
struct Starts(Vec<Option<u64>>);

impl Observer for Starts {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        if let JobFact::Started { .. } = fact {
            let place = usize::try_from(request.id.0).expect("it is the place of a job");
            self.0[place] = Some(record.at.as_secs());
        }
    }
}
