//! Identifiers: one UUIDv7 newtype per kind of thing, so that a person's id can never be taken for a class's.
//!
//! New ids are drawn at the edges and passed in; this crate never makes one.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::words::{Form, Malformed};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $zh:literal, $en:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an id drawn by the caller or read from storage.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
            /// The bare UUID, for storage and the wire.
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
            /// The sixteen bytes, for databases that keep ids as blobs.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                Uuid::parse_str(text).map(Self).map_err(|_| Malformed::new(&Form { code: "id_malformed", what: ($zh, $en), expected: ("UUID，如 019a3c5e-…", "a UUID such as 019a3c5e-…") }, text))
            }
        }
    )+};
}

ids! {
    /// A node of the organisation tree.
    UnitId, "单位编号", "unit id";
    /// One human.
    PersonId, "人员编号", "person id";
    /// One cohort trained together.
    ClassId, "班次编号", "class id";
    /// One year's plan of one owner.
    PlanId, "计划编号", "plan id";
    /// One file brought in.
    ImportId, "导入编号", "import id";
    /// One piece of background work.
    JobId, "任务编号", "job id";
    /// One matching run.
    RunId, "匹配编号", "run id";
    /// One local value of a rule.
    RuleOverrideId, "规则覆盖编号", "rule override id";
    /// One dated entry of evidence about a gap.
    GapId, "缺口证据编号", "gap evidence id";
    /// One line of the ledger of gaps.
    GapChangeId, "短板台账编号", "gap change id";
    /// One target profile.
    ProfileId, "目标画像编号", "target profile id";
    /// One needs survey.
    SurveyId, "需求调研编号", "needs survey id";
    /// One finished training of one person.
    RecordId, "培训记录编号", "training record id";
    /// One entry of a person's posts and ranks.
    PostId, "任职经历编号", "post id";
    /// One step in a class's life.
    TransitionId, "班次流转编号", "class transition id";
    /// One saved view of a list.
    ViewId, "视图编号", "view id";
    /// One file carried away.
    ExportId, "导出编号", "export id";
    /// One account: who may come in.
    AccountId, "账号编号", "account id";
    /// One session of an account.
    SessionId, "登录编号", "session id";
    /// One password an account has or had.
    PasswordId, "口令编号", "password id";
    /// One passkey of an account.
    PasskeyId, "通行密钥编号", "passkey id";
    /// One one-time link.
    LinkId, "一次性链接编号", "one-time link id";
    /// One line of the audit trail.
    AuditId, "审计编号", "audit id";
    /// One role given on one node.
    GrantId, "授权编号", "grant id";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_writes_and_names_itself_in_refusals() {
        let id = PersonId::from_uuid(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse::<PersonId>(), Ok(id));
        let refused = "7".parse::<ClassId>().unwrap_err();
        assert!(refused.to_string().contains("班次编号“7”"), "{refused}");
    }
}
