-- Units, people, needs, plans, classes, seats, imports, jobs, runs, rules.
-- Ids are UUIDs; instants are microseconds since 1970 UTC; dates YYYY-MM-DD, months YYYY-MM; JSON is text.
-- Every constraint is named: constraint.rs maps the names to errors.

create table unit (
    id uuid not null,
    code text collate "C",
    name text collate "C" not null,
    name_folded text collate "C" not null,
    name_key text collate "C" not null,
    initials text collate "C" not null,
    parent_id uuid,
    path text collate "C" not null,
    tier text collate "C" not null,
    kind text collate "C" not null,
    division text collate "C",
    sector text collate "C",
    release_cap bigint,
    version bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
    constraint unit_pk primary key (id),
    constraint unit_code_unique unique (code),
    constraint unit_path_unique unique (path),
    constraint unit_parent_fk foreign key (parent_id) references unit (id),
    constraint unit_not_own_parent check (parent_id <> id),
    constraint unit_tier_known check (tier in ('province', 'city', 'county', 'township')),
    constraint unit_kind_known check (kind in ('region', 'department', 'institution', 'enterprise')),
    constraint unit_release_cap_positive check (release_cap >= 0)
);
create index unit_parent on unit (parent_id);
create index unit_name on unit (name_folded);

-- hours_due, hours_done (tenths of an hour), gaps_open, top_topic and top_severity are figures that the use cases
-- compute and keep here, so that the grid can filter and sort 250,000 people by them.
create table person (
    id uuid not null,
    unit_id uuid not null,
    unit_path text collate "C" not null,
    name text collate "C" not null,
    name_folded text collate "C" not null,
    name_key text collate "C" not null,
    initials text collate "C" not null,
    sex text collate "C" not null,
    birth_month text collate "C",
    citizen_no text collate "C",
    department text collate "C",
    post text collate "C",
    post_level text collate "C" not null,
    post_since text collate "C",
    rank text collate "C" not null,
    rank_since text collate "C",
    grade bigint not null,
    role text collate "C" not null,
    sector text collate "C",
    division text collate "C",
    max_classes bigint not null,
    state text collate "C" not null,
    hours_due bigint not null default 0,
    hours_done bigint not null default 0,
    hours_short bigint not null default 0,
    gaps_open bigint not null default 0,
    top_topic text collate "C",
    top_severity bigint,
    version bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
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
);
-- The grid in the order of names. The index holds all that the grid filters by, so that a page deep in the list is
-- found without touching the people before it. Wide indexes are dear to write: there is this one only.
create index person_by_name on person (state, name_key, id, unit_path, grade, role, sector, hours_short, initials);
create index person_path on person (unit_path);
create index person_unit on person (unit_id, name_folded, birth_month);

create table person_post (
    id uuid not null,
    person_id uuid not null,
    kind text collate "C" not null,
    title text collate "C" not null,
    level text collate "C",
    unit_name text collate "C",
    from_date text collate "C",
    to_date text collate "C",
    source text collate "C" not null,
    constraint person_post_pk primary key (id),
    constraint person_post_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint person_post_kind_known check (kind in ('post', 'rank', 'resume'))
);
create index person_post_person on person_post (person_id);

create table field (
    code text collate "C" not null,
    name text collate "C" not null,
    name_en text collate "C" not null,
    family text collate "C" not null,
    position bigint not null,
    constraint field_pk primary key (code),
    constraint field_family_known check (family in ('theory', 'party_spirit', 'ability'))
);

create table topic (
    code text collate "C" not null,
    field text collate "C" not null,
    name text collate "C" not null,
    name_en text collate "C" not null,
    position bigint not null,
    constraint topic_pk primary key (code),
    constraint topic_field_fk foreign key (field) references field (code)
);

create table gap_evidence (
    id uuid not null,
    person_id uuid not null,
    topic text collate "C" not null,
    kind text collate "C" not null,
    severity bigint not null,
    evidence text collate "C" not null,
    noted_on text collate "C" not null,
    note text collate "C",
    import_id uuid,
    created_at bigint not null,
    constraint gap_evidence_pk primary key (id),
    constraint gap_evidence_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint gap_evidence_topic_fk foreign key (topic) references topic (code),
    constraint gap_evidence_severity_range check (severity between 0 and 100),
    constraint gap_evidence_kind_known check (kind in ('knowledge', 'experience', 'ability')),
    constraint gap_evidence_evidence_known check (evidence in ('self', 'appraisal', 'measured'))
);
create index gap_evidence_person on gap_evidence (person_id, topic, noted_on);
create index gap_evidence_import on gap_evidence (import_id);

