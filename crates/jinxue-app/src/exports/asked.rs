//! What can be carried away, and what is written on it.

use jinxue_api::needs::NeedsQuery;
use jinxue_api::people::PeopleQuery;
use jinxue_api::surveys::ResultsQuery;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::RunState;
use jinxue_store::{classes, runs};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Writing;
use crate::{Answer, Refusal, Work, needs, people, surveys};

/// A file that is asked for.
#[derive(Debug, Clone)]
pub enum Asked {
    /// The people of a filter.
    People(PeopleQuery),
    /// The seats of a run with their reasons.
    Run(Uuid),
    /// Who sits in a class, and how they took part.
    Class(Uuid),
    /// The faulty rows of an import with what is wrong with each.
    FaultyRows(Uuid),
    /// What the people of a subtree lack.
    Needs(NeedsQuery),
    /// The target profiles that concern a unit.
    Profiles(Option<Uuid>),
    /// What a survey has found, of a unit's subtree.
    Survey(Uuid, Option<Uuid>),
}

/// What the file is about: how it is called, and the name of the file.
pub(super) struct Subject {
    pub name: String,
    pub file_name: String,
}

/// What is kept of a file about one object.
#[derive(Deserialize)]
struct OfObject {
    id: Uuid,
}

/// What is kept of a file about a unit.
#[derive(Deserialize)]
struct OfUnit {
    unit: Option<Uuid>,
}

/// What is kept of a file about a survey.
#[derive(Deserialize)]
struct OfSurvey {
    id: Uuid,
    unit: Option<Uuid>,
}

/// What is kept of a file about needs.
#[derive(Deserialize)]
struct OfNeeds {
    needs: NeedsQuery,
}

impl Asked {
    /// The word on the wire and in the list.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Asked::People(_) => "people",
            Asked::Run(_) => "run",
            Asked::Class(_) => "class",
            Asked::FaultyRows(_) => "faulty_rows",
            Asked::Needs(_) => "needs",
            Asked::Profiles(_) => "profiles",
            Asked::Survey(..) => "survey",
        }
    }

    /// The call that asks for it.
    pub(super) fn route(&self) -> &'static str {
        match self {
            Asked::People(_) => "POST /people/exports",
            Asked::Run(_) => "POST /runs/{id}/exports",
            Asked::Class(_) => "POST /classes/{id}/exports",
            Asked::FaultyRows(_) => "POST /imports/{id}/exports",
            Asked::Needs(_) => "POST /needs/exports",
            Asked::Profiles(_) => "POST /profiles/exports",
            Asked::Survey(..) => "POST /surveys/{id}/exports",
        }
    }

    /// What is kept of it: the filter, or the object with the name it had.
    pub(super) fn query(&self, name: &str) -> Value {
        match self {
            Asked::People(query) => json!(query),
            Asked::Needs(query) => json!({ "needs": query, "name": name }),
            Asked::Profiles(unit) => json!({ "unit": unit, "name": name }),
            Asked::Survey(id, unit) => json!({ "id": id, "unit": unit, "name": name }),
            Asked::Run(id) | Asked::Class(id) | Asked::FaultyRows(id) => json!({ "id": id, "name": name }),
        }
    }

    /// What was kept, read back.
    pub(super) fn read(kind: &str, query: &str) -> Answer<Self> {
        let id = || serde_json::from_str::<OfObject>(query).map(|of| of.id);
        let asked = match kind {
            "people" => serde_json::from_str(query).map(Asked::People),
            "run" => id().map(Asked::Run),
            "class" => id().map(Asked::Class),
            "faulty_rows" => id().map(Asked::FaultyRows),
            "profiles" => serde_json::from_str::<OfUnit>(query).map(|of| Asked::Profiles(of.unit)),
            "survey" => serde_json::from_str::<OfSurvey>(query).map(|of| Asked::Survey(of.id, of.unit)),
            "needs" => serde_json::from_str::<OfNeeds>(query).map(|of| Asked::Needs(of.needs)),
            other => return Err(Refusal::internal(&format!("an export of kind {other}"))),
        };
        asked.map_err(|fault| Refusal::internal(&fault))
    }

    /// The object of the audit.
    pub(super) fn object(&self) -> (&'static str, String) {
        match self {
            Asked::People(_) => ("people", "grid".into()),
            Asked::Run(id) => ("run", id.to_string()),
            Asked::Class(id) => ("class", id.to_string()),
            Asked::FaultyRows(id) => ("import", id.to_string()),
            Asked::Needs(_) => ("needs", "matrix".into()),
            Asked::Profiles(_) => ("target_profile", "all".into()),
            Asked::Survey(id, _) => ("survey", id.to_string()),
        }
    }

    /// Whether it can be written.
    pub(super) async fn check(&self, work: &Work) -> Answer<Subject> {
        let named = |name: String, what: &str| Subject { file_name: format!("{what}-{name}.xlsx"), name };
        match self {
            Asked::People(query) => {
                people::export::check(work, query).await?;
                Ok(named(work.app.clock.today().to_string(), "人员与短板"))
            }
            Asked::Needs(query) => Ok(named(needs::matrix(work, query).await?.unit_name, "短板总览")),
            Asked::Profiles(unit) => {
                needs::profiles::list(work, *unit).await?;
                Ok(named(work.app.clock.today().to_string(), "目标画像"))
            }
            Asked::Survey(id, unit) => {
                let query = ResultsQuery { unit: *unit, by: None };
                surveys::results(work, *id, &query).await?;
                Ok(named(surveys::get(work, *id).await?.draft.title, "需求调研"))
            }
            Asked::Run(id) => Ok(named(finished_run(work, *id).await?, "匹配方案")),
            Asked::Class(id) => {
                let class =
                    work.db().read(async |mut conn| classes::by_id(&mut conn, (*id).into()).await).await?;
                Ok(named(class.name, "班次名单"))
            }
            Asked::FaultyRows(id) => {
                let file = crate::imports::judged_file(work, *id).await?;
                let stem = file.file_name.rsplit_once('.').map_or(&*file.file_name, |(stem, _)| stem);
                Ok(Subject { file_name: format!("{stem}-问题行.xlsx"), name: file.file_name.clone() })
            }
        }
    }

    /// Writes it; how many rows it has.
    pub(super) async fn write(&self, writing: &Writing<'_>) -> Answer<u64> {
        match self {
            Asked::People(query) => people::export::write(writing, query).await,
            Asked::Run(id) => crate::runs::export(writing, *id).await,
            Asked::Class(id) => crate::classes::export(writing, *id).await,
            Asked::FaultyRows(id) => crate::imports::export(writing, *id).await,
            Asked::Needs(query) => needs::export(writing, query).await,
            Asked::Profiles(unit) => needs::export_profiles(writing, *unit).await,
            Asked::Survey(id, unit) => surveys::export(writing, *id, *unit).await,
        }
    }
}

/// The name of a run that has ended with a result.
async fn finished_run(work: &Work, id: Uuid) -> Answer<String> {
    let run = work.db().read(async |mut conn| runs::by_id(&mut conn, id.into()).await).await?;
    if !matches!(run.state, RunState::Done | RunState::Stopped) {
        let problem = Problem::new(ErrorCode::WrongState).field("run").value(run.state);
        return Err(problem.expected("done, stopped").into());
    }
    Ok(run.name)
}
