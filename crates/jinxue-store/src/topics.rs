//! Fields and topics: what can be learned.

use jinxue_domain::{Family, FieldCode, TopicCode};

use crate::db::{Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// A field of learning.
    pub struct Field {
        req code: FieldCode,
        req name: String,
        req name_en: String,
        req family: Family,
        req position: u32,
    }
}

row! {
    /// A topic of a field.
    pub struct Topic {
        req code: TopicCode,
        req field: FieldCode,
        req name: String,
        req name_en: String,
        req position: u32,
    }
}

statements! {
    FIELDS = Sql::same("select * from field order by position, code");
    TOPICS = Sql::same("select * from topic order by position, code");
}

bulks! {
    UPSERT_FIELDS = "insert into field (code, name, name_en, family, position) values", 5,
        "on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, family = excluded.family, position = excluded.position";
    UPSERT_TOPICS = "insert into topic (code, field, name, name_en, position) values", 5,
        "on conflict (code) do update set field = excluded.field, name = excluded.name, name_en = excluded.name_en, position = excluded.position";
}

/// All fields in their order.
pub async fn fields(conn: &mut Conn) -> Result<Vec<Field>, StoreError> {
    conn.all(FIELDS, values![]).await
}

/// All topics in their order.
pub async fn topics(conn: &mut Conn) -> Result<Vec<Topic>, StoreError> {
    conn.all(TOPICS, values![]).await
}

/// Adds fields and topics, or renames those that are there.
pub async fn upsert_many(tx: &mut Tx, fields: &[Field], topics: &[Topic]) -> Result<(), StoreError> {
    tx.bulk(UPSERT_FIELDS, fields.iter().map(Field::values).collect()).await?;
    tx.bulk(UPSERT_TOPICS, topics.iter().map(Topic::values).collect()).await?;
    Ok(())
}
