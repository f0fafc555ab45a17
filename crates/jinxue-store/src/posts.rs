//! Posts, ranks and résumé entries of people.

use jinxue_domain::{PersonId, PostId, PostKind};

use crate::db::{Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One entry of a person's career. Dates are texts as precise as the source: YYYY, YYYY-MM or YYYY-MM-DD;
    /// `level` is the wire word of a post level or a rank.
    pub struct PersonPost {
        req id: PostId,
        req person_id: PersonId,
        req kind: PostKind,
        req title: String,
        opt level: String,
        opt unit_name: String,
        opt from_date: String,
        opt to_date: String,
        req source: String,
    }
}

statements! {
    OF_PERSON = Sql::same("select * from person_post where person_id = $1 order by from_date desc nulls last, id");
}

bulks! {
    UPSERT = "insert into person_post (id, person_id, kind, title, level, unit_name, from_date, to_date, source) values", 9,
        "on conflict (id) do update set kind = excluded.kind, title = excluded.title, level = excluded.level, unit_name = excluded.unit_name, from_date = excluded.from_date, to_date = excluded.to_date, source = excluded.source";
    OF_PEOPLE = "with wanted (id) as (values", [uuid],
        ") select person_post.* from wanted cross join person_post where person_post.person_id = wanted.id order by person_post.person_id, person_post.id";
    DELETE = "with gone (id) as (values", [uuid], ") delete from person_post where id in (select id from gone)";
    CLEAR = "with cleared (id) as (values", [uuid],
        ") delete from person_post where person_id in (select id from cleared)";
}

/// A person's career, latest entries first.
pub async fn of_person(conn: &mut Conn, person: PersonId) -> Result<Vec<PersonPost>, StoreError> {
    conn.all(OF_PERSON, values![person]).await
}

/// The careers of many people, person by person.
pub async fn of_people(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<PersonPost>, StoreError> {
    conn.bulk_all(OF_PEOPLE, people.iter().map(|id| values![*id]).collect()).await
}

/// Adds entries, or replaces those with the same id.
pub async fn upsert_many(tx: &mut Tx, posts: &[PersonPost]) -> Result<(), StoreError> {
    tx.bulk(UPSERT, posts.iter().map(PersonPost::values).collect()).await?;
    Ok(())
}

/// Removes entries (to undo rows of an import).
pub async fn delete_many(tx: &mut Tx, ids: &[PostId]) -> Result<(), StoreError> {
    tx.bulk(DELETE, ids.iter().map(|id| values![*id]).collect()).await?;
    Ok(())
}

/// Replaces the careers of `people` by `posts`.
pub async fn replace(tx: &mut Tx, people: &[PersonId], posts: &[PersonPost]) -> Result<(), StoreError> {
    tx.bulk(CLEAR, people.iter().map(|id| values![*id]).collect()).await?;
    upsert_many(tx, posts).await
}
