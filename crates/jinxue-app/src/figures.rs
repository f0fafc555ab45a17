//! The figures kept beside every person, made anew when what they rest on has changed.
//!
//! Hours due and done, open gaps and the worst of them are decided by the domain from records, posts and
//! evidence; the grid filters and sorts by what is kept here.

use std::collections::HashMap;

use jinxue_domain::hours::{HoursPerson, HoursRules, HoursVerdict, Training, hours_verdict};
use jinxue_domain::{Date, Period, PersonId, RuleBook, Tenths, UnitPath};
use jinxue_store::people::grid::{self, Filter};
use jinxue_store::people::{self, Figures, Person};
use jinxue_store::records::TrainingRecord;
use jinxue_store::{Conn, Db, gaps, records};

use crate::jobs::Ticket;
use crate::sorted::run_of;
use crate::{Actor, Answer, App, Refusal, Work, book};

/// People whose figures are made in one transaction.
const CHUNK: usize = 2_000;

/// The part of the people, one in so many, whose new figures make a database plan its reads anew.
const MANY: u64 = 10;

/// Makes all figures anew in the background, soon.
///
/// # Errors
/// When the store fails.
pub(crate) async fn refresh_later(app: &App) -> Answer<()> {
    let (id, work) = (app.ids.draw(), Work::of(app, Actor::system()));
    let subject = app.ids.next();
    app.unfenced()
        .work(async |mut tx| {
            crate::jobs::enqueue(&mut tx, id, crate::jobs::Task::Figures, subject, &work).await
        })
        .await?;
    app.bell.ring();
    Ok(())
}

/// The job that makes all figures anew.
pub(crate) async fn refresh(ticket: &Ticket) -> Answer<()> {
    let db = ticket.db();
    let people =
        db.read(async |mut conn| grid::ids(&mut conn, &Filter::default(), grid::Order::Unit).await).await?;
    let today = ticket.app.clock.today();
    let (mut done, mut changed) = (0, 0);
    for chunk in people.chunks(CHUNK) {
        changed += recompute_chunk(&db, chunk, today).await?;
        done += chunk.len();
        ticket.progress(crate::wire::count(done), crate::wire::count(people.len())).await?;
    }
    // Each row written leaves its page to be looked at by every read of an index, until the table is swept.
    if changed > 0 && changed * MANY >= people.len() as u64 {
        db.analyse().await?;
    }
    Ok(())
}

/// Makes the figures of everybody anew; how many of them had changed.
///
/// # Errors
/// When the store fails.
pub async fn recompute(db: &Db, today: Date, scope: &UnitPath) -> Answer<u64> {
    let filter = Filter { subtree: Some(scope.clone()), ..Filter::default() };
    let people = db.read(async |mut conn| grid::ids(&mut conn, &filter, grid::Order::Unit).await).await?;
    let mut changed = 0;
    for chunk in people.chunks(CHUNK) {
        changed += recompute_chunk(db, chunk, today).await?;
    }
    Ok(changed)
}

/// Decides outside the write door, on one consistent view; only what differs is written.
async fn recompute_chunk(db: &Db, people: &[PersonId], today: Date) -> Answer<u64> {
    let changed = db
        .read(async |mut conn| {
            let book = book::load(&mut conn).await?;
            let fresh = decided(&mut conn, &book, people, today).await?;
            let kept = people::figures_of(&mut conn, people).await?;
            let kept: HashMap<PersonId, Figures> = kept.into_iter().map(|one| (one.id, one)).collect();
            Ok::<_, Refusal>(
                fresh.into_iter().filter(|one| kept.get(&one.id) != Some(one)).collect::<Vec<_>>(),
            )
        })
        .await?;
    if !changed.is_empty() {
        db.work(async |mut tx| people::set_figures(&mut tx, &changed).await).await?;
    }
    Ok(crate::wire::count(changed.len()).unsigned_abs())
}

/// Makes the figures of a few people anew, in the transaction of what changed them.
pub(crate) async fn refresh_now(tx: &mut jinxue_store::Tx, people: &[PersonId], today: Date) -> Answer<()> {
    let fresh = {
        // A fact of somebody beyond the scope may have changed, where a class was held; figures are told to nobody here.
        let mut whole = tx.whole();
        let book = book::load(&mut whole).await?;
        decided(&mut whole, &book, people, today).await?
    };
    people::set_figures(tx, &fresh).await?;
    Ok(())
}

async fn decided(conn: &mut Conn, book: &RuleBook, ids: &[PersonId], today: Date) -> Answer<Vec<Figures>> {
    let people = people::by_ids(conn, ids).await?;
    let records = records::of_people(conn, ids).await?;
    let open = gaps::open_of_many(conn, ids).await?;
    // Both lists are in the order of person ids.
    let mut rules: HashMap<UnitPath, HoursRules> = HashMap::new();
    let mut figures = Vec::with_capacity(people.len());
    for person in &people {
        if !rules.contains_key(&person.unit_path) {
            let at = rules_at(book, &person.unit_path, today)?;
            rules.insert(person.unit_path.clone(), at);
        }
        let own = run_of(&records, person.id, |record| record.person_id);
        let verdict = verdict(person, own, today, &rules[&person.unit_path]);
        let gaps = run_of(&open, person.id, |gap| gap.person_id);
        figures.push(figures_of(person.id, verdict.as_ref(), gaps));
    }
    Ok(figures)
}

/// The rules of training time at a unit.
pub(crate) fn rules_at(book: &RuleBook, unit: &UnitPath, today: Date) -> Answer<HoursRules> {
    HoursRules::at(book, unit, today)
        .ok_or_else(|| Refusal::internal(&"the catalogue lacks a rule of training time"))
}

/// The verdict on one person's training time.
pub(crate) fn verdict(
    person: &Person,
    records: &[TrainingRecord],
    today: Date,
    rules: &HoursRules,
) -> Option<HoursVerdict> {
    let standing = HoursPerson { level: person.post_level, rank: person.rank, post_since: person.post_since };
    let trainings: Vec<Training> = records.iter().filter_map(training).collect();
    hours_verdict(&standing, &trainings, today, rules)
}

fn training(record: &TrainingRecord) -> Option<Training> {
    Some(Training {
        period: Period::new(record.start_date, record.end_date).ok()?,
        days: record.days,
        hours: record.hours_tenths,
        form: record.form,
        recognised: record.recognised,
    })
}

fn figures_of(id: PersonId, verdict: Option<&HoursVerdict>, open: &[gaps::Gap]) -> Figures {
    let worst = open.iter().max_by_key(|gap| (gap.severity, std::cmp::Reverse(gap.topic)));
    let (due, done, short) = verdict.map_or((Tenths::ZERO, Tenths::ZERO, Tenths::ZERO), |verdict| {
        (verdict.due.hours, verdict.done.hours, verdict.missing.hours)
    });
    Figures {
        id,
        hours_due: due,
        hours_done: done,
        hours_short: short,
        gaps_open: u32::try_from(open.len()).unwrap_or(u32::MAX),
        top_topic: worst.map(|gap| gap.topic),
        top_severity: worst.map(|gap| gap.severity.get().into()),
    }
}
