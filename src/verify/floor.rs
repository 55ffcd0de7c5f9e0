//! The checker's own books of one centre: what each node holds, and what each pool used and left idle over time.

use super::finding::{Findings, Law};
use super::rules::{ever_enters, may_enter};
use crate::model::{
    Center, JobId, Layout, NodeId, NodeState, Nodes, PoolId, Request, Resources, Shape, Time,
};
use crate::record::{CapacityChange, NodeFact, Past, Piece, Turn};

/// Cores, accelerators and memory in MiB, as numbers that can go below zero and grow as large as they like.
type Amounts = [i128; 3];

const NAMES: [&str; 3] = ["cores", "accelerators", "MiB of memory"];

fn amounts(resources: Resources) -> Amounts {
    [resources.cores.into(), resources.accelerators.into(), resources.memory_mib.into()]
}

fn add(sum: &mut Amounts, part: Amounts, times: i128) {
    for (sum, part) in sum.iter_mut().zip(part) {
        *sum += part * times;
    }
}

#[derive(Debug)]
struct Node {
    pool: usize,
    capacity: Amounts,
    used: Amounts,
    state: NodeState,
    /// The part of its capacity that leaves as soon as it is free, of a counted pool.
    leaving: Amounts,
}

#[derive(Debug)]
struct Account {
    name: String,
    per_node: Amounts,
    /// How many nodes are there and stay.
    node_count: u32,
    /// How many of them are in service.
    in_service: i64,
    is_counted: bool,
    capacity: Amounts,
    used: Amounts,
    since: Time,
    /// Capacity times microseconds.
    whole: Amounts,
    /// Amounts times microseconds, summed over what nodes had left from change to change.
    idle: Amounts,
    /// Amounts times microseconds, summed over the lives of jobs.
    consumed: Amounts,
}

/// The books of one centre.
#[derive(Debug)]
pub(super) struct Floor<'a> {
    center: &'a Center,
    nodes: Vec<Node>,
    accounts: Vec<Account>,
}

