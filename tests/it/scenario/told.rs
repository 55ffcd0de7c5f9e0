//! What `suanli check` says of a scenario: something of every table of the format.

use suanli::scenario::{TABLES, Understood, check_file};

/// The words on each table in `ruled.toml`, `full.toml` or `paid.toml`.
const SAID: &[(&str, &str)] = &[
    (
        "[scenario]",
        "from 2023-01-02 06:00:00 for 60 days (warm-up 36 h), 1 replication, seed 9223372036854775807",
    ),
    ("[scenario]", "jobs are looked at for their limits every 30 s, the first after 24.5 s"),
    ("[[center]]", "centre c: 25 nodes, 2432 cores, 48 accelerators"),
    ("[[center.partition]]", "partition gpu: 17 nodes of kunpeng-920-node and own-node"),
    ("[[center.partition]]", ", priority 20, demand stated for 16 nodes"),
    ("[[center.partition]]", ", jobs of up to 1 day, jobs of up to 32 units, only for labs, tier 1"),
    ("[[center.partition.lock]]", ", 4 of them locked for labs (lend-short, notice 2 h)"),
    ("[[tenants]]", "7 tenants: labs 4, firms 3"),
    ("[[tenants]]", "labs: 3 fair shares each, account hust, at home in c"),
    (
        "[[account]]",
        "2 accounts:\n    universities: 40 shares below the root\n    hust: 3 shares below universities, priority 7\n",
    ),
    ("[[workload]]", "6 workloads:\n    tuning: load 20.125 % of 16 nodes ("),
    ("[[workload]]", " that there are) of fine-tuning from labs to c/gpu, growing by "),
    ("[[workload]]", "bursts: 700 core-hours a day ("),
    ("[[workload]]", "runs: 5.5 node-hours a day ("),
    ("[[workload]]", ", priority 5, nice -3"),
    (
        "[[workload]]",
        "of jobs.csv from labs to c/cpu, columns by a map, only nodes<=4, from 0s..30d, arrivals by 1.5, sizes by 2, run times by 1.1, speed by 0.7, from a machine of 6 to one of 8",
    ),
    ("[[workload]]", ", from its time 0 on, queue gpu to gpu, overhead 0.06 s"),
    (
        "[[workload.component]]",
        ", together with 2 cores and 2560 MiB on 1 node of cpu, together with 1 accelerator on 1 node of gpu",
    ),
    ("[workload.ramp]", ", filling up from 20 % of that on 2023-01-09 to all on 2023-02-20 (s-curve)"),
    (
        "[[center.partition.maintenance]]",
        "8 nodes worked on when they are free, each for 1 day, 2 at a time when all of these are free",
    ),
    ("[workload.sessions]", ", 60 users who wait up to 1 h for a result and think 15 min"),
    ("[[holiday]]", "1 holiday:\n    2023-01-21 to 2023-01-27: 20 % of the work\n"),
    ("[[qos]]", "qos urgent: priority 10, 100 % of the price"),
    ("[[limit]]", "limit all: at most 500 jobs running, together"),
    ("[[quota]]", "quota firms: 16 accelerators of c for firms"),
    ("[[licence]]", "licence ansys: 4 of it"),
    (
        "[[center.partition.phase]]",
        "1 of them there from 2023-02-01 00:00:00 to 2023-02-20 12:00:00, announced 30 days ahead, 2 of them there from 2023-02-08 00:00:00",
    ),
    (
        "[[failure]]",
        "card: 2 neighbours at once of c/gpu every 154 d (Weibull, shape 0.7), half of them noticed after 2 min, one in ten after more than 20 min, half of them out for 4 h, one in ten for more than 2 days, 5 % of the nodes 20 times as often, out for 20 days with 3 failures within 10 days",
    ),
    (
        "[[failure]]",
        "power: all nodes at once of c/gpu+cpu every 2000 d, noticed after 2 min, out for 20 min; up 100 % of the time",
    ),
    ("[[failure]]", "recorded: 1 failure of nodes of c"),
    ("[[center.partition.phase]]", "gpu/new: its nodes fail 3 times as often in their first 8 weeks"),
    (
        "[[workload]]",
        ", checkpoints as often as Daly's formula says (every 1431.61 min on 1 node to every 1011.33 min on 2 nodes), each of 5 min and a restart of 10 min, safe 6 min after they are begun, begun again 3 times after failures",
    ),
    (
        "[[tenants]]",
        "labs: 3 fair shares each, account hust, at home in c, 2 of them from the start, all by 2023-02-01\n",
    ),
    (
        "[preemption]",
        "preemption: least-lost first, checkpoint, after 2 h of running and 5 min of grace, also by tier",
    ),
    ("[[policy]]", "2 policies:\n    slurm: "),
    ("[[policy]]", ", looking every 1.5 s"),
    (
        "[plan]",
        "plan: the least of center.c.partition.gpu.nodes=16..24 under slurm with which p95 wait of tuning <= 2 h and mean wait <= 1 day holds, at most 8 runs of a value",
    ),
    ("[policy.multifactor]", "multifactor(accelerators = 9, account = 6, age = 1, "),
    ("[policy.class_priority]", "by-class: class-priority(aging = 2, starve_after = 1 day) order"),
    (
        "[center.power]",
        "power of first: storage 40 kW, network 25 kW, service 10500 W, building 8 to 15 % and 20 kW, tariff own (",
    ),
    ("[[tariff]]", "; 42.5 a kW and month), 540.5 g of carbon dioxide a kWh\n"),
    ("[[tariff.period]]", "tariff own (day 0.849, night 0.4 yuan a kWh"),
    ("[[carbon]]", ", prices from 2023-01-02 to 2023-01-05, carbon from 2023-01-02 to 2023-01-05\n"),
    (
        "[center.cost]",
        "cost of first: 189800000 yuan a year of capital, 12000000 for staff, 3000000 besides\n",
    ),
    ("[[workload]]", "drive of tuning: 80.5 % of the way from idle to busy"),
    ("[hardware.NAME]", "curve of curved: 100 W idle and 300 W busy"),
    (
        "[[price]]",
        "price special: 6 yuan an accelerator-hour or 0.06 yuan a core-hour or 0.002 yuan a GiB-hour or 30 yuan a node-hour, times 0.5 to 1 by the hour\n",
    ),
    ("[[free]]", "free: 500 accelerator-hours and 10000 core-hours a month for each of labs\n"),
    (
        "[[volume]]",
        "volume: 60 % off below 40 %, 20 % off below 80 % of use in the month before, for firms\n",
    ),
    (
        "[workload.outcomes]",
        ", 20 % of them fail by themselves (half of these with 10 % of their work done), those up to a size of 8 3.7 times as often, \
         begun again 2 times, 5 % are stopped by their users (half of these with 80 % of their work done)",
    ),
    (
        "[center.sleep]",
        "sleep of first: nodes that nobody holds for 30 min draw 20 W, but for one of each pool, and wake within 5 min (150 W)\n",
    ),
    (
        "[[link]]",
        "ab: a to b, 9.7 Gb/s of data, 25 ms there and back, at most 2 Gb/s for one transfer, 1 % less for each transfer beyond the first, \
         0.05 yuan a GB, down for 4 h every 60 days",
    ),
    ("[[link]]", "public: b to a, 1 Gb/s of data, 40 ms there and back, not shared\n"),
    ("[[link.outage]]", ", one known outage\n"),
    ("[[dataset]]", "2 datasets:\n    corpus: 20 TB at a\n    cases: 200 of 150 GB each at a\n"),
    ("[center.store]", "1 store:\n    b: 60 TB, copies make way largest-first\n"),
    ("[[workload]]", ", needs corpus and cases, leaves 20 GB for a"),
    ("[[discount]]", "discount inclusive: 40 % off for firms\n"),
    (
        "[[voucher]]",
        "voucher city: 20 % for firms, at most 2000000 yuan a year for each, at most 100000000 yuan a year for all\n",
    ),
    ("[billing]", "billing: lost time is charged, too\n"),
    ("[[center]]", "ways: 13.4 ms to "),
    ("[[center]]", "spills: `first to second`\n"),
    (
        "[[workload.elsewhere]]",
        ", may run at `second/npu (0.80 times as fast)`, its data at second, no further than 20.0 ms there and back",
    ),
    ("[[porting]]", ", may run at `first/gpu (0.25 times as fast)`"),
    ("[[policy]]", ", router hub that looks every 10 min"),
    ("[hardware.NAME]", "hardware own-node: 64 cores, 4 x Card \"4\" 卡, "),
];

