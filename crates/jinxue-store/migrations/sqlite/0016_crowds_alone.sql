-- The index of the counts was taken for pages and counts of other orders as well, which it serves badly. No role is empty: that is said by
-- the counts alone, and opens the index to them alone.

drop index person_by_crowd;
create index person_by_crowd on person (state, (grade * 2 + case when hours_short > 0 then 1 else 0 end), role, sector, unit_path, name_key, initials, id) where role <> '';
