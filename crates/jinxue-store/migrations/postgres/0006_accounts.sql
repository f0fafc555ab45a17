-- Who may come in: accounts, what proves them, the sessions they hold, and the one-time links that make or mend them.

create table account (
    id uuid not null,
    login text collate "C" not null,
    display_name text collate "C" not null,
    person_id uuid,
    state text collate "C" not null,
    second_factor text collate "C" not null,
    version bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
    constraint account_pk primary key (id),
    constraint account_login_unique unique (login),
    constraint account_person_fk foreign key (person_id) references person (id),
    constraint account_state_known check (state in ('active', 'suspended')),
    constraint account_second_factor_known check (second_factor in ('optional', 'required'))
);
create index account_person on account (person_id);

-- The newest is the one in force; the older ones may not be taken again.
create table password (
    id uuid not null,
    account_id uuid not null,
    phc text collate "C" not null,
    set_at bigint not null,
    constraint password_pk primary key (id),
    constraint password_account_fk foreign key (account_id) references account (id) on delete cascade
);
create index password_account on password (account_id, set_at, id);

-- last_step is the last time step a code was taken for: an equal or earlier one is a replay.
create table totp (
    account_id uuid not null,
    secret text collate "C" not null,
    last_step bigint,
    confirmed_at bigint,
    created_at bigint not null,
    constraint totp_pk primary key (account_id),
    constraint totp_account_fk foreign key (account_id) references account (id) on delete cascade
);

create table recovery_code (
    account_id uuid not null,
    code_hash text collate "C" not null,
    used_at bigint,
    constraint recovery_code_pk primary key (account_id, code_hash),
    constraint recovery_code_account_fk foreign key (account_id) references account (id) on delete cascade
);

-- due: what its holder must still do before anything else is answered; null when nothing is.
create table session (
    id uuid not null,
    account_id uuid not null,
    token_hash text collate "C" not null,
    due text collate "C",
    address text collate "C" not null,
    agent text collate "C" not null,
    created_at bigint not null,
    seen_at bigint not null,
    constraint session_pk primary key (id),
    constraint session_token_unique unique (token_hash),
    constraint session_account_fk foreign key (account_id) references account (id) on delete cascade,
    constraint session_due_known check (due in ('second_factor', 'enrolment', 'password'))
);
create index session_account on session (account_id, seen_at);
create index session_seen on session (seen_at);

-- Kept by a digest of what was typed, so that a name nobody has behaves like one that somebody has.
create table sign_in_failure (
    login_hash text collate "C" not null,
    failures bigint not null,
    last_at bigint not null,
    constraint sign_in_failure_pk primary key (login_hash)
);
create index sign_in_failure_last on sign_in_failure (last_at);

create table setup_link (
    id uuid not null,
    purpose text collate "C" not null,
    account_id uuid,
    secret_hash text collate "C" not null,
    made_by text collate "C" not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    constraint setup_link_pk primary key (id),
    constraint setup_link_secret_unique unique (secret_hash),
    constraint setup_link_account_fk foreign key (account_id) references account (id) on delete cascade,
    constraint setup_link_purpose_known check (purpose in ('first_start', 'recovery'))
);
create index setup_link_account on setup_link (account_id);