fn told(text: &str) -> String {
    let folder = super::written::folder("x.toml", text);
    let checked = check_file(&folder.path().join("x.toml")).unwrap_or_else(|errors| panic!("{errors}"));
    Understood::of(&checked.scenario).to_string()
}

#[test]
fn check_speaks_of_every_table() {
    let told = told(super::written::FULL) + &told(super::written::RULED) + &told(super::written::PAID);
    for (_, words) in SAID {
        assert!(told.contains(words), "expected `{words}` in:\n{told}");
    }
    for table in TABLES {
        assert!(
            SAID.iter().any(|(header, _)| *header == table.header),
            "nothing is said of {}",
            table.header
        );
    }
}

#[test]
fn one_of_a_kind_is_one_and_not_ones() {
    let told = told(
        "[scenario]\ntitle = \"One\"\nstart = 2023-01-02\nhorizon = \"1 day\"\nseed = 1\nreplications = 1\n\
         [[center]]\nname = \"c\"\ntitle = \"C\"\n[[center.partition]]\nname = \"p\"\nnodes = 1\nhardware = \"one\"\n\
         [hardware.one]\ncores = 1\nmemory = \"1 GiB\"\nidle = \"1 W\"\nbusy = \"2 W\"\n\
         [[tenants]]\nname = \"t\"\n[[licence]]\nname = \"l\"\ncount = 1\n\
         [[workload]]\nname = \"w\"\nmodel = \"lublin\"\nunit = \"cores\"\ncenter = \"c\"\ntenants = \"t\"\njobs_per_day = 1\n\
         [[policy]]\nname = \"p\"\norder = \"fcfs\"\n",
    );
    assert_eq!(
        told,
        "  One\n  from 2023-01-02 00:00:00 for 1 day (warm-up 0 s), 1 replication, seed 1\n  \
         centre c: 1 node, 1 core\n    partition p: 1 node of one, and jobs are as large as the nodes allow: `demand_nodes = 1` keeps the demand when `nodes` changes\n    \
         hardware one: 1 core, 1 GiB, 1 W idle and 2 W busy\n  1 tenant: t 1\n  1 workload:\n    \
         w: 1 job a day (0.999 core-hours) of lublin from t to c/p, modal estimates\n  1 rule:\n    licence l: 1 of it\n  1 policy:\n    \
         p: fcfs order, none backfill, pack placement\n"
    );
}
