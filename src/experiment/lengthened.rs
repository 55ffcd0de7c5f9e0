//! Jobs whose requested time is longer by as much as they need for their checkpoints: users know what these cost.

use super::changed::Change;
use crate::model::{Center, Checkpoints, Job, Request, Span};
use crate::scenario::Scenario;
use crate::workload::recorded;

/// The checkpoints of each workload, where they cost time.
#[derive(Debug, Clone)]
pub(super) struct Costs {
    /// By class.
    checkpoints: Vec<Option<Checkpoints>>,
    centers: Vec<Center>,
}

impl Costs {
    /// Those of a scenario; nothing where no checkpoint costs any time. The times of logs hold what was needed already.
    pub(super) fn of(scenario: &Scenario) -> Option<Costs> {
        let costs = scenario.workloads.iter().enumerate().map(|(class, workload)| {
            let rules = &scenario.centers[usize::from(workload.center.0)].rules;
            let checkpoints = rules.classes.get(class)?.checkpoint.as_ref()?;
            let costly = checkpoints.write != Span::ZERO && recorded(workload).is_none();
            costly.then_some(*checkpoints)
        });
        let checkpoints: Vec<Option<Checkpoints>> = costs.collect();
        let any = checkpoints.iter().any(Option::is_some);
        any.then(|| Costs { checkpoints, centers: scenario.centers.clone() })
    }
}

impl Change for Costs {
    fn job(&self, job: Job) -> Job {
        let request = &job.request;
        let Some(Some(checkpoints)) = self.checkpoints.get(usize::from(request.class.0)) else { return job };
        let nodes = self.centers[usize::from(request.center.0)].nodes_for(request);
        let longer = |span: Span| checkpoints.pace(nodes, span, false).length();
        let (walltime, estimate) = (longer(request.walltime), longer(request.estimate));
        Job { request: Request { walltime, estimate, ..job.request }, ..job }
    }
}
