//! Where discs lie on a map, and how the ways between them bend.

use crate::plot::axis::Frame;
use crate::plot::drawing::Point;

/// Labels stand beside the discs in this room.
const ASIDE: (f64, f64) = (120.0, 46.0);

/// Discs are apart by as much.
const APART: f64 = 22.0;

const ROUNDS: usize = 200;

/// A centre on a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Disc {
    pub(super) at: Point,
    pub(super) radius: i32,
}

/// Puts discs where their latitudes and longitudes (in degrees) are, and a little apart where they would lie on each other.
pub(super) fn lay_out(spots: &[[f64; 2]], radii: &[i32], frame: Frame) -> Vec<Disc> {
    let middle = spots.iter().map(|[latitude, _]| latitude).sum::<f64>() / spots.len().max(1) as f64;
    let narrowing = libm::cos(middle.to_radians()).max(0.05);
    let flat: Vec<(f64, f64)> =
        spots.iter().map(|[latitude, longitude]| (longitude * narrowing, -latitude)).collect();
    let range = |of: fn(&(f64, f64)) -> f64| {
        let values = || flat.iter().map(of);
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let (across, down) = (range(|at| at.0), range(|at| at.1));
    let room = (
        f64::from(frame.right - frame.left) - 2.0 * ASIDE.0,
        f64::from(frame.bottom - frame.top) - 2.0 * ASIDE.1,
    );
    let fits = |room: f64, (least, most): (f64, f64)| {
        if least < most { room / (most - least) } else { f64::INFINITY }
    };
    let scale = fits(room.0, across).min(fits(room.1, down));
    // All in one place.
    let scale = if scale.is_finite() { scale } else { 0.0 };
    let heart = (f64::from(frame.left + frame.right) / 2.0, f64::from(frame.top + frame.bottom) / 2.0);
    let mid = ((across.0 + across.1) / 2.0, (down.0 + down.1) / 2.0);
    let mut places: Vec<(f64, f64)> =
        flat.iter().map(|at| (heart.0 + (at.0 - mid.0) * scale, heart.1 + (at.1 - mid.1) * scale)).collect();
    push_apart(&mut places, radii, frame);
    let disc = |((x, y), radius): (&(f64, f64), &i32)| Disc {
        at: (x.round() as i32, y.round() as i32),
        radius: *radius,
    };
    places.iter().zip(radii).map(disc).collect()
}

fn push_apart(places: &mut [(f64, f64)], radii: &[i32], frame: Frame) {
    for _ in 0..ROUNDS {
        let mut is_calm = true;
        for one in 0..places.len() {
            for other in one + 1..places.len() {
                let (dx, dy) = (places[other].0 - places[one].0, places[other].1 - places[one].1);
                let far = (dx * dx + dy * dy).sqrt();
                let least = f64::from(radii[one] + radii[other]) + APART;
                if least <= far + 1e-6 {
                    continue;
                }
                is_calm = false;
                let way = if far < 1e-6 { (1.0, 0.0) } else { (dx / far, dy / far) };
                let step = (least - far) / 2.0;
                places[one] = (places[one].0 - way.0 * step, places[one].1 - way.1 * step);
                places[other] = (places[other].0 + way.0 * step, places[other].1 + way.1 * step);
            }
        }
        for ((x, y), radius) in places.iter_mut().zip(radii) {
            let aside = f64::from(*radius) + 4.0;
            *x = x.clamp(f64::from(frame.left) + aside, f64::from(frame.right) - aside);
            *y = y.clamp(f64::from(frame.top) + aside, f64::from(frame.bottom) - aside);
        }
        if is_calm {
            return;
        }
    }
}

/// The points of a bent way from the edge of a disc to that of another, to the right of the straight one.
pub(super) fn arc(from: Disc, to: Disc) -> Vec<Point> {
    const BEND: f64 = 0.16;
    const STEPS: u32 = 48;
    let real = |at: Point| (f64::from(at.0), f64::from(at.1));
    let ((x0, y0), (x2, y2)) = (real(from.at), real(to.at));
    let (dx, dy) = (x2 - x0, y2 - y0);
    let (x1, y1) = (f64::midpoint(x0, x2) - dy * BEND, f64::midpoint(y0, y2) + dx * BEND);
    let point = |step: u32| {
        let part = f64::from(step) / f64::from(STEPS);
        let rest = 1.0 - part;
        let mix = |a: f64, b: f64, c: f64| rest * rest * a + 2.0 * rest * part * b + part * part * c;
        (mix(x0, x1, x2), mix(y0, y1, y2))
    };
    let is_outside = |(x, y): &(f64, f64), disc: Disc| {
        let (cx, cy) = real(disc.at);
        let least = f64::from(disc.radius) + 3.0;
        least * least <= (x - cx) * (x - cx) + (y - cy) * (y - cy)
    };
    let points = (0..=STEPS).map(point).filter(|at| is_outside(at, from) && is_outside(at, to));
    points.map(|(x, y)| (x.round() as i32, y.round() as i32)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { left: 0, top: 0, right: 660, bottom: 470 };

    #[test]
    fn north_is_up_and_east_is_right() {
        // Beijing, Shanghai, Chengdu.
        let discs = lay_out(&[[39.9, 116.4], [31.2, 121.5], [30.6, 104.1]], &[10; 3], FRAME);
        let [beijing, shanghai, chengdu] = [0, 1, 2].map(|place| discs[place].at);
        assert!(beijing.1 < shanghai.1 && shanghai.1 < chengdu.1, "{discs:?}");
        assert!(chengdu.0 < beijing.0 && beijing.0 < shanghai.0, "{discs:?}");
    }

    #[test]
    fn centres_in_one_place_lie_side_by_side_within_the_frame() {
        let discs = lay_out(&[[30.5, 114.3]; 4], &[30, 20, 10, 5], FRAME);
        for (place, one) in discs.iter().enumerate() {
            assert!((0..=660).contains(&(one.at.0)) && (0..=470).contains(&(one.at.1)), "{discs:?}");
            for other in &discs[place + 1..] {
                let (dx, dy) = (one.at.0 - other.at.0, one.at.1 - other.at.1);
                let least = one.radius + other.radius;
                assert!(least * least < dx * dx + dy * dy, "{discs:?}");
            }
        }
    }

    #[test]
    fn a_way_goes_from_edge_to_edge_and_its_way_back_lies_beside_it() {
        let (one, other) = (Disc { at: (100, 100), radius: 20 }, Disc { at: (300, 100), radius: 10 });
        let (there, back) = (arc(one, other), arc(other, one));
        assert!(there[0].0 < 140 && 270 < there[there.len() - 1].0, "{there:?}");
        assert!(there.iter().all(|at| 100 < at.1) && back.iter().all(|at| at.1 < 100));
    }
}
