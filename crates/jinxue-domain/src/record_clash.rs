//! One person's trainings that cannot both be true, or teach the same twice: 培训时间重叠, 培训内容相同.

use crate::fold::fold;
use crate::period::Period;
use crate::vocabulary::RecordForm;

/// A training of one person's history as the check sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry<'a> {
    /// Its dates.
    pub period: Period,
    /// The name of the class.
    pub class_name: &'a str,
    /// Together or on the network; network training overlaps nothing.
    pub form: RecordForm,
}

/// Two trainings of one person that clash, by their places in the list; `first < second`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordClash {
    /// Place of the one.
    pub first: usize,
    /// Place of the other.
    pub second: usize,
    /// The days both claim, where both are training together.
    pub overlap: Option<Period>,
    /// Both have the same name, blanks and width aside.
    pub same_content: bool,
}

/// Every clash in one person's history, in order of places.
pub fn record_clashes(history: &[HistoryEntry<'_>]) -> Vec<RecordClash> {
    let names: Vec<String> = history.iter().map(|entry| fold(entry.class_name)).collect();
    let mut found = Vec::new();
    for (second, b) in history.iter().enumerate() {
        for (first, a) in history.iter().enumerate().take(second) {
            let both_together = a.form == RecordForm::Offline && b.form == RecordForm::Offline;
            let overlap = a.period.shared(&b.period).filter(|_| both_together);
            let same_content = names[first] == names[second];
            if overlap.is_some() || same_content {
                found.push(RecordClash { first, second, overlap, same_content });
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    fn entry(from: i8, to: i8, class_name: &str, form: RecordForm) -> HistoryEntry<'_> {
        let period = Period::new(Date::constant(2026, 3, from), Date::constant(2026, 3, to)).unwrap();
        HistoryEntry { period, class_name, form }
    }

    #[test]
    fn overlapping_days_and_repeated_content_are_found() {
        let history = [
            entry(2, 6, "财政 班", RecordForm::Offline),
            entry(6, 9, "党史班", RecordForm::Offline),
            entry(1, 30, "网络课", RecordForm::Online),
            entry(20, 21, "财政班", RecordForm::Offline),
        ];
        let friday = Period::day(Date::constant(2026, 3, 6));
        assert_eq!(
            record_clashes(&history),
            [
                RecordClash { first: 0, second: 1, overlap: Some(friday), same_content: false },
                RecordClash { first: 0, second: 3, overlap: None, same_content: true },
            ]
        );
    }
}
