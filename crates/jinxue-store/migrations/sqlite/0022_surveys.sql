-- Needs surveys: what an organiser asks the people of a subtree, what they answer, and the numbers that are kept of it.

create table survey (
    id blob not null,
    unit_id blob not null,
    title text not null,
    naming text not null,
    grade_from integer not null,
    grade_to integer not null,
    roles text not null,
    sectors text not null,
    chosen_max integer not null,
    question text,
    opens_on text not null,
    closes_on text not null,
    state text not null,
    created_by text not null,
    opened_by text,
    opened_at integer,
    closed_by text,
    closed_at integer,
    -- How many are asked and have answered, when that was counted last, and up to which answer.
    asked integer not null,
    answered integer not null,
    counted_at integer,
    counted_mark blob,
    version integer not null,
    created_at integer not null,
    changed_at integer not null,
    constraint survey_pk primary key (id),
    constraint survey_unit_fk foreign key (unit_id) references unit (id),
    constraint survey_naming_known check (naming in ('named', 'anonymous')),
    constraint survey_state_known check (state in ('draft', 'open', 'closed')),
    constraint survey_grades_ordered check (grade_from between 1 and 12 and grade_to between grade_from and 12),
    constraint survey_chosen_range check (chosen_max between 1 and 100),
    constraint survey_days_ordered check (opens_on <= closes_on),
    constraint survey_opened_whole check ((opened_by is null) = (opened_at is null) and (state = 'draft') = (opened_at is null)),
    constraint survey_closed_whole check ((closed_by is null) = (closed_at is null) and (state = 'closed') = (closed_at is not null))
) strict;
create index survey_unit on survey (unit_id);
create index survey_state on survey (state, closes_on);

-- The topics offered, in the order they are asked about.
create table survey_topic (
    survey_id blob not null,
    topic text not null,
    position integer not null,
    constraint survey_topic_pk primary key (survey_id, topic),
    constraint survey_topic_survey_fk foreign key (survey_id) references survey (id) on delete cascade,
    constraint survey_topic_topic_fk foreign key (topic) references topic (code)
) strict;
create index survey_topic_topic on survey_topic (topic);

create table survey_reminder (
    id blob not null,
    survey_id blob not null,
    unit_id blob not null,
    actor text not null,
    waiting integer not null,
    created_at integer not null,
    constraint survey_reminder_pk primary key (id),
    constraint survey_reminder_survey_fk foreign key (survey_id) references survey (id) on delete cascade,
    constraint survey_reminder_unit_fk foreign key (unit_id) references unit (id) on delete cascade
) strict;
create index survey_reminder_survey on survey_reminder (survey_id, created_at);
create index survey_reminder_unit on survey_reminder (unit_id);

-- Who has answered. mark is drawn anew with every change, so that the latest is found. What was said without a name loses its person when the survey has
-- closed: the choices go into the numbers kept, the words into survey_remark.
create table survey_answer (
    survey_id blob not null,
    person_id blob not null,
    remark text,
    mark blob not null,
    version integer not null,
    answered_at integer not null,
    changed_at integer not null,
    constraint survey_answer_pk primary key (survey_id, person_id),
    constraint survey_answer_survey_fk foreign key (survey_id) references survey (id) on delete cascade,
    constraint survey_answer_person_fk foreign key (person_id) references person (id) on delete cascade
) strict;
create index survey_answer_mark on survey_answer (survey_id, mark);
create index survey_answer_person on survey_answer (person_id);

create table survey_choice (
    survey_id blob not null,
    person_id blob not null,
    topic text not null,
    urgency text not null,
    constraint survey_choice_pk primary key (survey_id, person_id, topic),
    constraint survey_choice_answer_fk foreign key (survey_id, person_id) references survey_answer (survey_id, person_id) on delete cascade,
    constraint survey_choice_topic_fk foreign key (topic) references topic (code),
    constraint survey_choice_urgency_known check (urgency in ('mild', 'needed', 'urgent'))
) strict;
create index survey_choice_topic on survey_choice (topic);

create table survey_remark (
    id blob not null,
    survey_id blob not null,
    unit_id blob not null,
    words text not null,
    constraint survey_remark_pk primary key (id),
    constraint survey_remark_survey_fk foreign key (survey_id) references survey (id) on delete cascade,
    constraint survey_remark_unit_fk foreign key (unit_id) references unit (id) on delete cascade
) strict;
create index survey_remark_survey on survey_remark (survey_id, words);
create index survey_remark_unit on survey_remark (unit_id);

-- The numbers of a survey, counted in the background: people stand at the nearest region above them within the survey's subtree.
create table survey_place (
    survey_id blob not null,
    unit_id blob not null,
    asked integer not null,
    answered integer not null,
    constraint survey_place_pk primary key (survey_id, unit_id),
    constraint survey_place_survey_fk foreign key (survey_id) references survey (id) on delete cascade,
    constraint survey_place_unit_fk foreign key (unit_id) references unit (id) on delete cascade
) strict;
create index survey_place_unit on survey_place (unit_id);

-- organisation and post are the levels that profiles ask of the people asked, in sum; the others count people.
create table survey_tally (
    survey_id blob not null,
    unit_id blob not null,
    topic text not null,
    organisation integer not null,
    post integer not null,
    mild integer not null,
    needed integer not null,
    urgent integer not null,
    constraint survey_tally_pk primary key (survey_id, unit_id, topic),
    constraint survey_tally_place_fk foreign key (survey_id, unit_id) references survey_place (survey_id, unit_id) on delete cascade,
    constraint survey_tally_topic_fk foreign key (topic) references topic (code)
) strict;
create index survey_tally_topic on survey_tally (topic);

-- An answer with a name is a self-report.
alter table gap_evidence add column survey_id blob constraint gap_evidence_survey_fk references survey (id);
create index gap_evidence_survey on gap_evidence (survey_id, person_id) where survey_id is not null;

-- Whose demand a profile is.
alter table target_profile_version add column demand text not null default 'post' constraint target_profile_version_demand_known check (demand in ('organisation', 'post'));

-- What a survey has found is carried away like everything else.
create table export_with_surveys (
    id blob not null,
    kind text not null,
    file_name text not null,
    query text not null,
    actor text not null,
    job_id blob not null,
    row_count integer,
    bytes integer,
    created_at integer not null,
    finished_at integer,
    removed_at integer,
    constraint export_pk primary key (id),
    constraint export_kind_known check (kind in ('people', 'run', 'class', 'faulty_rows', 'needs', 'profiles', 'survey')),
    constraint export_finished_whole check ((finished_at is null) = (row_count is null) and (finished_at is null) = (bytes is null))
) strict;
insert into export_with_surveys select id, kind, file_name, query, actor, job_id, row_count, bytes, created_at, finished_at, removed_at from export;
drop table export;
alter table export_with_surveys rename to export;
create index export_created on export (created_at, id);
