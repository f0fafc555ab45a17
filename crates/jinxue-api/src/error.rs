//! The one table of errors: a code, an HTTP status, a sentence in both languages.
//!
//! A code is a promise: clients may branch on it, so it never changes its meaning. The sentence names the
//! thing, its value and what was expected; those three also travel as fields of their own.

use serde::Serialize;
use utoipa::ToSchema;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $status:literal, $zh:literal, $en:literal;)*) => {
        /// Every error the interface can answer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ErrorCode { $($(#[doc = $doc])* $name,)* }

        impl ErrorCode {
            /// All codes, in the order of the table.
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$name,)*];

            /// The stable word clients branch on.
            pub fn code(self) -> &'static str { match self { $(Self::$name => $code,)* } }

            /// When it is answered, in one sentence.
            pub fn about(self) -> &'static str { match self { $(Self::$name => concat!($($doc),*),)* } }

            /// The HTTP status it travels with.
            pub fn status(self) -> u16 { match self { $(Self::$name => $status,)* } }

            /// The sentence in Chinese, before the particulars.
            pub fn zh(self) -> &'static str { match self { $(Self::$name => $zh,)* } }

            /// The sentence in English, before the particulars.
            pub fn en(self) -> &'static str { match self { $(Self::$name => $en,)* } }
        }
    };
}

codes! {
    /// The request cannot be read: broken JSON, a wrong type, a bad id.
    BadRequest = "bad_request", 400, "请求无法读懂", "the request cannot be read";
    /// A field holds a value that is not allowed.
    InvalidValue = "invalid_value", 422, "填写的内容不符合要求", "a value is not allowed";
    /// A needed field is missing or empty.
    MissingValue = "missing_value", 422, "缺少必填内容", "a needed value is missing";
    /// Nothing of that kind has that id, or it is outside what the asker may see.
    NotFound = "not_found", 404, "没有找到", "not found";
    /// The method is not one this address takes.
    MethodNotAllowed = "method_not_allowed", 405, "此地址不支持该操作", "this address does not take that method";
    /// The asker has no role that may do this anywhere.
    Forbidden = "forbidden", 403, "您没有这项权限", "you have no right to do this";
    /// A request from a page of another origin.
    ForeignOrigin = "foreign_origin", 403, "请求来自其他网站，已拒绝", "the request comes from another origin and was refused";
    /// Nobody is signed in, or the session has ended.
    Unauthenticated = "unauthenticated", 401, "请先登录", "sign in first";
    /// The login name or the password is wrong, or the account may not be used; which of them is not said.
    SignInRefused = "sign_in_refused", 401, "登录名或口令不正确", "the login name or the password is wrong";
    /// Too many sign-ins failed under this name; it has to wait.
    SignInDelayed = "sign_in_delayed", 429, "失败次数过多，请稍后再试", "too many failures, try again later";
    /// More requests than are taken from one address or one account.
    TooManyRequests = "too_many_requests", 429, "请求过多，请稍后再试", "too many requests, try again later";
    /// The session still owes a step: a second factor, its enrolment, or a new password.
    StepDue = "step_due", 403, "还有一步没有完成", "one more step is needed first";
    /// The code is wrong, was used before, or its time is over.
    CodeRefused = "code_refused", 422, "验证码不正确、已用过或已过期", "the code is wrong, was used before, or its time is over";
    /// The answer of a passkey does not fit: another key, another place, or a copy of a key.
    PasskeyRefused = "passkey_refused", 422, "通行密钥未通过验证", "the passkey was not accepted";
    /// A challenge for a passkey was answered before, has expired, or was never put to this session.
    ChallengeOver = "challenge_over", 410, "验证请求已用过或已过期，请重试", "the challenge was answered before or has expired, try again";
    /// The provider of sign-in cannot be reached, or lies where this installation may not go.
    ProviderDown = "provider_down", 503, "统一身份认证暂时不可用", "the sign-in provider cannot be reached";
    /// What the provider of sign-in sent back does not hold.
    ProviderRefused = "provider_refused", 422, "统一身份认证未通过", "the sign-in provider's answer was not accepted";
    /// The provider knows who it is, but no account here is bound to that, or the account may not be used.
    ProviderUnbound = "provider_unbound", 403, "没有账号与此身份绑定，请向账号管理员要一个一次性链接，登录后在“我的登录”里绑定", "no account is bound to this identity: ask the administrator of accounts for a one-time link, sign in with it, then bind it on your page";
    /// No one-time link has this secret.
    LinkUnknown = "link_unknown", 404, "链接无效，请核对是否复制完整", "the link is not valid; was it copied whole?";
    /// The one-time link has expired.
    LinkExpired = "link_expired", 410, "链接已过期，请另取一个", "the link has expired, ask for another";
    /// The one-time link was used before.
    LinkUsed = "link_used", 410, "链接已经用过，请另取一个", "the link was used before, ask for another";
    /// The one-time link belongs to another installation.
    LinkElsewhere = "link_elsewhere", 422, "链接属于另一套系统", "the link belongs to another installation";
    /// An edit without `If-Match`.
    VersionMissing = "version_missing", 428, "修改前请先读取最新内容（缺少 If-Match）", "an edit needs If-Match with the version that was read";
    /// Somebody else changed the object since it was read.
    VersionStale = "version_stale", 412, "内容已被他人修改，请核对后重试", "somebody changed this since you read it";
    /// A second object with the same key.
    Duplicate = "duplicate", 409, "已经存在", "it exists already";
    /// The state of the object does not allow this.
    WrongState = "wrong_state", 409, "当前状态下不能这样做", "the present state does not allow this";
    /// The same idempotency key was used for another request.
    KeyReused = "idempotency_key_reused", 409, "幂等键已用于另一请求", "the idempotency key was used for another request";
    /// A class has no free seat left.
    SeatsTaken = "seats_taken", 409, "名额已满", "no seat is left";
    /// A unit cannot be put below itself.
    UnitCycle = "unit_cycle", 422, "单位不能隶属于自己的下级", "a unit cannot be put below itself";
    /// The upload is larger than is taken.
    TooLarge = "too_large", 413, "文件过大", "the upload is too large";
    /// The file is not of a kind that can be read.
    FileRefused = "file_refused", 422, "文件无法导入", "the file cannot be imported";
    /// Rows still wait for a decision before the import can be committed.
    RowsUndecided = "rows_undecided", 409, "还有行需要您选择", "rows still wait for your choice";
    /// The import cannot be undone because something has built on it.
    UndoBlocked = "undo_blocked", 409, "已有后续变动，不能撤销", "later changes build on it, so it cannot be undone";
    /// There is nothing to match: no class or nobody.
    NothingToMatch = "nothing_to_match", 422, "没有可匹配的班次或人员", "there is no class or nobody to match";
    /// The server has too much to do.
    Busy = "busy", 503, "系统繁忙，请稍后再试", "the server is busy, try again soon";
    /// A fault of ours.
    Internal = "internal", 500, "系统出错，请报出请求编号", "a fault on the server: please quote the request id";
}

