//! Readers and damaged files: whatever comes in, faults come out, never a panic.

mod support;

use timetabling::format::ctt::{self, Dialect};
use timetabling::format::itc2019;
use timetabling::random::Random;

/// Cuts, doubles, swaps and replaces pieces of a text at character boundaries.
fn damaged(text: &str, random: &mut Random) -> String {
    let mut pieces: Vec<&str> = text.split_inclusive([' ', '\n', '"', '<', '>']).collect();
    for _ in 0..1 + random.below(4) {
        let (a, b) = (random.below(pieces.len()), random.below(pieces.len()));
        match random.below(5) {
            0 => pieces.truncate(a + 1),
            1 => pieces[a] = pieces[b],
            2 => pieces.swap(a, b),
            3 => {
                pieces[a] =
                    ["99999999999999999999", "-1", "课", "\u{0}", "&lol;", "<!DOCTYPE a ["][random.below(6)]
            }
            _ => {
                pieces.remove(a);
                if pieces.is_empty() {
                    return String::new();
                }
            }
        }
    }
    pieces.concat()
}

#[test]
fn damaged_files_never_panic() {
    let random = &mut Random::seeded(1);
    let plain = include_str!("data/toy.ctt");
    let extended = include_str!("data/toy.ectt");
    let problem = support::problem(5, 9);
    let general = itc2019::write(&problem);
    let solution = "<solution name=\"random 5\"><class id=\"c0\" days=\"1000\" start=\"3\" weeks=\"0110\" room=\"r1\">\
        <student id=\"p1\"/></class></solution>";
    let mut refused = 0;
    for _ in 0..3_000 {
        refused += usize::from(ctt::read(&damaged(plain, random), Dialect::Ctt).is_err());
        refused += usize::from(ctt::read(&damaged(extended, random), Dialect::Ectt).is_err());
        refused += usize::from(itc2019::read(&damaged(&general, random)).is_err());
        refused += usize::from(itc2019::read_solution(&damaged(solution, random), &problem).is_err());
    }
    assert!(refused > 6_000, "{refused} of 12000");
}

#[test]
fn a_hundred_thousand_classes_are_read() {
    let mut text = String::from(
        "<problem name=\"large\" nrDays=\"5\" slotsPerDay=\"100\" nrWeeks=\"2\">\
         <optimization time=\"1\" room=\"1\" distribution=\"1\" student=\"1\"/><rooms/><courses>",
    );
    for n in 0..100_000 {
        text.push_str(&format!(
            "<course id=\"{n}\"><config id=\"{n}\"><subpart id=\"{n}\"><class id=\"{n}\" room=\"false\">\
             <time days=\"10000\" start=\"3\" length=\"5\" weeks=\"11\" penalty=\"0\"/></class></subpart></config></course>"
        ));
    }
    text.push_str("</courses><distributions/></problem>");
    assert_eq!(itc2019::read(&text).map(|p| p.classes.len()), Ok(100_000));
}
