//! Optional inputs of a run: what people prefer, and who must go where.

use jinxue_domain::{ClassId, PersonId, PlanId};

use crate::db::{Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// How much a person would like a class.
    pub struct Preference {
        req person_id: PersonId,
        req class_id: ClassId,
        req points: i64,
    }
}

row! {
    /// A person who must be seated in a class; `group_name` says by whose order.
    pub struct Mandatory {
        req person_id: PersonId,
        req class_id: ClassId,
        req group_name: String,
    }
}

statements! {
    PREFERENCES = Sql::same("select preference.* from preference join class on class.id = preference.class_id where class.plan_id = $1 order by preference.person_id, preference.class_id");
    MANDATORY = Sql::same("select mandatory.* from mandatory join class on class.id = mandatory.class_id where class.plan_id = $1 order by mandatory.person_id, mandatory.class_id");
    PREFERENCES_OF = Sql::same("select preference.* from preference join class on class.id = preference.class_id where preference.person_id = $2 and class.plan_id = $1 order by preference.class_id");
    MANDATORY_OF = Sql::same("select mandatory.* from mandatory join class on class.id = mandatory.class_id where mandatory.person_id = $2 and class.plan_id = $1 order by mandatory.class_id");
}

bulks! {
    PUT_PREFERENCES = "insert into preference (person_id, class_id, points) values", 3,
        "on conflict (person_id, class_id) do update set points = excluded.points";
    PUT_MANDATORY = "insert into mandatory (person_id, class_id, group_name) values", 3,
        "on conflict (person_id, class_id) do update set group_name = excluded.group_name";
}

/// The preferences for classes of a plan.
pub async fn preferences(conn: &mut Conn, plan: PlanId) -> Result<Vec<Preference>, StoreError> {
    conn.all(PREFERENCES, values![plan]).await
}

/// Who must be seated in classes of a plan.
pub async fn mandatory(conn: &mut Conn, plan: PlanId) -> Result<Vec<Mandatory>, StoreError> {
    conn.all(MANDATORY, values![plan]).await
}

/// One person's preferences for classes of a plan.
pub async fn preferences_of(
    conn: &mut Conn,
    plan: PlanId,
    person: PersonId,
) -> Result<Vec<Preference>, StoreError> {
    conn.all(PREFERENCES_OF, values![plan, person]).await
}

/// Which classes of a plan one person must be seated in.
pub async fn mandatory_of(
    conn: &mut Conn,
    plan: PlanId,
    person: PersonId,
) -> Result<Vec<Mandatory>, StoreError> {
    conn.all(MANDATORY_OF, values![plan, person]).await
}

/// Sets preferences.
pub async fn put_preferences(tx: &mut Tx, preferences: &[Preference]) -> Result<(), StoreError> {
    tx.bulk(PUT_PREFERENCES, preferences.iter().map(Preference::values).collect()).await?;
    Ok(())
}

/// Sets who must be seated.
pub async fn put_mandatory(tx: &mut Tx, mandatory: &[Mandatory]) -> Result<(), StoreError> {
    tx.bulk(PUT_MANDATORY, mandatory.iter().map(Mandatory::values).collect()).await?;
    Ok(())
}
