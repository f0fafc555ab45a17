-- Needs surveys: what an organiser asks the people of a subtree, what they answer, and the numbers that are kept of it.

create table survey (
    id uuid not null,
    unit_id uuid not null,
    title text collate "C" not null,
    naming text collate "C" not null,
    grade_from bigint not null,
    grade_to bigint not null,
    roles text collate "C" not null,
    sectors text collate "C" not null,
    chosen_max bigint not null,
    question text collate "C",
    opens_on text collate "C" not null,
    closes_on text collate "C" not null,
    state text collate "C" not null,
    created_by text collate "C" not null,
    opened_by text collate "C",
    opened_at bigint,
    closed_by text collate "C",
    closed_at bigint,
    -- How many are asked and have answered, when that was counted last, and up to which answer.
    asked bigint not null,
    answered bigint not null,
    counted_at bigint,
    counted_mark uuid,
    version bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
    constraint survey_pk primary key (id),
    constraint survey_unit_fk foreign key (unit_id) references unit (id),
    constraint survey_naming_known check (naming in ('named', 'anonymous')),
    constraint survey_state_known check (state in ('draft', 'open', 'closed')),
    constraint survey_grades_ordered check (grade_from between 1 and 12 and grade_to between grade_from and 12),
    constraint survey_chosen_range check (chosen_max between 1 and 100),
    constraint survey_days_ordered check (opens_on <= closes_on),
    constraint survey_opened_whole check ((opened_by is null) = (opened_at is null) and (state = 'draft') = (opened_at is null)),
    constraint survey_closed_whole check ((closed_by is null) = (closed_at is null) and (state = 'closed') = (closed_at is not null))
);
create index survey_unit on survey (unit_id);
create index survey_state on survey (state, closes_on);

-- The topics offered, in the order they are asked about.
create table survey_topic (
    survey_id uuid not null,
    topic text collate "C" not null,
    position bigint not null,
    constraint survey_topic_pk primary key (survey_id, topic),
    constraint survey_topic_survey_fk foreign key (survey_id) references survey (id) on delete cascade,
    constraint survey_topic_topic_fk foreign key (topic) references topic (code)
);
create index survey_topic_topic on survey_topic (topic);

create table survey_reminder (
    id uuid not null,
    survey_id uuid not null,
    unit_id uuid not null,
    actor text collate "C" not null,
    waiting bigint not null,
    created_at bigint not null,
    constraint survey_reminder_pk primary key (id),
    constraint survey_reminder_survey_fk foreign key (survey_id) references survey (id) on delete cascade,
    constraint survey_reminder_unit_fk foreign key (unit_id) references unit (id) on delete cascade
);
create index survey_reminder_survey on survey_reminder (survey_id, created_at);
create index survey_reminder_unit on survey_reminder (unit_id);

-- Who has answered. mark is drawn anew with every change, so that the latest is found. What was said without a name loses its person when the survey has
-- closed: the choices go into the numbers kept, the words into survey_remark.
create table survey_answer (
    survey_id uuid not null,
    person_id uuid not null,
    remark text collate "C",
    mark uuid not null,
    version bigint not null,
    answered_at bigint not null,
    changed_at bigint not null,
    constraint survey_answer_pk primary key (survey_id, person_id),
    constraint survey_answer_survey_fk foreign key (survey_id) references survey (id) on delete cascade,
    constraint survey_answer_person_fk foreign key (person_id) references person (id) on delete cascade
);
create index survey_answer_mark on survey_answer (survey_id, mark);
create index survey_answer_person on survey_answer (person_id);

create table survey_choice (
    survey_id uuid not null,
    person_id uuid not null,
    topic text collate "C" not null,
    urgency text collate "C" not null,
    constraint survey_choice_pk primary key (survey_id, person_id, topic),
    constraint survey_choice_answer_fk foreign key (survey_id, person_id) references survey_answer (survey_id, person_id) on delete cascade,
    constraint survey_choice_topic_fk foreign key (topic) references topic (code),
    constraint survey_choice_urgency_known check (urgency in ('mild', 'needed', 'urgent'))
);
create index survey_choice_topic on survey_choice (topic);

create table survey_remark (
    id uuid not null,
    survey_id uuid not null,
    unit_id uuid not null,
    words text collate "C" not null,
    constraint survey_remark_pk primary key (id),
    constraint survey_remark_survey_fk foreign key (survey_id) references survey (id) on delete cascade,
    constraint survey_remark_unit_fk foreign key (unit_id) references unit (id) on delete cascade
);
create index survey_remark_survey on survey_remark (survey_id, words);
create index survey_remark_unit on survey_remark (unit_id);

-- The numbers of a survey, counted in the background: people stand at the nearest region above them within the survey's subtree.
create table survey_place (
    survey_id uuid not null,
    unit_id uuid not null,
    asked bigint not null,
    answered bigint not null,
    constraint survey_place_pk primary key (survey_id, unit_id),
    constraint survey_place_survey_fk foreign key (survey_id) references survey (id) on delete cascade,
    constraint survey_place_unit_fk foreign key (unit_id) references unit (id) on delete cascade
);
create index survey_place_unit on survey_place (unit_id);

-- organisation and post are the levels that profiles ask of the people asked, in sum; the others count people.
create table survey_tally (
    survey_id uuid not null,
    unit_id uuid not null,
    topic text collate "C" not null,
    organisation bigint not null,
    post bigint not null,
    mild bigint not null,
    needed bigint not null,
    urgent bigint not null,
    constraint survey_tally_pk primary key (survey_id, unit_id, topic),
    constraint survey_tally_place_fk foreign key (survey_id, unit_id) references survey_place (survey_id, unit_id) on delete cascade,
    constraint survey_tally_topic_fk foreign key (topic) references topic (code)
);
create index survey_tally_topic on survey_tally (topic);

-- An answer with a name is a self-report.
alter table gap_evidence add column survey_id uuid constraint gap_evidence_survey_fk references survey (id);
create index gap_evidence_survey on gap_evidence (survey_id, person_id) where survey_id is not null;

-- Whose demand a profile is.
alter table target_profile_version add column demand text collate "C" not null default 'post' constraint target_profile_version_demand_known check (demand in ('organisation', 'post'));

-- What a survey has found is carried away like everything else.
alter table export drop constraint export_kind_known;
alter table export add constraint export_kind_known check (kind in ('people', 'run', 'class', 'faulty_rows', 'needs', 'profiles', 'survey'));
