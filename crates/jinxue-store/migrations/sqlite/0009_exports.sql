-- What was carried away as a file: who, what, how many rows, when. The file itself lies in the data folder for a few days.

create table export (
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
    constraint export_kind_known check (kind in ('people')),
    constraint export_finished_whole check ((finished_at is null) = (row_count is null) and (finished_at is null) = (bytes is null))
) strict;
create index export_created on export (created_at, id);
