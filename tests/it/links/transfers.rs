//! Transfers from event to event: when they end by hand, and that no byte is lost and none comes too soon at random.

use super::plain::Fraction;
use super::{link, network};
use rand::RngExt;
use std::collections::BTreeMap;
use suanli::model::{CenterId, Chance, LineId, Link, LinkId, Span, Streams, Time, TransferId, Use, Wan};
use suanli::transfer::{Load, Progress, Transfers};

const MB: u64 = 1_000_000;

fn micros(micros: u64) -> Time {
    Time::from_micros(micros)
}

fn there() -> (CenterId, CenterId) {
    (CenterId(0), CenterId(1))
}

/// Lets everything happen until a time. Gives the ends, in order.
fn run(transfers: &mut Transfers, until: Time) -> Vec<(Time, TransferId)> {
    let mut ends = Vec::new();
    let mut happened = Vec::new();
    while transfers.next() <= until && transfers.next() < Time::NEVER {
        let now = transfers.next();
        transfers.advance(now, &mut happened);
        transfers.settle(now, &mut Vec::new());
        ends.extend(happened.drain(..).filter_map(|progress| match progress {
            Progress::Done(transfer) => Some((now, transfer)),
            Progress::Leg { .. } => None,
        }));
    }
    ends
}

#[test]
fn nine_messages_on_a_link_that_loses_a_tenth_for_each_end_as_worked_out_by_hand() {
    // F10: 1 MB/s of which 97 % carry data.
    let crowded = Link {
        rtt: Span::from_micros(130),
        lost_per_transfer: 100,
        ..link("crowded", (0, 1), MB * 97 / 100)
    };
    let mut transfers = Transfers::new(&network(vec![crowded]), 2);
    for size in 1..=9 {
        transfers.begin(Time::ZERO, there(), size * MB);
    }
    let ends: Vec<u64> = run(&mut transfers, Time::NEVER).iter().map(|(at, _)| at.as_micros()).collect();
    let published = [
        46_391_883,
        73_883_292,
        91_924_529,
        104_295_663,
        112_886_728,
        118_777_744,
        122_643_724,
        124_934_674,
        125_965_602,
    ];
    // The exact ends; those of the table are rounded to the nearest microsecond, and nothing is there before the next whole one.
    let mut at = Fraction::new(130, 1);
    for (place, published) in published.into_iter().enumerate() {
        let left = 9 - place as i128;
        let rate = Fraction::new(97 * (11 - left), 1_000).divided_by(Fraction::new(left, 1));
        at = at.plus(Fraction::new(1_000_000, 1).divided_by(rate));
        assert_eq!((2 * at.over + at.under) / (2 * at.under), published);
        assert_eq!(i128::from(ends[place]), (at.over + at.under - 1) / at.under);
    }
}

#[test]
fn two_that_share_a_link_each_get_half_until_one_of_them_is_done() {
    let mut transfers = Transfers::new(&network(vec![link("a", (0, 1), 10 * MB)]), 2);
    let first = transfers.begin(Time::ZERO, there(), 100 * MB);
    run(&mut transfers, Time::ZERO);
    assert_eq!(transfers.done_at(first, Time::ZERO), Some(Time::from_secs(10)));
    // After 4 s 60 MB are left, and both get 5 MB/s.
    run(&mut transfers, Time::from_secs(4));
    let second = transfers.begin(Time::from_secs(4), there(), 30 * MB);
    assert_eq!(
        run(&mut transfers, Time::NEVER),
        [(Time::from_secs(10), second), (Time::from_secs(13), first)]
    );
}

#[test]
fn each_direction_has_the_whole_bandwidth() {
    let mut transfers = Transfers::new(&network(vec![link("a", (0, 1), 10 * MB)]), 2);
    transfers.begin(Time::ZERO, there(), 100 * MB);
    transfers.begin(Time::ZERO, (CenterId(1), CenterId(0)), 100 * MB);
    let ends = run(&mut transfers, Time::NEVER);
    assert_eq!(ends.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [Time::from_secs(10); 2]);
}

