//! Lanes against sorted lists.

use super::super::entry::{Entry, Key};
use super::super::filter::Filter;
use super::{Lane, Place};

fn entry(rank: u64, arrival: u64, units: u32, wall_secs: u32) -> Entry {
    Entry { key: Key { rank, arrival }, job: arrival as u32, kind: 0, units, wall_secs }
}

#[test]
fn a_lane_finds_what_a_sorted_list_finds() {
    let mut state = 7_u64;
    let mut draw = move |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut lane = Lane::default();
    let mut plain: Vec<Entry> = Vec::new();
    for arrival in 0..60_000_u64 {
        let rank = if arrival % 20_000 < 10_000 { 0 } else { draw(1_000) };
        let new = entry(rank, arrival, 1 + draw(300) as u32, 1 + draw(5_000) as u32);
        lane.insert(new);
        let at = plain.partition_point(|known| known.key < new.key);
        plain.insert(at, new);
        if arrival % 3 == 0 {
            let gone = plain.remove(draw(plain.len() as u64) as usize);
            let place = lane.find(gone.key).unwrap();
            assert_eq!(lane.remove(place).0, gone);
            assert_eq!(lane.find(gone.key), None);
        }
        if arrival % 500 == 0 {
            let filter =
                Filter { units: draw(40) as u32, units_long: draw(4) as u32, wall_secs: draw(60) as u32 };
            let mut found = Vec::new();
            let mut place = Place::default();
            while let Some((at, entry)) = lane.next(place, &filter) {
                found.push(entry);
                place = Lane::after(at);
            }
            let expected: Vec<Entry> = plain.iter().copied().filter(|entry| filter.passes(entry)).collect();
            assert_eq!(found, expected);
            assert!(lane.iter().eq(plain.iter()));
        }
    }
}

#[test]
fn a_lane_with_new_ranks_is_the_lane_that_was_filled_with_them() {
    // Enough for several blocks; the new ranks turn the order round, with ties.
    let new_rank = |entry: &Entry| (40_000 - entry.key.arrival) / 3;
    let (mut lane, mut expected) = (Lane::default(), Lane::default());
    for arrival in 0..40_000_u64 {
        let old = entry(arrival % 7, arrival, 1 + (arrival % 90) as u32, 1 + (arrival % 1_000) as u32);
        lane.insert(old);
        expected.insert(Entry { key: Key { rank: new_rank(&old), arrival }, ..old });
    }
    lane.rerank(&mut Vec::new(), new_rank);
    assert!(lane.iter().eq(expected.iter()));
    for units in [1, 5, 40, 89] {
        let filter = Filter { units, units_long: units / 2, wall_secs: 100 };
        let found = |lane: &Lane| lane.next(Place::default(), &filter).map(|(_, entry)| entry);
        assert_eq!(found(&lane), found(&expected));
    }
    let gone = expected.iter().nth(20_000).unwrap().key;
    let place = lane.find(gone).unwrap();
    assert_eq!(lane.remove(place).0.key, gone);
}

#[test]
fn a_place_goes_on_after_a_removal() {
    let mut lane = Lane::default();
    for arrival in 0..1_000 {
        lane.insert(entry(0, arrival, 1, 1));
    }
    let mut place = Place::default();
    let mut kept = 0;
    while let Some((at, entry)) = lane.next(place, &Filter::ALL) {
        if entry.job % 5 == 0 {
            kept += 1;
            place = Lane::after(at);
        } else {
            place = lane.remove(at).1;
        }
    }
    assert_eq!(kept, 200);
    assert_eq!(lane.iter().count(), 200);
    assert!(lane.iter().all(|entry| entry.job % 5 == 0));
}

#[test]
fn a_short_lane_finds_what_a_sorted_list_finds() {
    let mut state = 5_u64;
    let mut draw = move |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut lane = Lane::default();
    let mut plain: Vec<Entry> = Vec::new();
    for arrival in 0..3_000 {
        if plain.is_empty() || plain.len() < 40 && draw(2) == 0 {
            let new = entry(draw(9), arrival, 1 + draw(30) as u32, 1 + draw(50) as u32);
            lane.insert(new);
            plain.insert(plain.partition_point(|known| known.key < new.key), new);
        } else {
            let gone = plain.remove(draw(plain.len() as u64) as usize);
            assert_eq!(lane.remove(lane.find(gone.key).unwrap()).0, gone);
        }
        let filter =
            Filter { units: draw(31) as u32, units_long: draw(9) as u32, wall_secs: draw(50) as u32 };
        for from in 0..=plain.len() {
            let expected =
                plain.iter().skip(from).position(|entry| filter.passes(entry)).map(|more| from + more);
            let found = lane.next(Place::new(0, 0, from), &filter);
            assert_eq!(found, expected.map(|at| (Place::new(0, 0, at), plain[at])));
        }
        assert_eq!(lane.next(Place::new(1, 0, 0), &Filter::ALL), None);
        // What it says in short is what a lane says that was filled anew.
        let mut filled = Lane::default();
        plain.iter().for_each(|entry| filled.insert(*entry));
        assert!(plain.is_empty() || lane == filled);
    }
}
