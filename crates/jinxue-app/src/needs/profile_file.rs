//! Target profiles in and out of a workbook, in the same columns.

use std::path::PathBuf;

use jinxue_api::profiles::{ProfileDraft, ProfileFault, ProfileLevel, ReadProfile, ReadProfiles};
use jinxue_api::{ErrorCode, Problem, Words};
use jinxue_domain::{Grade, Role, Sector, Taxonomy};
use jinxue_exchange::columns::{Request, recognise};
use jinxue_exchange::fault::{CellFault, FileFault};
use jinxue_exchange::kinds::Profiles;
use jinxue_exchange::kinds::profiles::{FIELDS, ProfileRow};
use jinxue_exchange::limits::Limits;
use jinxue_exchange::process::{self, ReaderProgram};
use jinxue_exchange::reading::{ReadRow, read};
use jinxue_exchange::write::{Put, Sheet};
use jinxue_store::profiles::{self as store, Whole};
use jinxue_store::units;
use uuid::Uuid;

use super::profiles::draft;
use crate::exports::Writing;
use crate::{Answer, Refusal, Work, topics};

/// Says what a workbook would make of the profiles of a unit; nothing is kept.
///
/// # Errors
/// `not_found` for the unit; `file_refused` for what is no such table.
pub async fn read_file(work: &Work, unit: Uuid, bytes: Vec<u8>) -> Answer<ReadProfiles> {
    let (known, taxonomy) = work
        .db()
        .read(async |mut conn| {
            let unit = units::by_id(&mut conn, unit.into()).await?;
            let mut known = store::in_force(&mut conn).await?;
            known.retain(|one| one.head.unit_id == unit.id);
            Ok::<_, Refusal>((known, topics::load(&mut conn).await?))
        })
        .await?;
    let (reader, path) = (work.app.settings.reader.clone(), place(work));
    let rows = tokio::task::spawn_blocking(move || rows_of(&reader, &path, &bytes))
        .await
        .map_err(|fault| Refusal::internal(&fault))?
        .map_err(|fault| Refusal::internal(&fault))?
        .map_err(|fault| refused(&fault))?;
    Ok(judged(rows, &known, &taxonomy))
}

/// Where the file lies while it is read.
fn place(work: &Work) -> PathBuf {
    work.app.settings.folder.join("uploads").join(format!("{}.profiles", work.app.ids.next()))
}

type Rows = Result<Vec<ReadRow<ProfileRow>>, FileFault>;

/// The file is read in a process of its own, as every file of a stranger.
fn rows_of(reader: &ReaderProgram, path: &PathBuf, bytes: &[u8]) -> std::io::Result<Rows> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, bytes)?;
    let rows = (|| {
        let mut table = process::open_table(reader, path, &Limits::default())?;
        let mapping = recognise::<Profiles>(&table, &Request::default())?;
        read::<Profiles>(&mut table, mapping)?.collect()
    })();
    std::fs::remove_file(path)?;
    Ok(rows)
}

fn refused(fault: &FileFault) -> Refusal {
    let words = fault.words();
    Problem::new(ErrorCode::FileRefused).field("file").because(&words.zh, &words.en).into()
}

fn judged(rows: Vec<ReadRow<ProfileRow>>, known: &[Whole], taxonomy: &Taxonomy) -> ReadProfiles {
    let mut drafts: Vec<ProfileDraft> = Vec::new();
    let mut faults = Vec::new();
    for row in rows {
        let number = row.number;
        match row.value {
            Err(cells) => faults.extend(cells.into_iter().map(|fault| said(number, fault))),
            Ok(value) => match taxonomy.read_topic(&value.topic) {
                None => faults.push(unknown_topic(number, value.topic)),
                Some(topic) => {
                    let asked = ProfileLevel { topic: topic.to_string(), level: value.level };
                    match drafts.iter_mut().find(|draft| draft.name == value.name) {
                        Some(draft) if draft.levels.iter().any(|known| known.topic == asked.topic) => {
                            faults.push(twice(number, value.topic));
                        }
                        Some(draft) => draft.levels.push(asked),
                        None => drafts.push(begun(value, asked)),
                    }
                }
            },
        }
    }
    ReadProfiles { profiles: drafts.into_iter().map(|draft| compared(draft, known)).collect(), faults }
}

