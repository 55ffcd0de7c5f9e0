//! What people are told about mistakes in what a workload says of models, rhythms and users, and in holidays; and what is right.

use super::bad_input::{Mistake, check_each};
use super::{GOOD, warnings};
use jiff::civil::date;
use suanli::model::Span;
use suanli::scenario::{Understood, parse};
use suanli::workload::application::Batch;
use suanli::workload::{Demand, Estimates, Feedback, Holiday, Modal, Origin, Sessions, Unit, model};

#[test]
fn each_mistake_about_users_is_told_with_its_place_and_what_would_be_right() {
    check_each(MISTAKES);
}

const MISTAKES: &[Mistake] = &[
    Mistake {
        right: r#"application = "fine-tuning""#,
        typed: r#"application = "fine-tuning"
model = "lublin""#,
        told: &["43:9: model: the workload has an `application` already; give one of the two"],
    },
    Mistake {
        right: r#"application = "fine-tuning""#,
        typed: r#"model = "lubln""#,
        told: &["42:9: model: no model `lubln`; did you mean `lublin`?"],
    },
    Mistake {
        right: r#"application = "fine-tuning""#,
        typed: r#"application = "fine-tuning"
unit = "nodes""#,
        told: &[
            "43:8: unit: `fine-tuning` counts what it counts; only a `model` can count in something else",
        ],
    },
    Mistake {
        right: r#"application = "cfd""#,
        typed: r#"model = "lublin"
unit = "node""#,
        told: &["63:8: unit: no unit `node`; did you mean `nodes`?"],
    },
    Mistake {
        right: r#"application = "cfd""#,
        typed: r#"model = "lublin"
unit = "accelerators""#,
        told: &[
            "65:13: no job can run there: `lublin` needs accelerators, and partition `cpu` of `b` has none that its tenants may use",
        ],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
hours = "ofice""#,
        told: &["47:9: hours: no hours `ofice`; did you mean `office`?"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
hours = [1, 2, 3]"#,
        told: &["47:9: hours: expected 24 numbers, found 3"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
hours = 9"#,
        told: &["47:9: hours: expected a name of hours or a list of 24 numbers, found the number 9"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
weekdays = [1, 1, 1, 1, 1, -0.5, nan]"#,
        told: &[
            "47:28: weekdays: expected a number from zero to a thousand million, found the number -0.5",
            "47:34: weekdays: expected a finite number, found the number nan",
        ],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
weekdays = [0, 0, 0, 0, 0, 0, 0]"#,
        told: &["47:12: weekdays: all weights are zero, so that nothing would ever come"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
months = [1, 0]"#,
        told: &[
            "47:14: months: expected a number above zero and at most a thousand million, found the number 0",
        ],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
burst = [60, 4]"#,
        told: &["47:9: burst: the first number, the least, is larger than the second, the most"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
burst = [0, 4]"#,
        told: &["47:10: burst: expected a whole number from 1 to 100000, found the number 0"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
burst = 4"#,
        told: &[
            "47:9: burst: expected two whole numbers such as [4, 60], the least and the most, found the number 4",
        ],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
burst = [4, 8]
array = [4, 8]"#,
        told: &["48:9: array: the workload has a `burst` already; give one of the two"],
    },
    Mistake {
        right: r#"growth_per_year = "13 %""#,
        typed: r#"growth_per_year = "13 %"
growth_per_month = "1 %""#,
        told: &["56:20: growth_per_month: the workload has a `growth_per_year` already; give one of the two"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
estimates = "modl""#,
        told: &["47:13: estimates: no way to estimate `modl`; did you mean `modal`?"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
popular_estimates = ["1 h"]
estimate_max = "2 h""#,
        told: &[
            r#"47:21: popular_estimates: the estimates of this workload are not modal; write `estimates = "modal"` with it"#,
            r#"48:16: estimate_max: the estimates of this workload are not modal; write `estimates = "modal"` with it"#,
        ],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
estimates = "modal"
popular_estimates = ["4 h", "1 h"]
estimate_max = "2 h""#,
        told: &["48:21: popular_estimates: a value is longer than `estimate_max`"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
estimates = "modal"
popular_estimates = ["1 h", "60 min", "90", 3]"#,
        told: &[
            r#"48:29: popular_estimates: "60 min" is in the list twice"#,
            r#"48:39: popular_estimates: expected a duration such as "36 h", found "90": it has no unit; write it with its unit, for example "90 h""#,
            r#"48:45: popular_estimates: expected a duration such as "36 h", found the number 3; write it in quotes with its unit, for example "3 h""#,
        ],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
estimates = "modal"
popular_estimates = []"#,
        told: &["48:21: popular_estimates: the list is empty"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
estimates = "modal"
popular_estimates = "1 h""#,
        told: &[r#"48:21: popular_estimates: expected a list such as ["36 h"], found "1 h""#],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
feedback = "session""#,
        told: &["47:12: feedback: no feedback `session`; did you mean `sessions`?"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
[workload.sessions]
patience = "1 h"
users = 100"#,
        told: &[
            r#"48:12: patience: the users of this workload wait for nothing; write `feedback = "sessions"` into the workload"#,
            r#"49:9: users: the users of this workload wait for nothing; write `feedback = "sessions"` into the workload"#,
        ],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
feedback = "sessions"
[workload.sessions]
users = 3
submissions = 0.5
think_time = "0 s""#,
        told: &[
            "49:9: users: 3 people for 12 tenants, and each has at least one",
            "50:15: submissions: expected a number from 1 to 1000, found the number 0.5",
            r#"51:14: think_time: it must be more than zero, found "0 s""#,
        ],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
[workload.sessions]
thinktime = "15 min""#,
        told: &["48:1: unknown key `thinktime` in `[workload.sessions]`; did you mean `think_time`?"],
    },
    Mistake {
        right: r#"load = "40 %""#,
        typed: r#"load = "40 %"
[[workload.sessions]]
submissions = 3"#,
        told: &[
            "47:1: sessions: there is only one `[workload.sessions]`; write the header with single brackets",
        ],
    },
    Mistake {
        right: r#"application = "cfd""#,
        typed: r#"application = "weather"
hours = "office"
holidays = "observed"
array = [2, 3]
feedback = "sessions""#,
        told: &[
            "63:9: hours: `weather` comes in fixed cycles; leave it out",
            "64:12: holidays: `weather` comes in fixed cycles; leave it out",
            "65:9: array: `weather` comes in fixed cycles; leave it out",
            "66:12: feedback: `weather` comes in fixed cycles; leave it out",
        ],
    },
    Mistake {
        right: "",
        typed: r#"[[holiday]]
title = "A"
first = 2023-01-05
last = 2023-01-03
demand = "20 %""#,
        told: &["80:8: last: the holiday ends before it begins"],
    },
    Mistake {
        right: "",
        typed: r#"[[holiday]]
title = "A"
first = 2023-01-03
last = 2023-01-05
demand = "20 %"
[[holiday]]
title = "B"
first = 2023-01-05
demand = "0 %""#,
        told: &["84:9: first: a day of this holiday is one of that in line 79 already"],
    },
    Mistake {
        right: "",
        typed: r#"[[holiday]]
title = "A"
first = 2023-01-03T08:00:00
demand = "-20 %""#,
        told: &[
            "79:9: first: a holiday is made of whole days: leave the time out",
            r#"80:10: demand: it is below zero: "-20 %""#,
        ],
    },
    Mistake {
        right: "",
        typed: r#"[[holiday]]
title = "A"
last = 2023-01-03
demand = 0.2"#,
        told: &[
            "77:1: `[[holiday]]` has no `first`; for example `first = 2023-01-21`",
            r#"80:10: demand: expected a share such as "30 %", found the number 0.2; write it in quotes with its unit, for example "20 %""#,
        ],
    },
];

#[test]
fn what_is_legal_of_users_and_holidays_but_surely_not_meant_is_warned_of() {
    let few = GOOD.replacen("load = \"40 %\"", "load = \"40 %\"\nfeedback = \"sessions\"", 1);
    let told = warnings(&few);
    assert_eq!(told.len(), 1, "{told:?}");
    let expected = "x.toml:47:12: workload `tuning`: its 12 users can bring only ";
    assert!(told[0].starts_with(expected), "{told:?}");
    assert!(told[0].ends_with("let there be more `users` in `[workload.sessions]`, or shorter pauses"));
    let many = few.replacen(
        "feedback = \"sessions\"",
        "feedback = \"sessions\"\n[workload.sessions]\nusers = 60000",
        1,
    );
    assert_eq!(warnings(&many), Vec::<String>::new());

    let holiday = "[[holiday]]\ntitle = \"National Day\"\nfirst = 2023-10-01\ndemand = \"20 %\"\n";
    let expected = ["x.toml:78:9: holiday `National Day` lies outside the time that is simulated"];
    assert_eq!(warnings(&format!("{GOOD}{holiday}")), expected);
}

#[test]
fn what_is_typed_of_users_is_believed() {
    let typed = r#"model = "lublin-batch"
unit = "cores"
hours = "office"
weekdays = [1, 1, 1, 1, 1, 0.5, 0]
months = [1, 1.5]
growth_per_month = "1 %"
array = [2, 9]
popular_estimates = ["24 h", "1 h"]
estimate_max = "72 h"
feedback = "sessions"

[workload.sessions]
submissions = 3
think_time = "10 min"
think_spread = 0.5
patience = "2 h"
users = 50

[[holiday]]
title = "Spring Festival"
first = 2023-01-21
last = 2023-01-27
demand = "20 %"
"#;
    // The last workload's keys stand before the policies.
    let text = GOOD.replacen("application = \"cfd\"\n", "", 1);
    let text = text.replacen("jobs_per_day = 3.5\n", typed, 1);
    let scenario = parse("x.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
    let workload = &scenario.workloads[2];
    assert_eq!(workload.origin, Origin::Model { name: "lublin-batch".into(), unit: Unit::Cores });
    let published = model("lublin-batch").unwrap().jobs_per_day_published();
    assert_eq!(workload.demand, Demand::JobsPerDay(published));
    assert_eq!(workload.batch, Some(Batch::Array { least: 2, most: 9 }));
    let hours = |hours: u64| Span::from_secs(hours * 3600);
    let modal = Modal { popular: vec![hours(24), hours(1)], maximum: Some(hours(72)) };
    assert_eq!(workload.estimates, Estimates::Modal(modal));
    assert_eq!(workload.pace.hours.unwrap()[10], 2.8);
    assert_eq!(workload.pace.weekdays, Some([1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0]));
    assert_eq!(workload.pace.months, [1.0, 1.5]);
    assert!((workload.growth_per_year - 0.126_825).abs() < 1e-6, "{}", workload.growth_per_year);
    let spring = Holiday { first: date(2023, 1, 21), last: date(2023, 1, 27), factor: 0.2 };
    assert_eq!(workload.pace.holidays, [spring]);
    let sessions = Sessions {
        submissions_mean: 3.0,
        think_median: Span::from_secs(600),
        think_spread: 0.5,
        feedback: Feedback::Closed { patience: hours(2), users: Some(50) },
    };
    assert_eq!(workload.sessions, Some(sessions));
    // A holiday is everybody's, unless a workload ignores it.
    assert_eq!(scenario.workloads[0].pace.holidays, [spring]);
    let ignored = text.replacen("load = \"40 %\"", "load = \"40 %\"\nholidays = \"ignored\"", 1);
    assert_eq!(parse("x.toml", &ignored).unwrap().workloads[0].pace.holidays, []);
    let words = Understood::of(&scenario).workloads[2].1.clone();
    let expected = ", growing by 12.682503 % a year, modal estimates, 1 holiday, \
                    50 users who wait up to 2 h for a result and think 10 min";
    assert!(words.ends_with(expected), "{words}");
}
