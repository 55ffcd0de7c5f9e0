//! The checker of tables: right schedules pass, and each wrong one is found out.

use crate::traces;
use suanli::model::{JobId, Span, Time};
use suanli::verify::{Asked, Fate, Findings, Instants, Law, Machine, Row, Rule, Terms, read_table, schedule};

/// A schedule in the little language of tables, on four processors.
fn findings(rule: Rule, table: &str) -> Findings {
    let rows = rows_of(&format!("job,submit,start,end,procs,walltime,state\n{}", table.replace(' ', "\n")));
    schedule(&rows, &terms(4, rule), None)
}

/// The rows of a table of one run.
fn rows_of(table: &str) -> Vec<Row> {
    let mut schedules = read_table(table).expect("the table can be read");
    assert_eq!(schedules.len(), 1);
    schedules.remove(0).rows
}

fn terms(processors: u64, rule: Rule) -> Terms {
    Terms { machine: Machine::Processors(processors), rule, instants: Instants::Batched }
}

/// Exactly this law is broken, once, by this job.
fn check_only(findings: &Findings, law: Law, job: u64) {
    assert_eq!(findings.total(), 1, "{findings}");
    assert_eq!(findings.kept[0].law, law, "{findings}");
    assert_eq!(findings.kept[0].jobs[0], JobId(job), "{findings}");
}

#[test]
fn a_right_schedule_breaks_no_law() {
    // 2 needs all four processors at 10 and is reserved for 20; 3 ends by then, 4 comes after.
    let table =
        "1,0,0,20,3,20,finished 2,10,20,25,4,10,finished 3,11,11,20,1,9,killed 4,12,25,30,1,50,finished";
    for rule in [Rule::Any, Rule::Easy, Rule::Conservative] {
        let findings = findings(rule, table);
        assert!(findings.is_clean(), "{rule:?}: {findings}");
    }
    assert!(
        findings(Rule::Fcfs, "1,0,0,20,3,,x 2,10,20,25,4,,x 3,11,25,30,1,,x 4,12,,,9,,rejected").is_clean()
    );
}

#[test]
fn more_in_use_than_there_is_is_found() {
    check_only(&findings(Rule::Any, "1,0,0,20,3,,x 2,10,19,25,2,,x"), Law::OverCommitted, 2);
    check_only(&findings(Rule::Any, "1,0,3,3,5,,x"), Law::OverCommitted, 1);
    // What one gives back at an instant another may take at that instant.
    assert!(findings(Rule::Any, "1,0,0,20,3,,x 2,10,20,25,2,,x").is_clean());
}

#[test]
fn rows_that_cannot_be_are_found() {
    check_only(&findings(Rule::Any, "7,5,4,9,1,,x"), Law::EarlyStart, 7);
    check_only(&findings(Rule::Any, "7,5,9,8,1,,x"), Law::BackwardsRun, 7);
    check_only(&findings(Rule::Any, "7,5,5,16,1,10,x"), Law::Overrun, 7);
    check_only(&findings(Rule::Any, "7,5,5,16,1,,x 7,5,6,16,1,,x"), Law::Duplicate, 7);
    check_only(&findings(Rule::Any, "7,5,,,4,,rejected"), Law::WrongRejection, 7);
    check_only(&findings(Rule::Any, "7,5,,,5,,waiting"), Law::NeverFits, 7);
}

#[test]
fn what_a_schedule_lost_or_changed_is_found() {
    let ran = Fate::Ran { start: Time::from_secs(5), end: Time::from_secs(20) };
    let row = Row {
        run: 1,
        job: JobId(1),
        submit: Time::from_secs(5),
        procs: 2,
        walltime: None,
        fate: ran,
        killed: false,
    };
    let asked =
        Asked { job: JobId(1), submit: row.submit, procs: 2, walltime: Some(Span::from_secs(15)), run: None };
    let against = |log: &[Asked]| schedule(&[row], &terms(4, Rule::Any), Some(log));
    assert!(against(&[asked]).is_clean());
    check_only(&against(&[asked, Asked { job: JobId(2), ..asked }]), Law::Lost, 2);
    check_only(&against(&[]), Law::Unknown, 1);
    check_only(&against(&[Asked { procs: 3, ..asked }]), Law::Changed, 1);
    // A walltime that the table lacks comes from the log.
    check_only(&against(&[Asked { walltime: Some(Span::from_secs(14)), ..asked }]), Law::Overrun, 1);
}

