//! A province of 250,000 people: filling it, the grid, the tree, the facts of a matching instance.
//!
//! `cargo bench -p jinxue-store --bench province -- [sqlite|postgres] [people]`

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jinxue_domain::authority::PathRange;
use jinxue_domain::needs::{Severity, Urgency};
use jinxue_domain::{
    ClassKind, Date, Evidence, GapId, GapKind, Grade, Month, PersonId, RecordForm, RecordId, Role, Tenths,
    TopicCode, UnitId, UnitPath,
};
use jinxue_store::gaps::{Gap, GapEvidence};
use jinxue_store::need_counts::{self, Counts, Grain};
use jinxue_store::people::grid::{self, Filter, Hours, Order};
use jinxue_store::people::{Figures, Person};
use jinxue_store::records::TrainingRecord;
use jinxue_store::surveys::answers::{Answer, Choice};
use jinxue_store::surveys::counts::Tally;
use jinxue_store::surveys::{Survey, answers, counts};
use jinxue_store::topics::{Field, Topic};
use jinxue_store::units::Unit;
use jinxue_store::{Db, StoreError, gaps, people, planning_facts, records, search, surveys, topics, units};
use jinxue_testkit::build::{self, MADE_AT, person, person_id, unit, uuid};
use jinxue_testkit::{Backend, TestDb};

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文建国春红梅志斌鑫宇晨浩然子轩";
const CHUNK: usize = 2_000;
const TOPICS: u64 = 100;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let backend = match arguments.first().map(String::as_str) {
        Some("postgres") => Backend::Postgres,
        _ => Backend::Sqlite,
    };
    let count = arguments.get(1).and_then(|text| text.parse().ok()).unwrap_or(250_000);
    let db = TestDb::open(backend).await.expect("the database asked for is there");
    let db = db.within(Duration::from_secs(300));
    println!("{backend:?}, {count} people");
    fill(&db, count).await;
    timed("statistics", db.analyse()).await.expect("statistics are taken");
    grid_queries(&db, count).await;
    trees(&db).await;
    facts(&db).await;
    println!("resident memory {} MiB", resident_mib());
}

async fn timed<T>(what: &str, work: impl Future<Output = T>) -> T {
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let answer = work.await;
    println!(
        "{what}: {:.2} s, {:.2} s of this process's CPU",
        start.elapsed().as_secs_f64(),
        cpu_seconds() - cpu
    );
    answer
}

/// User and system time of this process so far; Linux counts in hundredths.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: Vec<i64> = after_name.split_whitespace().filter_map(|field| field.parse().ok()).collect();
    // After the name and the letter of the state, the times are the 11th and 12th number.
    ticks.iter().skip(10).take(2).sum::<i64>() as f64 / 100.0
}

/// A province, 11 cities, 10 counties each, 45 units each.
fn tree() -> Vec<Unit> {
    let mut tree = vec![unit(1, None, "0001")];
    for city in 1..=11u64 {
        tree.push(unit(city * 1_000_000, Some(1), &format!("0001.{city:04}")));
        for county in 1..=10u64 {
            let number = city * 1_000_000 + county * 1_000;
            tree.push(unit(number, Some(city * 1_000_000), &format!("0001.{city:04}.{county:04}")));
            tree.extend((1..=45u64).map(|bureau| {
                unit(number + bureau, Some(number), &format!("0001.{city:04}.{county:04}.{bureau:04}"))
            }));
        }
    }
    tree
}

/// A small generator of numbers that look random and are the same on every run.
fn mixed(number: u64, salt: u64) -> u64 {
    let mut x = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 31;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 29)
}

fn sign(of: &str, number: u64) -> char {
    let signs: Vec<char> = of.chars().collect();
    signs[(number % signs.len() as u64) as usize]
}

