//! How many jobs of a centre wait for what.

use crate::model::{Cause, CenterId, ClassId, Time};
use crate::record::{Fact, Observer, Record};
use serde::{Deserialize, Serialize};

/// How many jobs of each class wait for each cause, and how many were told of.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Levels {
    /// By class and cause.
    levels: Vec<[Level; Cause::ALL.len()]>,
    /// Which may have changed since they were told.
    touched: Vec<(ClassId, Cause)>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Level {
    jobs: u32,
    told: u32,
    is_touched: bool,
}

impl Levels {
    /// Counts so many jobs more, or fewer.
    pub(super) fn add(&mut self, class: ClassId, cause: Cause, jobs: i32) {
        let place = usize::from(class.0);
        if self.levels.len() <= place {
            self.levels.resize(place + 1, Default::default());
        }
        let level = &mut self.levels[place][cause as usize];
        level.jobs = level.jobs.checked_add_signed(jobs).expect("a job stops waiting only if it waited");
        if !level.is_touched {
            level.is_touched = true;
            self.touched.push((class, cause));
        }
    }

    /// Tells what has changed, by class and cause.
    pub(super) fn tell(&mut self, at: Time, center: CenterId, observer: &mut dyn Observer) {
        self.touched.sort_unstable();
        for (class, cause) in self.touched.drain(..) {
            let level = &mut self.levels[usize::from(class.0)][cause as usize];
            level.is_touched = false;
            if level.jobs != level.told {
                level.told = level.jobs;
                let fact = Fact::Waiting { class, cause, jobs: level.jobs };
                observer.observe(&Record { at, center, fact });
            }
        }
    }
}
