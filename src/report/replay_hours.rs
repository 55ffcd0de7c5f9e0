//! What the jobs of a replayed log held, by user, queue, group, quality of service, size and month.

use super::hours::{By, Sums, means, table};
use crate::experiment::Months;
use crate::lang::Lang;
use crate::log::{Header, JobKind};
use crate::metrics::{Account, HeldHours, Hours};
use schemars::JsonSchema;
use serde::Serialize;

/// What a log calls those by which hours are told apart.
#[derive(Debug, Clone, Copy)]
pub struct HoursNames<'a> {
    /// Its months.
    pub months: &'a Months,
    /// The tenants, where somebody says who they are.
    pub tenants: Option<&'a [String]>,
    /// Its words for users, groups, queues and qualities of service.
    pub header: &'a Header,
    /// The kinds of jobs, by their class.
    pub kinds: &'a [JobKind],
}

/// What was held under one name.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HoursRow {
    by: &'static str,
    name: String,
    jobs: u64,
    held_hours: f64,
    /// What was held for these hours.
    unit: &'static str,
}

/// What was held by each of the kinds that were asked for.
#[derive(Debug)]
pub struct ReplayedHours {
    sums: Vec<(By, Sums)>,
    unit: &'static str,
}

impl ReplayedHours {
    /// What these accounts say by these kinds; sizes count this unit.
    #[must_use]
    pub fn of(hours: &Hours, kinds: &[By], names: HoursNames<'_>, unit: &'static str) -> ReplayedHours {
        let sums = kinds.iter().map(|by| {
            let mut sums = Sums::new();
            for (account, month, held) in hours {
                if let Some(name) = names.name(*by, *account, *month) {
                    sums.entry(name).or_default().add(held);
                }
            }
            (*by, sums)
        });
        ReplayedHours { sums: sums.collect(), unit }
    }

    /// A table for each kind.
    #[must_use]
    pub fn text(&self, lang: Lang, width: usize) -> String {
        let mut text = String::new();
        for (by, sums) in &self.sums {
            let kind = lang.say(by.name());
            text += &format!("\n{}\n", lang.fill("Hours held by {kind}", &[("kind", &kind)]));
            // One dash alone is what nobody knows of any job.
            match sums.keys().all(|(_, name)| name == "-") {
                true => {
                    let words = lang.fill("the log does not tell the {kind} of its jobs", &[("kind", &kind)]);
                    text += &format!("{words}\n");
                }
                false => {
                    let sums = spoken(lang, *by, sums);
                    text += &table(lang, *by, &[(String::new(), sums, 1)], (self.unit, width));
                }
            }
        }
        text
    }

    /// The same in rows.
    #[must_use]
    pub fn rows(&self) -> Vec<HoursRow> {
        let rows = self.sums.iter().flat_map(|(by, sums)| sums.iter().map(|(name, held)| (*by, name, held)));
        let row = |(by, (_, name), held): (By, &(usize, String), &HeldHours)| HoursRow {
            by: by.name(),
            name: name.clone(),
            jobs: held.jobs,
            held_hours: means(held, 1)[1],
            unit: self.unit,
        };
        rows.map(row).collect()
    }
}

/// The same under names in a language, where a log has none but numbers.
fn spoken(lang: Lang, by: By, sums: &Sums) -> Sums {
    let name = |name: &String| match name.strip_prefix("user ").filter(|_| by == By::Tenant) {
        Some(number) => lang.fill("user {number}", &[("number", &number)]),
        None => name.clone(),
    };
    sums.iter().map(|((place, known), held)| ((*place, name(known)), *held)).collect()
}

impl HoursNames<'_> {
    /// Under which name an account is told of, with its place among the others.
    fn name(&self, by: By, account: Account, month: u16) -> Option<(usize, String)> {
        match account {
            Account::All => (by == By::Month).then(|| (usize::from(month), self.months.name(month))),
            Account::Tenant(tenant) => (by == By::Tenant).then(|| self.tenant(tenant.0)),
            Account::Class(class) => {
                let kind = self.kinds.get(usize::from(class.0));
                let named = |number: fn(&JobKind) -> Option<u32>, name: &dyn Fn(&JobKind) -> String| {
                    let place = kind.and_then(number).map_or(usize::MAX, |number| number as usize);
                    Some((place, kind.map_or_else(|| "others".to_owned(), name)))
                };
                match by {
                    By::Partition => named(|kind| kind.queue, &|kind| kind.queue_name(self.header)),
                    By::Group => named(|kind| kind.group, &|kind| kind.group_name(self.header)),
                    By::Qos => named(|kind| kind.qos, &|kind| kind.qos_name(self.header)),
                    By::Class => named(|kind| kind.size, &JobKind::size_name),
                    By::Tenant | By::Month => None,
                }
            }
            Account::Partition(..) | Account::ClassAt(..) => None,
        }
    }

    /// What a user is called; a dash where the log knows nobody.
    fn tenant(&self, user: u32) -> (usize, String) {
        let number = user as usize;
        let name = match self.tenants {
            Some(tenants) => tenants.get(number).cloned(),
            None if user == 0 => Some("-".to_owned()),
            None => self.header.users.word(user.into()).map(str::to_owned),
        };
        (number, name.unwrap_or_else(|| format!("user {number}")))
    }
}
