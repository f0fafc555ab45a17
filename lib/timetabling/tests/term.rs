//! Our own terms: translation, planning, repair, suggestions, shares, releases, pictures.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use jiff::civil::date;
use timetabling::check::check;
use timetabling::cost::Layout;
use timetabling::draw::{View, week};
use timetabling::explain::{Suggester, contradictions};
use timetabling::model::Timetable;
use timetabling::release::{Diff, Held, Release};
use timetabling::run::{Limit, Run};
use timetabling::search::{self, Anchor};
use timetabling::term::{
    LessonKind, Pin, Quarter, ShareRule, Size, Term, Translation, Where, carry, generate, people, shares,
    translate,
};

fn small() -> Size {
    Size {
        classes: 3,
        lessons_per_class: 20,
        lecturers: 12,
        guests: 3,
        halls: 6,
        sites: 2,
        weeks: 6,
        class_weeks: 3,
    }
}

fn plan(term: &Term, steps: u64) -> (Translation, Timetable) {
    let translation = translate(term).expect("the term translates");
    let cancel = AtomicBool::new(false);
    let run = Run::quiet(Limit::Steps(steps), 1, &cancel);
    let found = search::solve(&translation.problem, &run, None).expect("every lesson has a place");
    assert_eq!(check(&translation.problem, &found.timetable).hard(), 0);
    (translation, found.timetable)
}

#[test]
fn a_planned_term_keeps_every_rule_when_read_from_its_sessions() {
    for seed in 0..3 {
        let term = generate(small(), seed);
        let (translation, timetable) = plan(&term, 300_000);
        let sessions = translation.sessions(&term, &timetable);
        assert_eq!(sessions.len(), term.lessons.len());
        let order = |l: usize| (sessions[l].dates[0], sessions[l].start);
        for (index, lesson) in term.lessons.iter().enumerate() {
            let session = &sessions[index];
            for date in &session.dates {
                assert!(term.calendar.is_workday(*date), "{} on {date}", lesson.id);
                for &l in &lesson.lecturers {
                    let free = (0..4).filter(|&q| term.lecturers[l].can(*date, q..q + 1)).count();
                    assert!(free > 0, "{} teaches {} on {date}", term.lecturers[l].name, lesson.id);
                }
                if let Where::Site(site) = lesson.place {
                    let day = date.weekday().to_monday_zero_offset() as usize;
                    assert!(term.sites[site].open[day], "{} on {date}", lesson.id);
                }
            }
            assert!(lesson.after.iter().all(|&before| order(before) < order(index)), "{}", lesson.id);
            for &other in &lesson.parallel {
                assert_eq!(order(index), order(other));
                assert_ne!(session.place, sessions[other].place);
            }
        }
        for class in 0..term.classes.len() {
            let of_class = |l: &usize| term.lessons[*l].classes.contains(&class);
            let lessons: Vec<usize> = (0..term.lessons.len()).filter(of_class).collect();
            let at = |kind| lessons.iter().copied().find(|&l| term.lessons[l].kind == kind).expect("one");
            let (opening, closing) = (at(LessonKind::Opening), at(LessonKind::Closing));
            assert!(lessons.iter().all(|&l| l == opening || order(opening) < order(l)));
            assert!(lessons.iter().all(|&l| l == closing || order(l) < order(closing)));
        }
    }
}

#[test]
fn the_calendar_knows_holidays_and_makeup_days() {
    let term = generate(small(), 1);
    assert!(!term.calendar.is_workday(date(2026, 10, 1)));
    assert!(term.calendar.is_workday(date(2026, 10, 10)));
    assert!(!term.calendar.is_workday(date(2026, 9, 12)));
    let (week, day) = term.calendar.place(date(2026, 9, 16));
    assert_eq!((week, day, term.calendar.date(week, day)), (1, 2, date(2026, 9, 16)));
    assert_eq!(Quarter::starts(&Quarter::USUAL, 1), [0, 1, 2, 3]);
    assert_eq!(Quarter::starts(&Quarter::USUAL, 2), [0, 2]);
    assert_eq!(Quarter::starts(&Quarter::USUAL, 4), [0]);
}

