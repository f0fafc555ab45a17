-- Units, people, needs, plans, classes, seats, imports, jobs, runs, rules.
-- Ids are UUIDs; instants are microseconds since 1970 UTC; dates YYYY-MM-DD, months YYYY-MM; JSON is text.
-- Every constraint is named: constraint.rs maps the names to errors.

create table unit (
    id blob not null,
    code text,
    name text not null,
    name_folded text not null,
    name_key text not null,
    initials text not null,
    parent_id blob,
    path text not null,
    tier text not null,
    kind text not null,
    division text,
    sector text,
    release_cap integer,
    version integer not null,
    created_at integer not null,
    changed_at integer not null,
    constraint unit_pk primary key (id),
    constraint unit_code_unique unique (code),
    constraint unit_path_unique unique (path),
    constraint unit_parent_fk foreign key (parent_id) references unit (id),
    constraint unit_not_own_parent check (parent_id <> id),
    constraint unit_tier_known check (tier in ('province', 'city', 'county', 'township')),
    constraint unit_kind_known check (kind in ('region', 'department', 'institution', 'enterprise')),
    constraint unit_release_cap_positive check (release_cap >= 0)
) strict;
create index unit_parent on unit (parent_id);
create index unit_name on unit (name_folded);

-- hours_due, hours_done (tenths of an hour), gaps_open, top_topic and top_severity are figures that the use cases
-- compute and keep here, so that the grid can filter and sort 250,000 people by them.
create table person (
    id blob not null,
    unit_id blob not null,
    unit_path text not null,
    name text not null,
    name_folded text not null,
    name_key text not null,
    initials text not null,
    sex text not null,
    birth_month text,
    citizen_no text,
    department text,
    post text,
    post_level text not null,
    post_since text,
    rank text not null,
    rank_since text,
    grade integer not null,
    role text not null,
    sector text,
    division text,
    max_classes integer not null,
    state text not null,
    hours_due integer not null default 0,
    hours_done integer not null default 0,
    hours_short integer not null default 0,
    gaps_open integer not null default 0,
    top_topic text,
    top_severity integer,
    version integer not null,
    created_at integer not null,
    changed_at integer not null,
    constraint person_pk primary key (id),
    constraint person_citizen_no_unique unique (citizen_no),
    constraint person_unit_fk foreign key (unit_id) references unit (id),
    constraint person_sex_known check (sex in ('male', 'female', 'unknown')),
    constraint person_state_known check (state in ('active', 'left')),
    constraint person_role_known check (role in ('head', 'deputy', 'member')),
    constraint person_grade_range check (grade between 1 and 12),
    constraint person_max_classes_positive check (max_classes >= 0),
    constraint person_hours_positive check (hours_due >= 0 and hours_done >= 0),
    constraint person_top_gap_whole check ((top_topic is null) = (top_severity is null))
) strict;
-- The grid in the order of names. The index holds all that the grid filters by, so that a page deep in the list is
-- found without touching the people before it. Wide indexes are dear to write: there is this one only.
create index person_by_name on person (state, name_key, id, unit_path, grade, role, sector, hours_short, initials);
create index person_path on person (unit_path);
create index person_unit on person (unit_id, name_folded, birth_month);

create table person_post (
    id blob not null,
    person_id blob not null,
    kind text not null,
    title text not null,
    level text,
    unit_name text,
    from_date text,
    to_date text,
    source text not null,
    constraint person_post_pk primary key (id),
    constraint person_post_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint person_post_kind_known check (kind in ('post', 'rank', 'resume'))
) strict;
create index person_post_person on person_post (person_id);

create table field (
    code text not null,
    name text not null,
    name_en text not null,
    family text not null,
    position integer not null,
    constraint field_pk primary key (code),
    constraint field_family_known check (family in ('theory', 'party_spirit', 'ability'))
) strict;

create table topic (
    code text not null,
    field text not null,
    name text not null,
    name_en text not null,
    position integer not null,
    constraint topic_pk primary key (code),
    constraint topic_field_fk foreign key (field) references field (code)
) strict;

