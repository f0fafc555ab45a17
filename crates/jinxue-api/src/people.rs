//! People: a row of the grid and the whole person.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Words, gaps::Gap, rules::RuleRef};

/// Which people the grid shows, in which order, from which place.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// The subtree; everybody when absent.
    pub unit: Option<Uuid>,
    /// 1 (highest) … 12.
    pub grade_from: Option<u8>,
    pub grade_to: Option<u8>,
    /// `head`, `deputy`, `member`.
    pub role: Option<String>,
    pub sector: Option<String>,
    /// With an open gap in this topic.
    pub topic: Option<String>,
    /// `short`, `met`.
    pub due: Option<String>,
    /// Part of a name or of a unit's name, pinyin, or a whole citizen number.
    pub q: Option<String>,
    /// `name`, `grade`, `hours`, `unit`; by name when absent.
    pub sort: Option<String>,
    #[serde(default)]
    pub offset: u64,
    /// 1…500, 100 when absent.
    pub limit: Option<u32>,
    /// Columns of an export, in order, parted by commas; a window of the grid has all of them.
    pub columns: Option<String>,
}

/// How many people a choice of a filter would show, the other filters staying as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Choice {
    pub value: String,
    pub people: i64,
}

/// The choices of every filter, counted.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct PeopleChoices {
    /// 1 (highest) … 12.
    pub grade: Vec<Choice>,
    pub role: Vec<Choice>,
    pub sector: Vec<Choice>,
    /// `short`, `met`.
    pub due: Vec<Choice>,
}

/// The topic somebody lacks most.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TopGap {
    pub topic: String,
    pub severity: i64,
}

/// One row of the grid.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonRow {
    pub id: Uuid,
    pub name: String,
    /// `male`, `female`, `unknown`.
    pub sex: String,
    /// `YYYY-MM`.
    pub birth_month: Option<String>,
    pub unit_id: Uuid,
    pub unit_name: String,
    pub post: Option<String>,
    pub post_level: String,
    pub rank: String,
    /// 1 (highest) … 12.
    pub grade: i64,
    pub role: String,
    pub sector: Option<String>,
    pub division: Option<String>,
    /// Tenths of a 学时 in the period the due is for.
    pub hours_done_tenths: i64,
    /// Tenths of a 学时; 0 when no rule applies.
    pub hours_due_tenths: i64,
    /// Tenths of a 学时 missing; 0 also when the days due are done.
    pub hours_short_tenths: i64,
    pub gaps_open: i64,
    pub top_gap: Option<TopGap>,
    pub seats: i64,
    /// All but the division and the last four characters hidden.
    pub citizen_no_masked: Option<String>,
}

/// A post, rank or line of the résumé.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PostEntry {
    /// `post`, `rank`, `resume`.
    pub kind: String,
    pub title: String,
    pub level: Option<String>,
    pub unit_name: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// One past training.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrainingRecord {
    pub id: Uuid,
    pub class_name: String,
    pub topic: Option<String>,
    pub kind: String,
    /// `offline`, `online`.
    pub form: String,
    pub start_date: String,
    pub end_date: String,
    pub days: i64,
    pub hours_tenths: i64,
    /// Whether the authority recognises it (主管部门认可).
    pub recognised: bool,
    pub organiser: Option<String>,
    pub institution: Option<String>,
    pub completion: Option<String>,
    /// Unit and post at the time (时任).
    pub unit_then: Option<String>,
    pub post_then: Option<String>,
    /// What is odd about it: overlaps another record, repeats its content.
    pub remarks: Vec<Words>,
    /// Words and codes of the file it came from that no list here knows, as they stood there.
    pub verbatim: Vec<Verbatim>,
}

/// A cell of an imported file, kept as it stood there.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Verbatim {
    /// The header or code of its column.
    pub column: String,
    pub text: String,
}