#[test]
fn an_ill_lecturer_moves_only_what_must_move() {
    let mut term = generate(small(), 2);
    let (before, published) = plan(&term, 300_000);
    let sessions = before.sessions(&term, &published);
    let taught = sessions.iter().find(|s| !term.lessons[s.lesson].lecturers.is_empty()).expect("a lecture");
    let ill = term.lessons[taught.lesson].lecturers[0];
    let first = taught.dates[0];
    term.lecturers[ill].absent = (0..3).map(|d| first.saturating_add(jiff::Span::new().days(d))).collect();
    let after = translate(&term).expect("the lessons have other days");
    let start = carry(&before.problem, &published, &after.problem);
    let touched = start.seats.iter().filter(|s| s.is_none()).count();
    assert!(touched > 0);
    let cancel = AtomicBool::new(false);
    let run = Run::quiet(Limit::Steps(100_000), 1, &cancel);
    let anchor = Anchor { timetable: &start, stay: 1_000 };
    let repaired = search::solve(&after.problem, &run, Some(anchor)).expect("possible").timetable;
    assert_eq!(check(&after.problem, &repaired).hard(), 0);
    let now = after.sessions(&term, &repaired);
    let moved: Vec<usize> = (0..sessions.len()).filter(|&l| sessions[l] != now[l]).collect();
    assert!(moved.len() <= touched + 3, "{touched} touched, {} moved", moved.len());
    assert!(now.iter().all(|s| {
        let absent = &term.lecturers[ill].absent;
        !term.lessons[s.lesson].lecturers.contains(&ill) || s.dates.iter().all(|d| !absent.contains(d))
    }));
}

#[test]
fn the_search_remembers_who_pushed_out_whom() {
    let term = generate(small(), 3);
    let problem = translate(&term).expect("the term translates").problem;
    let cancel = AtomicBool::new(false);
    let run = Run::quiet(Limit::Steps(200_000), 1, &cancel);
    let pushes = search::solve(&problem, &run, None).expect("possible").pushes;
    assert!(!pushes.is_empty() && pushes.windows(2).all(|p| p[0].2 >= p[1].2));
    for (placed, pushed, times) in pushes {
        let rooms =
            |class: usize| problem.classes[class].rooms.iter().map(|r| r.room).collect::<BTreeSet<_>>();
        assert!(placed != pushed && times > 0 && !rooms(placed).is_disjoint(&rooms(pushed)));
    }
}

#[test]
fn suggestions_tell_the_true_price() {
    let term = generate(small(), 3);
    let (translation, timetable) = plan(&term, 300_000);
    let problem = &translation.problem;
    let layout = Layout::new(problem).expect("possible");
    let mut suggester = Suggester::new(&layout, &timetable);
    let report = check(problem, &timetable);
    for class in (0..problem.classes.len()).step_by(7) {
        let list = suggester.suggest(class, 10);
        assert!(list.len() <= 10);
        for suggestion in list {
            let mut changed = timetable.clone();
            changed.seats[class] = Some(suggestion.seat);
            for (other, seat) in &suggestion.moves {
                changed.seats[*other] = Some(*seat);
            }
            let after = check(problem, &changed);
            let told = (suggestion.delta.hard, suggestion.delta.soft);
            assert_eq!(told, (after.hard() - report.hard(), after.cost() - report.cost()));
        }
    }
}

#[test]
fn an_impossible_term_names_a_small_set() {
    let mut term = generate(small(), 4);
    assert!(contradictions(&translate(&term).expect("translates").problem).is_empty());
    // One lecturer gives ten lectures and has two quarters.
    let day = term.classes[0].from;
    let lectures: Vec<usize> = (0..term.lessons.len())
        .filter(|&l| term.lessons[l].kind == LessonKind::Lecture && term.lessons[l].classes == [0])
        .take(3)
        .collect();
    term.lecturers[0].available = Some([(day, vec![0, 1])].into());
    for lesson in &mut term.lessons {
        lesson.lecturers.retain(|&l| l != 0);
    }
    for &l in &lectures {
        term.lessons[l].lecturers = vec![0];
    }
    let found = contradictions(&translate(&term).expect("translates").problem);
    let names: BTreeSet<&str> = lectures.iter().map(|&l| term.lessons[l].id.as_str()).collect();
    let named = |c: &timetabling::explain::Contradiction| {
        c.constraint.contains("教师 1")
            && c.classes.iter().map(String::as_str).collect::<BTreeSet<_>>() == names
    };
    assert!(found.iter().any(named), "{found:?}");
    term.lecturers[0].available = Some(Default::default());
    let faults = translate(&term).expect_err("no day at all").to_string();
    assert!(faults.contains("教师 1 can teach"), "{faults}");
}