fn made_up(number: u64, tree: &[Unit]) -> Person {
    let at = &tree[(mixed(number, 1) % tree.len() as u64) as usize];
    let mut name = String::from(sign(SURNAMES, mixed(number, 2)));
    name.push(sign(GIVEN, mixed(number, 3)));
    if !mixed(number, 4).is_multiple_of(3) {
        name.push(sign(GIVEN, mixed(number, 5)));
    }
    let sectors = ["party", "government", "justice", "economy", "education", "health", "grassroots"];
    Person {
        birth_month: Month::new(1966 + (mixed(number, 6) % 36) as i16, 1 + (mixed(number, 7) % 12) as i8),
        citizen_no: Some(format!("99{:016}", number)),
        post: Some("科员".to_owned()),
        grade: Grade::try_from(4 + (mixed(number, 8) % 8) as u8).expect("a grade"),
        role: Role::ALL
            [if mixed(number, 9).is_multiple_of(20) { 0 } else { 1 + (mixed(number, 9) % 2) as usize }],
        sector: sectors[(mixed(number, 10) % 7) as usize].parse().ok(),
        ..person(number, at, &name)
    }
}

fn topic(number: u64) -> TopicCode {
    format!("T{number:04}").parse().expect("a code")
}

async fn fill(db: &Db, count: u64) {
    let tree = tree();
    let field = Field {
        code: "F01".parse().expect("a code"),
        name: "领域".to_owned(),
        name_en: "field".to_owned(),
        family: jinxue_domain::Family::Ability,
        position: 1,
    };
    let of_field = |number: u64| Topic {
        code: topic(number),
        field: field.code,
        name: format!("专题{number}"),
        name_en: format!("topic {number}"),
        position: number as u32,
    };
    let all_topics: Vec<Topic> = (0..TOPICS).map(of_field).collect();
    db.work(async |mut tx| {
        units::upsert_many(&mut tx, &tree).await?;
        topics::upsert_many(&mut tx, std::slice::from_ref(&field), &all_topics).await
    })
    .await
    .expect("units and topics are stored");

    let numbers: Vec<u64> = (0..count).collect();
    timed("people", async {
        for chunk in numbers.chunks(CHUNK) {
            let people: Vec<Person> = chunk.iter().map(|n| made_up(*n, &tree)).collect();
            db.work(async |mut tx| people::upsert_many(&mut tx, &people).await).await.expect("stored");
        }
    })
    .await;
    timed("gaps and their evidence", async {
        for chunk in numbers.chunks(CHUNK) {
            let evidence: Vec<GapEvidence> = chunk.iter().flat_map(|n| gaps_of(*n)).collect();
            let ids: Vec<PersonId> = chunk.iter().map(|n| person_id(*n)).collect();
            let open: Vec<Gap> = evidence.iter().map(open_gap).collect();
            db.work(async |mut tx| {
                gaps::add_evidence(&mut tx, &evidence).await?;
                gaps::replace_open(&mut tx, &ids, &open).await
            })
            .await
            .expect("stored");
        }
    })
    .await;
    timed("training records", async {
        for chunk in numbers.chunks(CHUNK) {
            let history: Vec<TrainingRecord> = chunk.iter().flat_map(|n| history_of(*n)).collect();
            db.work(async |mut tx| records::upsert_many(&mut tx, &history).await).await.expect("stored");
        }
    })
    .await;
    timed("figures", async {
        for chunk in numbers.chunks(CHUNK) {
            let figures: Vec<Figures> = chunk.iter().map(|n| figures_of(*n)).collect();
            db.work(async |mut tx| people::set_figures(&mut tx, &figures).await).await.expect("stored");
        }
    })
    .await;
}

/// 0–4 gaps; low topics are common ones.
fn gaps_of(number: u64) -> impl Iterator<Item = GapEvidence> {
    (0..mixed(number, 11) % 5).map(move |k| GapEvidence {
        id: GapId::from_uuid(uuid(4, number * 8 + k)),
        person_id: person_id(number),
        topic: topic((mixed(number, 20 + k) % TOPICS) * (mixed(number, 30) % TOPICS) / TOPICS / 5 * 5 + k),
        kind: GapKind::Ability,
        severity: Severity::try_from(1 + (mixed(number, 40 + k) % 100) as i64).expect("a severity"),
        evidence: Evidence::Appraisal,
        noted_on: Date::constant(2026, 1, 1),
        note: None,
        import_id: None,
        class_id: None,
        survey_id: None,
        created_at: MADE_AT,
    })
}

