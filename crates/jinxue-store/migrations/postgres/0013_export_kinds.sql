-- Every file with people in it is listed: the result of a run, the list of a class, the faulty rows of an import.

alter table export drop constraint export_kind_known;
alter table export add constraint export_kind_known check (kind in ('people', 'run', 'class', 'faulty_rows'));
