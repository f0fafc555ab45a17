//! Whether the made-up province is like a real one.

use std::collections::{HashMap, HashSet};

use jinxue_domain::{RecordForm, Role};

use super::{
    Province, gaps,
    history::{Histories, Record},
    people::Person,
    plan::Class,
    scale::Scale,
};

const SEED: u64 = 7;
const YEAR: i16 = 2026;

fn province(people: usize) -> Province {
    Province::new(Scale { people }, YEAR, SEED)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

fn share(province: &Province, is: impl Fn(&Person) -> bool) -> f64 {
    province.people.iter().filter(|person| is(person)).count() as f64 / province.people.len() as f64
}

fn histories(province: &Province) -> Histories<'_> {
    Histories { units: &province.units, past: &province.past, year: YEAR, seed: SEED }
}

fn hours(records: &[Record<'_>], year: impl Fn(i16) -> bool) -> f64 {
    let in_person = records.iter().filter(|record| record.class.form == RecordForm::Offline);
    let counted = in_person.filter(|record| year(record.class.start.year()));
    counted.map(|record| f64::from(record.class.hours_tenths) / 10.0).sum()
}

#[test]
fn every_unit_has_one_head_and_few_deputies() {
    for people in [2_000, 25_000] {
        let province = province(people);
        let mut heads = HashMap::new();
        let mut deputies = HashMap::new();
        for person in &province.people {
            match person.role {
                Role::Head => *heads.entry(person.unit).or_insert(0) += 1,
                Role::Deputy => *deputies.entry(person.unit).or_insert(0) += 1,
                Role::Member => {}
            }
        }
        assert_eq!(heads.len(), province.units.len());
        assert!(heads.values().all(|count| *count == 1));
        assert!(deputies.values().all(|count| (1..=6).contains(count)));
    }
}

#[test]
fn people_are_of_plausible_ages_and_ranks() {
    let province = province(25_000);
    let ages = || province.people.iter().map(|person| f64::from(YEAR - 1 - person.born.year()));
    assert!((38.0..48.0).contains(&mean(ages())), "{}", mean(ages()));
    assert!(ages().all(|age| (20.0..=64.0).contains(&age)));
    let of_grades = |least: u8, most: u8| share(&province, |p| (least..=most).contains(&p.grade()));
    assert!(of_grades(1, 4) < 0.03, "{}", of_grades(1, 4));
    assert!((0.05..0.20).contains(&of_grades(1, 6)), "{}", of_grades(1, 6));
    assert!(of_grades(5, 5) < of_grades(6, 6) && of_grades(6, 6) < of_grades(7, 7));
    assert!(of_grades(7, 7) < of_grades(8, 8));
}

#[test]
fn numbers_are_unique_and_agree_with_sex_and_birth() {
    let province = province(25_000);
    let numbers: HashSet<_> = province.people.iter().map(|person| person.citizen_no).collect();
    assert_eq!(numbers.len(), province.people.len());
    for person in &province.people {
        assert_eq!((person.citizen_no.sex(), person.citizen_no.birth_date()), (person.sex, person.born));
    }
}

#[test]
fn some_names_take_four_bytes_a_character_and_some_are_alike() {
    let province = province(25_000);
    let rare = share(&province, |person| person.name.as_str().chars().any(|c| c.len_utf8() == 4));
    assert!((0.0005..0.004).contains(&rare), "{rare}");
    let month =
        |person: &Person| (person.unit, person.name.folded(), person.born.year(), person.born.month());
    let distinct: HashSet<_> = province.people.iter().map(month).collect();
    assert!(distinct.len() < province.people.len() - 5, "namesakes in one unit");
}

#[test]
fn most_are_near_what_is_due_and_a_fifth_fall_short() {
    let province = province(25_000);
    let histories = histories(&province);
    let (mut short, mut near, mut all) = (0.0, 0.0, 0.0);
    for (place, person) in province.people.iter().enumerate().filter(|(_, person)| person.grade() != 11) {
        let records = histories.of(person, place);
        let due = if person.owes_five_years() { 550.0 } else { 90.0 };
        let done = if person.owes_five_years() {
            hours(&records, |_| true)
        } else {
            hours(&records, |year| year == YEAR - 1)
        };
        all += 1.0;
        short += f64::from(u8::from(done < due * 0.6));
        near += f64::from(u8::from(done >= due * 0.8));
    }
    assert!((0.16..0.26).contains(&(short / all)), "{}", short / all);
    assert!(near / all > 0.7, "{}", near / all);
}

#[test]
fn nobody_was_in_two_classes_on_one_day() {
    let province = province(2_000);
    let histories = histories(&province);
    for (place, person) in province.people.iter().enumerate() {
        let mut records = histories.of(person, place);
        records.retain(|record| record.class.form == RecordForm::Offline);
        for pair in records.windows(2) {
            assert!(pair[0].class.end < pair[1].class.start, "{} {}", pair[0].class.name, pair[1].class.name);
        }
    }
}

#[test]
fn some_topics_are_wanted_by_far_more_people_than_others() {
    let province = province(25_000);
    let mut wanted = vec![0; province.curriculum.topics().len()];
    for (place, person) in province.people.iter().enumerate() {
        for statement in gaps::statements(&province.curriculum, person, place, YEAR, SEED) {
            wanted[statement.topic] += 1;
        }
    }
    wanted.sort_unstable();
    let (median, most) = (wanted[wanted.len() / 2], wanted[wanted.len() - 1]);
    assert!(wanted[0] > 0 && most > 4 * median, "{median} {most}");
}

#[test]
fn seats_are_a_fifth_more_than_people() {
    for people in [2_000, 25_000] {
        let province = province(people);
        let seats: usize = province.classes.iter().map(|class| class.seats_max).sum();
        let per_person = seats as f64 / people as f64;
        assert!((1.15..1.25).contains(&per_person), "{people}: {per_person}");
        let counts = Scale { people }.classes();
        assert_eq!(province.classes.len(), counts.iter().sum::<usize>());
    }
}

#[test]
fn people_have_some_forty_five_classes_to_choose_from() {
    let province = province(25_000);
    let histories = histories(&province);
    let mut by_region: HashMap<usize, Vec<_>> = HashMap::new();
    for class in &province.classes {
        by_region.entry(class.invited).or_default().push(class);
    }
    let eligible = |(place, person): (usize, &Person)| {
        let records = histories.of(person, place);
        let known: Vec<usize> = records.iter().filter_map(|record| record.class.topic).collect();
        let lacked = gaps::statements(&province.curriculum, person, place, YEAR, SEED);
        let owes = if person.owes_five_years() {
            hours(&records, |_| true) < 550.0
        } else {
            hours(&records, |year| year == YEAR) < 90.0
        };
        let regions = std::iter::successors(Some(person.unit), |unit| province.units[*unit].parent);
        let offered = regions.filter_map(|region| by_region.get(&region)).flatten();
        let suits = offered.filter(|class| class.admits(person) && !known.contains(&class.main_topic()));
        let closes = |class: &Class| lacked.iter().any(|gap| class.teaches(gap.topic));
        suits.filter(|class| owes || closes(class)).count() as f64
    };
    let counts: Vec<f64> = province.people.iter().enumerate().step_by(5).map(eligible).collect();
    let mean = mean(counts.iter().copied());
    assert!((30.0..=60.0).contains(&mean), "{mean}");
    let none = counts.iter().filter(|count| **count < 5.0).count() as f64 / counts.len() as f64;
    assert!(none < 0.05, "{none} have next to nothing to choose from");
}

#[test]
fn nearly_every_class_can_be_filled_by_people_who_can_be_sent() {
    for (people, share_max) in [(2_000, 0.03), (25_000, 0.01)] {
        let province = province(people);
        let mut admitted: HashMap<(usize, usize), usize> = HashMap::new();
        let mut invited: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, class) in province.classes.iter().enumerate() {
            invited.entry(class.invited).or_default().push(at);
        }
        for person in &province.people {
            let regions = std::iter::successors(Some(person.unit), |unit| province.units[*unit].parent);
            for at in regions.filter_map(|region| invited.get(&region)).flatten() {
                if province.classes[*at].admits(person) {
                    *admitted.entry((*at, person.unit)).or_default() += 1;
                }
            }
        }
        let mut sent = vec![0; province.classes.len()];
        for ((class, unit), people) in admitted {
            sent[class] += people.min(province.units[unit].release_cap());
        }
        let short =
            province.classes.iter().zip(&sent).filter(|(class, sent)| **sent < class.seats_min).count();
        let share = short as f64 / province.classes.len() as f64;
        println!(
            "{people} people: {short} of {} classes ask for more than can be sent",
            province.classes.len()
        );
        assert!(share < share_max, "{share}");
    }
}

#[test]
fn some_class_is_always_being_held() {
    let province = province(25_000);
    let holidays = jinxue_domain::Calendar::built_in();
    let first = jiff::civil::date(YEAR, 1, 5);
    let days = (0..).map(|n| first.saturating_add(jiff::Span::new().days(n)));
    for day in days.take_while(|day| *day <= jiff::civil::date(YEAR, 12, 24)) {
        let works = holidays.day(day) == jinxue_domain::calendar::Day::Working;
        assert!(!works || province.classes.iter().any(|class| class.is_on(day)), "nothing on {day}");
    }
}
