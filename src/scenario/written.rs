//! A scenario written again, as its file says it and as it was changed since.

use super::believed::{Document, Scenario};
use super::format::{POLICY, ROOT, SCENARIO};
use super::tables::{Node, Tables};
use super::units::written;
use crate::model::{LimitChecks, Span};
use crate::policy::PolicySpec;

impl Scenario {
    /// The scenario in its own format: what its file says, but for its header and its policies, which may have been changed
    /// since. Nothing where a program made the scenario, or has changed anything else of it: then no file says it.
    #[must_use]
    pub fn written(&self) -> Option<Tables> {
        let document = self.document.as_ref()?;
        if !self.is_but_for_header_and_policies(&document.read) {
            return None;
        }
        let mut tables = document.tables.clone();
        if let Some(Node::Table(header)) = tables.get_mut("scenario") {
            self.write_header(header);
        }
        let policies = self.policies.iter().map(|policy| Node::Table(self.policy_table(policy, document)));
        let policies = Node::List(policies.collect());
        tables.set(&ROOT, "policy", policies);
        Some(tables)
    }

    fn is_but_for_header_and_policies(&self, read: &Scenario) -> bool {
        let Scenario {
            name,
            title: _,
            start,
            horizon: _,
            warm_up: _,
            limit_checks: _,
            seed: _,
            replications: _,
            centers,
            basis,
            groups,
            tenants,
            workloads,
            policies: _,
            variants,
            failures,
            wan,
            books,
            planned,
            network,
            document: _,
        } = self;
        *name == read.name
            && *start == read.start
            && *centers == read.centers
            && *basis == read.basis
            && *groups == read.groups
            && *tenants == read.tenants
            && *workloads == read.workloads
            && *variants == read.variants
            && *failures == read.failures
            && *wan == read.wan
            && *books == read.books
            && *planned == read.planned
            && *network == read.network
    }

    fn write_header(&self, header: &mut Tables) {
        let time = |span: Span| Node::Text(written(span));
        header.set(&SCENARIO, "title", Node::Text(self.title.clone()));
        header.set(&SCENARIO, "horizon", time(self.horizon));
        header.set(&SCENARIO, "warm_up", time(self.warm_up));
        header.set(&SCENARIO, "seed", Node::Whole(self.seed));
        header.set(&SCENARIO, "replications", Node::Whole(u64::from(self.replications)));
        match self.limit_checks {
            Some(LimitChecks { every, first }) => {
                header.set(&SCENARIO, "limit_checks", time(every));
                header.set(&SCENARIO, "first_limit_check", time(first));
            }
            None => {
                header.remove("limit_checks");
                header.remove("first_limit_check");
            }
        }
    }

    /// The table of a policy: that of the file, or a new one where the file has none that says the same.
    fn policy_table(&self, policy: &PolicySpec, document: &Document) -> Tables {
        let place = document.read.policies.iter().position(|read| read == policy);
        if let (Some(Node::List(tables)), Some(place)) = (document.tables.get("policy"), place)
            && let Some(Node::Table(table)) = tables.get(place)
        {
            return table.clone();
        }
        let mut table = Tables::usual(&POLICY);
        let parts = [
            ("name", &policy.name),
            ("order", &policy.order),
            ("backfill", &policy.backfill),
            ("placement", &policy.placement),
        ];
        for (key, text) in parts {
            table.set(&POLICY, key, Node::Text(text.clone()));
        }
        if let Some(every) = policy.every {
            let every = written(every);
            table.set(&POLICY, "every", Node::Text(every));
        }
        table.set(&POLICY, "router", Node::Text(policy.routing.to_string()));
        if policy.routing.refresh != policy.routing.row().refresh {
            table.set(&POLICY, "refresh", Node::Text(written(policy.routing.refresh)));
        }
        table
    }
}
