//! A scenario with the jobs that a model of a log makes.

use toml::Table;

/// The file of the model beside the log.
pub(super) const MODEL: &str = "model.toml";

/// The file of its jobs.
pub(super) const JOBS: &str = "model-jobs.swf";

/// The scenario, where the model's jobs hold processors of a machine of known size; `log` has letters, digits and plain signs alone.
pub(super) fn scenario(model: &str, log: &str) -> Option<String> {
    let root: Table = model.parse().ok()?;
    let told = root.get("model")?.as_table()?;
    let number = |key: &str| told.get(key)?.as_integer().filter(|number| 0 < *number);
    let unit = told.get("unit")?.as_str()?;
    let (machine, days, start) =
        (number("machine")?, number("days")?, told.get("start")?.as_datetime()?.date?);
    if unit != "processors" || days < 15 {
        return None;
    }
    let warm_up = (days / 20).max(1);
    Some(format!(
        r#"# Jobs that a model of {log} made; none of them was ever run. Nodes of one core each stand for the processors of its machine.
[scenario]
title = "Jobs like those of {log}"
start = {start}
horizon = "{days} days"
warm_up = "{warm_up} days"
seed = 1
replications = 1                # chance has no part in a log

[hardware.processor]
cores = 1
memory = "1 GiB"
idle = "1 W"
busy = "1 W"

[[center]]
name = "machine"
title = "The machine of {log}"

[[center.partition]]
name = "processors"
nodes = {machine}
demand_nodes = {machine}
hardware = "processor"

[[tenants]]
name = "users"
title = "Users"
count = 200

[[workload]]
name = "jobs"
title = "Jobs of the model"
log = "{JOBS}"
scale_arrivals = 1
center = "machine"
partition = "processors"
tenants = "users"

[[policy]]
name = "fcfs"
order = "fcfs"

[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
"#
    ))
}