create table gap_evidence (
    id blob not null,
    person_id blob not null,
    topic text not null,
    kind text not null,
    severity integer not null,
    evidence text not null,
    noted_on text not null,
    note text,
    import_id blob,
    created_at integer not null,
    constraint gap_evidence_pk primary key (id),
    constraint gap_evidence_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint gap_evidence_topic_fk foreign key (topic) references topic (code),
    constraint gap_evidence_severity_range check (severity between 0 and 100),
    constraint gap_evidence_kind_known check (kind in ('knowledge', 'experience', 'ability')),
    constraint gap_evidence_evidence_known check (evidence in ('self', 'appraisal', 'measured'))
) strict;
create index gap_evidence_person on gap_evidence (person_id, topic, noted_on);
create index gap_evidence_import on gap_evidence (import_id);

-- The open gaps: derived from gap_evidence in the transaction that adds to it.
create table gap (
    person_id blob not null,
    topic text not null,
    kind text not null,
    severity integer not null,
    evidence text not null,
    noted_on text not null,
    constraint gap_pk primary key (person_id, topic),
    constraint gap_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint gap_topic_fk foreign key (topic) references topic (code),
    constraint gap_severity_range check (severity between 1 and 100),
    constraint gap_kind_known check (kind in ('knowledge', 'experience', 'ability')),
    constraint gap_evidence_source_known check (evidence in ('self', 'appraisal', 'measured'))
) strict;
create index gap_topic on gap (topic, person_id);

create table plan (
    id blob not null,
    year integer not null,
    name text not null,
    state text not null,
    unit_id blob not null,
    version integer not null,
    created_at integer not null,
    changed_at integer not null,
    constraint plan_pk primary key (id),
    constraint plan_year_unit_unique unique (year, unit_id),
    constraint plan_unit_fk foreign key (unit_id) references unit (id),
    constraint plan_state_known check (state in ('draft', 'published'))
) strict;

create table plan_target (
    plan_id blob not null,
    tier text not null,
    classes integer not null,
    person_times integer not null,
    constraint plan_target_pk primary key (plan_id, tier),
    constraint plan_target_plan_fk foreign key (plan_id) references plan (id) on delete cascade,
    constraint plan_target_positive check (classes >= 0 and person_times >= 0)
) strict;

-- seats_taken is the guard against overselling: it grows only by the conditional update of seats.rs.
create table class (
    id blob not null,
    plan_id blob not null,
    code text not null,
    name text not null,
    name_folded text not null,
    name_key text not null,
    initials text not null,
    organiser_id blob not null,
    tier text not null,
    kind text not null,
    state text not null,
    start_date text not null,
    end_date text not null,
    seats_min integer not null,
    seats_max integer not null,
    seats_taken integer not null default 0,
    hours integer not null,
    venue text,
    division text,
    audience_id blob not null,
    grade_from integer not null,
    grade_to integer not null,
    roles text not null,
    sectors text not null,
    fee_category text not null,
    budget_yuan integer,
    recognised integer not null,
    remark text,
    version integer not null,
    created_at integer not null,
    changed_at integer not null,
    constraint class_pk primary key (id),
    constraint class_code_unique unique (plan_id, code),
    constraint class_plan_fk foreign key (plan_id) references plan (id),
    constraint class_organiser_fk foreign key (organiser_id) references unit (id),
    constraint class_audience_fk foreign key (audience_id) references unit (id),
    constraint class_state_known check (state in ('draft', 'submitted', 'approved', 'published', 'held', 'cancelled')),
    constraint class_dates_ordered check (start_date <= end_date),
    constraint class_seats_ordered check (seats_min >= 0 and seats_min <= seats_max),
    constraint class_not_oversold check (seats_taken >= 0 and seats_taken <= seats_max),
    constraint class_grades_ordered check (grade_from between 1 and 12 and grade_to between grade_from and 12),
    constraint class_hours_positive check (hours >= 0),
    constraint class_budget_positive check (budget_yuan >= 0),
    constraint class_recognised_flag check (recognised in (0, 1))
) strict;
create index class_plan_start on class (plan_id, start_date, id);
create index class_plan_name on class (plan_id, name_key, id);
create index class_organiser on class (organiser_id);
create index class_audience on class (audience_id);

create table class_topic (
    class_id blob not null,
    topic text not null,
    percent integer not null,
    main integer not null,
    constraint class_topic_pk primary key (class_id, topic),
    constraint class_topic_class_fk foreign key (class_id) references class (id) on delete cascade,
    constraint class_topic_topic_fk foreign key (topic) references topic (code),
    constraint class_topic_percent_range check (percent between 1 and 100),
    constraint class_topic_main_flag check (main in (0, 1))
) strict;
create unique index class_topic_one_main on class_topic (class_id) where main = 1;
create index class_topic_topic on class_topic (topic, class_id);