#[test]
fn overtaking_is_found_under_fcfs() {
    let table = "1,0,0,20,3,20,x 2,10,20,25,4,10,x 3,11,11,20,1,9,x";
    check_only(&findings(Rule::Fcfs, table), Law::Overtaken, 2);
}

#[test]
fn a_head_that_waits_although_it_fits_is_found() {
    let table = "1,0,0,20,3,20,x 2,10,20,25,1,10,x";
    check_only(&findings(Rule::Fcfs, table), Law::IdleHead, 2);
    assert!(findings(Rule::Easy, table).broke(Law::IdleHead));
}

#[test]
fn a_delayed_head_breaks_the_easy_promise() {
    // 3 asks for a time that reaches beyond the reservation of 2 at 20, and really runs so long.
    let table = "1,0,0,20,3,20,x 2,10,21,25,4,10,x 3,11,11,21,1,10,x";
    check_only(&findings(Rule::Easy, table), Law::EasyPromise, 2);
    // With two processors to spare at 20, the same is harmless.
    assert!(findings(Rule::Easy, "1,0,0,20,3,20,x 2,10,20,25,2,10,x 3,11,11,21,1,10,x").is_clean());
    // The overtaker may start at the very instant the head arrives.
    check_only(
        &findings(Rule::Easy, "1,0,0,20,3,20,x 2,10,21,25,4,10,x 3,10,10,21,1,11,x"),
        Law::EasyPromise,
        2,
    );
    // A head that never started before the schedule ends was delayed, too.
    check_only(
        &findings(Rule::Easy, "1,0,0,20,3,20,x 2,10,,,4,10,waiting 3,11,11,31,1,20,x"),
        Law::EasyPromise,
        2,
    );
}

#[test]
fn a_delayed_job_behind_the_head_breaks_the_conservative_promise() {
    // 2 is promised 20 and 3, which needs two, 30; 4 runs from 12 to 32 beside 2, but not beside 2 and 3.
    let right = "1,0,0,20,3,20,x 2,10,20,30,3,10,x 3,11,30,40,4,10,x 4,12,40,60,1,20,x";
    let wrong = "1,0,0,20,3,20,x 2,10,20,30,3,10,x 3,11,32,42,4,10,x 4,12,12,32,1,20,x";
    assert!(findings(Rule::Conservative, right).is_clean());
    check_only(&findings(Rule::Conservative, wrong), Law::ConservativePromise, 3);
    // EASY allows it: only the head has a promise.
    assert!(findings(Rule::Easy, wrong).is_clean());
}

#[test]
fn a_table_tells_all_its_mistakes_at_once() {
    let table = "job_id,submission_time,starting_time,finish_time,requested_number_of_resources,final_state\n\
                 one,0,0,1,1,COMPLETED\n2,-3,0,1,1,COMPLETED\n3,0,x,1,0,COMPLETED\n4,0,5,6,1,REJECTED\n5,0,,6,1,\n";
    let errors = read_table(table).expect_err("every row is wrong");
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "line 2: job_id: expected a whole number, found `one`",
            "line 3: submission_time: expected seconds, found `-3`",
            "line 4: requested_number_of_resources: expected a whole number above 0, found `0`",
            "line 4: starting_time: expected seconds, or nothing, found `x`",
            "line 5: state: a job with a start cannot be `REJECTED`",
            "line 6: start: expected seconds for a job with an end, found nothing",
        ]
    );
    let errors = read_table("job,begin\n").expect_err("four columns are missing");
    assert_eq!(errors.len(), 4);
    assert_eq!(read_table("").expect_err("nothing is no table").len(), 1);
}

