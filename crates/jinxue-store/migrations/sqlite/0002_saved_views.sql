-- What people keep of a list: its filters, order and columns under a name.

create table saved_view (
    id blob not null,
    list text not null,
    name text not null,
    query text not null,
    columns text not null,
    actor text not null,
    created_at integer not null,
    constraint saved_view_pk primary key (id),
    constraint saved_view_name_unique unique (list, name)
) strict;
