-- Every file with people in it is listed: the result of a run, the list of a class, the faulty rows of an import.

create table export_of_any_kind (
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
    constraint export_kind_known check (kind in ('people', 'run', 'class', 'faulty_rows')),
    constraint export_finished_whole check ((finished_at is null) = (row_count is null) and (finished_at is null) = (bytes is null))
) strict;
insert into export_of_any_kind select id, kind, file_name, query, actor, job_id, row_count, bytes, created_at, finished_at, removed_at from export;
drop table export;
alter table export_of_any_kind rename to export;
create index export_created on export (created_at, id);
