//! The catalogue: what is generated beside what is published.

use super::*;

#[test]
fn every_application_generates_its_published_figures() {
    let mut misses = Vec::new();
    for application in APPLICATIONS {
        for figure in application.figures(&application.sample()) {
            if !figure.holds() {
                misses.push(format!(
                    "{}: {}: {} instead of {} ({})",
                    application.name,
                    figure.name(),
                    figure.generated_shown(),
                    figure.published(),
                    figure.difference_shown()
                ));
            }
        }
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

#[test]
fn the_catalogue_is_consistent() {
    for application in APPLICATIONS {
        let name = application.name;
        assert!(!application.targets.is_empty() && !application.sources.is_empty(), "{name} has no source");
        assert_eq!(1, APPLICATIONS.iter().filter(|other| other.name == name).count(), "{name} twice");
        if matches!(application.arrivals, Arrivals::Random { .. }) {
            assert_eq!(1, application.parts.len(), "{name}: only cycles have several parts");
        }
        for part in application.parts {
            assert!(part.sizes.is_sorted_by(|a, b| a.0 < b.0), "{name}: sizes ascend");
            assert!(
                part.runtimes.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1),
                "{name}: quantiles ascend: {:?}",
                part.runtimes
            );
            assert!(part.requests.popular.is_sorted_by(|a, b| a.0 < b.0), "{name}: requests ascend");
            let longest = part.runtimes[part.runtimes.len() - 1].1;
            let most = f64::from(part.requests.popular[part.requests.popular.len() - 1].0) * 60.0;
            assert!(longest <= most, "{name}: no limit suffices for {longest} s");
        }
    }
}

#[test]
fn a_sample_is_the_same_every_time() {
    let cfd = application("cfd").unwrap();
    assert_eq!(cfd.sample(), cfd.sample());
}

#[test]
fn the_page_of_applications_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/applications.md");
    let page = page();
    if std::env::var_os("SUANLI_WRITE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == page, "docs/applications.md is out of date: run the tests with SUANLI_WRITE_DOCS=1");
}

#[test]
fn requests_are_popular_values_and_no_multiple_of_the_runtime() {
    for name in ["cfd", "graph-computing", "drug-screening", "fine-tuning", "evaluation"] {
        let sample = application(name).unwrap().sample();
        // Nine in ten jobs use one of about twenty values, and the maximum is popular (U14).
        assert!((0.89..0.93).contains(&sample.share_popular), "{name}: {}", sample.share_popular);
        assert!((0.1..0.45).contains(&sample.share_at_maximum), "{name}: {}", sample.share_at_maximum);
    }
    // Requested over used is spread over two decades, with a tail of thousands (U14).
    let sample = application("cfd").unwrap().sample();
    let ratio = |share| sample.figure(Quantity::Overestimate, Statistic::Quantile(share));
    assert!((1.5..4.0).contains(&ratio(0.25)), "{}", ratio(0.25));
    assert!((30.0..100.0).contains(&ratio(0.75)), "{}", ratio(0.75));
    assert!(1000.0 < ratio(0.995) && ratio(1.0) < 10_000.0, "{} {}", ratio(0.995), ratio(1.0));
}

#[test]
fn whole_nodes_count_as_what_they_hold() {
    // 200 cores hold two nodes of 128, so that one job a day of 200 cores asks for more than 200 cores.
    let shape = shape_on(Unit::Cores, &kunpeng(), 200);
    assert_eq!((shape.tasks, shape.per_task.cores, shape.per_task.memory_mib), (2, 128, 524_288));
    let shape = shape_on(Unit::Cores, &kunpeng(), 32);
    assert_eq!((shape.tasks, shape.per_task.cores, shape.per_task.memory_mib), (1, 32, 131_072));
    let shape = shape_on(Unit::Accelerators, &ascend(), 4);
    assert_eq!(
        (shape.tasks, shape.per_task),
        (1, Resources { cores: 96, accelerators: 4, memory_mib: 393_216 })
    );
    let shape = shape_on(Unit::Accelerators, &ascend(), 12);
    assert_eq!((shape.tasks, shape.per_task), (2, ascend().capacity));
    // Work for cores leaves the cards of a node to others.
    assert_eq!(shape_on(Unit::Cores, &ascend(), 192).per_task.accelerators, 0);
}

#[test]
fn the_list_shows_what_is_generated_beside_its_source() {
    let args = |json| list::Args { subject: list::Subject::Applications, json };
    let table = list::text(&args(false));
    let machine: serde_json::Value = serde_json::from_str(&list::text(&args(true))).unwrap();
    let rows = machine.as_array().unwrap();
    assert_eq!(rows.len(), APPLICATIONS.len());
    for (row, application) in rows.iter().zip(APPLICATIONS) {
        assert!(table.contains(application.name));
        assert_eq!(row["name"], application.name);
        let figures = row["figures"].as_array().unwrap();
        for wanted in ["median", "P90", "P99"] {
            for quantity in ["size", "runtime"] {
                let name = format!("{wanted} of {quantity}");
                let figure = figures.iter().find(|figure| figure["figure"] == name.as_str()).unwrap();
                assert!(0.0 < figure["generated"].as_f64().unwrap(), "{}: {name}", application.name);
            }
        }
        assert!(figures.iter().any(|figure| figure["published"].is_number()));
    }
    assert!(table.contains("87.") || table.contains("3.6 d"), "{table}");
}
