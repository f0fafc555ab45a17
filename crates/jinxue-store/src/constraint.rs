//! Names of the schema's constraints, and what the two databases call them.

use sqlx::error::{DatabaseError, ErrorKind};

/// A rule of the schema that a change broke. The wire code is made from it by the edges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    /// A unique rule, by name.
    Taken(&'static str),
    /// A check rule, by name.
    Check(String),
    /// A reference to something that does not exist, or that something still refers to.
    Reference,
    /// A value that must be there is missing.
    Missing(String),
}

impl std::fmt::Display for Constraint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Constraint::Taken(name) => f.write_str(name),
            Constraint::Check(name) => f.write_str(name),
            Constraint::Reference => f.write_str("foreign_key"),
            Constraint::Missing(column) => write!(f, "not_null({column})"),
        }
    }
}

/// Every unique rule: the name PostgreSQL reports, and the columns SQLite reports.
pub(crate) const UNIQUE: &[(&str, &str)] = &[
    ("unit_pk", "unit.id"),
    ("unit_code_unique", "unit.code"),
    ("unit_path_unique", "unit.path"),
    ("person_pk", "person.id"),
    ("person_citizen_no_unique", "person.citizen_no_hash"),
    ("person_post_pk", "person_post.id"),
    ("training_record_pk", "training_record.id"),
    ("field_pk", "field.code"),
    ("topic_pk", "topic.code"),
    ("gap_evidence_pk", "gap_evidence.id"),
    ("gap_pk", "gap.person_id, gap.topic"),
    ("gap_change_pk", "gap_change.id"),
    ("target_profile_pk", "target_profile.id"),
    ("target_profile_version_pk", "target_profile_version.profile_id, target_profile_version.number"),
    (
        "target_profile_level_pk",
        "target_profile_level.profile_id, target_profile_level.number, target_profile_level.topic",
    ),
    ("survey_pk", "survey.id"),
    ("survey_topic_pk", "survey_topic.survey_id, survey_topic.topic"),
    ("survey_reminder_pk", "survey_reminder.id"),
    ("survey_answer_pk", "survey_answer.survey_id, survey_answer.person_id"),
    ("survey_choice_pk", "survey_choice.survey_id, survey_choice.person_id, survey_choice.topic"),
    ("survey_remark_pk", "survey_remark.id"),
    ("survey_place_pk", "survey_place.survey_id, survey_place.unit_id"),
    ("survey_tally_pk", "survey_tally.survey_id, survey_tally.unit_id, survey_tally.topic"),
    ("need_count_pk", "need_count.region_path, need_count.topic, need_count.grade"),
    ("plan_pk", "plan.id"),
    ("plan_year_unit_unique", "plan.year, plan.unit_id"),
    ("plan_target_pk", "plan_target.plan_id, plan_target.tier"),
    ("plan_division_pk", "plan_division.plan_id, plan_division.unit_id"),
    ("plan_share_pk", "plan_share.plan_id, plan_share.unit_id, plan_share.tier"),
    ("class_pk", "class.id"),
    ("class_code_unique", "class.plan_id, class.code"),
    ("class_topic_pk", "class_topic.class_id, class_topic.topic"),
    ("class_topic_one_main", "class_topic.class_id"),
    ("class_quota_pk", "class_quota.class_id, class_quota.unit_id"),
    ("class_transition_pk", "class_transition.id"),
    ("preference_pk", "preference.person_id, preference.class_id"),
    ("mandatory_pk", "mandatory.person_id, mandatory.class_id"),
    ("seat_pk", "seat.class_id, seat.person_id"),
    ("import_file_pk", "import_file.id"),
    ("import_row_pk", "import_row.import_id, import_row.row_no"),
    ("import_mapping_pk", "import_mapping.unit_id, import_mapping.kind, import_mapping.header_digest"),
    ("job_pk", "job.id"),
    ("run_pk", "run.id"),
    ("run_seat_pk", "run_seat.run_id, run_seat.class_id, run_seat.person_id"),
    ("run_class_pk", "run_class.run_id, run_class.class_id"),
    ("rule_version_pk", "rule_version.id"),
    ("rule_version_number_unique", "rule_version.rule_code, rule_version.unit_id, rule_version.number"),
    ("idempotency_pk", "idempotency.key"),
    ("audit_pk", "audit.id"),
    ("audit_waiting_pk", "audit_waiting.audit_id"),
    ("audit_seal_pk", "audit_seal.seq"),
    ("audit_seal_audit_unique", "audit_seal.audit_id"),
    ("setting_pk", "setting.key"),
    ("sealing_key_pk", "sealing_key.id"),
    ("sealing_key_one_writing", "sealing_key.state"),
    ("saved_view_pk", "saved_view.id"),
    ("export_pk", "export.id"),
    ("saved_view_name_unique", "saved_view.owner, saved_view.list, saved_view.name"),
    ("authority_grant_pk", "authority_grant.id"),
    ("job_asker_pk", "job_asker.job_id"),
    ("import_span_pk", "import_span.import_id"),
    ("account_pk", "account.id"),
    ("account_login_unique", "account.login"),
    ("password_pk", "password.id"),
    ("totp_pk", "totp.account_id"),
    ("recovery_code_pk", "recovery_code.account_id, recovery_code.code_hash"),
    ("passkey_pk", "passkey.id"),
    ("passkey_credential_unique", "passkey.credential_id"),
    ("passkey_challenge_pk", "passkey_challenge.session_id"),
    ("provider_subject_pk", "provider_subject.issuer, provider_subject.subject"),
    ("provider_subject_account_unique", "provider_subject.account_id"),
    ("provider_visit_pk", "provider_visit.state_hash"),
    ("session_pk", "session.id"),
    ("session_token_unique", "session.token_hash"),
    ("sign_in_failure_pk", "sign_in_failure.login_hash"),
    ("setup_link_pk", "setup_link.id"),
    ("setup_link_secret_unique", "setup_link.secret_hash"),
];

impl Constraint {
    /// The constraint a database error speaks of, if it speaks of one.
    pub(crate) fn of(error: &dyn DatabaseError) -> Option<Self> {
        let said = error.constraint().unwrap_or_else(|| after_colon(error.message()));
        match error.kind() {
            ErrorKind::UniqueViolation => {
                let known = UNIQUE.iter().find(|(name, columns)| *name == said || *columns == said);
                Some(Constraint::Taken(known.map_or("unknown_unique", |(name, _)| name)))
            }
            ErrorKind::CheckViolation => Some(Constraint::Check(said.to_owned())),
            ErrorKind::ForeignKeyViolation => Some(Constraint::Reference),
            ErrorKind::NotNullViolation => Some(Constraint::Missing(said.to_owned())),
            _ => None,
        }
    }
}

/// SQLite says `UNIQUE constraint failed: unit.code`.
fn after_colon(message: &str) -> &str {
    message.rsplit_once(": ").map_or(message, |(_, after)| after)
}
