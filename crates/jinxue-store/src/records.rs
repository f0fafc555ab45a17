//! Past training.

use jinxue_domain::{
    ClassId, ClassKind, Date, ImportId, Instant, PersonId, RecordForm, RecordId, Tenths, Tier, TopicCode,
};

use crate::db::{Only, Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// One finished training of one person. `verbatim` is JSON: what another system says in words not known here.
    pub struct TrainingRecord {
        req id: RecordId,
        req person_id: PersonId,
        req class_name: String,
        opt class_id: ClassId,
        opt topic: TopicCode,
        req kind: ClassKind,
        req form: RecordForm,
        req start_date: Date,
        req end_date: Date,
        req days: u32,
        req hours_tenths: Tenths,
        req recognised: bool,
        opt organiser: String,
        opt organiser_tier: Tier,
        opt institution: String,
        opt completion: String,
        opt unit_then: String,
        opt post_then: String,
        opt import_id: ImportId,
        req created_at: Instant,
        opt verbatim: String,
    }
}

statements! {
    OF_PERSON = Sql::same("select * from training_record where person_id = $1 order by end_date desc, start_date desc, id");
    OF_CLASS_AND_PERSON = Sql::same("select * from training_record where class_id = $1 and person_id = $2 and import_id is null");
    PEOPLE_OF_IMPORT = Sql::same("select distinct person_id as only from training_record where import_id = $1 order by person_id");
    DELETE_OF_IMPORT = Sql::same("delete from training_record where import_id = $1");
}

bulks! {
    UPSERT = "insert into training_record (id, person_id, class_name, class_id, topic, kind, form, start_date, end_date, days, hours_tenths, recognised, organiser, organiser_tier, institution, completion, unit_then, post_then, import_id, created_at, verbatim) values", 21,
        "on conflict (id) do update set class_name = excluded.class_name, class_id = excluded.class_id, topic = excluded.topic, kind = excluded.kind, form = excluded.form, start_date = excluded.start_date, end_date = excluded.end_date, days = excluded.days, hours_tenths = excluded.hours_tenths, recognised = excluded.recognised, organiser = excluded.organiser, organiser_tier = excluded.organiser_tier, institution = excluded.institution, completion = excluded.completion, unit_then = excluded.unit_then, post_then = excluded.post_then, verbatim = excluded.verbatim";
    OF_PEOPLE = "with wanted (id) as (values", [uuid],
        ") select training_record.* from wanted cross join training_record where training_record.person_id = wanted.id order by training_record.person_id, end_date desc, training_record.id";
    DELETE = "with gone (id) as (values", [uuid],
        ") delete from training_record where id in (select id from gone)";
}

/// A person's training, latest first.
pub async fn of_person(conn: &mut Conn, person: PersonId) -> Result<Vec<TrainingRecord>, StoreError> {
    conn.all(OF_PERSON, values![person]).await
}

/// What a class of the plan left in somebody's training.
pub async fn of_class_and_person(
    conn: &mut Conn,
    class: ClassId,
    person: PersonId,
) -> Result<Option<TrainingRecord>, StoreError> {
    conn.optional(OF_CLASS_AND_PERSON, values![class, person]).await
}

/// The training of many people (to find what a file repeats, and to add up hours).
pub async fn of_people(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<TrainingRecord>, StoreError> {
    conn.bulk_all(OF_PEOPLE, people.iter().map(|id| values![*id]).collect()).await
}

/// Adds records, or replaces those with the same id.
pub async fn upsert_many(tx: &mut Tx, records: &[TrainingRecord]) -> Result<(), StoreError> {
    tx.bulk(UPSERT, records.iter().map(TrainingRecord::values).collect()).await?;
    Ok(())
}

/// Removes records (to undo rows of an import).
pub async fn delete_many(tx: &mut Tx, ids: &[RecordId]) -> Result<(), StoreError> {
    tx.bulk(DELETE, ids.iter().map(|id| values![*id]).collect()).await?;
    Ok(())
}

/// Removes what an import brought; the people whose hours must be added up anew.
pub async fn delete_of_import(tx: &mut Tx, import: ImportId) -> Result<Vec<PersonId>, StoreError> {
    let people: Vec<Only<PersonId>> = tx.all(PEOPLE_OF_IMPORT, values![import]).await?;
    tx.execute(DELETE_OF_IMPORT, values![import]).await?;
    Ok(people.into_iter().map(|person| person.0).collect())
}
