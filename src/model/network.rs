//! Several centres as one network: where else the jobs of a class may run, and what is known of the way there.

use super::{CenterId, ClassId, Job, Layout, PartitionId, Rates, Request, Resources, Shape, Signals, Span};
use serde::{Deserialize, Serialize};

/// Times elsewhere are counted in millionths of those at home.
pub const SAME_TIME: u64 = 1_000_000;

/// All that is known of several centres together. Where no class may leave its centre there is none.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Network {
    /// By class, every place where its jobs may run, that at home first; none for a class that stays where it is.
    pub places: Vec<Vec<Place>>,
    /// By class, where its data are and how far from its home it may run.
    pub ties: Vec<Ties>,
    /// By centre, its latitude and longitude in degrees; none where not every centre says where it lies.
    pub spots: Vec<[f64; 2]>,
    /// By centre and centre, how long a message is on its way there and back; none where nothing is said.
    pub round_trips: Vec<Vec<Span>>,
    /// By centre, to which it sends what it cannot start soon; nothing where it keeps all.
    pub spills: Vec<Option<CenterId>>,
    /// Price lists, and what kinds of nodes draw.
    pub rates: Rates,
    /// By centre, what a kilowatt-hour costs and brings there; none where nothing is said.
    pub signals: Vec<Signals>,
}

/// What ties the jobs of a class to some centres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ties {
    /// Where their data are; at home where nothing is said.
    pub data: Option<CenterId>,
    /// The longest way there and back that they bear; any where nothing is said.
    pub round_trip_most: Option<Span>,
}

/// A place where the jobs of a class may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The centre.
    pub center: CenterId,
    /// Its partition.
    pub partition: PartitionId,
    /// How long jobs run there, in millionths of the time at home.
    pub time: u64,
    /// What they hold there.
    pub mould: Mould,
}

/// What jobs hold elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mould {
    /// What they hold at home: the nodes are alike.
    Same,
    /// As many processors as they hold at home.
    Processors,
    /// As many accelerators (or cores, of a job that has none) as at home, on nodes that have so much.
    Nodes(Resources),
}

impl Place {
    /// The place of a class at home.
    #[must_use]
    pub const fn home(center: CenterId, partition: PartitionId) -> Place {
        Place { center, partition, time: SAME_TIME, mould: Mould::Same }
    }

    /// What a job asks for when it is sent here, by what it asks for at home.
    #[must_use]
    pub fn request(&self, home: &Request) -> Request {
        Request {
            center: self.center,
            partition: self.partition,
            shape: self.mould.shape(home.shape),
            walltime: self.span(home.walltime),
            estimate: self.span(home.estimate),
            ..*home
        }
    }

    /// The job as it runs here.
    #[must_use]
    pub fn job(&self, home: &Job) -> Job {
        Job { request: self.request(&home.request), work: self.span(home.work) }
    }

    /// How long something takes here that takes so long at home, rounded up to a microsecond.
    #[must_use]
    pub fn span(&self, home: Span) -> Span {
        if self.time == SAME_TIME {
            return home;
        }
        let micros = u128::from(home.as_micros()) * u128::from(self.time);
        Span::from_micros(u64::try_from(micros.div_ceil(u128::from(SAME_TIME))).unwrap_or(u64::MAX))
    }
}

impl Mould {
    /// What a job holds here that holds this at home: a part of one node with its share of cores and memory, or else whole nodes,
    /// rounded up.
    #[must_use]
    pub fn shape(&self, home: Shape) -> Shape {
        let node = match self {
            Mould::Same => return home,
            Mould::Processors => return Shape::processors(home.total().cores.max(1)),
            Mould::Nodes(node) => *node,
        };
        let total = home.total();
        // Work for cores leaves the accelerators to others.
        let (whole, size, each) = match total.accelerators {
            0 => (Resources { accelerators: 0, ..node }, total.cores, node.cores),
            size => (node, size, node.accelerators),
        };
        let each = each.max(1);
        if size < each {
            let share = |amount: u64| amount * u64::from(size) / u64::from(each);
            // Both quotients are at most what the node has, so they fit their type.
            let cores = share(u64::from(whole.cores)) as u32;
            let accelerators = share(u64::from(whole.accelerators)) as u32;
            let per_task = Resources { cores, accelerators, memory_mib: share(whole.memory_mib) };
            return Shape { tasks: 1, per_task, layout: Layout::OnePerNode };
        }
        Shape { tasks: size.div_ceil(each), per_task: whole, layout: Layout::OnePerNode }
    }
}

impl Network {
    /// Every place where the jobs of a class may run; none for a class that stays where it is.
    #[must_use]
    #[inline]
    pub fn places(&self, class: ClassId) -> &[Place] {
        self.places.get(usize::from(class.0)).map_or(&[], Vec::as_slice)
    }

    /// What ties a class.
    #[must_use]
    pub fn ties(&self, class: ClassId) -> Ties {
        self.ties.get(usize::from(class.0)).copied().unwrap_or_default()
    }

    /// How long a message from one centre to another is on its way there and back; nothing where that is not said.
    #[must_use]
    pub fn round_trip(&self, from: CenterId, to: CenterId) -> Option<Span> {
        self.round_trips.get(usize::from(from.0))?.get(usize::from(to.0)).copied()
    }

    /// Whether the jobs of any class may leave their centre.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.places.iter().any(|places| 1 < places.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODE: Resources = Resources { cores: 192, accelerators: 8, memory_mib: 1_024 };

    #[test]
    fn a_job_takes_its_share_of_a_node_elsewhere_or_whole_nodes() {
        let mould = Mould::Nodes(NODE);
        let cards = |tasks, accelerators| Shape {
            tasks,
            per_task: Resources { cores: 10, accelerators, memory_mib: 7 },
            layout: Layout::OnePerNode,
        };
        let two = Resources { cores: 48, accelerators: 2, memory_mib: 256 };
        assert_eq!(mould.shape(cards(1, 2)), Shape { tasks: 1, per_task: two, layout: Layout::OnePerNode });
        assert_eq!(mould.shape(cards(5, 4)), Shape { tasks: 3, per_task: NODE, layout: Layout::OnePerNode });
        let cores = Shape::processors(200);
        let whole = Resources { accelerators: 0, ..NODE };
        assert_eq!(mould.shape(cores), Shape { tasks: 2, per_task: whole, layout: Layout::OnePerNode });
        assert_eq!(Mould::Processors.shape(cards(2, 8)), Shape::processors(20));
        assert_eq!(Mould::Same.shape(cores), cores);
    }

    #[test]
    fn a_slower_place_takes_longer() {
        let place = Place { time: 1_500_000, ..Place::home(CenterId(1), PartitionId(0)) };
        assert_eq!(place.span(Span::from_secs(10)), Span::from_secs(15));
        assert_eq!(place.span(Span::from_micros(1)), Span::from_micros(2));
        assert_eq!(place.span(Span::MAX), Span::MAX);
    }
}
