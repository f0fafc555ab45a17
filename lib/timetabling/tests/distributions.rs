//! Each distribution type against cases made by hand from its published wording, and the search's own
//! evaluation against the same cases.

use timetabling::check::{Placed, excess, pair_holds};
use timetabling::model::{Kind, Time, Travel};

/// `days start-end weeks`, the room after `@`.
fn placed(text: &str) -> Placed {
    let (text, room) = match text.split_once('@') {
        Some((text, room)) => (text, Some(room.trim().parse().expect("a room number"))),
        None => (text, None),
    };
    let parts: Vec<&str> = text.split_whitespace().collect();
    let mask = |s: &str| s.bytes().enumerate().fold(0u64, |m, (i, b)| m | u64::from(b == b'1') << i);
    let (start, end) = parts[1].split_once('-').expect("start-end");
    let time = Time {
        days: mask(parts[0]) as u8,
        start: start.parse().expect("a start"),
        end: end.parse().expect("an end"),
        weeks: mask(parts[2]),
    };
    Placed { time, room }
}

fn kind(text: &str) -> Kind {
    text.parse().expect("a known type")
}

#[test]
fn pairwise_types_hold_as_published() {
    let mut travel = Travel::new(3);
    travel.set(0, 1, 5);
    let cases = [
        ("SameStart", "10 5-9 11", "01 5-20 10", true),
        ("SameStart", "10 5-9 11", "10 6-9 11", false),
        ("SameTime", "10 5-20 11", "01 8-20 11", true),
        ("SameTime", "10 8-12 11", "01 5-20 11", true),
        ("SameTime", "10 5-20 11", "10 8-21 11", false),
        ("DifferentTime", "10 5-9 10", "01 9-12 01", true),
        ("DifferentTime", "10 5-9 10", "01 8-12 01", false),
        ("SameDays", "101 5-9 11", "100 5-9 11", true),
        ("SameDays", "101 5-9 11", "110 5-9 11", false),
        ("DifferentDays", "101 5-9 11", "010 5-9 11", true),
        ("DifferentDays", "101 5-9 11", "100 5-9 00", false),
        ("SameWeeks", "100 5-9 110", "010 5-9 010", true),
        ("SameWeeks", "100 5-9 110", "010 5-9 011", false),
        ("DifferentWeeks", "1 5-9 110", "1 5-9 001", true),
        ("DifferentWeeks", "1 5-9 110", "1 5-9 011", false),
        ("Overlap", "10 5-9 11", "10 8-12 01", true),
        ("Overlap", "10 5-9 11", "10 9-12 01", false),
        ("Overlap", "10 5-9 10", "10 5-9 01", false),
        ("NotOverlap", "10 5-9 11", "10 9-12 11", true),
        ("NotOverlap", "10 5-9 11", "01 5-9 11", true),
        ("NotOverlap", "10 5-9 10", "10 5-9 01", true),
        ("NotOverlap", "10 5-9 11", "11 8-12 01", false),
        ("SameRoom", "1 5-9 1 @1", "1 5-9 1 @1", true),
        ("SameRoom", "1 5-9 1 @1", "1 5-9 1 @2", false),
        ("DifferentRoom", "1 5-9 1 @1", "1 5-9 1 @2", true),
        ("DifferentRoom", "1 5-9 1 @1", "1 5-9 1 @1", false),
        ("SameAttendees", "1 5-9 1 @0", "1 9-12 1 @2", true),
        ("SameAttendees", "1 5-9 1 @0", "1 9-12 1 @1", false),
        ("SameAttendees", "1 5-9 1 @0", "1 14-16 1 @1", true),
        ("SameAttendees", "1 5-9 1 @0", "1 13-16 1 @1", false),
        ("SameAttendees", "1 5-9 1", "1 9-16 1 @1", true),
        ("SameAttendees", "10 5-9 1 @0", "01 5-9 1 @1", true),
        ("Precedence", "10 5-9 01", "10 5-9 11", false),
        ("Precedence", "10 5-9 11", "10 5-9 01", true),
        ("Precedence", "01 5-9 11", "10 5-9 11", false),
        ("Precedence", "10 5-9 11", "11 9-12 10", true),
        ("Precedence", "10 5-9 11", "11 8-12 10", false),
        ("WorkDay(10)", "10 5-9 1", "10 12-15 1", true),
        ("WorkDay(9)", "10 5-9 1", "10 12-15 1", false),
        ("WorkDay(9)", "10 5-9 1", "01 12-15 1", true),
        ("MinGap(3)", "10 5-9 1", "10 12-15 1", true),
        ("MinGap(4)", "10 5-9 1", "10 12-15 1", false),
        ("MinGap(4)", "10 5-9 10", "10 12-15 01", true),
    ];
    for (name, a, b, holds) in cases {
        assert_eq!(pair_holds(kind(name), &placed(a), &placed(b), &travel), holds, "{name} {a} | {b}");
    }
}

#[test]
fn whole_set_types_count_as_published() {
    let cases: [(&str, &[&str], i64); 12] = [
        ("MaxDays(2)", &["101 1-2 1", "100 3-4 1"], 0),
        ("MaxDays(2)", &["101 1-2 1", "010 3-4 1"], 1),
        ("MaxDayLoad(5)", &["10 0-3 11", "10 4-6 11"], 0),
        ("MaxDayLoad(4)", &["10 0-3 11", "10 4-6 01"], 1),
        ("MaxDayLoad(4)", &["10 0-3 11", "10 4-6 11"], 2),
        ("MaxBreaks(0,2)", &["1 0-2 1", "1 4-6 1"], 0),
        ("MaxBreaks(0,1)", &["1 0-2 1", "1 4-6 1"], 1),
        ("MaxBreaks(1,1)", &["1 0-2 11", "1 4-6 11", "1 8-9 11"], 2),
        ("MaxBlock(4,2)", &["1 0-2 1", "1 4-6 1"], 1),
        ("MaxBlock(6,2)", &["1 0-2 1", "1 4-6 1"], 0),
        // A single class never makes a block, however long.
        ("MaxBlock(4,2)", &["1 0-20 1"], 0),
        // A long class swallows a short one: the block ends with the long one.
        ("MaxBlock(9,0)", &["1 0-10 1", "1 2-4 1"], 1),
    ];
    for (name, classes, expected) in cases {
        let classes: Vec<Placed> = classes.iter().map(|c| placed(c)).collect();
        assert_eq!(excess(kind(name), &classes, 3, 3), expected, "{name}");
    }
}

#[test]
fn types_read_as_they_are_written() {
    for text in ["SameStart", "WorkDay(8)", "MaxBreaks(1,6)", "MaxBlock(20,3)", "MaxDayLoad(96)"] {
        assert_eq!(kind(text).to_string(), text);
    }
    for text in
        ["Samestart", "WorkDay", "WorkDay(-1)", "MaxBreaks(1)", "MaxDays(1,2)", "MinGap(x)", "MinGap(1"]
    {
        assert!(text.parse::<Kind>().is_err(), "{text}");
    }
}