#[test]
fn a_table_of_another_simulator_is_read() {
    let table = "job_id,submission_time,requested_number_of_resources,requested_time,final_state,starting_time,\
                 finish_time,metadata\n8,1.5,2,60,COMPLETED,2.25,7.000001,\"a, b\"\n9,3,2,60,REJECTED,-1,-1,\"\"\n";
    let rows = rows_of(table);
    let fate = Fate::Ran { start: Time::from_micros(2_250_000), end: Time::from_micros(7_000_001) };
    let submit = Time::from_micros(1_500_000);
    let walltime = Some(Span::MINUTE);
    assert_eq!(rows[0], Row { run: 1, job: JobId(8), submit, procs: 2, walltime, fate, killed: false });
    assert_eq!(rows[1].fate, Fate::Rejected);
}

/// A published schedule of the generated log, with the requested times of that log.
fn published(name: &str) -> Option<Vec<Row>> {
    let log = traces::text("reference/generated-10k/w10k.swf")?;
    let mut rows = rows_of(&traces::text(&format!("reference/generated-10k/{name}.csv"))?);
    let estimates = log.lines().filter(|line| !line.starts_with(';')).map(|line| {
        let field = line.split_ascii_whitespace().nth(8).expect("18 fields");
        Span::from_secs(field.parse().expect("whole seconds"))
    });
    for (row, estimate) in rows.iter_mut().zip(estimates) {
        row.walltime = Some(estimate);
    }
    Some(rows)
}

#[test]
fn published_schedules_keep_their_own_promises_and_break_others() {
    let terms_of = |rule, instants| Terms { instants, ..terms(1024, rule) };
    for (name, rule, instants) in [
        ("fcfs", Rule::Fcfs, Instants::Batched),
        ("easy", Rule::Easy, Instants::Batched),
        ("easy", Rule::Easy, Instants::Sequential),
        ("conservative-batched", Rule::Conservative, Instants::Batched),
        ("conservative-pyss-sequential", Rule::Conservative, Instants::Sequential),
    ] {
        let Some(rows) = published(name) else { return };
        let findings = schedule(&rows, &terms_of(rule, instants), None);
        assert!(findings.is_clean(), "{name} as {rule:?}: {findings}");
    }
    for (name, rule, law) in [
        ("easy", Rule::Fcfs, Law::Overtaken),
        ("conservative-batsim", Rule::Fcfs, Law::Overtaken),
        ("easy", Rule::Conservative, Law::ConservativePromise),
        ("replanned", Rule::Conservative, Law::ConservativePromise),
    ] {
        let Some(rows) = published(name) else { return };
        let findings = schedule(&rows, &terms_of(rule, Instants::Batched), None);
        assert!(findings.broke(law), "{name} as {rule:?}: {findings}");
    }
}

#[test]
fn a_schedule_made_event_by_event_keeps_promises_as_it_could_make_them() {
    let Some(table) = traces::text("reference/cqsim2012-kth-first5000-easy.csv") else { return };
    let rows = rows_of(&table);
    let terms = Terms { instants: Instants::Sequential, ..terms(100, Rule::Easy) };
    let findings = schedule(&rows, &terms, None);
    assert!(findings.is_clean(), "{findings}");
}

#[test]
fn a_head_moved_by_one_second_in_a_published_schedule_is_found() {
    let Some(rows) = published("easy") else { return };
    let mut latest_start = Time::ZERO;
    let mut moved_count = 0;
    for (place, row) in rows.iter().enumerate() {
        let Fate::Ran { start, end } = row.fate else { continue };
        let was_head = latest_start <= start;
        latest_start = latest_start.max(start);
        if !was_head || start == row.submit || place % 50 != 0 {
            continue;
        }
        let mut moved = rows.clone();
        moved[place].fate = Fate::Ran { start: start + Span::SECOND, end: end + Span::SECOND };
        let findings = schedule(&moved, &terms(1024, Rule::Easy), None);
        assert!(findings.broke(Law::IdleHead), "job {} started a second late: {findings}", row.job);
        moved_count += 1;
    }
    assert!(10 < moved_count, "only {moved_count} heads were moved");
}

/// Only the arguments of `suanli verify`, as the shell gives them.
#[derive(Debug, clap::Parser)]
struct Shell {
    #[command(flatten)]
    args: suanli::cli::verify::Args,
}

