//! The scope of a connection as conditions of a statement, and the same test for rows that are read or written.
//!
//! A path is compared with ranges, byte by byte; a prefix test (`like P || '%'`) would let a unit see its siblings whose
//! numbers begin alike. Where everything may be seen, nothing is added.

use std::fmt::Write as _;
use std::sync::Arc;

use jinxue_domain::UnitPath;
use jinxue_domain::authority::{PathRange, Scope};

use crate::db::{Tx, Where};
use crate::{Conn, StoreError, Value, Values, values};

/// Classes that others than their organiser may know of.
const AGREED: &str = "class.state in ('approved', 'published', 'held')";

/// Leaves the people of the scope; `path` and `id` are their columns.
pub(crate) fn people(clause: &mut Where, scope: &Scope, path: &str, id: &str) {
    let Some(ranges) = scope.ranges() else { return };
    let (mut text, mut values) = in_ranges(ranges, path);
    if let Some(person) = scope.person() {
        write!(text, " or {id} = ?").expect("writing into a string succeeds");
        values.push(person.into());
    }
    clause.and(&format!("({text})"), values);
}

/// Leaves the units of the scope.
pub(crate) fn units(clause: &mut Where, scope: &Scope, path: &str) {
    if let Some(ranges) = scope.ranges() {
        let (text, values) = in_ranges(ranges, path);
        clause.and(&format!("({text})"), values);
    }
}

/// Leaves the classes whose organiser is in the scope; those that are agreed and meant for its people, or for units
/// above and so for its people too; and those in which the one person of the scope sits.
pub(crate) fn classes(clause: &mut Where, scope: &Scope) {
    let Some(ranges) = scope.ranges() else { return };
    let (own, own_values) = in_ranges(ranges, "path");
    let (meant, meant_values) = with_above(scope, ranges);
    let mut text = format!(
        "class.organiser_id in (select id from unit where {own}) or ({AGREED} and class.audience_id in (select id from unit where {meant}))"
    );
    let mut values = own_values;
    values.extend(meant_values);
    if let Some(person) = scope.person() {
        text.push_str(
            " or class.id in (select class_id from seat where person_id = ? and state = 'announced')",
        );
        values.push(person.into());
    }
    clause.and(&format!("({text})"), values);
}

/// Leaves the plans whose owner is in the scope or above it: its classes are part of them.
pub(crate) fn plans(clause: &mut Where, scope: &Scope) {
    let Some(ranges) = scope.ranges() else { return };
    let (meant, mut values) = with_above(scope, ranges);
    let mut text = format!("plan.unit_id in (select id from unit where {meant})");
    if let Some(person) = scope.person() {
        text.push_str(" or plan.id in (select class.plan_id from seat join class on class.id = seat.class_id where seat.person_id = ? and seat.state = 'announced')");
        values.push(person.into());
    }
    clause.and(&format!("({text})"), values);
}

/// Leaves the runs over people who are all in the scope: those of plans whose owner's whole subtree is.
pub(crate) fn runs(clause: &mut Where, scope: &Scope) {
    let Some(ranges) = scope.ranges() else { return };
    let (whole, values) = covered(ranges);
    let owned = "select plan.id from plan join unit on unit.id = plan.unit_id where";
    clause.and(&format!("run.plan_id in ({owned} {whole})"), values);
}

/// Leaves the imports that reach no further than the scope. One without a span may reach everything.
pub(crate) fn imports(clause: &mut Where, scope: &Scope) {
    let Some(ranges) = scope.ranges() else { return };
    let (whole, mut values) = covered(ranges);
    let (node, node_values) = in_ranges(ranges, "path");
    values.extend(node_values);
    let (roots, root_values) = covered(ranges);
    values.extend(root_values);
    clause.and(
        &format!(
            "(import_file.id in (select import_id from import_span join unit on unit.id = import_span.unit_id where {whole} or (import_span.reach = 'node' and ({node}))) \
             or (not exists (select 1 from import_span where import_id = import_file.id) and not exists (select 1 from unit where parent_id is null and not ({roots}))))"
        ),
        values,
    );
}

fn in_ranges(ranges: &[PathRange], path: &str) -> (String, Values) {
    if ranges.is_empty() {
        return ("1 = 0".to_owned(), Values::new());
    }
    let one = format!("({path} >= ? and {path} < ?)");
    let text = vec![one; ranges.len()].join(" or ");
    (text, ranges.iter().flat_map(|range| values![range.from(), range.before()]).collect())
}

/// Units in the ranges and above them.
fn with_above(scope: &Scope, ranges: &[PathRange]) -> (String, Values) {
    let (mut text, mut values) = in_ranges(ranges, "path");
    let above = scope.above();
    if !above.is_empty() {
        let places = vec!["?"; above.len()].join(", ");
        write!(text, " or path in ({places})").expect("writing into a string succeeds");
        values.extend(above.into_iter().map(Value::from));
    }
    (text, values)
}

/// Units whose whole subtree lies in one of the ranges.
fn covered(ranges: &[PathRange]) -> (String, Values) {
    if ranges.is_empty() {
        return ("1 = 0".to_owned(), Values::new());
    }
    let text = vec!["(unit.path >= ? and unit.path || '/' <= ?)"; ranges.len()].join(" or ");
    (text, ranges.iter().flat_map(|range| values![range.from(), range.before()]).collect())
}

/// Refuses to write what lies at a path outside the scope.
///
/// # Errors
/// [`StoreError::Beyond`].
pub(crate) fn writable<'p>(
    tx: &Tx,
    what: &'static str,
    mut places: impl Iterator<Item = (String, &'p UnitPath)>,
) -> Result<(), StoreError> {
    let scope = tx.scope();
    match places.find(|(_, path)| !scope.contains(path)) {
        None => Ok(()),
        Some((id, _)) => Err(StoreError::Beyond { what, id }),
    }
}

/// A connection whose fence is lifted until this is dropped: for what is decided from all there is, and never shown.
pub struct Whole<'c> {
    conn: &'c mut Conn,
    scope: Arc<Scope>,
}

impl Conn {
    /// Lifts the fence while the answer lives. What is read through it must not be told to anybody as it is.
    pub fn whole(&mut self) -> Whole<'_> {
        let scope = self.set_scope(Arc::new(Scope::everything()));
        Whole { conn: self, scope }
    }
}

impl std::ops::Deref for Whole<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl std::ops::DerefMut for Whole<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}

impl Drop for Whole<'_> {
    fn drop(&mut self) {
        self.conn.set_scope(self.scope.clone());
    }
}

/// Scopes of every shape, for the test that prepares every text.
pub(crate) fn shapes() -> [Scope; 3] {
    let path = |text: &str| text.parse::<UnitPath>().expect("a path");
    let ranges = [PathRange::subtree(&path("0001.0002")), PathRange::node(&path("0001.0003.0001"))];
    let nobody = jinxue_domain::PersonId::from_uuid(uuid::Uuid::nil());
    [Scope::everything(), Scope::of(ranges), Scope::nothing().and_person(nobody)]
}