-- The open gaps: derived from gap_evidence in the transaction that adds to it.
create table gap (
    person_id uuid not null,
    topic text collate "C" not null,
    kind text collate "C" not null,
    severity bigint not null,
    evidence text collate "C" not null,
    noted_on text collate "C" not null,
    constraint gap_pk primary key (person_id, topic),
    constraint gap_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint gap_topic_fk foreign key (topic) references topic (code),
    constraint gap_severity_range check (severity between 1 and 100),
    constraint gap_kind_known check (kind in ('knowledge', 'experience', 'ability')),
    constraint gap_evidence_source_known check (evidence in ('self', 'appraisal', 'measured'))
);
create index gap_topic on gap (topic, person_id);

create table plan (
    id uuid not null,
    year bigint not null,
    name text collate "C" not null,
    state text collate "C" not null,
    unit_id uuid not null,
    version bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
    constraint plan_pk primary key (id),
    constraint plan_year_unit_unique unique (year, unit_id),
    constraint plan_unit_fk foreign key (unit_id) references unit (id),
    constraint plan_state_known check (state in ('draft', 'published'))
);

create table plan_target (
    plan_id uuid not null,
    tier text collate "C" not null,
    classes bigint not null,
    person_times bigint not null,
    constraint plan_target_pk primary key (plan_id, tier),
    constraint plan_target_plan_fk foreign key (plan_id) references plan (id) on delete cascade,
    constraint plan_target_positive check (classes >= 0 and person_times >= 0)
);

-- seats_taken is the guard against overselling: it grows only by the conditional update of seats.rs.
create table class (
    id uuid not null,
    plan_id uuid not null,
    code text collate "C" not null,
    name text collate "C" not null,
    name_folded text collate "C" not null,
    name_key text collate "C" not null,
    initials text collate "C" not null,
    organiser_id uuid not null,
    tier text collate "C" not null,
    kind text collate "C" not null,
    state text collate "C" not null,
    start_date text collate "C" not null,
    end_date text collate "C" not null,
    seats_min bigint not null,
    seats_max bigint not null,
    seats_taken bigint not null default 0,
    hours bigint not null,
    venue text collate "C",
    division text collate "C",
    audience_id uuid not null,
    grade_from bigint not null,
    grade_to bigint not null,
    roles text collate "C" not null,
    sectors text collate "C" not null,
    fee_category text collate "C" not null,
    budget_yuan bigint,
    recognised bigint not null,
    remark text collate "C",
    version bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
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
);
create index class_plan_start on class (plan_id, start_date, id);
create index class_plan_name on class (plan_id, name_key, id);
create index class_organiser on class (organiser_id);
create index class_audience on class (audience_id);

create table class_topic (
    class_id uuid not null,
    topic text collate "C" not null,
    percent bigint not null,
    main bigint not null,
    constraint class_topic_pk primary key (class_id, topic),
    constraint class_topic_class_fk foreign key (class_id) references class (id) on delete cascade,
    constraint class_topic_topic_fk foreign key (topic) references topic (code),
    constraint class_topic_percent_range check (percent between 1 and 100),
    constraint class_topic_main_flag check (main in (0, 1))
);
create unique index class_topic_one_main on class_topic (class_id) where main = 1;
create index class_topic_topic on class_topic (topic, class_id);

create table class_quota (
    class_id uuid not null,
    unit_id uuid not null,
    seats_min bigint not null,
    seats_max bigint,
    constraint class_quota_pk primary key (class_id, unit_id),
    constraint class_quota_class_fk foreign key (class_id) references class (id) on delete cascade,
    constraint class_quota_unit_fk foreign key (unit_id) references unit (id),
    constraint class_quota_ordered check (seats_min >= 0 and seats_min <= seats_max)
);
create index class_quota_unit on class_quota (unit_id);

