//! Max-min sharing once more, in the plainest way: exact fractions, and a level that is raised until something is full. Shares no code
//! with what it is compared with.

/// A fraction in lowest terms with a positive denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    pub(super) over: i128,
    pub(super) under: i128,
}

impl Fraction {
    pub(super) fn new(over: i128, under: i128) -> Fraction {
        let (mut divisor, mut rest) = (over.abs(), under.abs());
        while rest != 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        let sign = if under < 0 { -1 } else { 1 };
        let divisor = divisor.max(1) * sign;
        Fraction { over: over / divisor, under: under / divisor }
    }

    pub(super) fn plus(self, other: Fraction) -> Fraction {
        Fraction::new(self.over * other.under + other.over * self.under, self.under * other.under)
    }

    fn minus(self, other: Fraction) -> Fraction {
        self.plus(Fraction { over: -other.over, ..other })
    }

    fn times(self, other: Fraction) -> Fraction {
        Fraction::new(self.over * other.over, self.under * other.under)
    }

    pub(super) fn divided_by(self, other: Fraction) -> Fraction {
        Fraction::new(self.over * other.under, self.under * other.over)
    }

    fn is_less(self, other: Fraction) -> bool {
        self.over * other.under < other.over * self.under
    }
}

/// One flow: its penalty, its limit, and how many thousandths it uses of which link.
#[derive(Debug, Clone)]
pub(super) struct PlainFlow {
    pub(super) penalty: i128,
    pub(super) most: Option<i128>,
    pub(super) uses: Vec<(usize, i128)>,
}

/// The rates of flows over links of so much, of which each is shared or not.
pub(super) fn rates(links: &[(i128, bool)], flows: &[PlainFlow]) -> Vec<Fraction> {
    let zero = Fraction::new(0, 1);
    let mut rates: Vec<Option<Fraction>> = vec![None; flows.len()];
    while rates.contains(&None) {
        // How high the level may rise before each thing is full.
        let mut tops: Vec<(Fraction, Vec<usize>)> = Vec::new();
        for (link, (amount, is_shared)) in links.iter().enumerate() {
            let uses = |flow: &PlainFlow| {
                let used = flow.uses.iter().find(|(used, _)| *used == link);
                used.map(|(_, thousandths)| Fraction::new(*thousandths, 1_000))
            };
            let users: Vec<(usize, Fraction)> =
                flows.iter().enumerate().filter_map(|(place, flow)| Some((place, uses(flow)?))).collect();
            let mut left = Fraction::new(*amount, 1);
            let mut slope = zero;
            for (place, consumption) in &users {
                match rates[*place] {
                    Some(rate) if *is_shared => left = left.minus(rate.times(*consumption)),
                    Some(_) => {}
                    None => {
                        let own = consumption.divided_by(Fraction::new(flows[*place].penalty, 1));
                        slope = match is_shared {
                            true => slope.plus(own),
                            false if slope.is_less(own) => own,
                            false => slope,
                        };
                    }
                }
            }
            if zero.is_less(slope) {
                tops.push((left.divided_by(slope), users.iter().map(|(place, _)| *place).collect()));
            }
        }
        for (place, flow) in flows.iter().enumerate().filter(|(place, _)| rates[*place].is_none()) {
            tops.extend(flow.most.map(|most| (Fraction::new(most * flow.penalty, 1), vec![place])));
        }
        let Some(mut lowest) = tops.first().map(|(top, _)| *top) else { break };
        for (top, _) in &tops {
            if top.is_less(lowest) {
                lowest = *top;
            }
        }
        for (top, users) in &tops {
            if *top == lowest {
                for place in users {
                    let rate = lowest.divided_by(Fraction::new(flows[*place].penalty, 1));
                    rates[*place].get_or_insert(rate);
                }
            }
        }
    }
    rates.into_iter().map(|rate| rate.unwrap_or(zero)).collect()
}