fn open_gap(one: &GapEvidence) -> Gap {
    Gap {
        person_id: one.person_id,
        topic: one.topic,
        kind: one.kind,
        severity: one.severity,
        evidence: Some(one.evidence),
        noted_on: one.noted_on,
    }
}

fn history_of(number: u64) -> impl Iterator<Item = TrainingRecord> {
    (0..mixed(number, 12) % 4).map(move |k| TrainingRecord {
        id: RecordId::from_uuid(uuid(5, number * 8 + k)),
        person_id: person_id(number),
        class_name: "进修班".to_owned(),
        class_id: None,
        topic: Some(topic(mixed(number, 50 + k) % TOPICS)),
        kind: ClassKind::SpecialTopic,
        form: RecordForm::Offline,
        start_date: Date::constant(2025, 3, 1 + k as i8),
        end_date: Date::constant(2025, 3, 5 + k as i8),
        days: 5,
        hours_tenths: Tenths::from_hours(40),
        recognised: true,
        organiser: Some("某市委组织部".to_owned()),
        organiser_tier: None,
        institution: None,
        completion: None,
        unit_then: None,
        post_then: None,
        import_id: None,
        created_at: MADE_AT,
        verbatim: None,
    })
}

fn figures_of(number: u64) -> Figures {
    let (due, done) = (Tenths::from_hours(90), Tenths::from_hours(40 * (mixed(number, 12) % 4) as u32));
    Figures {
        id: person_id(number),
        hours_due: due,
        hours_done: done,
        hours_short: due.saturating_sub(done),
        gaps_open: (mixed(number, 11) % 5) as u32,
        top_topic: None,
        top_severity: None,
    }
}

/// What people do with the grid: type, narrow, sort, and drag the scroll bar anywhere.
async fn grid_queries(db: &Db, count: u64) {
    let path = |n: u64| format!("0001.{:04}", 1 + mixed(n, 60) % 11);
    let deep = |n: u64| format!("0001.{:04}.{:04}", 1 + mixed(n, 61) % 11, 1 + mixed(n, 62) % 10);
    type Shape<'a> = (&'a str, Box<dyn Fn(u64) -> Filter + 'a>);
    let shapes: Vec<Shape<'_>> = vec![
        ("all", Box::new(|_| Filter::default())),
        ("city", Box::new(|n| Filter { subtree: path(n).parse().ok(), ..Filter::default() })),
        ("county", Box::new(|n| Filter { subtree: deep(n).parse().ok(), ..Filter::default() })),
        (
            "city, grades, name",
            Box::new(|n| Filter {
                subtree: path(n).parse().ok(),
                grade_from: Grade::try_from(6).ok(),
                grade_to: Grade::try_from(8).ok(),
                text: Some(sign(GIVEN, mixed(n, 63)).to_string()),
                ..Filter::default()
            }),
        ),
        (
            "name",
            Box::new(|n| Filter {
                text: Some(sign(SURNAMES, mixed(n, 64)).to_string()),
                ..Filter::default()
            }),
        ),
        (
            "pinyin",
            Box::new(|n| Filter {
                text: Some(["zw", "lx", "wang", "zhangj"][(n % 4) as usize].to_owned()),
                ..Filter::default()
            }),
        ),
        (
            "topic gap",
            Box::new(|n| Filter { topic: Some(topic(mixed(n, 65) % TOPICS)), ..Filter::default() }),
        ),
        ("hours short", Box::new(|_| Filter { hours: Some(Hours::Short), ..Filter::default() })),
        (
            "role and sector",
            Box::new(|_| Filter {
                role: Some(Role::Head),
                sector: "justice".parse().ok(),
                ..Filter::default()
            }),
        ),
    ];
    let (mut all, cpu) = (Vec::new(), cpu_seconds());
    for (name, shape) in &shapes {
        let mut took = Vec::new();
        for n in 0..24u64 {
            let filter = shape(n);
            let order = [Order::Name, Order::Grade, Order::Hours, Order::Unit][(n % 4) as usize];
            let offset =
                if n % 3 == 0 { 0 } else { mixed(n, 66) % (count / if *name == "all" { 1 } else { 40 }) };
            let start = Instant::now();
            db.read(async |mut reader| grid::page(&mut reader, &filter, order, offset, 100).await)
                .await
                .expect("a page");
            took.push((start.elapsed(), order, offset));
        }
        took.sort_by_key(|one| one.0);
        let (slowest, order, offset) = took[took.len() - 1];
        println!(
            "grid, {name}: p50 {:?}, slowest {slowest:?} ({order:?} from {offset})",
            took[took.len() / 2].0
        );
        all.extend(took.into_iter().map(|one| one.0));
    }
    all.sort_unstable();
    println!("grid: p95 {:?}, slowest {:?} of {}", all[all.len() * 95 / 100], all[all.len() - 1], all.len());
    println!(
        "grid: {:.1} ms of this process's CPU a page",
        (cpu_seconds() - cpu) * 1_000.0 / all.len() as f64
    );
    for text in ["张伟", "zw", "第3局"] {
        timed(
            &format!("search {text}"),
            db.read(async |mut reader| search::everything(&mut reader, text, 8).await),
        )
        .await
        .expect("an answer");
    }
}