create table class_quota (
    class_id blob not null,
    unit_id blob not null,
    seats_min integer not null,
    seats_max integer,
    constraint class_quota_pk primary key (class_id, unit_id),
    constraint class_quota_class_fk foreign key (class_id) references class (id) on delete cascade,
    constraint class_quota_unit_fk foreign key (unit_id) references unit (id),
    constraint class_quota_ordered check (seats_min >= 0 and seats_min <= seats_max)
) strict;
create index class_quota_unit on class_quota (unit_id);

create table class_transition (
    id blob not null,
    class_id blob not null,
    from_state text not null,
    to_state text not null,
    actor text not null,
    remark text,
    at integer not null,
    constraint class_transition_pk primary key (id),
    constraint class_transition_class_fk foreign key (class_id) references class (id) on delete cascade
) strict;
create index class_transition_class on class_transition (class_id, at);

create table training_record (
    id blob not null,
    person_id blob not null,
    class_name text not null,
    class_id blob,
    topic text,
    kind text not null,
    form text not null,
    start_date text not null,
    end_date text not null,
    days integer not null,
    hours_tenths integer not null,
    recognised integer not null,
    organiser text,
    organiser_tier text,
    institution text,
    completion text,
    unit_then text,
    post_then text,
    import_id blob,
    created_at integer not null,
    constraint training_record_pk primary key (id),
    constraint training_record_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint training_record_class_fk foreign key (class_id) references class (id),
    constraint training_record_topic_fk foreign key (topic) references topic (code),
    constraint training_record_form_known check (form in ('offline', 'online')),
    constraint training_record_dates_ordered check (start_date <= end_date),
    constraint training_record_hours_positive check (hours_tenths >= 0 and days >= 0),
    constraint training_record_recognised_flag check (recognised in (0, 1))
) strict;
create index training_record_person on training_record (person_id, end_date);
create index training_record_class on training_record (class_id) where class_id is not null;
create index training_record_import on training_record (import_id);

create table preference (
    person_id blob not null,
    class_id blob not null,
    points integer not null,
    constraint preference_pk primary key (person_id, class_id),
    constraint preference_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint preference_class_fk foreign key (class_id) references class (id) on delete cascade
) strict;
create index preference_class on preference (class_id);

create table mandatory (
    person_id blob not null,
    class_id blob not null,
    group_name text not null,
    constraint mandatory_pk primary key (person_id, class_id),
    constraint mandatory_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint mandatory_class_fk foreign key (class_id) references class (id) on delete cascade
) strict;
create index mandatory_class on mandatory (class_id);

create table job (
    id blob not null,
    kind text not null,
    payload text not null,
    state text not null,
    progress_done integer not null default 0,
    progress_total integer not null default 0,
    progress text,
    run_at integer not null,
    attempts integer not null default 0,
    lease_until integer,
    error text,
    result text,
    created_at integer not null,
    finished_at integer,
    constraint job_pk primary key (id),
    constraint job_state_known check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    constraint job_lease_when_running check (state <> 'running' or lease_until is not null)
) strict;
create index job_waiting on job (run_at, id) where state = 'queued';
create index job_leased on job (lease_until) where state = 'running';
create index job_created on job (created_at, id);

create table import_file (
    id blob not null,
    kind text not null,
    file_name text not null,
    sha256 text not null,
    bytes integer not null,
    state text not null,
    unit_id blob,
    mapping text,
    sheet text,
    rows_total integer not null default 0,
    rows_new integer not null default 0,
    rows_changed integer not null default 0,
    rows_same integer not null default 0,
    rows_faulty integer not null default 0,
    rows_ask integer not null default 0,
    fault text,
    job_id blob,
    version integer not null,
    created_at integer not null,
    committed_at integer,
    undone_at integer,
    constraint import_file_pk primary key (id),
    constraint import_file_unit_fk foreign key (unit_id) references unit (id),
    constraint import_file_state_known check (state in ('uploaded', 'previewing', 'previewed', 'committing', 'committed', 'undoing', 'undone', 'failed'))
) strict;
create index import_file_created on import_file (created_at, id);

