-- When somebody who left was made nameless; the row of an import that told of somebody is found by what it made.

alter table person add column anonymised_at integer;
create index import_row_target on import_row (target_id) where target_id is not null;