/// Hours due, by which rule, and how far they are done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HoursVerdict {
    pub rule: RuleRef,
    pub from: String,
    pub to: String,
    pub due_tenths: i64,
    pub done_tenths: i64,
    pub days_due: i64,
    pub days_done: i64,
    pub missing_tenths: i64,
    pub met: bool,
    pub words: Words,
    /// Until when the time may be made up after a promotion.
    pub make_up_by: Option<String>,
}

/// A seat somebody holds or is proposed for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonSeat {
    pub class_id: Uuid,
    pub code: String,
    pub name: String,
    pub start_date: String,
    pub end_date: String,
    /// `proposed`, `announced`.
    pub state: String,
    pub run_id: Option<Uuid>,
    /// How they took part; empty when they were there throughout.
    pub attended: Words,
    /// Why this seat, in the words of the run it comes from.
    pub why: Option<Words>,
}

/// The whole person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Person {
    #[serde(flatten)]
    pub row: PersonRow,
    /// The names of the units above, outermost first.
    pub unit_path: Vec<String>,
    pub department: Option<String>,
    pub post_since: Option<String>,
    pub rank_since: Option<String>,
    pub max_classes: i64,
    /// `active`, `left`.
    pub state: String,
    pub posts: Vec<PostEntry>,
    pub training: Vec<TrainingRecord>,
    /// Absent when no rule asks hours of this person.
    pub hours: Option<HoursVerdict>,
    pub gaps: Vec<Gap>,
    pub seat_list: Vec<PersonSeat>,
    pub version: i64,
    /// Who changed it last, where that was noted.
    pub changed_by: Option<String>,
    /// Microseconds UTC.
    pub changed_at: i64,
}

/// What may be edited in place. Absent fields stay as they are.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonEdit {
    pub unit_id: Option<Uuid>,
    /// Empty: no post.
    pub post: Option<String>,
    pub post_level: Option<String>,
    /// Since when the post is held, `YYYY-MM-DD`.
    pub post_since: Option<String>,
    pub rank: Option<String>,
    pub rank_since: Option<String>,
    pub role: Option<String>,
    pub sector: Option<String>,
    pub max_classes: Option<i64>,
    pub state: Option<String>,
}

/// A masked field to be shown whole.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    /// `citizen_no`.
    pub field: String,
    /// What it is needed for; kept in the audit.
    pub reason: String,
}

/// The field, whole.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Revealed {
    pub field: String,
    /// None where nobody has said it.
    pub value: Option<String>,
}

/// Why somebody who left is made nameless.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Anonymise {
    /// Kept in the audit; it should not name the person.
    pub reason: String,
}

/// All that is kept of a person, for themself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OwnData {
    /// As their page shows it: posts, training, hours, gaps, seats.
    pub person: Person,
    /// Whole for the person themself, masked for anybody else.
    pub citizen_no: Option<String>,
    pub accounts: Vec<OwnAccount>,
    /// What they answered in surveys; what was said without a name is told to themself alone.
    pub answers: Vec<OwnAnswer>,
    /// What was done to what is kept of them, and by whom.
    pub deeds: Vec<OwnDeed>,
}

/// What somebody answered in a survey. Of an anonymous one that has closed, no more than that they answered is known.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OwnAnswer {
    pub survey: String,
    pub naming: String,
    pub answered_at: i64,
    pub changed_at: i64,
    pub choices: Vec<crate::surveys::SurveyChoice>,
    pub remark: Option<String>,
}

/// An account of a person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OwnAccount {
    pub login: String,
    pub display_name: String,
    pub state: String,
    /// Microseconds since 1970 UTC.
    pub created_at: i64,
    pub sessions: Vec<OwnSession>,
}

/// A session that is open.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OwnSession {
    pub address: String,
    pub agent: String,
    pub created_at: i64,
    pub seen_at: i64,
}

/// One deed about a person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OwnDeed {
    pub at: i64,
    pub actor: String,
    pub action: String,
}
