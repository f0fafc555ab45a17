//! Targets by tier from a table, set by the use case of the page.

use std::collections::HashMap;
use std::path::Path;

use anyhow::bail;
use jinxue_api::plans::{Plan, PlanRow, Target, Targets};
use jinxue_app::{Work, plans};
use jinxue_domain::Tier;
use jinxue_exchange::columns::{Field, Request, field, recognise};
use jinxue_exchange::fault::{FileFault, Problem};
use jinxue_exchange::kinds::TableKind;
use jinxue_exchange::limits::Limits;
use jinxue_exchange::process::open_table;
use jinxue_exchange::reading::{RowReader, read};
use jinxue_exchange::values::whole;

use crate::open::existing_file;

/// The greatest number a target may be.
const MOST: i64 = 10_000_000;

const FIELDS: &[Field] = &[
    field("tier", "层级", "Tier", &["级别", "办班层级", "层次"]),
    field("classes", "班次数", "Classes", &["班次", "办班数", "期数"]),
    field("person_times", "培训人次", "Person-times", &["人次", "培训人数", "计划人次"]),
];

/// The kind of table.
struct TierTargets;

impl TableKind for TierTargets {
    const FIELDS: &'static [Field] = FIELDS;
    const NEEDED: &'static [&'static [&'static str]] = &[&["tier"], &["classes"], &["person_times"]];
    type Row = Target;
    /// Tiers, and the row that has taken them.
    type Seen = HashMap<String, u32>;

    fn read(row: &mut RowReader<'_>) -> Option<Target> {
        let tier = row.required_word("tier", Tier::read);
        let classes = row.required("classes", whole(0..=MOST));
        let person_times = row.required("person_times", whole(0..=MOST));
        Some(Target { tier: tier?.as_str().into(), classes: classes?, person_times: person_times? })
    }

    fn compare(seen: &mut Self::Seen, value: &Target, row: &mut RowReader<'_>) {
        let at = row.number();
        let first = *seen.entry(value.tier.clone()).or_insert(at);
        if first != at {
            row.fault::<()>("tier", &Problem::Repeated { value: value.tier.clone(), first_row: first });
        }
    }
}

/// Sets the targets of a plan to what a table says: all rows of it, or none.
///
/// # Errors
/// Every fault of the table with its row, column and value; whatever the use case refuses.
pub async fn set(work: &Work, plan: &PlanRow, file: &Path) -> anyhow::Result<Plan> {
    let reader = work.app.settings.reader.clone();
    let path = existing_file(file)?.to_owned();
    let targets =
        tokio::task::spawn_blocking(move || rows(&mut open_table(&reader, &path, &Limits::default())?))
            .await?;
    let targets = match targets {
        Ok(Ok(targets)) => targets,
        Ok(Err(faults)) => bail!("{}：\n{}", file.display(), faults.join("\n")),
        Err(fault) => bail!("{}：{fault}", file.display()),
    };
    let targets = Targets { targets };
    Ok(plans::set_targets(work, plan.id, plan.version, &targets).await?)
}

/// The targets, or a line for every fault.
fn rows(table: &mut jinxue_exchange::table::Table) -> Result<Result<Vec<Target>, Vec<String>>, FileFault> {
    let mapping = recognise::<TierTargets>(table, &Request::default())?;
    let (mut targets, mut faults) = (Vec::new(), Vec::new());
    for row in read::<TierTargets>(table, mapping)? {
        let row = row?;
        match row.value {
            Ok(target) => targets.push(target),
            Err(found) => faults.extend(found.iter().map(|fault| {
                let (zh, en) = (&fault.words.zh, &fault.words.en);
                format!("  第 {} 行 {} “{}”：{zh} / {en}", row.number, fault.header, fault.value)
            })),
        }
    }
    Ok(if faults.is_empty() { Ok(targets) } else { Err(faults) })
}