impl<'a> Floor<'a> {
    pub(super) fn new(center: &'a Center) -> Floor<'a> {
        let mut nodes = Vec::new();
        let mut accounts = Vec::new();
        for (place, pool) in center.pools.iter().enumerate() {
            let (count, capacity) = nodes_of(pool.nodes, pool.node_type.capacity);
            let capacity = amounts(capacity);
            for _ in 0..count {
                nodes.push(Node::new(place, capacity));
            }
            for _ in 0..center.spares_of(PoolId(place as u16)) {
                nodes.push(Node { state: NodeState::Spare, ..Node::new(place, capacity) });
            }
            let mut all = [0; 3];
            add(&mut all, capacity, count.into());
            accounts.push(Account {
                name: pool.name.clone(),
                per_node: capacity,
                node_count: count,
                in_service: count.into(),
                is_counted: matches!(pool.nodes, Nodes::Counted { .. }),
                capacity: all,
                used: [0; 3],
                since: Time::ZERO,
                whole: [0; 3],
                idle: [0; 3],
                consumed: [0; 3],
            });
        }
        Floor { center, nodes, accounts }
    }

    /// Whether a pool serves the partition and is not always locked for others.
    fn is_open(&self, request: &Request, pool: PoolId) -> bool {
        let partition = self.center.partitions.get(usize::from(request.partition.0));
        let enters = self.center.pools.get(usize::from(pool.0)).is_none_or(|pool| ever_enters(pool, request));
        partition.is_some_and(|partition| partition.pools.contains(&pool)) && enters
    }

    /// How many tasks of the request all pools would hold together that it may ever enter, if nothing ran.
    pub(super) fn slots_when_empty(&self, request: &Request) -> u128 {
        self.slots_in(request, |account| account.node_count.into(), |_| true)
    }

    /// The same of those pools that it may enter at this time.
    pub(super) fn slots_if_empty_at(&self, at: Time, request: &Request) -> u128 {
        let in_service = |account: &Account| u128::try_from(account.in_service).unwrap_or(0);
        self.slots_in(request, in_service, |place| {
            self.center.pools.get(place).is_some_and(|pool| may_enter(pool, request, at))
        })
    }

    fn slots_in(
        &self,
        request: &Request,
        count: impl Fn(&Account) -> u128,
        is_open_now: impl Fn(usize) -> bool,
    ) -> u128 {
        let mut all: u128 = 0;
        for (place, account) in self.accounts.iter().enumerate() {
            if self.is_open(request, PoolId(place as u16)) && is_open_now(place) {
                let on_each = slots(account.per_node, request.shape);
                all = all.saturating_add(on_each.saturating_mul(count(account)));
            }
        }
        all
    }

    /// Checks where the tasks of a job lie.
    pub(super) fn check_layout(
        &self,
        findings: &mut Findings,
        at: Time,
        request: &Request,
        pieces: &[Piece],
    ) {
        let shape = request.shape;
        let mut add = |law, detail: String| findings.add(law, at, &[request.id], || detail);
        let placed: u64 = pieces.iter().map(|piece| u64::from(piece.tasks)).sum();
        if placed != u64::from(shape.tasks) {
            add(Law::WrongTasks, format!("{placed} tasks placed, {} asked for", shape.tasks));
        }
        for (place, piece) in pieces.iter().enumerate() {
            if pieces[..place].iter().any(|other| other.node == piece.node) {
                add(Law::WrongLayout, format!("node {} is named twice", piece.node));
            }
            if piece.tasks == 0 {
                add(Law::WrongLayout, format!("no task on node {}", piece.node));
            }
            if shape.layout == Layout::OnePerNode && 1 < piece.tasks {
                add(Law::WrongLayout, format!("{} tasks on node {}, one allowed", piece.tasks, piece.node));
            }
            let home = self.nodes.get(piece.node.0 as usize).map(|node| node.pool);
            if home != Some(usize::from(piece.pool.0)) {
                add(Law::UnknownNode, format!("node {} is not in pool {}", piece.node, piece.pool.0));
            }
            if !self.is_open(request, piece.pool) {
                let group = request.group.0;
                add(Law::ClosedPool, format!("pool {} is not open to group {group}", piece.pool.0));
            }
        }
    }

    /// Books what a job takes, and finds nodes that have not so much.
    pub(super) fn take(
        &mut self,
        findings: &mut Findings,
        at: Time,
        (request, past): (&Request, Past),
        pieces: &[Piece],
    ) {
        self.book(at, request.shape, pieces, 1);
        for piece in pieces {
            let Some(node) = self.nodes.get(piece.node.0 as usize) else { continue };
            check_node(findings, at, request.id, piece.node, node);
            // A job that was stopped may go on where it was.
            if matches!(node.state, NodeState::Draining | NodeState::Emptying) && past.stops == 0 {
                findings.add(Law::UnknownNode, at, &[request.id], || format!("node {} drains", piece.node));
            }
        }
    }

    /// Books what has become of nodes.
    pub(super) fn observe(&mut self, findings: &mut Findings, at: Time, fact: &NodeFact) {
        match fact {
            NodeFact::Capacity(change) => self.change(findings, at, change),
            NodeFact::Turned(turn) => self.turn(findings, at, turn),
            // Speed takes no room.
            NodeFact::Geared(_) => {}
        }
    }

    /// A node fails, of which nobody holds anything any more, is back, or takes the place of another.
    fn turn(&mut self, findings: &mut Findings, at: Time, turn: &Turn) {
        let Turn { pool, node: id, from, to, .. } = *turn;
        let known = self.nodes.get_mut(id.0 as usize).filter(|node| node.pool == usize::from(pool.0));
        let Some(node) = known else {
            return findings
                .add(Law::UnknownNode, at, &[], || format!("node {id} is not in pool {}", pool.0));
        };
        // Jobs go on on a node that is emptied; of any other that turns nobody holds anything any more.
        let is_held = node.used != [0; 3] && to != NodeState::Emptying;
        if node.state != from || is_held {
            let (state, used) = (node.state, node.used);
            findings.add(Law::UnknownNode, at, &[], || {
                format!("node {id} becomes {to:?} when it is {state:?} and {used:?} of it are in use")
            });
        }
        node.state = to;
        let account = &mut self.accounts[usize::from(pool.0)];
        account.in_service += i64::from(to == NodeState::InService) - i64::from(from == NodeState::InService);
        if i64::from(account.node_count) < account.in_service {
            let (here, most) = (account.in_service, account.node_count);
            findings.add(Law::CapacityIdentity, at, &[], || format!("{here} nodes in service, of {most}"));
        }
    }

    /// Books nodes that came, are to leave, or have left.
    fn change(&mut self, findings: &mut Findings, at: Time, change: &CapacityChange) {
        let Some(account) = self.accounts.get_mut(usize::from(change.pool.0)) else {
            let message = || format!("there is no pool {}", change.pool.0);
            return findings.add(Law::UnknownNode, at, &[], message);
        };
        account.settle(at);
        if account.is_counted {
            let [cores, ..] = account.resize_counted(change);
            let home = |node: &&mut Node| node.pool == usize::from(change.pool.0);
            if let Some(node) = self.nodes.iter_mut().find(home) {
                (node.capacity, node.leaving) = (account.capacity, [change.leaving.into(), 0, 0]);
                if cores < node.used[0] {
                    let used = node.used[0];
                    findings.add(Law::OverCommitted, at, &[], || {
                        format!("{cores} processors are left and {used} in use")
                    });
                }
            }
            return;
        }
        for id in &change.nodes {
            self.change_node(findings, at, *id, change);
        }
        let here = self.nodes.iter().filter(|node| node.pool == usize::from(change.pool.0));
        let is_there = |node: &&Node| !matches!(node.state, NodeState::Out | NodeState::Spare);
        let there = here.clone().filter(is_there).count();
        let is_down = |node: &&Node| matches!(node.state, NodeState::Down | NodeState::Emptying);
        let failed = here.clone().filter(is_down).count();
        let leaving = here.filter(|node| node.state == NodeState::Draining).count();
        if (there, leaving) != (change.present as usize, change.leaving as usize) {
            findings.add(Law::CapacityIdentity, at, &[], || {
                format!("{change:?}, but {there} nodes are there and {leaving} of them drain")
            });
        }
        let account = &mut self.accounts[usize::from(change.pool.0)];
        account.node_count = (there - leaving) as u32;
        account.in_service = (there - leaving - failed) as i64;
    }

    fn change_node(&mut self, findings: &mut Findings, at: Time, id: NodeId, change: &CapacityChange) {
        let account = &mut self.accounts[usize::from(change.pool.0)];
        let place = id.0 as usize;
        if place == self.nodes.len() {
            let node = Node { state: NodeState::Out, ..Node::new(change.pool.0.into(), account.per_node) };
            self.nodes.push(node);
        }
        let Some(node) = self.nodes.get_mut(place).filter(|node| node.pool == usize::from(change.pool.0))
        else {
            let message = || format!("node {id} is not in pool {}", change.pool.0);
            return findings.add(Law::UnknownNode, at, &[], message);
        };
        let (was_there, is_there) = (node.state != NodeState::Out, change.state != NodeState::Out);
        if was_there && !is_there && node.used != [0; 3] {
            let used = node.used;
            findings.add(Law::OverCommitted, at, &[], || format!("node {id} leaves with {used:?} in use"));
        }
        add(&mut account.capacity, node.capacity, i128::from(is_there) - i128::from(was_there));
        node.state = change.state;
    }

    /// Books what a job gives back after it ran since `start`.
    pub(super) fn give(&mut self, at: Time, start: Time, request: &Request, pieces: &[Piece]) {
        self.book(at, request.shape, pieces, -1);
        let lived = i128::from(start.until(at).as_micros());
        for piece in pieces {
            if let Some(node) = self.nodes.get(piece.node.0 as usize) {
                let consumed = &mut self.accounts[node.pool].consumed;
                add(consumed, amounts(request.shape.per_task), i128::from(piece.tasks) * lived);
            }
        }
    }

    fn book(&mut self, at: Time, shape: Shape, pieces: &[Piece], sign: i128) {
        for piece in pieces {
            // A node that does not exist has been reported, and cannot be booked.
            let Some(node) = self.nodes.get_mut(piece.node.0 as usize) else { continue };
            let account = &mut self.accounts[node.pool];
            account.settle(at);
            add(&mut node.used, amounts(shape.per_task), sign * i128::from(piece.tasks));
            add(&mut account.used, amounts(shape.per_task), sign * i128::from(piece.tasks));
        }
    }

    /// Checks at the horizon that capacity times time is what was used and what lay idle, to the unit.
    pub(super) fn close(&mut self, findings: &mut Findings, horizon: Time) {
        for account in &mut self.accounts {
            account.settle(horizon);
            for (resource, name) in NAMES.iter().enumerate() {
                let whole = account.whole[resource];
                let (used, idle) = (account.consumed[resource], account.idle[resource]);
                if whole != used + idle {
                    findings.add(Law::CapacityIdentity, horizon, &[], || {
                        let pool = &account.name;
                        format!(
                            "pool {pool}, {name} times microseconds: {whole} is not {used} used + {idle} idle"
                        )
                    });
                }
            }
        }
    }
}

impl Account {
    fn settle(&mut self, now: Time) {
        let time = i128::from(self.since.until(now).as_micros());
        for resource in 0..self.idle.len() {
            self.whole[resource] += self.capacity[resource] * time;
            self.idle[resource] += (self.capacity[resource] - self.used[resource]) * time;
        }
        self.since = self.since.max(now);
    }

