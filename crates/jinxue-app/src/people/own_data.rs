//! All that is kept of a person, in one answer: for themself, or for somebody who may carry their data away.

use jinxue_api::people::{OwnAccount, OwnAnswer, OwnData, OwnDeed, OwnSession};
use jinxue_api::surveys::SurveyChoice;
use jinxue_domain::PersonId;
use jinxue_domain::authority::Right;
use jinxue_domain::needs::Naming;
use jinxue_domain::person::mask;
use jinxue_store::accounts::{self, Account};
use jinxue_store::people::{self as store};
use jinxue_store::surveys::answers;
use jinxue_store::{Conn, audit, sessions, surveys};
use serde_json::json;
use uuid::Uuid;

use super::page;
use crate::{Answer, Refusal, Work};

/// All that is kept of a person; that it was taken is noted.
///
/// # Errors
/// `not_found`; `forbidden` for another's data without the right to export it.
pub async fn own_data(work: &Work, id: Uuid) -> Answer<OwnData> {
    let own = work.scope().person() == Some(id.into());
    let export = work.actor.authority.scope(Right::Export);
    work.db()
        .work(async |mut tx| {
            let person = store::by_id(&mut tx, id.into()).await?;
            if !own && !export.contains_person(person.id, &person.unit_path) {
                return Err(Refusal::forbidden(Right::Export));
            }
            let number = person.citizen_no.clone();
            let data = OwnData {
                person: page::load(&mut tx, work, person.id).await?,
                citizen_no: if own { number } else { number.as_deref().map(mask) },
                accounts: accounts_of(&mut tx, person.id).await?,
                answers: answers_of(&mut tx, person.id, own).await?,
                deeds: deeds(&mut tx, person.id).await?,
            };
            work.note(&mut tx, "own_data", ("person", id.to_string()), json!({ "own": own })).await?;
            Ok(data)
        })
        .await
}

async fn accounts_of(conn: &mut Conn, person: PersonId) -> Answer<Vec<OwnAccount>> {
    let mut all = Vec::new();
    for account in accounts::of_person(conn, person).await? {
        let sessions = sessions::of_account(conn, account.id).await?;
        all.push(said(account, sessions));
    }
    Ok(all)
}

fn said(account: Account, sessions: Vec<sessions::Session>) -> OwnAccount {
    let session = |session: sessions::Session| OwnSession {
        address: session.address,
        agent: session.agent,
        created_at: session.created_at.as_micros(),
        seen_at: session.seen_at.as_micros(),
    };
    OwnAccount {
        login: account.login.as_str().into(),
        display_name: account.display_name,
        state: account.state.as_str().into(),
        created_at: account.created_at.as_micros(),
        sessions: sessions.into_iter().map(session).collect(),
    }
}

/// What was answered in surveys; what was said without a name, only to `own` eyes.
async fn answers_of(conn: &mut Conn, person: PersonId, own: bool) -> Answer<Vec<OwnAnswer>> {
    let (answers, choices) = answers::of_person(conn, person).await?;
    let mut all = Vec::new();
    for answer in answers {
        let survey = surveys::by_id(&mut conn.whole(), answer.survey_id).await?;
        let told = own || survey.naming == Naming::Named;
        let chosen = choices.iter().filter(|choice| told && choice.survey_id == answer.survey_id);
        let choice = |choice: &answers::Choice| SurveyChoice {
            topic: choice.topic.to_string(),
            urgency: choice.urgency.as_str().into(),
        };
        all.push(OwnAnswer {
            survey: survey.title,
            naming: survey.naming.as_str().into(),
            answered_at: answer.answered_at.as_micros(),
            changed_at: answer.changed_at.as_micros(),
            choices: chosen.map(choice).collect(),
            remark: answer.remark.filter(|_| told),
        });
    }
    Ok(all)
}

async fn deeds(conn: &mut Conn, person: PersonId) -> Answer<Vec<OwnDeed>> {
    let found = audit::of_object(conn, "person", &person.to_string()).await?;
    let deed =
        |deed: audit::Deed| OwnDeed { at: deed.at.as_micros(), actor: deed.actor, action: deed.action };
    Ok(found.into_iter().map(deed).collect())
}
