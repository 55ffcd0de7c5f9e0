//! Sorting what was sorted before and has changed a little.

use std::cmp::Ordering;

/// How many places all items together may move by, for each item, before they are sorted afresh.
const MOVES_PER_ITEM: usize = 8;

/// Sorts items of which few have changed places since they were sorted last: each is prepared and put where it belongs, one
/// after the other. Where that would move too many, all are sorted afresh. No two items may be equal. Items that are
/// neighbours in the end have been compared.
pub(super) fn resort<T: Copy>(
    items: &mut [T],
    mut prepare: impl FnMut(&mut T),
    mut compare: impl FnMut(&T, &T) -> Ordering,
) {
    let mut moves_left = MOVES_PER_ITEM * items.len();
    for next in 0..items.len() {
        let mut item = items[next];
        prepare(&mut item);
        let mut place = next;
        while 0 < place && compare(&item, &items[place - 1]) == Ordering::Less {
            if moves_left == 0 {
                items[place] = item;
                items[next + 1..].iter_mut().for_each(prepare);
                items.sort_unstable_by(compare);
                return;
            }
            moves_left -= 1;
            items[place] = items[place - 1];
            place -= 1;
        }
        items[place] = item;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sorted_again_is_sorted() {
        let mut state = 3_u64;
        let mut draw = move |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        for len in 0..200_u64 {
            // From a few that have moved a little up to none that is where it was.
            for changes in [0, 1, 5, len] {
                let mut items: Vec<(u64, u64)> = (0..len).map(|number| (10 * number, number)).collect();
                for _ in 0..changes {
                    let place = draw(len.max(1)) as usize;
                    let Some(item) = items.get_mut(place) else { continue };
                    item.0 = draw(10 * len + 1);
                }
                let mut expected = items.clone();
                expected.sort_unstable();
                // Each says what it is once it is prepared.
                let mut hidden: Vec<(u64, u64, u64)> =
                    items.iter().map(|&(key, number)| (0, number, key)).collect();
                resort(&mut items, |_| {}, Ord::cmp);
                assert_eq!(items, expected);
                resort(&mut hidden, |item| item.0 = item.2, Ord::cmp);
                assert_eq!(hidden.iter().map(|item| (item.0, item.1)).collect::<Vec<_>>(), expected);
            }
        }
        let mut reversed: Vec<u32> = (0..1_000).rev().collect();
        resort(&mut reversed, |_| {}, Ord::cmp);
        assert!(reversed.is_sorted());
    }
}