async fn trees(db: &Db) {
    let tree =
        timed("tree with headcounts", db.read(async |mut reader| units::tree(&mut reader).await)).await;
    println!("  {} units", tree.expect("a tree").len());
    let root = "0001".parse().expect("a path");
    needs(db, &root).await;
    survey(db, &root).await;
}

/// How many people lack what: counted from every gap, as the background does, and read from what that keeps.
async fn needs(db: &Db, root: &UnitPath) {
    let (mut kept, since) = (Counts::new(), Date::constant(2026, 1, 1));
    let range = [PathRange::subtree(root)];
    let counting = db.read(async |mut reader| {
        need_counts::each(&mut reader, &range, since, |(unit, topic, grade), count| {
            // A county stands at the third step of a path.
            let region = unit.self_and_ancestors().find(|path| path.depth() <= 2);
            let region = region.unwrap_or_else(|| unit.clone());
            // Four bands of grades are kept, each by its highest.
            let band = [9, 7, 5, 1].into_iter().find(|top| *top <= grade.get()).unwrap_or(1);
            let band = Grade::try_from(band).expect("a grade");
            let sum = kept.entry((region, topic, band)).or_default();
            *sum = sum.and(count);
        })
        .await
    });
    timed("needs counted from every gap", counting).await.expect("rows");
    timed("needs kept anew", db.work(async |mut tx| need_counts::replace(&mut tx, &kept).await))
        .await
        .expect("kept");
    let read = || db.read(async |mut reader| need_counts::kept(&mut reader, root, Grain::Children).await);
    let all = kept.len();
    let rows = timed("needs kept, read", read()).await.expect("rows").len();
    let mut times = Vec::new();
    for _ in 0..40 {
        let started = Instant::now();
        read().await.expect("rows");
        times.push(started.elapsed());
    }
    times.sort_unstable();
    println!("  {rows} rows of {all}; p95 of 40 reads {:.1} ms", times[37].as_secs_f64() * 1_000.0);
}