create table class_transition (
    id uuid not null,
    class_id uuid not null,
    from_state text collate "C" not null,
    to_state text collate "C" not null,
    actor text collate "C" not null,
    remark text collate "C",
    at bigint not null,
    constraint class_transition_pk primary key (id),
    constraint class_transition_class_fk foreign key (class_id) references class (id) on delete cascade
);
create index class_transition_class on class_transition (class_id, at);

create table training_record (
    id uuid not null,
    person_id uuid not null,
    class_name text collate "C" not null,
    class_id uuid,
    topic text collate "C",
    kind text collate "C" not null,
    form text collate "C" not null,
    start_date text collate "C" not null,
    end_date text collate "C" not null,
    days bigint not null,
    hours_tenths bigint not null,
    recognised bigint not null,
    organiser text collate "C",
    organiser_tier text collate "C",
    institution text collate "C",
    completion text collate "C",
    unit_then text collate "C",
    post_then text collate "C",
    import_id uuid,
    created_at bigint not null,
    constraint training_record_pk primary key (id),
    constraint training_record_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint training_record_class_fk foreign key (class_id) references class (id),
    constraint training_record_topic_fk foreign key (topic) references topic (code),
    constraint training_record_form_known check (form in ('offline', 'online')),
    constraint training_record_dates_ordered check (start_date <= end_date),
    constraint training_record_hours_positive check (hours_tenths >= 0 and days >= 0),
    constraint training_record_recognised_flag check (recognised in (0, 1))
);
create index training_record_person on training_record (person_id, end_date);
create index training_record_class on training_record (class_id) where class_id is not null;
create index training_record_import on training_record (import_id);

create table preference (
    person_id uuid not null,
    class_id uuid not null,
    points bigint not null,
    constraint preference_pk primary key (person_id, class_id),
    constraint preference_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint preference_class_fk foreign key (class_id) references class (id) on delete cascade
);
create index preference_class on preference (class_id);

create table mandatory (
    person_id uuid not null,
    class_id uuid not null,
    group_name text collate "C" not null,
    constraint mandatory_pk primary key (person_id, class_id),
    constraint mandatory_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint mandatory_class_fk foreign key (class_id) references class (id) on delete cascade
);
create index mandatory_class on mandatory (class_id);

create table job (
    id uuid not null,
    kind text collate "C" not null,
    payload text collate "C" not null,
    state text collate "C" not null,
    progress_done bigint not null default 0,
    progress_total bigint not null default 0,
    progress text collate "C",
    run_at bigint not null,
    attempts bigint not null default 0,
    lease_until bigint,
    error text collate "C",
    result text collate "C",
    created_at bigint not null,
    finished_at bigint,
    constraint job_pk primary key (id),
    constraint job_state_known check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    constraint job_lease_when_running check (state <> 'running' or lease_until is not null)
);
create index job_waiting on job (run_at, id) where state = 'queued';
create index job_leased on job (lease_until) where state = 'running';
create index job_created on job (created_at, id);

create table import_file (
    id uuid not null,
    kind text collate "C" not null,
    file_name text collate "C" not null,
    sha256 text collate "C" not null,
    bytes bigint not null,
    state text collate "C" not null,
    unit_id uuid,
    mapping text collate "C",
    sheet text collate "C",
    rows_total bigint not null default 0,
    rows_new bigint not null default 0,
    rows_changed bigint not null default 0,
    rows_same bigint not null default 0,
    rows_faulty bigint not null default 0,
    rows_ask bigint not null default 0,
    fault text collate "C",
    job_id uuid,
    version bigint not null,
    created_at bigint not null,
    committed_at bigint,
    undone_at bigint,
    constraint import_file_pk primary key (id),
    constraint import_file_unit_fk foreign key (unit_id) references unit (id),
    constraint import_file_state_known check (state in ('uploaded', 'previewing', 'previewed', 'committing', 'committed', 'undoing', 'undone', 'failed'))
);
create index import_file_created on import_file (created_at, id);

create table import_row (
    import_id uuid not null,
    row_no bigint not null,
    verdict text collate "C" not null,
    faults text collate "C",
    raw text collate "C" not null,
    data text collate "C",
    target_id uuid,
    candidates text collate "C",
    choice text collate "C",
    before text collate "C",
    after text collate "C",
    constraint import_row_pk primary key (import_id, row_no),
    constraint import_row_file_fk foreign key (import_id) references import_file (id) on delete cascade,
    constraint import_row_verdict_known check (verdict in ('new', 'changed', 'same', 'faulty', 'ask'))
);
create index import_row_verdict on import_row (import_id, verdict, row_no);

