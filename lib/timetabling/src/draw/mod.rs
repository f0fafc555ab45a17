//! A week as an SVG picture: for a class, a room or a lecturer.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::term::{LessonKind, Session, Term};

/// Whose week is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    Class(usize),
    /// By the place's name.
    Room(String),
    Lecturer(usize),
}

const LEFT: u32 = 64;
const TOP: u32 = 64;
const COLUMN: u32 = 150;
/// Pixels per ten minutes.
const SCALE: u32 = 9;
const WEEKDAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/// The week that begins on `monday`. Text is escaped; the picture needs nothing from outside.
pub fn week(term: &Term, sessions: &[Session], view: &View, monday: Date) -> String {
    let first = term.quarters.first().map_or(510, |q| q.start) / 60 * 60;
    let last = term.quarters.last().map_or(1080, |q| q.end).div_ceil(60) * 60;
    let (width, height) = (LEFT + 7 * COLUMN + 8, TOP + y(last, first) + 12);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"'Noto Sans CJK SC','Noto Sans SC',sans-serif\" font-size=\"12\" role=\"img\">\n"
    );
    put(&mut svg, format_args!("<title>{}</title>", escape(&title(term, view))));
    put(&mut svg, format_args!("<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>"));
    put(
        &mut svg,
        format_args!(
            "<text x=\"12\" y=\"24\" font-size=\"16\" font-weight=\"600\">{}</text>",
            escape(&title(term, view))
        ),
    );
    grid(&mut svg, term, monday, first, last);
    for session in sessions.iter().filter(|s| concerns(term, s, view)) {
        for date in &session.dates {
            let day = (*date - monday).get_days();
            if (0..7).contains(&day) {
                card(&mut svg, term, session, view, day as u32, first);
            }
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn put(svg: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(svg, "{line}");
}

fn y(minute: u16, first: u16) -> u32 {
    u32::from(minute - first) * SCALE / 10
}

fn title(term: &Term, view: &View) -> String {
    match view {
        View::Class(class) => format!("{} 周课表", term.classes[*class].name),
        View::Room(room) => format!("{room} 使用表"),
        View::Lecturer(lecturer) => format!("{} 授课表", term.lecturers[*lecturer].name),
    }
}

fn concerns(term: &Term, session: &Session, view: &View) -> bool {
    let lesson = &term.lessons[session.lesson];
    match view {
        // Parallel groups stand on top of each other; the first stands for all.
        View::Class(class) => lesson.classes.contains(class) && lesson.group.is_none_or(|g| g == 0),
        View::Room(room) => session.place == *room,
        View::Lecturer(lecturer) => lesson.lecturers.contains(lecturer),
    }
}

fn grid(svg: &mut String, term: &Term, monday: Date, first: u16, last: u16) {
    let bottom = TOP + y(last, first);
    for day in 0..7u32 {
        let date = monday.saturating_add(i64::from(day).days());
        let x = LEFT + day * COLUMN;
        let fill = if term.calendar.is_workday(date) { "#f7f9fb" } else { "#ececec" };
        put(
            svg,
            format_args!(
                "<rect x=\"{x}\" y=\"{TOP}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"/>",
                COLUMN - 4,
                bottom - TOP
            ),
        );
        let name = WEEKDAYS[day as usize];
        let (month, date) = (date.month(), date.day());
        put(svg, format_args!("<text x=\"{}\" y=\"{}\">{name} {month}月{date}日</text>", x + 4, TOP - 8));
    }
    for quarter in &term.quarters {
        let (at, hour, minute) = (TOP + y(quarter.start, first), quarter.start / 60, quarter.start % 60);
        put(svg, format_args!("<text x=\"12\" y=\"{}\" fill=\"#667\">{hour}:{minute:02}</text>", at + 12));
    }
}

fn card(svg: &mut String, term: &Term, session: &Session, view: &View, day: u32, first: u16) {
    let lesson = &term.lessons[session.lesson];
    let (x, top) = (LEFT + day * COLUMN + 2, TOP + y(session.start, first));
    let height = y(session.end, first) - y(session.start, first) - 2;
    let (fill, edge) = colours(lesson.kind);
    put(
        svg,
        format_args!(
            "<rect x=\"{x}\" y=\"{top}\" width=\"{}\" height=\"{height}\" rx=\"4\" fill=\"{fill}\" stroke=\"{edge}\"/>",
            COLUMN - 8
        ),
    );
    for (n, line) in lines(term, session, view).iter().filter(|l| !l.is_empty()).enumerate() {
        let weight = if n == 0 { " font-weight=\"600\"" } else { "" };
        let at = top + 16 + n as u32 * 15;
        put(svg, format_args!("<text x=\"{}\" y=\"{at}\"{weight}>{}</text>", x + 6, escape(line)));
    }
}

/// What a card says: the title of the page already names the class, the room or the lecturer, so the card names the others.
fn lines(term: &Term, session: &Session, view: &View) -> [String; 4] {
    let lesson = &term.lessons[session.lesson];
    let classes = || several(lesson.classes.iter().map(|&c| term.classes[c].name.as_str()).collect());
    let lecturers = || several(lesson.lecturers.iter().map(|&l| term.lecturers[l].name.as_str()).collect());
    let (who, what) = match view {
        View::Class(_) => (lecturers(), session.place.clone()),
        View::Room(_) => (classes(), lecturers()),
        View::Lecturer(_) => (classes(), session.place.clone()),
    };
    [lesson.title.clone(), who, what, lesson.id.clone()]
}

/// Two names fit on a card.
fn several(names: Vec<&str>) -> String {
    match names.as_slice() {
        [first, _, _, ..] => format!("{first} 等 {}", names.len()),
        few => few.join("、"),
    }
}

fn colours(kind: LessonKind) -> (&'static str, &'static str) {
    match kind {
        LessonKind::Opening | LessonKind::Closing => ("#fdecea", "#c0392b"),
        LessonKind::Lecture => ("#e8f1fb", "#2b6cb0"),
        LessonKind::Seminar => ("#eaf7ee", "#2f855a"),
        LessonKind::FieldVisit | LessonKind::Extension => ("#fff6e0", "#b7791f"),
        LessonKind::SelfStudy => ("#f1f1f4", "#777788"),
    }
}

fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
