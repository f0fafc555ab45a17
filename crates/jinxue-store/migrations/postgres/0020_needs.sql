-- The ledger of gaps: what a target asks for without evidence is a gap too, and every opening, change and closing is kept with its cause.

alter table gap alter column evidence drop not null;

-- A class that was held is evidence about those who came.
alter table gap_evidence add column class_id uuid constraint gap_evidence_class_fk references class (id);
create index gap_evidence_class on gap_evidence (class_id, person_id) where class_id is not null;

create table gap_change (
    id uuid not null,
    person_id uuid not null,
    topic text collate "C" not null,
    severity_before bigint not null,
    severity_after bigint not null,
    evidence text collate "C",
    cause text collate "C" not null,
    subject text collate "C",
    actor text collate "C",
    changed_on text collate "C" not null,
    created_at bigint not null,
    constraint gap_change_pk primary key (id),
    constraint gap_change_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint gap_change_topic_fk foreign key (topic) references topic (code),
    constraint gap_change_severity_range check (severity_before between 0 and 100 and severity_after between 0 and 100),
    constraint gap_change_evidence_known check (evidence in ('self', 'appraisal', 'measured')),
    constraint gap_change_cause_known check (cause in ('stated', 'import', 'import_undone', 'class', 'survey', 'rule', 'profile', 'post', 'topic'))
);
create index gap_change_person on gap_change (person_id, topic, created_at);
create index gap_change_closed on gap_change (changed_on, person_id, topic) where severity_after = 0;

insert into gap_change (id, person_id, topic, severity_before, severity_after, evidence, cause, subject, actor, changed_on, created_at)
select distinct on (gap.person_id, gap.topic) gap_evidence.id, gap.person_id, gap.topic, 0, gap.severity, gap.evidence,
       case when gap_evidence.import_id is null then 'stated' else 'import' end, null, null, gap.noted_on, gap_evidence.created_at
from gap join gap_evidence on gap_evidence.person_id = gap.person_id and gap_evidence.topic = gap.topic
    and gap_evidence.evidence = gap.evidence and gap_evidence.noted_on = gap.noted_on and gap_evidence.severity = gap.severity
order by gap.person_id, gap.topic, gap_evidence.id;

-- Target profiles, in all their versions; number is the version that holds.
create table target_profile (
    id uuid not null,
    unit_id uuid not null,
    number bigint not null,
    ended_on text collate "C",
    constraint target_profile_pk primary key (id),
    constraint target_profile_unit_fk foreign key (unit_id) references unit (id)
);
create index target_profile_unit on target_profile (unit_id);

create table target_profile_version (
    profile_id uuid not null,
    number bigint not null,
    name text collate "C" not null,
    grade_from bigint not null,
    grade_to bigint not null,
    roles text collate "C" not null,
    sectors text collate "C" not null,
    unproven text collate "C" not null,
    valid_from text collate "C" not null,
    actor text collate "C" not null,
    created_at bigint not null,
    constraint target_profile_version_pk primary key (profile_id, number),
    constraint target_profile_version_profile_fk foreign key (profile_id) references target_profile (id) on delete cascade,
    constraint target_profile_version_grades_ordered check (grade_from between 1 and 12 and grade_to between grade_from and 12),
    constraint target_profile_version_unproven_known check (unproven in ('asked', 'lacking'))
);

create table target_profile_level (
    profile_id uuid not null,
    number bigint not null,
    topic text collate "C" not null,
    level bigint not null,
    constraint target_profile_level_pk primary key (profile_id, number, topic),
    constraint target_profile_level_version_fk foreign key (profile_id, number) references target_profile_version (profile_id, number) on delete cascade,
    constraint target_profile_level_topic_fk foreign key (topic) references topic (code),
    constraint target_profile_level_range check (level between 1 and 100)
);
create index target_profile_level_topic on target_profile_level (topic);

-- How many people of a region lack a topic, band of grades by band: counted in the background, because a province has half a million gaps. A
-- person is counted at the nearest region above them, grade is the highest of their band; closed counts gaps closed since the first of January of the year counted.
create table need_count (
    region_path text collate "C" not null,
    topic text collate "C" not null,
    grade bigint not null,
    people bigint not null,
    severity bigint not null,
    closed bigint not null,
    constraint need_count_pk primary key (region_path, topic, grade),
    constraint need_count_topic_fk foreign key (topic) references topic (code)
);

-- What people lack is carried away like everything else.
alter table export drop constraint export_kind_known;
alter table export add constraint export_kind_known check (kind in ('people', 'run', 'class', 'faulty_rows', 'needs', 'profiles'));
