//! Solutions against a fixed problem of each kind: faults, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use timetabling::format::{ctt, itc2019};

const PLAIN: &str = include_str!("../../lib/timetabling/tests/data/toy.ctt");
const GENERAL: &str = r#"<problem name="p" nrDays="2" slotsPerDay="9" nrWeeks="2">
<optimization time="1" room="1" distribution="1" student="1"/><rooms><room id="r" capacity="3"/></rooms>
<courses><course id="k"><config id="g"><subpart id="s"><class id="c" limit="3"><room id="r" penalty="0"/>
<time days="10" start="1" length="2" weeks="11" penalty="0"/></class></subpart></config></course></courses>
<distributions/><students><student id="t"><course id="k"/></student></students></problem>"#;

fuzz_target!(|text: &str| {
    if let Ok(problem) = ctt::read(PLAIN, ctt::Dialect::Ctt) {
        let _ = ctt::read_solution(text, &problem);
    }
    if let Ok(problem) = itc2019::read(GENERAL) {
        let _ = itc2019::read_solution(text, &problem);
    }
});
