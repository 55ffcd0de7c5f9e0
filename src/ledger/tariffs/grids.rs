//! Grid factors: carbon dioxide for each kilowatt-hour, by grid and year (P15).

/// The mean of a grid in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// The name that scenarios use.
    pub name: &'static str,
    /// One sentence for people.
    pub help: &'static str,
    /// Milligrams of carbon dioxide for a kilowatt-hour.
    pub milligrams: u32,
}

/// Every factor that comes with the program.
pub const GRIDS: &[Grid] = &[
    Grid { name: "north-china-2022", help: "North China Grid (Beijing), 2022.", milligrams: 677_600 },
    Grid { name: "central-china-2022", help: "Central China Grid (Hubei), 2022.", milligrams: 539_500 },
    Grid { name: "china-2022", help: "All of China, 2022.", milligrams: 536_600 },
    Grid { name: "north-china-2023", help: "North China Grid (Beijing), 2023.", milligrams: 636_100 },
    Grid { name: "central-china-2023", help: "Central China Grid (Hubei), 2023.", milligrams: 527_100 },
    Grid { name: "china-2023", help: "All of China, 2023.", milligrams: 530_600 },
];
