//! The wide-area network between centres: links, datasets and where they lie, and which data the jobs of a class need.

use super::chance::uniform;
use super::locks::Windows;
use super::{CenterId, ClassId, JobId, Request, Span, Streams, Time, Use};
use serde::{Deserialize, Serialize};

/// A link's place in the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct LinkId(pub u16);

/// One direction of a link: twice the place of the link, and one more for the way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct LineId(pub u32);

/// A dataset's number, counted through all families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct DatasetId(pub u32);

/// A transfer's number, in the order in which transfers begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct TransferId(pub u64);

impl LineId {
    /// A link from its first end to its second, or back.
    #[must_use]
    pub const fn of(link: LinkId, is_back: bool) -> LineId {
        LineId(2 * link.0 as u32 + is_back as u32)
    }

    /// The link.
    #[must_use]
    pub const fn link(self) -> LinkId {
        LinkId((self.0 / 2) as u16)
    }

    /// Whether it goes from the second end of the link to the first.
    #[must_use]
    pub const fn is_back(self) -> bool {
        self.0 % 2 == 1
    }
}

/// A link between two centres. Each direction has all of its bandwidth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The name, unique in the scenario.
    pub name: String,
    /// What it joins.
    pub ends: (CenterId, CenterId),
    /// Bytes a second in either direction that carry data.
    pub bytes_per_sec: u64,
    /// The time there and back.
    pub rtt: Span,
    /// Millionths of a yuan for a gigabyte (10^9 bytes).
    pub price_per_gb: u64,
    /// Bytes a second that one transfer gets at most.
    pub transfer_most: Option<u64>,
    /// By how many thousandths each transfer beyond the first lessens the bandwidth; a tenth of it is always left.
    pub lost_per_transfer: u32,
    /// Whether transfers share it; else each has the whole bandwidth for itself.
    pub is_shared: bool,
    /// How it fails.
    pub failures: LinkFailures,
}

/// How a link fails.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LinkFailures {
    /// From when until when it is known to be down.
    pub known: Vec<(Time, Time)>,
    /// The mean time that it is up, and the mean time that it is down, both exponential; nothing where chance has no part.
    pub by_chance: Option<(Span, Span)>,
}

/// So many datasets that are alike; a job needs one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// The name, unique in the scenario.
    pub name: String,
    /// The size of each in bytes.
    pub bytes: u64,
    /// The number of the first.
    pub first: DatasetId,
    /// For each of them how often it or an earlier one is wanted, ascending; the last is all.
    pub wanted: Vec<u64>,
    /// The centres at which all of them lie for good.
    pub at: Vec<CenterId>,
}

/// Which copies leave a store first that are in nobody's use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Discard {
    /// Those that nobody has used for the longest time.
    #[default]
    LeastRecent,
    /// Those that came first.
    Oldest,
    /// The largest, of equals the least recently used.
    Largest,
}

/// The room of a centre for copies of what lies elsewhere for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Storeroom {
    /// How many bytes it holds; without end where nothing is said.
    pub bytes: Option<u64>,
    /// Which copies make way.
    pub discard: Discard,
}

/// The data of the jobs of a class.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClassData {
    /// Of each of these families a job needs one dataset, by their places.
    pub inputs: Vec<u16>,
    /// How many bytes a job leaves behind that has done its work, and where they are wanted.
    pub output: Option<(u64, CenterId)>,
}

/// Links, datasets and stores. Nothing where jobs need no data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wan {
    /// The links.
    pub links: Vec<Link>,
    /// The datasets.
    pub families: Vec<Family>,
    /// By centre.
    pub stores: Vec<Storeroom>,
    /// By class.
    pub classes: Vec<ClassData>,
}

/// The network of one replication.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WanRun {
    /// The network.
    pub wan: Wan,
    /// The seed and the replication, from which follows which datasets jobs need.
    pub chance: (u64, u64),
    /// By link, from when until when it is down, in order and apart.
    pub down: Vec<Vec<(Time, Time)>>,
}

impl Discard {
    /// Every rule.
    pub const ALL: [Discard; 3] = [Discard::LeastRecent, Discard::Oldest, Discard::Largest];

    /// The name, as in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Discard::LeastRecent => "least-recently-used",
            Discard::Oldest => "oldest-first",
            Discard::Largest => "largest-first",
        }
    }
}