create table import_mapping (
    unit_id uuid not null,
    kind text collate "C" not null,
    header_digest text collate "C" not null,
    mapping text collate "C" not null,
    constraint import_mapping_pk primary key (unit_id, kind, header_digest),
    constraint import_mapping_unit_fk foreign key (unit_id) references unit (id) on delete cascade
);

create table run (
    id uuid not null,
    plan_id uuid not null,
    name text collate "C" not null,
    state text collate "C" not null,
    options text collate "C" not null,
    job_id uuid not null,
    objective bigint,
    bound double precision,
    gap double precision,
    people bigint not null,
    classes bigint not null,
    seats bigint,
    people_seated bigint,
    report text collate "C",
    trace text collate "C",
    folder text collate "C",
    created_at bigint not null,
    finished_at bigint,
    accepted_at bigint,
    constraint run_pk primary key (id),
    constraint run_plan_fk foreign key (plan_id) references plan (id),
    constraint run_state_known check (state in ('queued', 'building', 'solving', 'done', 'failed', 'stopped'))
);
create index run_plan on run (plan_id, created_at);

create table run_seat (
    run_id uuid not null,
    class_id uuid not null,
    person_id uuid not null,
    worth bigint not null,
    constraint run_seat_pk primary key (run_id, class_id, person_id),
    constraint run_seat_run_fk foreign key (run_id) references run (id) on delete cascade,
    constraint run_seat_class_fk foreign key (class_id) references class (id),
    constraint run_seat_person_fk foreign key (person_id) references person (id)
);
create index run_seat_person on run_seat (person_id, run_id);

create table run_class (
    run_id uuid not null,
    class_id uuid not null,
    held bigint not null,
    seats bigint not null,
    price bigint not null,
    eligible bigint not null,
    constraint run_class_pk primary key (run_id, class_id),
    constraint run_class_run_fk foreign key (run_id) references run (id) on delete cascade,
    constraint run_class_class_fk foreign key (class_id) references class (id),
    constraint run_class_held_flag check (held in (0, 1))
);

create table seat (
    class_id uuid not null,
    person_id uuid not null,
    run_id uuid,
    state text collate "C" not null,
    mandatory bigint not null,
    created_at bigint not null,
    constraint seat_pk primary key (class_id, person_id),
    constraint seat_class_fk foreign key (class_id) references class (id),
    constraint seat_person_fk foreign key (person_id) references person (id),
    constraint seat_run_fk foreign key (run_id) references run (id),
    constraint seat_state_known check (state in ('proposed', 'announced')),
    constraint seat_mandatory_flag check (mandatory in (0, 1))
);
create index seat_person on seat (person_id);
create index seat_run on seat (run_id);

create table rule_override (
    id uuid not null,
    rule_code text collate "C" not null,
    unit_id uuid not null,
    value text collate "C" not null,
    source text collate "C" not null,
    mark text collate "C" not null,
    valid_from text collate "C" not null,
    actor text collate "C" not null,
    created_at bigint not null,
    constraint rule_override_pk primary key (id),
    constraint rule_override_unique unique (rule_code, unit_id, valid_from),
    constraint rule_override_unit_fk foreign key (unit_id) references unit (id),
    constraint rule_override_mark_known check (mark in ('C', 'S', 'U'))
);

create table idempotency (
    key text collate "C" not null,
    actor text collate "C" not null,
    route text collate "C" not null,
    request_hash text collate "C" not null,
    status bigint not null,
    body text collate "C" not null,
    created_at bigint not null,
    constraint idempotency_pk primary key (key)
);
create index idempotency_created on idempotency (created_at);

create table audit (
    id uuid not null,
    at bigint not null,
    actor text collate "C" not null,
    action text collate "C" not null,
    object_kind text collate "C" not null,
    object_id text collate "C" not null,
    detail text collate "C" not null,
    constraint audit_pk primary key (id)
);
create index audit_object on audit (object_kind, object_id, at);
create index audit_at on audit (at, id);

create table setting (
    key text collate "C" not null,
    value text collate "C" not null,
    constraint setting_pk primary key (key)
);
