//! Both databases take every statement, and hold the same tables.

use std::collections::BTreeSet;

use jinxue_store::db::{Dialect, FromRow, Row, Sql};
use jinxue_store::{StoreError, every_statement, values};
use jinxue_testkit::{Backend, TestDb, on_both};

on_both! {
    async fn every_statement_is_accepted(db: TestDb) {
        let dialect = db.dialect();
        let mut refused = Vec::new();
        for (name, text) in every_statement(dialect) {
            let prepared = db.read(async |mut reader| reader.prepare(text.clone()).await).await;
            if let Err(fault) = prepared {
                refused.push(format!("{name}: {fault}\n    {text}"));
            }
        }
        assert!(refused.is_empty(), "{}", refused.join("\n"));
    }

    async fn no_statement_builds_an_index_of_its_own(db: TestDb) {
        if db.dialect() == Dialect::Postgres {
            return; // only SQLite makes automatic indexes, and only it says so before there is data
        }
        let mut slow = Vec::new();
        for (name, text) in every_statement(Dialect::Sqlite) {
            let explain = format!("explain query plan {text}");
            let steps: Vec<Step> = db.read(async |mut reader| reader.all(explain.clone(), values![]).await).await.unwrap();
            slow.extend(steps.into_iter().filter(|step| step.0.contains("AUTOMATIC")).map(|step| format!("{name}: {}", step.0)));
        }
        assert!(slow.is_empty(), "{}", slow.join("\n"));
    }

    async fn the_crowds_of_everybody_are_counted_without_sorting(db: TestDb) {
        if db.dialect() == Dialect::Postgres {
            return; // it hashes
        }
        let narrow = ["(unit_path >=", "name_key >=", "citizen_no_hash =", "gap where topic"];
        let mut walked = 0;
        for (_, text) in every_statement(Dialect::Sqlite) {
            let explain = format!("explain query plan {text}");
            let steps: Vec<Step> = db.read(async |mut reader| reader.all(explain.clone(), values![]).await).await.unwrap();
            let by_crowd = steps.iter().any(|step| step.0.contains("person_by_crowd"));
            if !text.contains(" as crowd,") {
                assert!(!by_crowd, "no other statement is served by it: {text}");
            } else if !narrow.iter().any(|part| text.contains(part)) {
                assert!(by_crowd && !steps.iter().any(|step| step.0.contains("GROUP BY")), "{text}: {}", steps[0].0);
                walked += 1;
            }
        }
        assert!(walked >= 1, "the counts of everybody are among them");
    }

    async fn a_wrong_statement_is_refused(db: TestDb) {
        let wrong = "select nothing_like_it from person".to_owned();
        assert!(db.read(async |mut reader| reader.prepare(wrong.clone()).await).await.is_err());
    }
}

/// PostgreSQL groups by hashing; SQLite sorts, unless an index has the order.
const SQLITE_ALONE: &str = "person_by_crowd ";

const SQLITE_COLUMNS: Sql = Sql::same(
    "select m.name as owner, c.name || ' ' || lower(c.type) || case when c.\"notnull\" = 1 then ' not null' else '' end as said from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite%'",
);
const POSTGRES_COLUMNS: Sql = Sql::same(
    "select table_name::text as owner, column_name || ' ' || data_type || case when is_nullable = 'NO' then ' not null' else '' end || case when collation_name is null then '' else ' ' || collation_name end as said from information_schema.columns where table_schema = current_schema()",
);
const SQLITE_INDEXES: Sql = Sql::same(
    "select m.tbl_name as owner, m.name || ' ' || group_concat(c.name, ',') as said from sqlite_schema m, pragma_index_info(m.name) c where m.type = 'index' and m.sql is not null group by m.tbl_name, m.name",
);
const POSTGRES_INDEXES: Sql = Sql::same(
    "select t.relname::text as owner, i.relname || ' ' || (select string_agg(a.attname, ',' order by a.attnum) from pg_attribute a where a.attrelid = i.oid) as said from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace where n.nspname = current_schema() and not exists (select 1 from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u'))",
);
const SQLITE_TEXTS: Sql =
    Sql::same("select name as owner, sql as said from sqlite_schema where type = 'table'");
const POSTGRES_CONSTRAINTS: Sql = Sql::same(
    "select t.relname::text as owner, k.conname::text as said from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_namespace n on n.oid = t.relnamespace where n.nspname = current_schema()",
);

/// One step of SQLite's plan.
struct Step(String);

impl FromRow for Step {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self(row.get("detail")?))
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    owner: String,
    said: String,
}

impl FromRow for Said {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { owner: row.get("owner")?, said: row.get("said")? })
    }
}

async fn ask(db: &TestDb, sql: Sql) -> BTreeSet<Said> {
    let said: Vec<Said> = db.read(async |mut reader| reader.all(sql, values![]).await).await.unwrap();
    said.into_iter().filter(|said| said.owner != "schema_migration").collect()
}

/// What PostgreSQL says, in SQLite's words.
fn in_sqlite_words(said: Said) -> Said {
    let words = [(" uuid", " blob"), (" bigint", " integer"), (" double precision", " real"), (" C", "")];
    let text = words.iter().fold(said.said, |text, (from, to)| match text.strip_suffix(from) {
        Some(before) => format!("{before}{to}"),
        None => text.replace(&format!("{from} not null"), &format!("{to} not null")),
    });
    Said { owner: said.owner, said: text }
}

/// The names after the word `constraint` in a table's text.
fn constraint_names(table: &Said) -> impl Iterator<Item = Said> {
    let after = table.said.split("constraint ").skip(1);
    after
        .filter_map(|rest| rest.split_whitespace().next())
        .map(|name| Said { owner: table.owner.clone(), said: name.to_owned() })
}

#[test]
fn the_two_schemas_say_the_same() {
    jinxue_testkit::db::run(Backend::Postgres, async |postgres: TestDb| {
        let sqlite = TestDb::open(Backend::Sqlite).await.expect("SQLite is always there");
        assert_eq!((sqlite.dialect(), postgres.dialect()), (Dialect::Sqlite, Dialect::Postgres));

        let columns: BTreeSet<Said> =
            ask(&postgres, POSTGRES_COLUMNS).await.into_iter().map(in_sqlite_words).collect();
        assert!(columns.len() > 200);
        assert_eq!(ask(&sqlite, SQLITE_COLUMNS).await, columns);

        let mut indexes = ask(&sqlite, SQLITE_INDEXES).await;
        indexes.retain(|index| !index.said.starts_with(SQLITE_ALONE));
        assert_eq!(indexes, ask(&postgres, POSTGRES_INDEXES).await);

        let tables = ask(&sqlite, SQLITE_TEXTS).await;
        let named: BTreeSet<Said> = tables.iter().flat_map(constraint_names).collect();
        assert_eq!(named, ask(&postgres, POSTGRES_CONSTRAINTS).await);
    });
}
