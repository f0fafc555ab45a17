-- A second fence round people, beside the conditions that every statement carries: PostgreSQL itself shows and takes no row of
-- anybody outside the scope that the transaction said at its beginning (db/told.rs). Said once for a statement, not once
-- for a row; a transaction that said nothing sees nobody. It holds for the owner of the table too, not for a superuser.
alter table person enable row level security;
alter table person force row level security;
create policy person_in_scope on person using (
    (select current_setting('jinxue.reach')) = 'all'
    or (
        unit_path >= (select current_setting('jinxue.first'))
        and unit_path < (select current_setting('jinxue.beyond'))
        and ((select current_setting('jinxue.places')) = '' or unit_path ~ (select current_setting('jinxue.places')))
    )
    or id = (select nullif(current_setting('jinxue.person'), '')::uuid)
);
