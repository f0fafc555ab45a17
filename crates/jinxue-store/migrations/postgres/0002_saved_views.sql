-- What people keep of a list: its filters, order and columns under a name.

create table saved_view (
    id uuid not null,
    list text collate "C" not null,
    name text collate "C" not null,
    query text collate "C" not null,
    columns text collate "C" not null,
    actor text collate "C" not null,
    created_at bigint not null,
    constraint saved_view_pk primary key (id),
    constraint saved_view_name_unique unique (list, name)
);