/// A survey of everybody, of whom six in ten have answered: counted from every answer, as the background does, read from what that keeps.
async fn survey(db: &Db, root: &UnitPath) {
    let top = db.read(async |mut reader| units::at(&mut reader, root).await).await.expect("the province");
    let asked = Survey { chosen_max: 5, ..build::survey(1, &top) };
    db.work(async |mut tx| surveys::add(&mut tx, &asked, &[]).await).await.expect("kept");
    let range = PathRange::subtree(root);
    let everybody = db.read(async |mut reader| grid::ids(&mut reader, &Filter::default(), Order::Unit).await);
    let mut people = everybody.await.expect("people");
    people.retain(|id| id.as_uuid().as_u128() % 10 < 6);
    let answering = Instant::now();
    for (at, chunk) in people.chunks(CHUNK).enumerate() {
        db.work(async |mut tx| {
            for (nth, person) in chunk.iter().enumerate() {
                let number = (at * CHUNK + nth) as u64;
                let (answer, chosen) = answered(&asked, *person, number);
                answers::put(&mut tx, &answer, &chosen).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .expect("answered");
    }
    let each = answering.elapsed().as_secs_f64() * 1_000.0 / people.len() as f64;
    println!("survey: {} answers, {each:.2} ms each, one after the other", people.len());
    let mut tallies: BTreeMap<UnitId, Tally> = BTreeMap::new();
    let paths = db.read(async |mut reader| units::all(&mut reader).await).await.expect("units");
    let paths: BTreeMap<UnitPath, UnitId> = paths.into_iter().map(|unit| (unit.path, unit.id)).collect();
    let region = |unit: UnitPath| {
        let at = unit.self_and_ancestors().find(|path| path.depth() <= 2).unwrap_or(unit.clone());
        paths[&at]
    };
    timed(
        "survey counted from every answer",
        db.read(async |mut reader| {
            counts::asked(&mut reader, &asked, &range, |one| {
                tallies.entry(region(one.unit_path)).or_default().asked += one.people;
            })
            .await?;
            counts::answered(&mut reader, &asked, &range, |one| {
                tallies.entry(region(one.unit_path)).or_default().answered += one.people;
            })
            .await?;
            counts::chosen(&mut reader, &asked, &range, |one| {
                let tally = tallies.entry(region(one.unit_path)).or_default();
                tally.topics.entry(one.topic).or_default().choose(one.urgency, one.people);
            })
            .await
        }),
    )
    .await
    .expect("counted");
    let keep = db.work(async |mut tx| counts::replace(&mut tx, &asked, &tallies, (MADE_AT, None)).await);
    timed("survey kept anew", keep).await.expect("kept");
    let (mut read, mut waiting) = (Vec::new(), Vec::new());
    for n in 0..40u32 {
        let started = Instant::now();
        let page = db.read(async |mut reader| {
            counts::places(&mut reader, asked.id, root).await?;
            counts::kept(&mut reader, asked.id, root).await
        });
        assert_eq!(page.await.expect("numbers").answered, people.len() as u64);
        read.push(started.elapsed());
        let started = Instant::now();
        let names =
            db.read(async |mut reader| answers::waiting(&mut reader, &asked, &range, (n * 50, 200)).await);
        names.await.expect("names");
        waiting.push(started.elapsed());
    }
    for (what, mut times) in [("results", read), ("who has not answered", waiting)] {
        times.sort_unstable();
        println!("  {what}: p95 of 40 reads {:.1} ms", times[37].as_secs_f64() * 1_000.0);
    }
}

fn answered(survey: &Survey, person: PersonId, number: u64) -> (Answer, Vec<Choice>) {
    let answer = Answer {
        survey_id: survey.id,
        person_id: person,
        remark: None,
        mark: uuid(8, number),
        version: 1,
        answered_at: MADE_AT,
        changed_at: MADE_AT,
    };
    let choice = |k: u64| Choice {
        survey_id: survey.id,
        person_id: person,
        topic: topic((mixed(number, 70) + k * 7) % TOPICS),
        urgency: [Urgency::Mild, Urgency::Needed, Urgency::Urgent][(mixed(number, 71 + k) % 3) as usize],
    };
    (answer, (0..1 + mixed(number, 69) % 5).map(choice).collect())
}

async fn facts(db: &Db) {
    let root = "0001".parse().expect("a path");
    let counts = timed(
        "facts of a matching instance",
        db.read(async |mut reader| {
            let (mut people, mut gaps, mut history, mut seats) = (0u64, 0u64, 0u64, 0u64);
            planning_facts::people(&mut reader, &root, |_| people += 1).await?;
            planning_facts::gaps(&mut reader, |_| gaps += 1).await?;
            planning_facts::history(&mut reader, Date::constant(2021, 1, 1), |_| history += 1).await?;
            planning_facts::seats(&mut reader, Date::constant(2026, 1, 1), |_| seats += 1).await?;
            Ok::<_, jinxue_store::StoreError>((people, gaps, history, seats))
        }),
    )
    .await;
    println!("  people, gaps, history, seats: {:?}", counts.expect("counts"));
}

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default().to_owned();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
