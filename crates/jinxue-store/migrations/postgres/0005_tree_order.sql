-- The index that finds the people of a subtree also holds the order of the tree, so that a jump deep into it walks
-- index entries and sorts nothing. Rosters come unit by unit, which keeps it cheap to write.

drop index person_path;
create index person_by_tree on person (unit_path, name_key, id, state);
