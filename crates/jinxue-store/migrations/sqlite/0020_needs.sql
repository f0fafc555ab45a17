-- The ledger of gaps: what a target asks for without evidence is a gap too, and every opening, change and closing is kept with its cause.

create table gap_of_targets (
    person_id blob not null,
    topic text not null,
    kind text not null,
    severity integer not null,
    evidence text,
    noted_on text not null,
    constraint gap_pk primary key (person_id, topic),
    constraint gap_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint gap_topic_fk foreign key (topic) references topic (code),
    constraint gap_severity_range check (severity between 1 and 100),
    constraint gap_kind_known check (kind in ('knowledge', 'experience', 'ability')),
    constraint gap_evidence_source_known check (evidence in ('self', 'appraisal', 'measured'))
) strict;
insert into gap_of_targets select person_id, topic, kind, severity, evidence, noted_on from gap;
drop table gap;
alter table gap_of_targets rename to gap;
create index gap_topic on gap (topic, person_id);

-- A class that was held is evidence about those who came.
alter table gap_evidence add column class_id blob constraint gap_evidence_class_fk references class (id);
create index gap_evidence_class on gap_evidence (class_id, person_id) where class_id is not null;

create table gap_change (
    id blob not null,
    person_id blob not null,
    topic text not null,
    severity_before integer not null,
    severity_after integer not null,
    evidence text,
    cause text not null,
    subject text,
    actor text,
    changed_on text not null,
    created_at integer not null,
    constraint gap_change_pk primary key (id),
    constraint gap_change_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint gap_change_topic_fk foreign key (topic) references topic (code),
    constraint gap_change_severity_range check (severity_before between 0 and 100 and severity_after between 0 and 100),
    constraint gap_change_evidence_known check (evidence in ('self', 'appraisal', 'measured')),
    constraint gap_change_cause_known check (cause in ('stated', 'import', 'import_undone', 'class', 'survey', 'rule', 'profile', 'post', 'topic'))
) strict;
create index gap_change_person on gap_change (person_id, topic, created_at);
create index gap_change_closed on gap_change (changed_on, person_id, topic) where severity_after = 0;

insert into gap_change (id, person_id, topic, severity_before, severity_after, evidence, cause, subject, actor, changed_on, created_at)
select min(gap_evidence.id), gap.person_id, gap.topic, 0, gap.severity, gap.evidence,
       max(case when gap_evidence.import_id is null then 'stated' else 'import' end), null, null, gap.noted_on, min(gap_evidence.created_at)
from gap join gap_evidence on gap_evidence.person_id = gap.person_id and gap_evidence.topic = gap.topic
    and gap_evidence.evidence = gap.evidence and gap_evidence.noted_on = gap.noted_on and gap_evidence.severity = gap.severity
group by gap.person_id, gap.topic, gap.severity, gap.evidence, gap.noted_on;

-- Target profiles, in all their versions; number is the version that holds.
create table target_profile (
    id blob not null,
    unit_id blob not null,
    number integer not null,
    ended_on text,
    constraint target_profile_pk primary key (id),
    constraint target_profile_unit_fk foreign key (unit_id) references unit (id)
) strict;
create index target_profile_unit on target_profile (unit_id);

create table target_profile_version (
    profile_id blob not null,
    number integer not null,
    name text not null,
    grade_from integer not null,
    grade_to integer not null,
    roles text not null,
    sectors text not null,
    unproven text not null,
    valid_from text not null,
    actor text not null,
    created_at integer not null,
    constraint target_profile_version_pk primary key (profile_id, number),
    constraint target_profile_version_profile_fk foreign key (profile_id) references target_profile (id) on delete cascade,
    constraint target_profile_version_grades_ordered check (grade_from between 1 and 12 and grade_to between grade_from and 12),
    constraint target_profile_version_unproven_known check (unproven in ('asked', 'lacking'))
) strict;

create table target_profile_level (
    profile_id blob not null,
    number integer not null,
    topic text not null,
    level integer not null,
    constraint target_profile_level_pk primary key (profile_id, number, topic),
    constraint target_profile_level_version_fk foreign key (profile_id, number) references target_profile_version (profile_id, number) on delete cascade,
    constraint target_profile_level_topic_fk foreign key (topic) references topic (code),
    constraint target_profile_level_range check (level between 1 and 100)
) strict;
create index target_profile_level_topic on target_profile_level (topic);

-- How many people of a region lack a topic, band of grades by band: counted in the background, because a province has half a million gaps. A
-- person is counted at the nearest region above them, grade is the highest of their band; closed counts gaps closed since the first of January of the year counted.
create table need_count (
    region_path text not null,
    topic text not null,
    grade integer not null,
    people integer not null,
    severity integer not null,
    closed integer not null,
    constraint need_count_pk primary key (region_path, topic, grade),
    constraint need_count_topic_fk foreign key (topic) references topic (code)
) strict;

-- What people lack is carried away like everything else.
create table export_with_needs (
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
    constraint export_kind_known check (kind in ('people', 'run', 'class', 'faulty_rows', 'needs', 'profiles')),
    constraint export_finished_whole check ((finished_at is null) = (row_count is null) and (finished_at is null) = (bytes is null))
) strict;
insert into export_with_needs select id, kind, file_name, query, actor, job_id, row_count, bytes, created_at, finished_at, removed_at from export;
drop table export;
alter table export_with_needs rename to export;
create index export_created on export (created_at, id);
