//! The matrix of needs as a workbook, with the marks of every export.

use jinxue_api::needs::{NeedCell, NeedRow, Needs, NeedsQuery};
use jinxue_exchange::write::{Put, Sheet};

use super::matrix;
use crate::exports::Writing;
use crate::{Answer, Refusal};

const BEFORE: [&str; 8] =
    ["领域", "专题代码", "专题", "短板人数", "平均程度", "今年已补齐", "待办席位", "已办席位"];

/// Writes who lacks what; how many topics it has.
///
/// # Errors
/// As [`matrix`]; when the disk is full.
pub(crate) async fn export(writing: &Writing<'_>, query: &NeedsQuery) -> Answer<u64> {
    let needs = matrix(writing.work, query).await?;
    let columns = needs.columns.iter();
    let of_columns = columns
        .flat_map(|column| [format!("{} 人数", column.label.zh), format!("{} 平均程度", column.label.zh)]);
    let head = Sheet {
        name: "短板总览".into(),
        description: Some(writing.line(&format!("{}短板总览", needs.unit_name))),
        headers: BEFORE.iter().map(|header| (*header).to_owned()).chain(of_columns).collect(),
    };
    let mut book = writing.book()?;
    book.begin(&head).map_err(|fault| Refusal::internal(&fault))?;
    for row in &needs.rows {
        book.row(&line(&needs, row)).map_err(|fault| Refusal::internal(&fault))?;
    }
    writing.save(book).await?;
    Ok(needs.rows.len() as u64)
}

fn line(needs: &Needs, row: &NeedRow) -> Vec<Put> {
    let field = needs.fields.iter().find(|field| field.code == row.field);
    let mut cells = vec![
        Put::text(field.map(|field| field.name.clone())),
        Put::Text(row.topic.clone()),
        Put::Text(row.name.clone()),
        Put::Whole(row.all.people),
        mean(&row.all),
        Put::Whole(row.all.closed),
        Put::Whole(row.seats_ahead),
        Put::Whole(row.seats_held),
    ];
    cells.extend(row.cells.iter().flat_map(|cell| [Put::Whole(cell.people), mean(cell)]));
    cells
}

/// To one decimal; nothing where nobody lacks it.
fn mean(cell: &NeedCell) -> Put {
    if cell.people == 0 {
        return Put::Nothing;
    }
    let tenths = cell.severity_sum.saturating_mul(10) / cell.people;
    Put::Decimal(f64::from(i32::try_from(tenths).unwrap_or(i32::MAX)) / 10.0)
}