fn begun(row: ProfileRow, asked: ProfileLevel) -> ProfileDraft {
    ProfileDraft {
        name: row.name,
        grade_from: row.grade_from.get(),
        grade_to: row.grade_to.get(),
        roles: row.roles.iter().map(|role| role.as_str().to_owned()).collect(),
        sectors: row.sectors.iter().map(|sector| sector.as_str().to_owned()).collect(),
        unproven: row.unproven.as_str().into(),
        demand: row.demand.as_str().into(),
        levels: vec![asked],
    }
}

fn compared(read: ProfileDraft, known: &[Whole]) -> ReadProfile {
    let stands = known.iter().find(|one| one.version.name == read.name);
    let same = stands.is_some_and(|one| ordered(draft(&one.version, &one.levels)) == ordered(read.clone()));
    let verdict = match stands {
        None => "new",
        Some(_) if same => "same",
        Some(_) => "changed",
    };
    ReadProfile {
        verdict: verdict.into(),
        stands: stands.map(|one| one.head.id.as_uuid()),
        number: stands.map(|one| one.head.number.into()),
        draft: read,
    }
}

/// The order of lists says nothing.
fn ordered(mut draft: ProfileDraft) -> ProfileDraft {
    draft.roles.sort_unstable();
    draft.sectors.sort_unstable();
    draft.levels.sort_unstable_by(|one, other| one.topic.cmp(&other.topic));
    draft
}

fn said(row: u32, fault: CellFault) -> ProfileFault {
    let message = crate::wire::words(&fault.words);
    ProfileFault { row: row.into(), column: fault.header, value: fault.value, message }
}

fn unknown_topic(row: u32, value: String) -> ProfileFault {
    let message = Words::new(
        format!("没有专题“{value}”，应为专题的代码或全称"),
        format!("there is no topic “{value}”; expected the code or the whole name of one"),
    );
    ProfileFault { row: row.into(), column: "专题".into(), value, message }
}

fn twice(row: u32, value: String) -> ProfileFault {
    let message = Words::new(
        format!("同一画像里专题“{value}”出现了两次"),
        format!("the topic “{value}” stands twice in one profile"),
    );
    ProfileFault { row: row.into(), column: "专题".into(), value, message }
}

/// Writes the profiles that concern a unit; how many rows they are.
///
/// # Errors
/// `not_found` for the unit; when the disk is full.
pub(crate) async fn export(writing: &Writing<'_>, unit: Option<Uuid>) -> Answer<u64> {
    let profiles = super::profiles::list(writing.work, unit).await?;
    let taxonomy = writing.work.db().read(async |mut conn| topics::load(&mut conn).await).await?;
    let head = Sheet {
        name: "目标画像".into(),
        description: Some(writing.line("目标画像")),
        headers: FIELDS.iter().map(|field| field.zh.to_owned()).collect(),
    };
    let mut book = writing.book()?;
    book.begin(&head).map_err(|fault| Refusal::internal(&fault))?;
    let mut rows = 0;
    for profile in profiles {
        for asked in &profile.draft.levels {
            let line = line(&profile.draft, asked, &taxonomy);
            book.row(&line).map_err(|fault| Refusal::internal(&fault))?;
            rows += 1;
        }
    }
    writing.save(book).await?;
    Ok(rows)
}

fn line(draft: &ProfileDraft, asked: &ProfileLevel, taxonomy: &Taxonomy) -> Vec<Put> {
    let grade = |number: u8| Grade::try_from(number).ok().map(|grade| grade.get().to_string());
    let role =
        |word: &String| word.parse::<Role>().map_or_else(|_| word.clone(), |role| role.zh().to_owned());
    let sector = |word: &String| {
        word.parse::<Sector>().map_or_else(|_| word.clone(), |sector| sector.words().zh.into_owned())
    };
    let listed = |words: Vec<String>| Put::text(Some(words.join("、")).filter(|text| !text.is_empty()));
    let unproven = draft.unproven.parse::<jinxue_domain::needs::Unproven>().ok().map(|word| word.zh());
    let demand = draft.demand.parse::<jinxue_domain::needs::Demand>().ok().map(|word| word.zh());
    let topic = asked.topic.parse().ok().map(|topic| taxonomy.topic_name(topic).zh.into_owned());
    vec![
        Put::Text(draft.name.clone()),
        Put::text(grade(draft.grade_from)),
        Put::text(grade(draft.grade_to)),
        listed(draft.roles.iter().map(role).collect()),
        listed(draft.sectors.iter().map(sector).collect()),
        Put::text(unproven),
        Put::text(demand),
        Put::text(topic),
        Put::Whole(asked.level),
    ]
}
