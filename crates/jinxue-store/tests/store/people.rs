//! The roster: writing many, the grid against a slow oracle, candidates.

use std::sync::Arc;

use jinxue_domain::authority::{PathRange, Scope};
use jinxue_domain::{Grade, Month, PersonId, Role, Tenths};
use jinxue_store::people::candidates::{self, Description};
use jinxue_store::people::grid::{self, Filter, Hours, Order};
use jinxue_store::people::{self, Figures, Person};
use jinxue_store::units::{self, Unit};
use jinxue_store::{Constraint, Db, StoreError};
use jinxue_testkit::build::{person, person_id, unit};
use jinxue_testkit::on_both;

const NAMES: [&str; 8] = ["张伟", "王芳", "李娜", "赵敏", "章威", "欧阳静", "单雄信", "𠮷田"];

fn tree() -> Vec<Unit> {
    vec![
        unit(1, None, "0001"),
        unit(2, Some(1), "0001.0001"),
        unit(3, Some(2), "0001.0001.0001"),
        unit(4, Some(1), "0001.0002"),
    ]
}

/// 240 people of many grades, roles and sectors, spread over the tree.
fn roster() -> Vec<Person> {
    let tree = tree();
    (0..240u64)
        .map(|n| {
            let at = &tree[(n % 3) as usize + 1];
            let grade = Grade::try_from((n % 11 + 2) as u8).unwrap();
            let role = Role::ALL[(n % 7 % 3) as usize];
            let sector = (n % 5 != 0).then(|| ["justice", "health"][(n % 2) as usize].parse().unwrap());
            Person { grade, role, sector, ..person(n, at, NAMES[(n % 8) as usize]) }
        })
        .collect()
}

/// Every third person has done all hours; the rest misses `n` of them.
fn figures() -> Vec<Figures> {
    (0..240u32)
        .map(|n| Figures {
            id: person_id(u64::from(n)),
            hours_due: Tenths::from_hours(90),
            hours_done: if n % 3 == 0 { Tenths::from_hours(100) } else { Tenths::new(900 - n) },
            hours_short: if n % 3 == 0 { Tenths::ZERO } else { Tenths::new(n) },
            gaps_open: n % 4,
            top_topic: None,
            top_severity: None,
        })
        .collect()
}

async fn planted(db: &Db) {
    let (tree, people, figures) = (tree(), roster(), figures());
    db.work(async |mut tx| {
        units::upsert_many(&mut tx, &tree).await?;
        people::upsert_many(&mut tx, &people).await?;
        people::set_figures(&mut tx, &figures).await
    })
    .await
    .unwrap();
}

fn missing(person: &Person) -> u32 {
    let figures = &figures()[(person.id.as_uuid().as_u128() & 0xffff) as usize];
    figures.hours_due.saturating_sub(figures.hours_done).get()
}

/// What the grid must show, by looking at everyone.
fn expected(filter: &Filter, order: Order) -> Vec<PersonId> {
    let fits = |person: &&Person| {
        filter.subtree.as_ref().is_none_or(|path| path.contains(&person.unit_path))
            && filter.grade_from.is_none_or(|grade| person.grade >= grade)
            && filter.grade_to.is_none_or(|grade| person.grade <= grade)
            && filter.role.is_none_or(|role| person.role == role)
            && filter.sector.is_none_or(|sector| person.sector == Some(sector))
            && filter.hours.is_none_or(|hours| (hours == Hours::Short) == (missing(person) > 0))
            && filter.text.as_ref().is_none_or(|text| {
                person.name.as_str().contains(text.as_str())
                    || person.name.initials().starts_with(text.as_str())
                    || person.name.sort_key().replace(' ', "").starts_with(text.as_str())
            })
    };
    let people = roster();
    let mut shown: Vec<&Person> = people.iter().filter(fits).collect();
    shown.sort_by_key(|person| {
        let first = match order {
            Order::Name => String::new(),
            Order::Grade => format!("{:02}", person.grade.get()),
            Order::Hours => format!("{:08}", u32::MAX / 1000 - missing(person)),
            Order::Unit => person.unit_path.to_string(),
        };
        (first, person.name.sort_key(), person.id)
    });
    shown.into_iter().map(|person| person.id).collect()
}

