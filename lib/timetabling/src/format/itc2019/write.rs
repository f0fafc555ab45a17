//! Writing a problem as its reader takes it.

use std::fmt::Write;

use quick_xml::escape::escape;

use crate::model::{Class, Problem, Strength, Time};

/// The problem as a document.
pub fn write(problem: &Problem) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    put(
        &mut text,
        format_args!(
            "<problem name=\"{}\" nrDays=\"{}\" slotsPerDay=\"{}\" nrWeeks=\"{}\">",
            escape(problem.name.as_str()),
            problem.days,
            problem.slots_per_day,
            problem.weeks
        ),
    );
    let w = problem.weights;
    put(
        &mut text,
        format_args!(
            "  <optimization time=\"{}\" room=\"{}\" distribution=\"{}\" student=\"{}\"/>",
            w.time, w.room, w.distribution, w.student
        ),
    );
    rooms(&mut text, problem);
    courses(&mut text, problem);
    distributions(&mut text, problem);
    students(&mut text, problem);
    text.push_str("</problem>\n");
    text
}

fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

/// Zeros and ones, the first week or day first.
pub fn mask(bits: u64, length: usize) -> String {
    (0..length).map(|b| if bits >> b & 1 == 1 { '1' } else { '0' }).collect()
}

fn time(problem: &Problem, time: &Time) -> String {
    format!(
        "days=\"{}\" start=\"{}\" length=\"{}\" weeks=\"{}\"",
        mask(time.days.into(), problem.days),
        time.start,
        time.length(),
        mask(time.weeks, problem.weeks)
    )
}

fn rooms(text: &mut String, problem: &Problem) {
    text.push_str("  <rooms>\n");
    for (index, room) in problem.rooms.iter().enumerate() {
        put(
            text,
            format_args!("    <room id=\"{}\" capacity=\"{}\">", escape(room.id.as_str()), room.capacity),
        );
        for (other, to) in problem.rooms.iter().enumerate().skip(index + 1) {
            let slots = problem.travel.between(index, other);
            if slots > 0 {
                put(
                    text,
                    format_args!("      <travel room=\"{}\" value=\"{slots}\"/>", escape(to.id.as_str())),
                );
            }
        }
        for closed in &room.unavailable {
            put(text, format_args!("      <unavailable {}/>", time(problem, closed)));
        }
        text.push_str("    </room>\n");
    }
    text.push_str("  </rooms>\n");
}

fn courses(text: &mut String, problem: &Problem) {
    text.push_str("  <courses>\n");
    for course in &problem.courses {
        put(text, format_args!("    <course id=\"{}\">", escape(course.id.as_str())));
        for config in &course.configs {
            put(text, format_args!("      <config id=\"{}\">", escape(config.id.as_str())));
            for subpart in &config.subparts {
                put(text, format_args!("        <subpart id=\"{}\">", escape(subpart.id.as_str())));
                for &index in &subpart.classes {
                    class(text, problem, &problem.classes[index]);
                }
                text.push_str("        </subpart>\n");
            }
            text.push_str("      </config>\n");
        }
        text.push_str("    </course>\n");
    }
    text.push_str("  </courses>\n");
}

fn class(text: &mut String, problem: &Problem, class: &Class) {
    let mut attributes = format!("id=\"{}\"", escape(class.id.as_str()));
    if let Some(limit) = class.limit {
        let _ = write!(attributes, " limit=\"{limit}\"");
    }
    if let Some(parent) = class.parent {
        let _ = write!(attributes, " parent=\"{}\"", escape(problem.classes[parent].id.as_str()));
    }
    if class.rooms.is_empty() {
        attributes.push_str(" room=\"false\"");
    }
    put(text, format_args!("          <class {attributes}>"));
    for option in &class.rooms {
        let id = escape(problem.rooms[option.room].id.as_str());
        put(text, format_args!("            <room id=\"{id}\" penalty=\"{}\"/>", option.penalty));
    }
    for option in &class.times {
        put(
            text,
            format_args!(
                "            <time {} penalty=\"{}\"/>",
                time(problem, &option.time),
                option.penalty
            ),
        );
    }
    text.push_str("          </class>\n");
}

fn distributions(text: &mut String, problem: &Problem) {
    text.push_str("  <distributions>\n");
    for d in &problem.distributions {
        let strength = match d.strength {
            Strength::Hard => "required=\"true\"".to_owned(),
            Strength::Soft(penalty) => format!("penalty=\"{penalty}\""),
        };
        put(text, format_args!("    <distribution type=\"{}\" {strength}>", d.kind));
        for &c in &d.classes {
            put(text, format_args!("      <class id=\"{}\"/>", escape(problem.classes[c].id.as_str())));
        }
        text.push_str("    </distribution>\n");
    }
    text.push_str("  </distributions>\n");
}

fn students(text: &mut String, problem: &Problem) {
    text.push_str("  <students>\n");
    for student in &problem.students {
        put(text, format_args!("    <student id=\"{}\">", escape(student.id.as_str())));
        for &course in &student.courses {
            put(text, format_args!("      <course id=\"{}\"/>", escape(problem.courses[course].id.as_str())));
        }
        text.push_str("    </student>\n");
    }
    text.push_str("  </students>\n");
}
