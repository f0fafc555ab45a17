//! Seats by topic: what a year offers to the people of a subtree.

use jinxue_domain::authority::Scope;
use jinxue_domain::{ClassState, TopicCode, UnitPath};

use crate::db::{Where, row};
use crate::{Conn, StoreError, Value, Values, fence};

row! {
    /// The seats of classes of one state that are mainly about a topic.
    pub struct Offer {
        req topic: TopicCode,
        req state: ClassState,
        req seats: u64,
    }
}

/// The seats of the classes of a year's plans that take people of a subtree and may be seen, by main topic and state;
/// cancelled ones offer none.
pub async fn offered(conn: &mut Conn, year: u16, path: &UnitPath) -> Result<Vec<Offer>, StoreError> {
    let (text, values) = statement(&conn.scope(), year, path);
    conn.all(text, values).await
}

fn statement(scope: &Scope, year: u16, path: &UnitPath) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("class.state <> 'cancelled' and plan.year = ?", [year.into()]);
    let above: Vec<Value> = path.self_and_ancestors().map(|path| path.as_str().into()).collect();
    let places = vec!["?"; above.len()].join(", ");
    let range = [path.as_str().into(), path.subtree_end().into()];
    clause.and(
        &format!("(audience.path in ({places}) or (audience.path >= ? and audience.path < ?))"),
        above.into_iter().chain(range),
    );
    fence::classes(&mut clause, scope);
    clause.push(" group by class_topic.topic, class.state", []);
    clause.onto(
        "select class_topic.topic, class.state, cast(sum(class.seats_max) as bigint) as seats from class \
         join plan on plan.id = class.plan_id join class_topic on class_topic.class_id = class.id and class_topic.main = 1 \
         join unit as audience on audience.id = class.audience_id",
    )
}

pub(super) fn every_statement() -> Vec<String> {
    let path: UnitPath = "0001.0002".parse().expect("a path");
    fence::shapes().iter().map(|scope| statement(scope, 2026, &path).0).collect()
}