/// An error as it travels: the code, a sentence, and the thing, its value and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// A word of the table in `docs/errors`.
    pub code: &'static str,
    pub message: String,
    pub message_en: String,
    /// The field or object it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The value that was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What would have been accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The number to read out on the telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The other faults of the same request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub more: Vec<Problem>,
    /// The object as it is now, when an edit was made on an older version of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<serde_json::Value>,
    #[serde(skip)]
    pub status: u16,
}

/// The envelope of every error answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Wrapped {
    pub error: Problem,
}

impl Problem {
    /// The bare sentence of the table.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code: code.code(),
            message: code.zh().into(),
            message_en: code.en().into(),
            field: None,
            value: None,
            expected: None,
            request_id: None,
            more: Vec::new(),
            current: None,
            status: code.status(),
        }
    }

    /// Adds the particulars to both sentences.
    pub fn because(mut self, zh: impl AsRef<str>, en: impl AsRef<str>) -> Self {
        self.message = format!("{}：{}", self.message, zh.as_ref());
        self.message_en = format!("{}: {}", self.message_en, en.as_ref());
        self
    }

    /// Names the field or object.
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Names the value.
    pub fn value(mut self, value: impl ToString) -> Self {
        self.value = Some(value.to_string());
        self
    }

    /// Says what was expected.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Whether this is the problem `code`.
    pub fn is(&self, code: ErrorCode) -> bool {
        self.code == code.code()
    }

    /// An object that is not there, by its kind and id.
    pub fn not_found(kind: &str, id: impl ToString) -> Self {
        Self::new(ErrorCode::NotFound).field(kind).value(id)
    }

    /// A value of a field that is not allowed.
    pub fn invalid(field: &str, value: impl ToString, expected: impl Into<String>) -> Self {
        let (value, expected) = (value.to_string(), expected.into());
        Self::new(ErrorCode::InvalidValue)
            .because(
                format!("{field} = “{value}”，应为 {expected}"),
                format!("{field} = “{value}”, expected {expected}"),
            )
            .field(field)
            .value(value)
            .expected(expected)
    }

    /// A field that must not be empty.
    pub fn missing(field: &str) -> Self {
        Self::new(ErrorCode::MissingValue).because(field, field).field(field)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} [{}]", self.message_en, self.code)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_distinct_and_statuses_are_errors() {
        let codes: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.code()).collect();
        assert_eq!(codes.len(), ErrorCode::ALL.len());
        assert!(ErrorCode::ALL.iter().all(|code| (400..600).contains(&code.status())));
    }

    #[test]
    fn a_problem_names_the_thing_its_value_and_what_was_expected() {
        let problem = Problem::invalid("seats_min", 50, "至多 40 (seats_max)");
        assert_eq!(problem.status, 422);
        assert_eq!(
            problem.message_en,
            "a value is not allowed: seats_min = “50”, expected 至多 40 (seats_max)"
        );
    }
}