impl Wan {
    /// The family of a dataset. Panics when there is no such dataset.
    #[must_use]
    pub fn family(&self, dataset: DatasetId) -> &Family {
        &self.families[self.families.partition_point(|family| family.first <= dataset) - 1]
    }

    /// What a dataset is called.
    #[must_use]
    pub fn name_of(&self, dataset: DatasetId) -> String {
        let family = self.family(dataset);
        match family.wanted.len() {
            1 => family.name.clone(),
            _ => format!("{}-{}", family.name, dataset.0 - family.first.0 + 1),
        }
    }

    /// What the jobs of a class need and leave behind.
    #[must_use]
    pub fn class(&self, class: ClassId) -> &ClassData {
        const NONE: &ClassData = &ClassData { inputs: Vec::new(), output: None };
        self.classes.get(usize::from(class.0)).unwrap_or(NONE)
    }

    /// By centre, of which part of the network it is: centres of one part reach each other while all links are up.
    #[must_use]
    pub fn parts(&self, centers: usize) -> Vec<u16> {
        let mut parts: Vec<u16> = (0..centers as u16).collect();
        for link in &self.links {
            let (one, other) = (parts[usize::from(link.ends.0.0)], parts[usize::from(link.ends.1.0)]);
            parts.iter_mut().filter(|part| **part == other).for_each(|part| *part = one);
        }
        parts
    }

    /// The store of a centre.
    #[must_use]
    pub fn store(&self, center: CenterId) -> Storeroom {
        self.stores.get(usize::from(center.0)).copied().unwrap_or_default()
    }

    /// What it costs to move so many bytes over these lines: in millionths of a yuan times bytes for each gigabyte, so that nothing
    /// is rounded.
    #[must_use]
    pub fn price(&self, route: &[LineId], bytes: u64) -> u128 {
        let per_gb = route.iter().map(|line| u128::from(self.links[usize::from(line.link().0)].price_per_gb));
        per_gb.sum::<u128>() * u128::from(bytes)
    }
}

impl WanRun {
    /// A network with the chance of one replication, whose links fail until a horizon as chance has it.
    #[must_use]
    pub fn new(wan: &Wan, chance: (u64, u64), horizon: Time) -> WanRun {
        let streams = Streams::new(chance.0, chance.1);
        let down = wan.links.iter().map(|link| downs(link, streams, horizon)).collect();
        WanRun { wan: wan.clone(), chance, down }
    }

    /// The datasets that a job needs, in the order of its class. The same job of the same replication always needs the same ones.
    #[must_use]
    pub fn inputs(&self, class: ClassId, job: JobId) -> Vec<DatasetId> {
        let families =
            self.wan.class(class).inputs.iter().map(|place| &self.wan.families[usize::from(*place)]);
        families.map(|family| self.member(family, class, job)).collect()
    }

    fn member(&self, family: &Family, class: ClassId, job: JobId) -> DatasetId {
        let (&all, count) = (family.wanted.last().expect("a family has a member"), family.wanted.len());
        if count == 1 {
            return family.first;
        }
        let name = format!("{}/{}/{job}", family.name, class.0);
        let mut chance = Streams::new(self.chance.0, self.chance.1).stream(Use::Datasets, &name);
        // Weights are below 2^53, so that the product is below the whole.
        let drawn = (uniform(&mut chance) * all as f64) as u64;
        let place = family.wanted.partition_point(|until| *until <= drawn).min(count - 1);
        DatasetId(family.first.0 + place as u32)
    }

    /// How many bytes a job leaves behind for another centre, and for which; nothing where it leaves none or they stay.
    #[must_use]
    pub fn output(&self, request: &Request) -> Option<(u64, CenterId)> {
        self.wan.class(request.class).output.filter(|(_, to)| *to != request.center)
    }
}

/// When a link is down: in order, those that meet joined.
fn downs(link: &Link, streams: Streams, horizon: Time) -> Vec<(Time, Time)> {
    let mut downs = link.failures.known.clone();
    if let Some((up, down)) = link.failures.by_chance {
        let mut chance = streams.stream(Use::LinkFailures, &link.name);
        let mut draw = |mean: Span| {
            let micros = -libm::log1p(-uniform(&mut chance)) * mean.as_micros() as f64;
            Span::from_micros((micros as u64).max(1))
        };
        let mut at = Time::ZERO + draw(up);
        while at < horizon {
            let back = at + draw(down);
            downs.push((at, back));
            at = back + draw(up);
        }
    }
    Windows::new(downs).spans().to_vec()
}
