//! Ways that lead back to where they began.

use std::collections::VecDeque;

/// The shortest way along these edges from a place back to itself, both ends included, if there is one.
pub(super) fn circle(place: usize, edges: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut before: Vec<Option<usize>> = vec![None; edges.len()];
    let mut queue = VecDeque::from([place]);
    while let Some(at) = queue.pop_front() {
        for &next in &edges[at] {
            if next == place {
                return Some(way(place, at, &before));
            }
            if before[next].is_none() {
                before[next] = Some(at);
                queue.push_back(next);
            }
        }
    }
    None
}

fn way(place: usize, last: usize, before: &[Option<usize>]) -> Vec<usize> {
    let mut way = vec![place];
    let mut at = last;
    while at != place {
        way.push(at);
        at = before[at].expect("what was reached was reached from somewhere");
    }
    way.push(place);
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_way_back_is_found() {
        let edges = [vec![1, 2], vec![2], vec![0, 3], vec![3], vec![]];
        assert_eq!(circle(0, &edges), Some(vec![0, 2, 0]));
        assert_eq!(circle(1, &edges), Some(vec![1, 2, 0, 1]));
        assert_eq!(circle(3, &edges), Some(vec![3, 3]));
        assert_eq!(circle(4, &edges), None);
    }
}
