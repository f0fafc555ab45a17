//! Whom a survey asks, and when it takes answers.

use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::authority::PathRange;
use jinxue_domain::class::{Audience, Candidate, GradeRange};
use jinxue_domain::needs::SurveyState;
use jinxue_domain::{Date, PersonState, Taxonomy, TopicCode};
use jinxue_store::people::Person;
use jinxue_store::surveys::{self as store, Survey};
use jinxue_store::units::{self, Unit};
use jinxue_store::{Conn, StoreError, Tx};
use uuid::Uuid;

use crate::needs::sector_of;
use crate::{Answer, Refusal};

/// Whether the survey asks somebody.
pub(super) fn asks(survey: &Survey, person: &Person) -> Answer<bool> {
    let broken = || Refusal::internal(&format!("survey {}: its audience", survey.id));
    let audience = Audience {
        unit: survey.unit_path.clone(),
        grades: GradeRange::new(survey.grade_from, survey.grade_to).ok_or_else(broken)?,
        roles: survey.roles.parse().map_err(|_| broken())?,
        sectors: survey.sectors.parse().map_err(|_| broken())?,
    };
    let sector = sector_of(person.sector)?;
    let candidate = Candidate { unit: &person.unit_path, grade: person.grade, role: person.role, sector };
    Ok(person.state == PersonState::Active && audience.admits(&candidate))
}

/// Whether it takes answers today.
pub(super) fn takes_answers(survey: &Survey, today: Date) -> bool {
    survey.state == SurveyState::Open && survey.opens_on <= today && today <= survey.closes_on
}

/// The state that would have been needed.
pub(super) fn wrong_state(survey: &Survey, expected: SurveyState) -> Refusal {
    let because = |en: bool| match (survey.state, en) {
        (SurveyState::Draft, false) => "调研还没有开始".to_owned(),
        (SurveyState::Draft, true) => "the survey has not been opened".to_owned(),
        (SurveyState::Open, false) => format!("调研{}至{}进行", survey.opens_on, survey.closes_on),
        (SurveyState::Open, true) => {
            format!("the survey runs from {} to {}", survey.opens_on, survey.closes_on)
        }
        (SurveyState::Closed, false) => "调研已经结束".to_owned(),
        (SurveyState::Closed, true) => "the survey has closed".to_owned(),
    };
    let problem = Problem::new(ErrorCode::WrongState).because(because(false), because(true));
    problem.field("survey").value(survey.state).expected(expected.as_str()).into()
}

/// The unit of a survey's subtree that is asked about; what may be seen of the survey's own when none is named.
///
/// # Errors
/// `not_found` for a unit outside the survey or the scope.
pub(super) async fn unit_of(conn: &mut Conn, survey: &Survey, unit: Option<Uuid>) -> Answer<Unit> {
    let missing = |id: String| Refusal::from(Problem::not_found("unit", id));
    match unit {
        Some(id) => {
            let unit = units::by_id(conn, id.into()).await?;
            // The names of units above may be read; their people may not.
            let inside = survey.unit_path.contains(&unit.path) && conn.scope().contains(&unit.path);
            inside.then_some(unit).ok_or_else(|| missing(id.to_string()))
        }
        None if conn.scope().contains(&survey.unit_path) => Ok(units::by_id(conn, survey.unit_id).await?),
        None => {
            let seen = units::subtree(conn, &survey.unit_path).await?;
            seen.into_iter().next().ok_or_else(|| missing(survey.unit_id.to_string()))
        }
    }
}

/// All below a unit.
pub(super) fn below(unit: &Unit) -> PathRange {
    PathRange::subtree(&unit.path)
}

/// The survey as it stands, when the version that the asker has seen is the one that holds.
///
/// # Errors
/// `not_found`; `forbidden` beyond the scope; `version_stale`.
pub(super) async fn seen(tx: &mut Tx, id: Uuid, version: i64) -> Answer<Survey> {
    let survey = store::by_id(tx, id.into()).await?;
    if !tx.scope().contains(&survey.unit_path) {
        return Err(StoreError::Beyond { what: "survey", id: survey.id.to_string() }.into());
    }
    if survey.version != version {
        return Err(Refusal::stale("survey", id, version));
    }
    Ok(survey)
}

/// The topics a survey asks about: those it names, or all.
pub(super) async fn topics_of(
    conn: &mut Conn,
    survey: &Survey,
    taxonomy: &Taxonomy,
) -> Answer<Vec<TopicCode>> {
    let named = store::topics(conn, survey.id).await?;
    let all = || taxonomy.topics().iter().map(|topic| topic.code).collect();
    Ok(if named.is_empty() { all() } else { named })
}
