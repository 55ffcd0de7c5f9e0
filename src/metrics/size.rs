//! Tenants by size: from the many who ask for little to the few who ask for most.

use serde::{Deserialize, Serialize};

/// Tenants of like size, by rank. A tenant's size is what it asks for within the measured window, size times requested time
/// of its jobs: it is the same under every policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SizeBand {
    /// The quarter of the tenants who ask for least.
    SmallestQuarter,
    /// The quarter above it.
    SecondQuarter,
    /// The quarter above that.
    ThirdQuarter,
    /// The largest quarter but for the largest tenth.
    Large,
    /// The tenth of the tenants who ask for most.
    LargestTenth,
}

impl SizeBand {
    /// All, from small to large.
    pub const ALL: [SizeBand; 5] = [
        SizeBand::SmallestQuarter,
        SizeBand::SecondQuarter,
        SizeBand::ThirdQuarter,
        SizeBand::Large,
        SizeBand::LargestTenth,
    ];

    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            SizeBand::SmallestQuarter => "smallest-25",
            SizeBand::SecondQuarter => "25-50",
            SizeBand::ThirdQuarter => "50-75",
            SizeBand::Large => "75-90",
            SizeBand::LargestTenth => "largest-10",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            SizeBand::SmallestQuarter => "smallest 25 % of tenants",
            SizeBand::SecondQuarter => "25 to 50 % of tenants",
            SizeBand::ThirdQuarter => "50 to 75 % of tenants",
            SizeBand::Large => "75 to 90 % of tenants",
            SizeBand::LargestTenth => "largest 10 % of tenants",
        }
    }

    /// Below which percentage of the ranks it lies.
    const fn percent_end(self) -> usize {
        match self {
            SizeBand::SmallestQuarter => 25,
            SizeBand::SecondQuarter => 50,
            SizeBand::ThirdQuarter => 75,
            SizeBand::Large => 90,
            SizeBand::LargestTenth => 100,
        }
    }

    /// The band of a rank, counted from zero for the smallest, of so many.
    ///
    /// # Panics
    /// When the rank is not below the count.
    #[must_use]
    pub fn of(rank: usize, count: usize) -> SizeBand {
        let band = SizeBand::ALL.into_iter().find(|band| rank * 100 < band.percent_end() * count);
        band.unwrap_or_else(|| panic!("rank {rank} of {count}"))
    }
}