#[test]
fn an_extension_leg_is_a_block_of_whole_working_days() {
    let mut term = generate(small(), 8);
    let leg = (0..term.lessons.len())
        .find(|&l| term.lessons[l].kind == LessonKind::SelfStudy)
        .expect("a lesson without room");
    (term.lessons[leg].kind, term.lessons[leg].quarters) = (LessonKind::Extension, 12);
    let (translation, timetable) = plan(&term, 300_000);
    let sessions = translation.sessions(&term, &timetable);
    let dates = &sessions[leg].dates;
    assert_eq!(dates.len(), 3);
    assert!(dates.windows(2).all(|d| d[0].tomorrow().ok() == Some(d[1])), "{dates:?}");
    let class = term.lessons[leg].classes[0];
    for session in &sessions {
        let with_class = session.lesson != leg && term.lessons[session.lesson].classes.contains(&class);
        assert!(!with_class || session.dates.iter().all(|d| !dates.contains(d)), "{session:?}");
    }
}

#[test]
fn a_pinned_lesson_stays() {
    let mut term = generate(small(), 9);
    let (translation, timetable) = plan(&term, 200_000);
    let published = translation.sessions(&term, &timetable);
    for (index, session) in published.iter().enumerate().filter(|(l, _)| l % 3 == 0) {
        let quarter = term.quarters.iter().position(|q| q.start == session.start).expect("a quarter");
        let hall = term.halls.iter().position(|h| h.name == session.place);
        term.lessons[index].pin = Some(Pin { date: session.dates[0], quarter, hall });
    }
    let (translation, timetable) = plan(&term, 200_000);
    for (index, session) in translation.sessions(&term, &timetable).iter().enumerate() {
        let pinned = term.lessons[index].pin.is_some();
        assert!(
            !pinned
                || (session.dates[0], session.start) == (published[index].dates[0], published[index].start)
        );
    }
}

#[test]
fn shares_count_hours_by_content() {
    let mut term = generate(small(), 5);
    for lesson in &mut term.lessons {
        (lesson.theory, lesson.party_spirit, lesson.by_leading_cadre) = (true, false, false);
    }
    let held = shares(&term, &ShareRule::usual());
    assert_eq!(held.len(), term.classes.len() * 3);
    let of_first: Vec<u32> = held.iter().filter(|h| h.class == 0).map(|h| h.short_hours()).collect();
    let hours = held[0].of_hours;
    assert_eq!(of_first, [0, hours.div_ceil(5), hours.div_ceil(5)]);
}

#[test]
fn a_diff_lists_only_what_moved_and_whom_to_tell() {
    let term = generate(small(), 6);
    let held = |when: &str, lesson: usize| Held {
        when: when.to_owned(),
        place: "报告厅 1".to_owned(),
        people: people(&term, lesson),
    };
    let release = |name: &str, rows: &[(&str, &str, usize)]| Release {
        name: name.to_owned(),
        lessons: rows.iter().map(|(id, when, l)| ((*id).to_owned(), held(when, *l))).collect(),
    };
    let old = release("第一版", &[("a", "周一", 1), ("b", "周二", 2), ("c", "周三", 3)]);
    let new = release("第二版", &[("a", "周一", 1), ("b", "周四", 2), ("d", "周五", 4)]);
    let diff = Diff::between(&old, &new);
    assert_eq!(diff.changes.keys().collect::<Vec<_>>(), ["b", "c", "d"]);
    let class = &term.classes[0].name;
    assert_eq!(diff.letters()[class], ["b", "c", "d"]);
    assert!(Diff::between(&new, &new).letters().is_empty());
}

#[test]
fn a_week_is_drawn_for_class_room_and_lecturer() {
    let mut term = generate(small(), 7);
    term.classes[0].name = "<一班>".to_owned();
    let (translation, timetable) = plan(&term, 100_000);
    let sessions = translation.sessions(&term, &timetable);
    let monday = term.calendar.date(0, 0);
    let hall = term.halls[0].name.clone();
    for view in [View::Class(0), View::Room(hall), View::Lecturer(0)] {
        let svg = week(&term, &sessions, &view, monday);
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n") && !svg.contains("<一班>"));
    }
    assert!(week(&term, &sessions, &View::Class(0), monday).contains("开班式"));
    // A hall's page names the class of each lesson, not the hall once more.
    let opening = sessions.iter().find(|s| term.lessons[s.lesson].kind == LessonKind::Opening).expect("one");
    let opened = term.lessons[opening.lesson].classes[0];
    term.classes[opened].name = "开班的班".to_owned();
    let monday = term.calendar.date(term.calendar.place(opening.dates[0]).0, 0);
    let page = week(&term, &sessions, &View::Room(opening.place.clone()), monday);
    assert!(page.contains(">开班的班<") && !page.contains(&format!(">{}<", opening.place)), "{page}");
}
