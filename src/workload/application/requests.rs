//! Popular requested times: about twenty values make up nine tenths of all requests, and the maximum is one of them (U14).

use super::Requests;

/// The share of jobs on an HPC site that run into their limit (U12).
const HPC_LATE: f64 = 0.073;

/// The same on AI clusters (A): the summaries of Acme, Philly and Helios count jobs as done, cancelled or failed, and
/// their shares leave next to no room for time-outs.
const AI_LATE: f64 = 0.01;

/// Nine of ten requests are one of the popular values (U14).
const ODD: f64 = 0.1;

/// HPC users under a limit of 48 h (P7). The weights are fitted: the requested time is 10.3 times the used one in the
/// median, spread over two decades (U14).
pub(super) const HPC: Requests = Requests {
    popular: &[
        (5, 3.0),
        (10, 6.0),
        (15, 6.0),
        (20, 4.0),
        (30, 9.0),
        (45, 3.0),
        (60, 14.0),
        (90, 3.0),
        (120, 10.0),
        (180, 5.0),
        (240, 8.0),
        (300, 2.0),
        (360, 5.0),
        (480, 4.0),
        (600, 2.0),
        (720, 3.0),
        (960, 1.0),
        (1440, 6.0),
        (2160, 1.0),
        (2880, 15.0),
    ],
    odd: ODD,
    late: HPC_LATE,
};

/// HPC users whose work is known to take hours, under a limit of seven days (Q8).
pub(super) const HPC_LONG: Requests = Requests {
    popular: &[
        (60, 1.0),
        (120, 2.0),
        (180, 1.0),
        (240, 3.0),
        (300, 1.0),
        (360, 3.0),
        (480, 3.0),
        (600, 1.0),
        (720, 6.0),
        (960, 1.0),
        (1080, 2.0),
        (1440, 16.0),
        (1800, 2.0),
        (2160, 4.0),
        (2880, 14.0),
        (4320, 10.0),
        (5760, 2.0),
        (7200, 4.0),
        (8640, 1.0),
        (10_080, 23.0),
    ],
    odd: ODD,
    late: HPC_LATE,
};

/// Teams that train models under a limit of seven days (Q8). No source gives weights; the form is that of U14 (A).
pub(super) const AI: Requests = Requests {
    popular: &[
        (10, 2.0),
        (15, 1.0),
        (20, 1.0),
        (30, 5.0),
        (60, 12.0),
        (90, 1.0),
        (120, 9.0),
        (180, 4.0),
        (240, 9.0),
        (300, 1.0),
        (360, 5.0),
        (480, 6.0),
        (600, 1.0),
        (720, 6.0),
        (1080, 1.0),
        (1440, 14.0),
        (2880, 6.0),
        (4320, 4.0),
        (5760, 1.0),
        (10_080, 15.0),
    ],
    odd: ODD,
    late: AI_LATE,
};

/// Teams that pretrain, under the limit of 14 days of urgent work (Q8); the longest Acme job ran 14 days (\[u3\]).
pub(super) const PRETRAINING: Requests = Requests {
    popular: &[
        (60, 2.0),
        (120, 2.0),
        (240, 3.0),
        (360, 2.0),
        (480, 2.0),
        (720, 5.0),
        (1080, 1.0),
        (1440, 12.0),
        (2160, 1.0),
        (2880, 8.0),
        (4320, 10.0),
        (5760, 2.0),
        (7200, 6.0),
        (8640, 1.0),
        (10_080, 16.0),
        (11_520, 1.0),
        (12_960, 1.0),
        (14_400, 4.0),
        (17_280, 1.0),
        (20_160, 20.0),
    ],
    odd: ODD,
    late: AI_LATE,
};

/// Services: a replica asks for the longest time it can get and is renewed (A).
pub(super) const SERVICE: Requests =
    Requests { popular: &[(1440, 2.0), (10_080, 2.0), (20_160, 6.0)], odd: 0.0, late: 0.0 };

/// A step with one fixed limit (U29), which is set so that it holds in practice: nothing is killed (A).
pub(super) const fn fixed(popular: &'static [(u32, f64)]) -> Requests {
    Requests { popular, odd: 0.0, late: 0.0 }
}