#[test]
fn a_route_has_the_fewest_hops_and_then_the_smallest_round_trip_time() {
    let timed =
        |name, ends, millis: u64| Link { rtt: Span::from_micros(1_000 * millis), ..link(name, ends, MB) };
    let wan = network(vec![
        timed("direct", (0, 3), 90),
        timed("a", (0, 1), 5),
        timed("b", (1, 3), 5),
        timed("c", (0, 2), 4),
        timed("d", (3, 2), 7),
    ]);
    let mut transfers = Transfers::new(&wan, 5);
    let way = |transfers: &mut Transfers| transfers.distance(CenterId(0), CenterId(3));
    assert_eq!(way(&mut transfers), Some((1, Span::from_micros(90_000))));
    transfers.turn(Time::ZERO, LinkId(0), false, &mut Vec::new());
    assert_eq!(way(&mut transfers), Some((2, Span::from_micros(10_000))));
    transfers.turn(Time::ZERO, LinkId(1), false, &mut Vec::new());
    assert_eq!(way(&mut transfers), Some((2, Span::from_micros(11_000))));
    transfers.turn(Time::ZERO, LinkId(3), false, &mut Vec::new());
    assert_eq!(way(&mut transfers), None);
    assert_eq!(transfers.distance(CenterId(0), CenterId(4)), None);
}

#[test]
fn a_transfer_goes_another_way_when_a_link_fails_and_waits_where_there_is_none() {
    let wan =
        network(vec![link("direct", (0, 1), 10 * MB), link("a", (0, 2), 5 * MB), link("b", (2, 1), 5 * MB)]);
    let mut transfers = Transfers::new(&wan, 3);
    let transfer = transfers.begin(Time::ZERO, there(), 100 * MB);
    let mut happened = Vec::new();
    run(&mut transfers, Time::from_secs(4));
    transfers.turn(Time::from_secs(4), LinkId(0), false, &mut happened);
    let route = vec![LineId::of(LinkId(0), false)];
    assert_eq!(happened, [Progress::Leg { transfer, route, bytes: 40 * MB, since: Time::ZERO }]);
    // 4 s later 20 MB more are there, and 40 MB left; the detour fails, too, for 3 s.
    run(&mut transfers, Time::from_secs(8));
    happened.clear();
    transfers.turn(Time::from_secs(8), LinkId(2), false, &mut happened);
    let route = vec![LineId::of(LinkId(1), false), LineId::of(LinkId(2), false)];
    assert_eq!(happened, [Progress::Leg { transfer, route, bytes: 20 * MB, since: Time::from_secs(4) }]);
    transfers.settle(Time::from_secs(8), &mut Vec::new());
    assert_eq!((transfers.next(), transfers.done_at(transfer, Time::from_secs(9))), (Time::NEVER, None));
    transfers.turn(Time::from_secs(11), LinkId(0), true, &mut happened);
    assert_eq!(run(&mut transfers, Time::NEVER), [(Time::from_secs(15), transfer)]);
}

#[test]
fn what_is_expected_is_what_comes_if_nothing_changes() {
    let timed = Link { rtt: Span::from_micros(25_000), ..link("a", (0, 1), 10 * MB) };
    let mut transfers = Transfers::new(&network(vec![timed, link("b", (1, 2), 4 * MB)]), 3);
    transfers.begin(Time::ZERO, there(), 1_000 * MB);
    run(&mut transfers, Time::from_secs(1));
    let now = Time::from_secs(1);
    let far = (CenterId(0), CenterId(2));
    assert_eq!(transfers.expected(there(), 50 * MB), Some(Span::from_micros(10_025_000)));
    assert_eq!(transfers.expected(far, 40 * MB), Some(Span::from_micros(10_025_000)));
    assert_eq!(transfers.expected((CenterId(2), CenterId(2)), 40 * MB), Some(Span::ZERO));
    let begun = transfers.begin(now, far, 40 * MB);
    let ends = run(&mut transfers, Time::from_secs(20));
    assert_eq!(ends, [(now + Span::from_micros(10_025_000), begun)]);
}

