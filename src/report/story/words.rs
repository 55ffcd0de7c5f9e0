//! How a story calls jobs, sizes, places and times.

use super::names::{Moment, StoryNames};
use crate::model::{Cause, Center, Layout, Nodes, Piece, Request, Span, TenantId, Time};
use crate::report::number::{duration_words, grouped};
use crate::text::counted;

impl StoryNames<'_> {
    pub(super) fn moment(
        &self,
        order: (Time, u8),
        what: String,
        cause: Option<Cause>,
        details: Vec<String>,
    ) -> Moment {
        let secs = order.0.since(Time::ZERO).as_secs_f64();
        Moment { order, at: self.time(order.0), secs, cause: cause.map(Cause::name), what, details }
    }

    /// An instant.
    pub(super) fn time(&self, at: Time) -> String {
        if at == Time::NEVER {
            return "never".into();
        }
        let since = jiff::SignedDuration::from_secs(i64::try_from(at.as_secs()).unwrap_or(i64::MAX));
        match self.start.and_then(|start| start.checked_add(since).ok()) {
            Some(date) => date.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            None => (at + self.origin).to_string(),
        }
    }

    /// Whose a job is, behind the job; nothing where nobody knows.
    pub(super) fn of_tenant(&self, tenant: TenantId) -> String {
        match self.tenants.get(tenant.0 as usize) {
            Some(name) if name.is_empty() => String::new(),
            Some(name) => format!(" of {name}"),
            // The users of a log are counted from 1.
            None if tenant.0 == 0 => String::new(),
            None => format!(" of user {}", tenant.0),
        }
    }

    /// Whose a job is, behind the job, and of which class.
    pub(super) fn whose(&self, request: &Request) -> String {
        let tenant = self.of_tenant(request.tenant);
        match self.classes.get(usize::from(request.class.0)) {
            Some(class) => format!("{tenant} ({class})"),
            None => tenant,
        }
    }

    /// Where tasks are.
    pub(super) fn places(&self, request: &Request, pieces: &[Piece]) -> String {
        let center = &self.centers[usize::from(request.center.0)];
        let pools = pieces.chunk_by(|one, next| one.pool == next.pool).map(|pieces| {
            let pool = &center.pools[usize::from(pieces[0].pool.0)];
            let tasks: u32 = pieces.iter().map(|piece| piece.tasks).sum();
            match pool.nodes {
                Nodes::Named { .. } => {
                    let first = pieces[0].node;
                    let nodes = counted(pieces.len() as u64, "node", "nodes");
                    match pieces.len() {
                        1 => format!("node {first} of {}", pool.name),
                        _ => format!("{nodes} of {} from node {first} on", pool.name),
                    }
                }
                Nodes::Counted { .. } => {
                    let cores = u64::from(tasks) * u64::from(request.shape.per_task.cores);
                    counted(cores, "processor", "processors")
                }
            }
        });
        pools.collect::<Vec<String>>().join(" and ")
    }
}

/// What a job asks for.
pub(super) fn request_words(request: &Request, center: &Center) -> String {
    let partition = &center.partitions[usize::from(request.partition.0)];
    let is_counted = |pool: &crate::model::PoolId| {
        matches!(center.pools[usize::from(pool.0)].nodes, Nodes::Counted { .. })
    };
    let part = request.shape.per_task;
    let walltime = duration(request.walltime);
    let place = if center.partitions.len() < 2 { String::new() } else { format!(" in {}", partition.name) };
    let size = if partition.pools.iter().all(is_counted) && part.cores == 1 {
        counted(u64::from(request.shape.tasks), "processor", "processors")
    } else {
        let mut parts = Vec::new();
        if 0 < part.accelerators {
            parts.push(counted(u64::from(part.accelerators), "accelerator", "accelerators"));
        }
        if 0 < part.cores {
            parts.push(counted(u64::from(part.cores), "core", "cores"));
        }
        if 0 < part.memory_mib {
            parts.push(format!("{} MiB", grouped(part.memory_mib)));
        }
        let layout = match request.shape.layout {
            Layout::OnePerNode if 1 < request.shape.tasks => ", each on a node of its own",
            Layout::OnePerNode | Layout::Anywhere => "",
        };
        let each = if 1 < request.shape.tasks { " each" } else { "" };
        let tasks = counted(u64::from(request.shape.tasks), "task", "tasks");
        format!("{tasks} of {}{each}{layout},", parts.join(" and "))
    };
    format!("{} for at most {walltime}{place}", size.trim_end_matches(','))
}

/// A length of time for people.
pub(super) fn duration(span: Span) -> String {
    duration_words(span.as_secs_f64())
}