    /// A counted pool has other processors from now on, which are all those of its one node.
    fn resize_counted(&mut self, change: &CapacityChange) -> Amounts {
        self.capacity = [change.present.into(), 0, 0];
        self.per_node = [i128::from(change.present) - i128::from(change.leaving), 0, 0];
        self.capacity
    }
}

impl Node {
    fn new(pool: usize, capacity: Amounts) -> Node {
        Node { pool, capacity, used: [0; 3], state: NodeState::InService, leaving: [0; 3] }
    }
}

/// A counted pool is one node that has all its processors.
fn nodes_of(nodes: Nodes, capacity: Resources) -> (u32, Resources) {
    match nodes {
        Nodes::Named { count } => (count, capacity),
        Nodes::Counted { processors } => (1, Resources { cores: processors, accelerators: 0, memory_mib: 0 }),
    }
}

fn slots(capacity: Amounts, shape: Shape) -> u128 {
    let needed = amounts(shape.per_task).into_iter().zip(capacity).filter(|(need, _)| 0 < *need);
    let fits = needed.map(|(need, has)| (has / need) as u128).min().unwrap_or(u128::MAX);
    match shape.layout {
        Layout::OnePerNode => fits.min(1),
        Layout::Anywhere => fits,
    }
}

fn check_node(findings: &mut Findings, at: Time, job: JobId, id: NodeId, node: &Node) {
    if matches!(node.state, NodeState::Out | NodeState::Down | NodeState::Spare) {
        let state = node.state;
        findings.add(Law::UnknownNode, at, &[job], || format!("node {id} is used and is {state:?}"));
    }
    for (resource, name) in NAMES.iter().enumerate() {
        let (used, capacity) = (node.used[resource], node.capacity[resource] - node.leaving[resource]);
        if capacity < used {
            findings.add(Law::OverCommitted, at, &[job], || {
                format!("node {id}: {used} {name} in use of {capacity}")
            });
        }
    }
}
