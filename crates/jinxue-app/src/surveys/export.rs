//! What a survey has found as a workbook: topics by their combined need, with the weights that say so.

use jinxue_api::surveys::{ResultsQuery, SurveyResults, SurveyTopic};
use jinxue_exchange::write::{Put, Sheet};
use uuid::Uuid;

use super::results::percent;
use crate::exports::Writing;
use crate::{Answer, Refusal};

/// Writes the topics of a unit, the most needed first, then who has answered where; how many rows it has.
///
/// # Errors
/// As [`super::results`]; when the disk is full.
pub(crate) async fn export(writing: &Writing<'_>, id: Uuid, unit: Option<Uuid>) -> Answer<u64> {
    let survey = super::get(writing.work, id).await?;
    let results = super::results(writing.work, id, &ResultsQuery { unit, by: None }).await?;
    let title = format!("{}（{}）", survey.draft.title, results.unit_name);
    let mut book = writing.book()?;
    let failed = |fault| Refusal::internal(&fault);
    book.begin(&head(&results, writing.line(&title))).map_err(failed)?;
    for (at, topic) in results.topics.iter().enumerate() {
        book.row(&line(at, topic)).map_err(failed)?;
    }
    let places = Sheet {
        name: "作答进度".into(),
        description: Some(writing.line(&format!("{title}作答进度"))),
        headers: ["单位", "应答人数", "已答人数"].map(str::to_owned).to_vec(),
    };
    book.begin(&places).map_err(failed)?;
    for place in &results.places {
        let line = [Put::Text(place.label.zh.clone()), Put::Whole(place.asked), Put::Whole(place.answered)];
        book.row(&line).map_err(failed)?;
    }
    writing.save(book).await?;
    Ok((results.topics.len() + results.places.len()) as u64)
}

fn head(results: &SurveyResults, line: String) -> Sheet {
    let weights = &results.weights;
    let weighed = |name: &str, weight: i64| format!("{name}（权重 {weight}）");
    Sheet {
        name: "需求汇总".into(),
        description: Some(line),
        headers: vec![
            "次序".into(),
            "领域".into(),
            "专题代码".into(),
            "专题".into(),
            "综合需求".into(),
            weighed("组织需求", weights.organisation),
            weighed("岗位需求", weights.post),
            weighed("个人需求", weights.personal),
            "迫切人数".into(),
            "需要人数".into(),
            "一般人数".into(),
        ],
    }
}

fn line(at: usize, topic: &SurveyTopic) -> Vec<Put> {
    vec![
        Put::Whole(i64::try_from(at + 1).unwrap_or(i64::MAX)),
        Put::Text(topic.field_name.clone()),
        Put::Text(topic.topic.clone()),
        Put::Text(topic.name.clone()),
        Put::Decimal(percent(topic.combined_tenths)),
        Put::Decimal(percent(topic.organisation_tenths)),
        Put::Decimal(percent(topic.post_tenths)),
        Put::Decimal(percent(topic.personal_tenths)),
        Put::Whole(topic.urgent),
        Put::Whole(topic.needed),
        Put::Whole(topic.mild),
    ]
}
