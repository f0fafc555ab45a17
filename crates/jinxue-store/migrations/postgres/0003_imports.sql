-- A wrong check digit of a citizen number that a person compared with the identity card: who and when, as JSON.
alter table import_row add column confirmed text;

-- Words and codes of another system's lists that are not known here, as a JSON object from column to text.
alter table training_record add column verbatim text;
