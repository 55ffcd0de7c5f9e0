//! A log over time: what was submitted and what was held in each hour, in a bounded number of bins that grow wider together.

use crate::model::{Span, Time};
use std::collections::VecDeque;

/// More bins than this become fewer, wider ones: almost four years of hours.
const BINS_MAX: usize = 1 << 15;

/// What happened in a bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bin {
    rows: u64,
    first: Time,
    last: Time,
    /// Units times microseconds that were submitted.
    offered: i128,
    /// Units that were held from the beginning of this bin on, less those that were until then.
    step: i64,
    /// Units times microseconds that were held besides.
    rest: i128,
    waits: u64,
    wait_micros: u128,
}

const EMPTY: Bin = Bin {
    rows: 0,
    first: Time::NEVER,
    last: Time::ZERO,
    offered: 0,
    step: 0,
    rest: 0,
    waits: 0,
    wait_micros: 0,
};

/// What happened in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stretch {
    /// When it begins, on the machine's clock.
    pub begin: Time,
    /// How long it is.
    pub length: Span,
    /// Rows submitted.
    pub rows: u64,
    /// The work submitted, in units times microseconds.
    pub offered: i128,
    /// What was held, in units times microseconds.
    pub held: i128,
    /// Of how many rows the wait is known.
    pub waits: u64,
    /// Those waits together, in microseconds.
    pub wait_micros: u128,
}

/// A time in which nothing was submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// The last submission before.
    pub from: Time,
    /// The first one after.
    pub until: Time,
}

/// The bins of a log, in any order of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    bins: VecDeque<Bin>,
    /// The number of the first bin, counted from time 0.
    first: u64,
    width_hours: u64,
    bins_max: usize,
}

impl Default for Course {
    fn default() -> Course {
        Course::with_bins_max(BINS_MAX)
    }
}

impl Course {
    /// Nothing yet, in at most so many bins.
    fn with_bins_max(bins_max: usize) -> Course {
        Course { bins: VecDeque::new(), first: 0, width_hours: 1, bins_max }
    }

    /// Takes note of a submission of so much work.
    pub fn submit(&mut self, at: Time, work: u128) {
        let bin = self.bin(at);
        bin.rows += 1;
        bin.first = bin.first.min(at);
        bin.last = bin.last.max(at);
        bin.offered = bin.offered.saturating_add_unsigned(work);
    }

    /// Takes note of how long a job waited that was submitted then.
    pub fn wait(&mut self, submit: Time, wait: Span) {
        let bin = self.bin(submit);
        bin.waits += 1;
        bin.wait_micros += u128::from(wait.as_micros());
    }

    /// Takes note of so many units being held for a while.
    pub fn hold(&mut self, units: u32, start: Time, end: Time) {
        self.step(start, i64::from(units));
        self.step(end, -i64::from(units));
    }

    /// The width of a bin.
    #[must_use]
    pub fn width(&self) -> Span {
        Span::from_micros(self.width_hours * Span::HOUR.as_micros())
    }

    /// The course in whole days, or in bins as wide as are left where they are wider than a day.
    #[must_use]
    pub fn days(&self) -> Vec<Stretch> {
        let day = Span::DAY.as_micros();
        let mut days: Vec<Stretch> = Vec::new();
        for stretch in self.stretches() {
            let place = stretch.begin.as_micros() / day;
            match days.last_mut() {
                Some(last) if last.begin.as_micros() / day == place => last.add(&stretch),
                Some(_) | None => days.push(stretch),
            }
        }
        days
    }

