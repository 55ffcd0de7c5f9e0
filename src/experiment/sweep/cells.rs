//! The cells of a sweep in their order: point by point, policy by policy, replication by replication.

/// How many points, policies and replications a sweep has: what is needed to tell its cells by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Points of its design.
    pub points: usize,
    /// Policies, each of which meets every point.
    pub policies: usize,
    /// Replications of every point under every policy.
    pub replications: u32,
}

/// A cell of a sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SweepCell {
    /// The point's place in the design.
    pub point: usize,
    /// The policy's place.
    pub policy: usize,
    /// The replication.
    pub replication: u32,
}

impl Layout {
    /// How many cells there are.
    #[must_use]
    pub const fn cells(&self) -> usize {
        self.points * self.policies * self.replications as usize
    }

    /// Which one a cell is, counted from 0.
    #[must_use]
    pub const fn cell(&self, number: usize) -> SweepCell {
        let replications = self.replications as usize;
        SweepCell {
            point: number / (self.policies * replications),
            policy: number / replications % self.policies,
            replication: (number % replications) as u32,
        }
    }

    /// The number of a cell.
    #[must_use]
    pub const fn number(&self, cell: SweepCell) -> usize {
        (cell.point * self.policies + cell.policy) * self.replications as usize + cell.replication as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_by_their_number_and_back() {
        let layout = Layout { points: 3, policies: 2, replications: 4 };
        assert_eq!(layout.cells(), 24);
        assert_eq!(layout.cell(13), SweepCell { point: 1, policy: 1, replication: 1 });
        for number in 0..layout.cells() {
            assert_eq!(layout.number(layout.cell(number)), number);
        }
    }
}
