//! What can happen to data: they move between centres, are dropped where room is needed, and links fail.

use crate::model::{
    CenterId, ClassId, DatasetId, GroupId, JobId, LineId, LinkId, TenantId, Time, TransferId,
};
use serde::{Deserialize, Serialize};

/// What a transfer moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Cargo {
    /// A copy of a dataset that a job needs.
    Input(DatasetId),
    /// What a job left behind.
    Output,
}

/// A transfer: what it moves, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Haul {
    /// Its number.
    pub transfer: TransferId,
    /// Its cargo.
    pub cargo: Cargo,
    /// From where.
    pub from: CenterId,
    /// How many bytes.
    pub bytes: u64,
    /// The job that it was begun for; others may wait for it, too.
    pub job: JobId,
    /// The class of that job.
    pub class: ClassId,
    /// Its tenant.
    pub tenant: TenantId,
    /// The group of that tenant, which pays.
    pub group: GroupId,
}

/// What happened to data. The centre of its record is the one to which they move, in which they lie, or at which a line begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataFact {
    /// A transfer begins: its first bytes flow a round trip later.
    Begun(Haul),
    /// A part of a transfer has gone over one route, which it does not take any more. The parts of a transfer add up to it.
    Moved {
        /// The transfer.
        haul: Haul,
        /// The route.
        route: Vec<LineId>,
        /// How many bytes.
        bytes: u64,
        /// Their price: millionths of a yuan times bytes for each gigabyte (10^9 bytes).
        price: u128,
        /// When they began to flow.
        since: Time,
    },
    /// All of it is there.
    Arrived {
        /// The transfer.
        haul: Haul,
        /// When it began.
        begun: Time,
    },
    /// A copy was dropped to make room.
    Dropped {
        /// Of which dataset.
        dataset: DatasetId,
        /// How many bytes are free because of it.
        bytes: u64,
    },
    /// From now on so much goes over a line.
    Flow {
        /// The line.
        line: LineId,
        /// Bytes a second, rounded down.
        bytes_per_sec: u64,
        /// How many transfers.
        transfers: u32,
    },
    /// A link has failed or is back.
    Link {
        /// The link.
        link: LinkId,
        /// Whether it is up from now on.
        is_up: bool,
    },
}
