//! What a run used, in one number a person and one a class: equal numbers mean that a reason would be found from equal facts.
//!
//! FNV-1a over the values as text: the same on every machine and in every version of the program.

use std::fmt::{self, Write as _};

use jinxue_domain::PersonId;

use crate::facts::{ClassFacts, MandatoryGroup, UnitFacts};
use crate::need::SeatPerson;
use crate::problem::Problem;

struct Digest(u64);

impl Digest {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn put(&mut self, value: impl fmt::Display) {
        // Writing into a digest cannot fail.
        let _ = write!(self, "{value}|");
    }

    fn end(self) -> i64 {
        self.0.cast_signed()
    }
}

impl fmt::Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Ok(())
    }
}

/// Of everything about a person that a reason rests on. Seats announced meanwhile are no part of it: they are what came out.
pub fn of_person(person: &SeatPerson, unit: &UnitFacts, groups: &[MandatoryGroup]) -> i64 {
    let mut digest = Digest::new();
    digest.put(person.unit);
    digest.put(unit.release_cap.map_or(-1, i64::from));
    digest.put(person.division.map(|code| code.to_string()).unwrap_or_default());
    digest.put(person.grade.get());
    digest.put(person.role);
    digest.put(person.sector);
    digest.put(person.max_classes);
    digest.put(person.hours_due);
    digest.put(person.weeks_untrained);
    person.gaps.iter().for_each(|(topic, severity)| digest.put(format_args!("gap {topic} {severity}")));
    person.history.iter().for_each(|topic| digest.put(format_args!("had {topic}")));
    let mut busy = person.busy.to_vec();
    busy.sort_unstable_by_key(|days| (days.from(), days.to()));
    busy.iter().for_each(|days| digest.put(format_args!("busy {} {}", days.from(), days.to())));
    for group in person.mandatory.iter().map(|at| &groups[*at as usize]) {
        group.classes.iter().for_each(|class| digest.put(format_args!("must {class}")));
    }
    let mut preferences = person.preferences.to_vec();
    preferences.sort_unstable();
    preferences.iter().for_each(|(class, points)| digest.put(format_args!("likes {class} {points}")));
    digest.end()
}

/// Of everything about a class that a reason rests on.
pub fn of_class(class: &ClassFacts) -> i64 {
    let mut digest = Digest::new();
    digest.put(class.period.from());
    digest.put(class.period.to());
    digest.put(class.seats_min);
    digest.put(class.seats_max);
    digest.put(class.hours);
    digest.put(class.division.map(|code| code.to_string()).unwrap_or_default());
    digest.put(class.audience_unit);
    digest.put(class.audience.grades.highest().get());
    digest.put(class.audience.grades.lowest().get());
    digest.put(class.audience.roles);
    digest.put(&class.audience.sectors);
    digest.put(class.main_topic);
    let mut topics = class.topics.clone();
    topics.sort_unstable();
    topics.iter().for_each(|(topic, percent)| digest.put(format_args!("covers {topic} {percent}")));
    let mut quotas = class.quotas.clone();
    quotas.sort_unstable_by_key(|quota| quota.unit);
    for quota in quotas {
        let most = quota.seats_max.map_or(-1, i64::from);
        digest.put(format_args!("quota {} {} {most}", quota.unit, quota.seats_min));
    }
    digest.end()
}

impl Problem {
    /// The digest of every person.
    pub fn digests(&self) -> impl Iterator<Item = (PersonId, i64)> {
        let unit_at: std::collections::HashMap<_, _> =
            self.frame.units.iter().map(|unit| (unit.id, unit)).collect();
        self.people.iter().filter_map(move |person| {
            let unit = unit_at.get(&person.unit)?;
            Some((person.id, of_person(person, unit, &self.frame.groups)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{class, frame, person, problem};

    #[test]
    fn a_digest_changes_with_what_a_reason_rests_on_and_with_nothing_else() {
        let of = |change: &dyn Fn(&mut crate::PersonFacts)| {
            let mut facts = person(1, 50);
            change(&mut facts);
            problem(frame(vec![class(1, 2)]), &[facts]).digests().next().unwrap().1
        };
        let same = of(&|_| ());
        assert_eq!(of(&|facts| facts.announced.push(crate::sample::class_id(1))), same, "what came out");
        assert_ne!(of(&|facts| facts.gaps[0].1 += 1), same);
        assert_ne!(of(&|facts| facts.trainings.clear()), of(&|facts| facts.max_classes += 1));
        assert_ne!(of(&|facts| facts.preferences.push((crate::sample::class_id(1), 5))), same);
    }

    #[test]
    fn a_class_is_another_when_its_days_seats_or_quotas_are() {
        let one = class(1, 2);
        let mut moved = one.clone();
        moved.period = class(1, 3).period;
        let mut renamed = one.clone();
        renamed.name = "另一个名字".into();
        assert_ne!(of_class(&moved), of_class(&one));
        assert_eq!(of_class(&renamed), of_class(&one), "a name changes no reason");
        assert_eq!(of_class(&one), of_class(&class(2, 2)));
    }
}
