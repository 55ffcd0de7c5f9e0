//! How several logs are read as one, and what their jobs hold.

/// How several logs make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Together {
    /// One after the other, as if they were one file.
    #[default]
    InTurn,
    /// All at once, by their dates.
    Merged,
}

/// What a job holds, where its log tells on how many nodes it was, or what it asked for on each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shapes {
    /// So many of what sizes count, and nothing else.
    #[default]
    Counted,
    /// So many of what sizes count, on as many nodes as it was on, where the machine has so many nodes of so many each.
    OnNodes {
        /// How many nodes.
        nodes: u32,
        /// How much each of them has of what sizes count.
        each: u32,
    },
    /// What it asked for, on so many nodes, which it may share.
    AsAsked,
}

/// Which of its processors the size of a job counts, where its log knows both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sizes {
    /// Those that it asked for.
    #[default]
    Requested,
    /// Those that it got, which are more where it gets whole nodes or cores.
    Allocated,
}
