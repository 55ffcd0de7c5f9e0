//! A past that nobody recorded: what a model generates, or nothing at all.

use super::past::{Past, Ran};
use crate::fit::{FittedSource, Length, Model};
use crate::model::Streams;

/// So many days of a model are enough to draw from.
const DAYS: u64 = 70;

impl Past {
    /// The past of a machine of which only a model is known: jobs that come and run as the model says. Its users are nobody in particular.
    #[must_use]
    pub fn of_model(model: &Model) -> Past {
        let days = DAYS.min(u64::from(model.days.max(1)));
        let source = FittedSource::new(model, Length::Days(days), Streams::new(model.seed, 0));
        let jobs = source.map(|fitted| {
            let request = fitted.job.request;
            Ran {
                job: request.id.0,
                submit: request.submit.as_secs(),
                start: None,
                run: fitted.job.work.as_secs(),
                size: request.shape.tasks,
                walltime: request.walltime.as_secs().max(1),
                user: None,
                queue: None,
            }
        });
        Past::of_jobs(&model.title, jobs.collect(), model.unit, model.machine)
    }

    /// Nothing is known.
    #[must_use]
    pub fn unknown() -> Past {
        Past::of_jobs("nothing", Vec::new(), crate::log::SizeUnit::default(), None)
    }
}