create table import_row (
    import_id blob not null,
    row_no integer not null,
    verdict text not null,
    faults text,
    raw text not null,
    data text,
    target_id blob,
    candidates text,
    choice text,
    before text,
    after text,
    constraint import_row_pk primary key (import_id, row_no),
    constraint import_row_file_fk foreign key (import_id) references import_file (id) on delete cascade,
    constraint import_row_verdict_known check (verdict in ('new', 'changed', 'same', 'faulty', 'ask'))
) strict;
create index import_row_verdict on import_row (import_id, verdict, row_no);

create table import_mapping (
    unit_id blob not null,
    kind text not null,
    header_digest text not null,
    mapping text not null,
    constraint import_mapping_pk primary key (unit_id, kind, header_digest),
    constraint import_mapping_unit_fk foreign key (unit_id) references unit (id) on delete cascade
) strict;

create table run (
    id blob not null,
    plan_id blob not null,
    name text not null,
    state text not null,
    options text not null,
    job_id blob not null,
    objective integer,
    bound real,
    gap real,
    people integer not null,
    classes integer not null,
    seats integer,
    people_seated integer,
    report text,
    trace text,
    folder text,
    created_at integer not null,
    finished_at integer,
    accepted_at integer,
    constraint run_pk primary key (id),
    constraint run_plan_fk foreign key (plan_id) references plan (id),
    constraint run_state_known check (state in ('queued', 'building', 'solving', 'done', 'failed', 'stopped'))
) strict;
create index run_plan on run (plan_id, created_at);

create table run_seat (
    run_id blob not null,
    class_id blob not null,
    person_id blob not null,
    worth integer not null,
    constraint run_seat_pk primary key (run_id, class_id, person_id),
    constraint run_seat_run_fk foreign key (run_id) references run (id) on delete cascade,
    constraint run_seat_class_fk foreign key (class_id) references class (id),
    constraint run_seat_person_fk foreign key (person_id) references person (id)
) strict;
create index run_seat_person on run_seat (person_id, run_id);

create table run_class (
    run_id blob not null,
    class_id blob not null,
    held integer not null,
    seats integer not null,
    price integer not null,
    eligible integer not null,
    constraint run_class_pk primary key (run_id, class_id),
    constraint run_class_run_fk foreign key (run_id) references run (id) on delete cascade,
    constraint run_class_class_fk foreign key (class_id) references class (id),
    constraint run_class_held_flag check (held in (0, 1))
) strict;

create table seat (
    class_id blob not null,
    person_id blob not null,
    run_id blob,
    state text not null,
    mandatory integer not null,
    created_at integer not null,
    constraint seat_pk primary key (class_id, person_id),
    constraint seat_class_fk foreign key (class_id) references class (id),
    constraint seat_person_fk foreign key (person_id) references person (id),
    constraint seat_run_fk foreign key (run_id) references run (id),
    constraint seat_state_known check (state in ('proposed', 'announced')),
    constraint seat_mandatory_flag check (mandatory in (0, 1))
) strict;
create index seat_person on seat (person_id);
create index seat_run on seat (run_id);

create table rule_override (
    id blob not null,
    rule_code text not null,
    unit_id blob not null,
    value text not null,
    source text not null,
    mark text not null,
    valid_from text not null,
    actor text not null,
    created_at integer not null,
    constraint rule_override_pk primary key (id),
    constraint rule_override_unique unique (rule_code, unit_id, valid_from),
    constraint rule_override_unit_fk foreign key (unit_id) references unit (id),
    constraint rule_override_mark_known check (mark in ('C', 'S', 'U'))
) strict;

create table idempotency (
    key text not null,
    actor text not null,
    route text not null,
    request_hash text not null,
    status integer not null,
    body text not null,
    created_at integer not null,
    constraint idempotency_pk primary key (key)
) strict;
create index idempotency_created on idempotency (created_at);

create table audit (
    id blob not null,
    at integer not null,
    actor text not null,
    action text not null,
    object_kind text not null,
    object_id text not null,
    detail text not null,
    constraint audit_pk primary key (id)
) strict;
create index audit_object on audit (object_kind, object_id, at);
create index audit_at on audit (at, id);

create table setting (
    key text not null,
    value text not null,
    constraint setting_pk primary key (key)
) strict;