    /// The course in bins.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch> {
        let width = self.width();
        let mut held = 0_i64;
        self.bins.iter().zip(self.first..).map(move |(bin, number)| {
            held += bin.step;
            Stretch {
                begin: Time::from_micros(number.saturating_mul(width.as_micros())),
                length: width,
                rows: bin.rows,
                offered: bin.offered,
                held: i128::from(held) * i128::from(width.as_micros()) + bin.rest,
                waits: bin.waits,
                wait_micros: bin.wait_micros,
            }
        })
    }

    /// The longest times without a submission, longest first. All that are longer than two bins are found.
    #[must_use]
    pub fn silences(&self, count: usize) -> Vec<Silence> {
        let mut silences = Vec::new();
        let mut last = None;
        for bin in self.bins.iter().filter(|bin| 0 < bin.rows) {
            if let Some(from) = last {
                silences.push(Silence { from, until: bin.first });
            }
            last = Some(bin.last);
        }
        silences.sort_by_key(|silence| std::cmp::Reverse(silence.from.until(silence.until)));
        silences.truncate(count);
        silences
    }

    /// Units more, or less, from an instant on.
    fn step(&mut self, at: Time, units: i64) {
        let place = self.place(at);
        // Only now is the width what it will be.
        let into = at.as_micros() % self.width().as_micros();
        let bin = &mut self.bins[place];
        bin.step += units;
        bin.rest -= i128::from(units) * i128::from(into);
    }

    fn bin(&mut self, at: Time) -> &mut Bin {
        let place = self.place(at);
        &mut self.bins[place]
    }

    /// The place of the bin of an instant, which is made where there is none.
    fn place(&mut self, at: Time) -> usize {
        loop {
            let number = at.as_micros() / self.width().as_micros();
            if let Some(place) =
                number.checked_sub(self.first).filter(|place| *place < self.bins.len() as u64)
            {
                return place as usize;
            }
            if self.bins.is_empty() {
                self.first = number;
            }
            let (first, last) =
                (self.first.min(number), (self.first + self.bins.len() as u64).max(number + 1));
            if (self.bins_max as u64) < last - first {
                self.widen();
                continue;
            }
            while number < self.first {
                self.bins.push_front(EMPTY);
                self.first -= 1;
            }
            self.bins.resize(self.bins.len().max((last - first) as usize), EMPTY);
        }
    }

    /// Makes all bins wider: 1, 2, 4, 8 hours, then whole days, so that days stay whole.
    fn widen(&mut self) {
        let factor = if self.width_hours == 8 { 3 } else { 2 };
        let width = i128::from(self.width().as_micros());
        let mut wider: VecDeque<Bin> = VecDeque::new();
        for (bin, number) in self.bins.iter().zip(self.first..) {
            if wider.is_empty() || number.is_multiple_of(factor) {
                wider.push_back(EMPTY);
            }
            let into = wider.back_mut().expect("one was pushed if there was none");
            into.rows += bin.rows;
            into.first = into.first.min(bin.first);
            into.last = into.last.max(bin.last);
            into.offered += bin.offered;
            into.waits += bin.waits;
            into.wait_micros += bin.wait_micros;
            into.step += bin.step;
            // What begins within the wider bin was not held from its beginning on.
            into.rest += bin.rest - i128::from(bin.step) * width * i128::from(number % factor);
        }
        self.first /= factor;
        self.width_hours *= factor;
        self.bins = wider;
    }
}

impl Stretch {
    /// Goes on with what follows.
    pub fn add(&mut self, next: &Stretch) {
        self.length += next.length;
        self.rows += next.rows;
        self.offered += next.offered;
        self.held += next.held;
        self.waits += next.waits;
        self.wait_micros += next.wait_micros;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i128 = 3_600_000_000;

    fn hours(hours: f64) -> Time {
        Time::from_micros((hours * 3.6e9) as u64)
    }

    #[test]
    fn what_is_held_is_spread_over_the_bins_to_the_microsecond() {
        let mut course = Course::default();
        course.submit(hours(10.0), 40);
        course.hold(4, hours(10.25), hours(13.5));
        course.hold(1, hours(9.5), hours(10.5));
        let held: Vec<(u64, i128)> =
            course.stretches().map(|stretch| (stretch.begin.as_secs() / 3_600, stretch.held)).collect();
        let expected =
            [(9, HOUR / 2), (10, 3 * HOUR + HOUR / 2), (11, 4 * HOUR), (12, 4 * HOUR), (13, 2 * HOUR)];
        assert_eq!(held, expected);
    }

    #[test]
    fn wider_bins_keep_every_sum_whatever_the_order_of_the_rows() {
        let jobs: Vec<(u32, f64, f64)> = (0..500_u32)
            .map(|job| (job % 7, f64::from(job * 37 % 400) + 0.25, f64::from(job % 91) / 2.0))
            .collect();
        let fold = |bins_max, jobs: &mut dyn Iterator<Item = &(u32, f64, f64)>| {
            let mut course = Course::with_bins_max(bins_max);
            for (units, start, run) in jobs {
                course.submit(hours(*start), 1);
                course.hold(*units, hours(*start), hours(start + run));
            }
            course
        };
        let fine = fold(BINS_MAX, &mut jobs.iter());
        assert_eq!(fine.width(), Span::HOUR);
        let coarse = fold(8, &mut jobs.iter());
        assert_eq!(coarse.width().as_secs(), 96 * 3_600);
        assert_eq!(coarse, fold(8, &mut jobs.iter().rev()));
        for stretch in coarse.stretches() {
            let within = fine
                .stretches()
                .filter(|other| stretch.begin <= other.begin && other.begin < stretch.begin + stretch.length);
            let (rows, held) =
                within.fold((0, 0), |(rows, held), other| (rows + other.rows, held + other.held));
            assert_eq!((rows, held), (stretch.rows, stretch.held));
        }
        let total: i128 = jobs.iter().map(|(units, _, run)| i128::from(*units) * (run * 3.6e9) as i128).sum();
        assert_eq!(fine.days().iter().map(|day| day.held).sum::<i128>(), total);
    }

    #[test]
    fn silences_are_found_in_any_order() {
        let mut course = Course::default();
        for at in [200.0, 1.0, 90.5, 3.0, 2.5, 91.0] {
            course.submit(hours(at), 1);
        }
        let silences = course.silences(2);
        let expected = [(91.0, 200.0), (3.0, 90.5)]
            .map(|(from, until)| Silence { from: hours(from), until: hours(until) });
        assert_eq!(silences, expected);
    }
}
