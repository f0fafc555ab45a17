-- What was carried away as a file: who, what, how many rows, when. The file itself lies in the data folder for a few days.

create table export (
    id uuid not null,
    kind text collate "C" not null,
    file_name text collate "C" not null,
    query text collate "C" not null,
    actor text collate "C" not null,
    job_id uuid not null,
    row_count bigint,
    bytes bigint,
    created_at bigint not null,
    finished_at bigint,
    removed_at bigint,
    constraint export_pk primary key (id),
    constraint export_kind_known check (kind in ('people')),
    constraint export_finished_whole check ((finished_at is null) = (row_count is null) and (finished_at is null) = (bytes is null))
);
create index export_created on export (created_at, id);