/// The exit code of `suanli verify` on a table; wrong arguments end with 2, as the shell expects.
fn exit_code(table: &str, arguments: &str) -> u8 {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::io::Write::write_all(&mut file, table.as_bytes()).expect("a table can be written");
    let path = file.path().to_str().expect("temporary paths are text").to_owned();
    let words = ["verify", &path].into_iter().chain(arguments.split_whitespace());
    match <Shell as clap::Parser>::try_parse_from(words) {
        Err(_) => 2,
        Ok(shell) => match suanli::cli::verify::run(&shell.args) {
            Ok(()) => 0,
            Err(failure) => failure.exit_code(),
        },
    }
}

#[test]
fn the_command_tells_clean_from_broken_from_wrong() {
    let table = "job,submit,start,end,procs\n1,0,0,20,3\n2,10,20,25,4\n3,11,11,20,1\n";
    assert_eq!(exit_code(table, "--processors 4"), 0);
    assert_eq!(exit_code(table, "--nodes 2 --cores-per-node 2"), 0);
    assert_eq!(exit_code(table, "--processors 3"), 1);
    assert_eq!(exit_code(table, "--processors 4 --rule fcfs"), 1);
    // EASY plans by requested times, and the table has none.
    assert_eq!(exit_code(table, "--processors 4 --rule easy"), 2);
    assert_eq!(exit_code(table, ""), 2);
    assert_eq!(exit_code(table, "--processors 0"), 2);
    assert_eq!(exit_code(table, "--nodes 2"), 2);
    assert_eq!(exit_code(table, "--processors 4 --nodes 2 --cores-per-node 2"), 2);
    assert_eq!(exit_code("job,submit\n1,2\n", "--processors 4"), 2);
    assert_eq!(exit_code("", "--processors 4"), 2);
}

#[test]
fn the_command_finds_what_a_schedule_lost_of_its_log() {
    let log = "; MaxProcs: 4\n1 0 -1 20 3 -1 -1 3 30\n2 10 -1 5 4 -1 -1 4 5\n3 11 -1 9 1 -1 -1 1 9\n4 12 -1 0 1 -1 -1 1 9\n";
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::io::Write::write_all(&mut file, log.as_bytes()).expect("a log can be written");
    let log = file.path().to_str().expect("temporary paths are text").to_owned();
    let whole = "job,submit,start,end,procs\n1,0,0,20,3\n2,10,20,25,4\n3,11,11,20,1\n4,12,25,25,1\n";
    let command = |table: &str, more: &str| exit_code(table, &format!("--processors 4 --log {log}{more}"));
    assert_eq!(command(whole, ""), 0);
    // The log knows the requested times that the table lacks.
    assert_eq!(command(whole, " --rule easy"), 0);
    assert_eq!(exit_code(whole, "--processors 4 --rule easy"), 2);
    let without_last = whole.strip_suffix("4,12,25,25,1\n").expect("the last row");
    assert_eq!(command(without_last, ""), 1);
    // The strict rule does not take a job of no length.
    assert_eq!(command(without_last, " --clean strict"), 0);
    assert_eq!(command(&whole.replace("2,10,20,25,4", "2,10,25,30,4"), " --rule fcfs"), 1);
    assert_eq!(command(&whole.replace("1,0,0,20,3", "1,0,0,20,2"), ""), 1);
    assert_eq!(exit_code(whole, "--processors 4 --clean strict"), 2);
    assert_eq!(exit_code(whole, "--processors 4 --log /no/such/log.swf"), 2);
}

#[test]
fn jobs_that_were_given_up_are_read_and_not_judged_by_rules_of_the_queue() {
    let desk = crate::resume::Desk::with(&[(
        "jobs.csv",
        "job,submit_secs,start_secs,end_secs,procs,state\n1,0,0,100,4,finished\n2,10,,40,4,cancelled\n3,20,100,110,4,finished\n",
    )]);
    let good = desk.good(&["verify", "jobs.csv", "--processors", "4"]);
    assert!(good.contains("(2 ran, 0 still running, 0 waiting, 0 rejected, 1 given up)"), "{good}");
    desk.wrong(
        &["verify", "jobs.csv", "--processors", "4", "--rule", "fcfs"],
        "job 2 was given up while it waited",
    );
}