#[test]
fn of_a_link_that_is_not_shared_everybody_has_all_and_a_limit_holds_for_each() {
    let apart = Link { is_shared: false, ..link("a", (0, 1), 10 * MB) };
    let mut transfers = Transfers::new(&network(vec![apart]), 2);
    for _ in 0..50 {
        transfers.begin(Time::ZERO, there(), 100 * MB);
    }
    assert!(run(&mut transfers, Time::NEVER).iter().all(|(at, _)| *at == Time::from_secs(10)));
    let limited = Link { transfer_most: Some(2 * MB), ..link("a", (0, 1), 10 * MB) };
    let mut transfers = Transfers::new(&network(vec![limited]), 2);
    for _ in 0..10 {
        transfers.begin(Time::ZERO, there(), 20 * MB);
    }
    assert!(run(&mut transfers, Time::NEVER).iter().all(|(at, _)| *at == Time::from_secs(20)));
    let only = transfers.begin(Time::from_secs(20), there(), 20 * MB);
    assert_eq!(run(&mut transfers, Time::NEVER), [(Time::from_secs(30), only)]);
}

/// A network at random: a ring, so that there mostly is another way, and some more links.
fn random_network(chance: &mut Chance) -> (Wan, usize) {
    let centers = chance.random_range(2..=6_u16);
    let mut links: Vec<Link> = Vec::new();
    for number in 0..centers + chance.random_range(0..=3) {
        let from = number % centers;
        let to = if number < centers { (number + 1) % centers } else { chance.random_range(0..centers) };
        if from != to {
            let bytes = chance.random_range(1..=20) * MB + chance.random_range(0..3);
            let rtt = Span::from_micros(chance.random_range(0..=50_000));
            let lost_per_transfer = if chance.random_bool(0.2) { 50 } else { 0 };
            let is_shared = chance.random_bool(0.8);
            let transfer_most = chance.random_bool(0.2).then_some(3 * MB);
            links.push(Link {
                rtt,
                lost_per_transfer,
                is_shared,
                transfer_most,
                ..link("l", (from, to), bytes)
            });
        }
    }
    (network(links), usize::from(centers))
}

/// The books of a test: what each transfer is and what has come of it.
struct Book {
    bytes: u64,
    begun: Time,
    moved: u64,
    done: bool,
}

fn note(books: &mut BTreeMap<TransferId, Book>, wan: &Wan, now: Time, happened: &mut Vec<Progress>) {
    for progress in happened.drain(..) {
        match progress {
            Progress::Leg { transfer, route, bytes, since } => {
                let book = books.get_mut(&transfer).expect("it has begun");
                book.moved += bytes;
                let rtt =
                    route.iter().map(|line| wan.links[usize::from(line.link().0)].rtt.as_micros()).sum();
                assert!(book.begun + Span::from_micros(rtt) <= since, "it flows before a round trip");
                let speed =
                    route.iter().map(|line| wan.links[usize::from(line.link().0)].bytes_per_sec).min();
                let could =
                    u128::from(speed.expect("a route has a link")) * u128::from(now.since(since).as_micros());
                // Of one byte a part may have gone over another route before.
                assert!(1_000_000 * u128::from(bytes - 1) <= could, "{bytes} bytes come too soon");
            }
            Progress::Done(transfer) => {
                let book = books.get_mut(&transfer).expect("it has begun");
                assert!(book.moved == book.bytes && !book.done, "{} of {} bytes", book.moved, book.bytes);
                book.done = true;
            }
        }
    }
}

