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

/// What a job holds, where its log tells what it asked for on each node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shapes {
    /// So many of what sizes count, and nothing else.
    #[default]
    Counted,
    /// What it asked for, on so many nodes, which it may share.
    AsAsked,
}