on_both! {
    async fn what_is_written_is_read(db: TestDb) {
        planted(&db).await;
        let everyone = db.read(async |mut reader| people::subtree(&mut reader, &"0001".parse().unwrap()).await).await.unwrap();
        assert_eq!(everyone, roster());
        let two = db.read(async |mut reader| people::by_ids(&mut reader, &[person_id(7), person_id(999), person_id(3)]).await);
        assert_eq!(two.await.unwrap(), [roster()[3].clone(), roster()[7].clone()]);
    }

    async fn the_grid_shows_what_a_slow_look_at_everyone_shows(db: TestDb) {
        planted(&db).await;
        let filters = [
            Filter::default(),
            Filter { subtree: "0001.0001".parse().ok(), ..Filter::default() },
            Filter { subtree: "0001.0001.0001".parse().ok(), role: Some(Role::Head), ..Filter::default() },
            Filter { grade_from: Grade::try_from(4).ok(), grade_to: Grade::try_from(6).ok(), ..Filter::default() },
            Filter { sector: "justice".parse().ok(), hours: Some(Hours::Short), ..Filter::default() },
            Filter { hours: Some(Hours::Met), ..Filter::default() },
            Filter { text: Some("伟".to_owned()), ..Filter::default() },
            Filter { text: Some("zw".to_owned()), ..Filter::default() },
            Filter { text: Some("zhangw".to_owned()), ..Filter::default() },
            Filter { text: Some("𠮷".to_owned()), ..Filter::default() },
            Filter { text: Some("100%_".to_owned()), ..Filter::default() },
        ];
        for filter in &filters {
            for order in [Order::Name, Order::Grade, Order::Hours, Order::Unit] {
                let expected = expected(filter, order);
                let all = db.read(async |mut reader| grid::ids(&mut reader, filter, order).await).await.unwrap();
                assert_eq!(all, expected, "{filter:?} {order:?}");
                // From the front, from behind the middle, and the short page at the end.
                for offset in [0, 10, expected.len() * 2 / 3, expected.len().saturating_sub(3)] {
                    let page = db.read(async |mut reader| grid::page(&mut reader, filter, order, offset as u64, 7).await).await.unwrap();
                    assert_eq!(page.total as usize, expected.len());
                    let shown: Vec<PersonId> = page.items.iter().map(|row| row.id).collect();
                    let slice: Vec<PersonId> = expected.iter().skip(offset).take(7).copied().collect();
                    assert_eq!(shown, slice, "{filter:?} {order:?} {offset}");
                }
            }
        }
    }

    async fn a_scope_over_the_whole_tree_shows_everybody_until_there_is_another_tree(db: TestDb) {
        planted(&db).await;
        let province = Scope::of([PathRange::subtree(&"0001".parse().unwrap())]);
        let fenced = db.fenced(Arc::new(province));
        let short = Filter { hours: Some(Hours::Short), ..Filter::default() };
        for order in [Order::Name, Order::Grade, Order::Hours, Order::Unit] {
            for filter in [&Filter::default(), &short] {
                let shown = fenced.read(async |mut reader| grid::ids(&mut reader, filter, order).await).await.unwrap();
                assert_eq!(shown, expected(filter, order), "{order:?}");
            }
        }
        let elsewhere = unit(9, None, "0002");
        let stranger = person(999, &elsewhere, "周九");
        db.work(async |mut tx| {
            units::upsert_many(&mut tx, std::slice::from_ref(&elsewhere)).await?;
            people::upsert_many(&mut tx, std::slice::from_ref(&stranger)).await
        })
        .await
        .unwrap();
        let total = async |db: &Db| db.read(async |mut reader| grid::page(&mut reader, &Filter::default(), Order::Name, 0, 7).await).await.unwrap().total;
        assert_eq!((total(&fenced).await, total(&db).await), (240, 241));
        let counted = fenced.read(async |mut reader| grid::crowds(&mut reader, &Filter::default()).await).await.unwrap();
        assert_eq!(counted.iter().map(|crowd| crowd.people).sum::<u64>(), 240);
    }

    async fn the_name_of_a_unit_finds_its_people(db: TestDb) {
        planted(&db).await;
        let filter = Filter { text: Some("第4局".to_owned()), ..Filter::default() };
        let page = db.read(async |mut reader| grid::page(&mut reader, &filter, Order::Name, 0, 5).await).await.unwrap();
        assert_eq!(page.total, 80);
        assert!(page.items.iter().all(|row| row.unit_name == "第4局"));
    }

    async fn a_citizen_number_is_one_persons(db: TestDb) {
        planted(&db).await;
        let with = |n: u64| Person { citizen_no: Some("990101199001011234".to_owned()), ..roster()[n as usize].clone() };
        db.work(async |mut tx| people::upsert_many(&mut tx, &[with(1)]).await).await.unwrap();
        let refused = db.work(async |mut tx| people::upsert_many(&mut tx, &[with(2)]).await).await;
        assert!(
            matches!(refused, Err(StoreError::Constraint(Constraint::Taken("person_citizen_no_unique")))),
            "{refused:?}"
        );
        let numbers = ["990101199001011234".to_owned(), "no such".to_owned()];
        let found = db.read(async |mut reader| candidates::by_citizen_numbers(&mut reader, &numbers).await).await.unwrap();
        assert_eq!(found.iter().map(|person| person.id).collect::<Vec<_>>(), [person_id(1)]);
    }

    async fn candidates_share_unit_name_and_month(db: TestDb) {
        planted(&db).await;
        let born = |n: u64, month: &str| Person { birth_month: month.parse().ok(), ..roster()[n as usize].clone() };
        // 0, 24 and 48 are called 张伟 and work in unit 2.
        db.work(async |mut tx| people::upsert_many(&mut tx, &[born(0, "1980-05"), born(24, "1981-06")]).await).await.unwrap();
        let of = |month: Option<&str>| Description {
            unit_id: tree()[1].id,
            name_folded: "张伟".to_owned(),
            birth_month: month.and_then(|month| month.parse::<Month>().ok()),
        };
        let wanted = [of(Some("1980-05")), of(None), Description { name_folded: "无名".to_owned(), ..of(None) }];
        let found = db.read(async |mut reader| candidates::by_descriptions(&mut reader, &wanted).await).await.unwrap();
        let at = |position| found.iter().filter(|c| c.position == position).map(candidates::Candidate::id).collect::<Vec<_>>();
        assert!(at(0).contains(&person_id(0)) && !at(0).contains(&person_id(24)) && at(0).contains(&person_id(48)));
        assert_eq!((at(1).len(), at(2).len()), (10, 0));
    }

    async fn an_edit_of_an_old_version_is_refused(db: TestDb) {
        planted(&db).await;
        let promoted = Person { role: Role::Head, max_classes: 3, ..roster()[5].clone() };
        let edit = async || db.work(async |mut tx| people::update(&mut tx, &promoted).await).await;
        edit().await.unwrap();
        assert!(matches!(edit().await, Err(StoreError::Stale { what: "person", .. })));
        let now = db.read(async |mut reader| people::by_id(&mut reader, person_id(5)).await).await.unwrap();
        assert_eq!(now, Person { version: 2, ..promoted });
    }

    async fn removed_people_are_gone(db: TestDb) {
        planted(&db).await;
        db.work(async |mut tx| people::delete_many(&mut tx, &[person_id(1), person_id(2)]).await).await.unwrap();
        let left = db.read(async |mut reader| units::headcount(&mut reader, &"0001".parse().unwrap()).await).await.unwrap();
        assert_eq!(left, 238);
        let gone = db.read(async |mut reader| people::figures(&mut reader, person_id(1)).await).await;
        assert!(matches!(gone, Err(StoreError::NotFound { .. })));
    }
}
