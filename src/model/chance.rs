//! Chance: every use of it has a stream of random numbers of its own, derived from (seed, replication, use, name).

use rand::RngExt as _;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// A stream of random numbers: the same on every platform.
pub type Chance = Xoshiro256PlusPlus;

/// What a stream of random numbers is for. Append; never renumber, or every published seed changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Use {
    /// When jobs of a workload are submitted.
    Arrivals = 1,
    /// How large they are.
    Sizes = 2,
    /// How long they run.
    Runtimes = 3,
    /// What time their users request.
    Estimates = 4,
    /// Which tenant submits them.
    Tenants = 5,
    /// Which way a scheduler that acts at random acts.
    Schedules = 6,
    /// Random scenarios of the tests.
    Scenarios = 7,
    /// Random samples of statistics (bootstrap).
    Resampling = 8,
    /// How long users of a workload stay, think and stay away.
    Sessions = 9,
    /// How jobs end by themselves.
    Ends = 10,
    /// When nodes fail, and for how long.
    Failures = 11,
    /// When it is noticed that they have failed.
    Detection = 12,
    /// Which values of a scenario are tried together.
    Designs = 13,
    /// Which datasets jobs need.
    Datasets = 14,
    /// When links fail, and for how long.
    LinkFailures = 15,
    /// Where jobs are sent that may run at several centres.
    Routes = 16,
    /// How long jobs that are there run on in the futures of a forecast.
    Futures = 17,
}

/// All chance of one replication: the one seed, from which every stream is derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    seed: u64,
    replication: u64,
}

impl Streams {
    /// The streams of one replication under one seed.
    #[must_use]
    pub const fn new(seed: u64, replication: u64) -> Streams {
        Streams { seed, replication }
    }

    /// The stream for one use by one named thing (a workload, a node type). Other names and uses draw independently.
    #[must_use]
    pub fn stream(self, purpose: Use, name: &str) -> Chance {
        let mut state = mix(self.seed ^ 0x5355_414E_4C49_0001);
        state = mix(state ^ self.replication);
        state = mix(state ^ purpose as u64);
        for byte in name.bytes() {
            state = mix(state ^ u64::from(byte));
        }
        Chance::seed_from_u64(state)
    }
}

/// A stream that is derived from the next number of another.
pub fn split(chance: &mut Chance) -> Chance {
    Chance::seed_from_u64(chance.random())
}

/// A uniform number from 0 up to, but without, 1.
pub fn uniform(chance: &mut Chance) -> f64 {
    chance.random()
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
