//! How the words of the domain are kept in columns, in both directions.

use jinxue_domain::authority::{GrantRole, Reach, Right};
use jinxue_domain::needs::{Demand, GapCause, Level, Naming, SurveyState, Unproven, Urgency};
use jinxue_domain::rules::Mark;
use jinxue_domain::*;
use uuid::Uuid;

use crate::db::{Value, column_of, value_from};
use crate::sealed::states::KeyState;

/// Ids, kept as UUIDs.
macro_rules! ids {
    ($($id:ident)*) => {$(
        value_from! { $id => Id, id => id.as_uuid(); }
        column_of! { $id => Uuid, raw => Some($id::from_uuid(raw)); }
    )*};
}

/// Closed lists and codes, kept as their wire text.
macro_rules! words {
    ($($word:ident)*) => {$(
        value_from! { $word => Text, word => word.as_str().to_owned(); }
        column_of! { $word => String, raw => raw.parse().ok(); }
    )*};
}

ids! { UnitId PersonId ClassId PlanId ImportId JobId RunId RuleOverrideId GapId RecordId PostId TransitionId ViewId ExportId AuditId
GrantId AccountId SessionId PasswordId PasskeyId LinkId
GapChangeId ProfileId SurveyId }

words! {
    Tier UnitKind PostLevel Rank Role Sex PersonState PostKind GapKind Evidence Family ClassKind ClassState
    PlanState FeeCategory RecordForm SeatState Presence Absence ImportKind ImportState RowVerdict JobState RunState
    GrantRole Right Reach Mark TopicCode FieldCode Sector RuleCode UnitPath PersonName
    LoginName AccountState SecondFactor Due LinkPurpose PasskeyPurpose GapCause Unproven
    Demand Naming SurveyState Urgency
}

value_from! {
    DivisionCode => Text, code => code.to_string();
    Month => Text, month => month.to_string();
    Date => Text, date => date.to_string();
    Grade => Int, grade => i64::from(grade.get());
    Severity => Int, severity => i64::from(severity.get());
    Level => Int, level => i64::from(level.get());
    Tenths => Int, hours => i64::from(hours.get());
    Instant => Int, instant => instant.as_micros();
    KeyState => Text, state => state.as_str().to_owned();
}

column_of! {
    DivisionCode => String, raw => raw.parse().ok();
    Month => String, raw => raw.parse().ok();
    Date => String, raw => raw.parse().ok();
    Grade => i64, raw => u8::try_from(raw).ok()?.try_into().ok();
    Severity => i64, raw => raw.try_into().ok();
    Level => i64, raw => raw.try_into().ok();
    Tenths => i64, raw => raw.try_into().ok().map(Tenths::new);
    Instant => i64, raw => Some(Instant::from_micros(raw));
    KeyState => String, raw => KeyState::read(&raw);
}