#[test]
fn no_byte_is_lost_and_none_comes_too_soon() {
    for seed in 0..300 {
        let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "transfers");
        let (wan, centers) = random_network(&mut chance);
        let mut transfers = Transfers::new(&wan, centers);
        let mut books: BTreeMap<TransferId, Book> = BTreeMap::new();
        let mut down = vec![false; wan.links.len()];
        let (mut now, mut happened) = (Time::ZERO, Vec::new());
        let mut loads: BTreeMap<LineId, Load> = BTreeMap::new();
        for _ in 0..120 {
            let wanted = now + Span::from_micros(chance.random_range(0..=2_000_000));
            while transfers.next() <= wanted {
                now = transfers.next();
                transfers.advance(now, &mut happened);
                note(&mut books, &wan, now, &mut happened);
                settle(&mut transfers, now, &mut loads, &wan);
            }
            now = wanted;
            match chance.random_range(0..10) {
                0 if !down.is_empty() => {
                    let link = chance.random_range(0..down.len());
                    down[link] = !down[link];
                    transfers.turn(now, LinkId(link as u16), !down[link], &mut happened);
                }
                1 => {
                    transfers = suanli::state::from_bytes(&suanli::state::to_bytes(&transfers))
                        .expect("it was just written")
                }
                _ => {
                    let from = chance.random_range(0..centers as u16);
                    let to = (from + chance.random_range(1..centers as u16)) % centers as u16;
                    let bytes = chance.random_range(1..=40 * MB);
                    let transfer = transfers.begin(now, (CenterId(from), CenterId(to)), bytes);
                    books.insert(transfer, Book { bytes, begun: now, moved: 0, done: false });
                }
            }
            note(&mut books, &wan, now, &mut happened);
            settle(&mut transfers, now, &mut loads, &wan);
        }
        for link in 0..wan.links.len() {
            transfers.turn(now, LinkId(link as u16), true, &mut happened);
        }
        while transfers.next() < Time::NEVER {
            now = transfers.next();
            transfers.advance(now, &mut happened);
            note(&mut books, &wan, now, &mut happened);
            settle(&mut transfers, now, &mut loads, &wan);
        }
        assert!(books.values().all(|book| book.done), "seed {seed}");
        assert!(loads.values().all(|load| load.transfers == 0 && load.bytes_per_sec == 0), "seed {seed}");
    }
}

/// Divides the links anew; no link carries more than it can.
fn settle(transfers: &mut Transfers, now: Time, loads: &mut BTreeMap<LineId, Load>, wan: &Wan) {
    let mut told = Vec::new();
    transfers.settle(now, &mut told);
    for load in told {
        let link = &wan.links[usize::from(load.line.link().0)];
        assert!(!link.is_shared || load.bytes_per_sec <= link.bytes_per_sec, "{load:?}");
        loads.insert(load.line, load);
    }
}

#[test]
fn transfers_of_one_instant_may_begin_in_any_order() {
    let wan = network(vec![link("a", (0, 1), 10 * MB), link("b", (1, 2), 7 * MB), link("c", (2, 0), 3 * MB)]);
    let all = [(0, 1, 30), (1, 2, 20), (0, 2, 25), (2, 1, 11), (0, 1, 7), (1, 0, 9)];
    let ends = |order: &[usize]| {
        let mut transfers = Transfers::new(&wan, 3);
        let mut which = BTreeMap::new();
        for place in order {
            let (from, to, size) = all[*place];
            let begun = transfers.begin(micros(5), (CenterId(from), CenterId(to)), size * MB + 1);
            which.insert(begun, *place);
        }
        let ends = run(&mut transfers, Time::NEVER);
        let mut ends: Vec<(Time, usize)> = ends.iter().map(|(at, id)| (*at, which[id])).collect();
        ends.sort_unstable();
        ends
    };
    assert_eq!(ends(&[0, 1, 2, 3, 4, 5]), ends(&[5, 3, 1, 4, 0, 2]));
}
