//! Accounts, passwords, second factors, sessions, links and failures.

use jinxue_domain::{
    AccountId, AccountState, Due, Instant, LinkId, LinkPurpose, LoginName, PasswordId, SecondFactor,
    SessionId,
};
use jinxue_store::accounts::{self, Account};
use jinxue_store::links::{self, Link};
use jinxue_store::passwords::{self, Password};
use jinxue_store::second_factors::{self, Totp};
use jinxue_store::sessions::{self, Session};
use jinxue_store::{Constraint, Db, StoreError, sign_in_failures};
use jinxue_testkit::build::{MADE_AT, uuid};
use jinxue_testkit::on_both;

fn after(seconds: i64) -> Instant {
    Instant::from_micros(MADE_AT.as_micros() + seconds * 1_000_000)
}

fn account(number: u64, login: &str) -> Account {
    Account {
        id: AccountId::from_uuid(uuid(20, number)),
        login: login.parse().unwrap(),
        display_name: format!("第{number}号"),
        person_id: None,
        state: AccountState::Active,
        second_factor: SecondFactor::Optional,
        version: 1,
        created_at: MADE_AT,
        changed_at: MADE_AT,
    }
}

async fn kept(db: &Db, number: u64, login: &str) -> Account {
    let account = account(number, login);
    db.work(async |mut tx| accounts::insert(&mut tx, &account).await).await.unwrap();
    account
}

fn session(number: u64, account: &Account, token: &str, seen: i64) -> Session {
    Session {
        id: SessionId::from_uuid(uuid(21, number)),
        account_id: account.id,
        token_hash: token.to_owned(),
        due: None,
        address: "127.0.0.1".into(),
        agent: "Firefox".into(),
        created_at: MADE_AT,
        seen_at: after(seen),
    }
}

on_both! {
    async fn an_account_is_found_by_its_login_and_two_cannot_share_one(db: TestDb) {
        let empty = db.read(async |mut conn| accounts::any(&mut conn).await).await.unwrap();
        assert!(!empty);
        let first = kept(&db, 1, "Zhang.San").await;
        let again = account(2, "zhang.san");
        let refused = db.work(async |mut tx| accounts::insert(&mut tx, &again).await).await.unwrap_err();
        assert!(matches!(refused, StoreError::Constraint(Constraint::Taken("account_login_unique"))), "{refused}");
        let login: LoginName = "ZHANG.SAN".parse().unwrap();
        let (found, any) = db
            .read(async |mut conn| Ok::<_, StoreError>((accounts::by_login(&mut conn, &login).await?, accounts::any(&mut conn).await?)))
            .await
            .unwrap();
        assert_eq!((found, any), (Some(first), true));
    }

    async fn an_account_is_changed_at_its_version_only(db: TestDb) {
        let mut one = kept(&db, 1, "one").await;
        one.state = AccountState::Suspended;
        db.work(async |mut tx| accounts::update(&mut tx, &one, after(5)).await).await.unwrap();
        let refused = db.work(async |mut tx| accounts::update(&mut tx, &one, after(6)).await).await.unwrap_err();
        assert!(matches!(refused, StoreError::Stale { expected: 1, .. }), "{refused}");
        let now = db.read(async |mut conn| accounts::get(&mut conn, one.id).await).await.unwrap();
        assert_eq!((now.version, now.changed_at, now.state), (2, after(5), AccountState::Suspended));
    }

    async fn as_many_old_passwords_are_kept_as_asked_for(db: TestDb) {
        let one = kept(&db, 1, "one").await;
        for number in 1..=6 {
            let password = Password {
                id: PasswordId::from_uuid(uuid(22, number)),
                account_id: one.id,
                phc: format!("hash {number}"),
                set_at: after(number as i64),
            };
            db.work(async |mut tx| passwords::set(&mut tx, &password, 3).await).await.unwrap();
        }
        let left = db.read(async |mut conn| passwords::latest(&mut conn, one.id, 99).await).await.unwrap();
        let hashes: Vec<_> = left.iter().map(|password| password.phc.as_str()).collect();
        assert_eq!(hashes, ["hash 6", "hash 5", "hash 4"]);
    }

    async fn a_step_of_an_authenticator_is_taken_once_however_many_try(db: TestDb) {
        let one = kept(&db, 1, "one").await;
        let totp = Totp { account_id: one.id, secret: "S".into(), last_step: None, confirmed_at: None, created_at: MADE_AT };
        db.work(async |mut tx| {
            second_factors::begin(&mut tx, &totp).await?;
            assert!(second_factors::confirm(&mut tx, &totp, 10, after(1)).await?);
            assert!(!second_factors::confirm(&mut tx, &totp, 10, after(1)).await?, "it is confirmed once");
            Ok::<_, StoreError>(())
        }).await.unwrap();
        let tries = (0..8).map(|_| db.work(async |mut tx| second_factors::take_step(&mut tx, one.id, 11).await));
        let mut taken = 0;
        for one in futures_util::future::join_all(tries).await {
            taken += usize::from(one.unwrap());
        }
        assert_eq!(taken, 1);
        let earlier = db.work(async |mut tx| second_factors::take_step(&mut tx, one.id, 10).await).await.unwrap();
        assert!(!earlier);
    }

    async fn a_recovery_code_is_used_once_and_new_ones_replace_the_old(db: TestDb) {
        let one = kept(&db, 1, "one").await;
        let set = async |codes: [&str; 2]| {
            let codes = codes.map(str::to_owned);
            db.work(async |mut tx| second_factors::set_codes(&mut tx, one.id, &codes).await).await.unwrap();
        };
        let usable = async |code: &str| {
            db.work(async |mut tx| second_factors::use_code(&mut tx, one.id, code, after(1)).await).await.unwrap()
        };
        set(["a", "b"]).await;
        assert!(usable("a").await);
        assert!(!usable("a").await);
        assert!(!usable("c").await);
        let left = db.read(async |mut conn| second_factors::codes_left(&mut conn, one.id).await).await.unwrap();
        assert_eq!(left, 1);
        set(["c", "d"]).await;
        assert!(!usable("b").await);
        assert!(usable("c").await);
    }

    async fn a_rotated_session_answers_to_its_new_token_only(db: TestDb) {
        let one = kept(&db, 1, "one").await;
        let first = Session { due: Some(Due::Code), ..session(1, &one, "old", 0) };
        db.work(async |mut tx| sessions::insert(&mut tx, &first).await).await.unwrap();
        db.work(async |mut tx| sessions::rotate(&mut tx, &first, "new", None, after(9)).await).await.unwrap();
        let (old, new) = db
            .read(async |mut conn| Ok::<_, StoreError>((sessions::by_token(&mut conn, "old").await?, sessions::by_token(&mut conn, "new").await?)))
            .await
            .unwrap();
        assert_eq!(old, None);
        assert_eq!(new.unwrap().due, None);
        let twice = db.work(async |mut tx| sessions::rotate(&mut tx, &first, "third", None, after(9)).await).await;
        assert!(matches!(twice, Err(StoreError::NotFound { .. })));
    }

    async fn sessions_are_ended_by_their_owner_only(db: TestDb) {
        let (one, two) = (kept(&db, 1, "one").await, kept(&db, 2, "two").await);
        let mine = [session(1, &one, "a", 1), session(2, &one, "b", 2), session(3, &one, "c", 3)];
        let theirs = session(4, &two, "d", 4);
        db.work(async |mut tx| {
            for one in mine.iter().chain([&theirs]) {
                sessions::insert(&mut tx, one).await?;
            }
            assert!(!sessions::end(&mut tx, one.id, theirs.id).await?, "another's session stays");
            assert!(sessions::end(&mut tx, one.id, mine[0].id).await?);
            assert_eq!(sessions::end_others(&mut tx, one.id, mine[2].id).await?, 1);
            assert_eq!(sessions::purge(&mut tx, after(4)).await?, 1);
            Ok::<_, StoreError>(())
        }).await.unwrap();
        let left = db.read(async |mut conn| sessions::of_account(&mut conn, two.id).await).await.unwrap();
        assert_eq!(left, [theirs]);
    }

    async fn a_link_is_used_once_and_retired_by_the_next_of_its_kind(db: TestDb) {
        let one = kept(&db, 1, "one").await;
        let link = |number, account: Option<AccountId>, secret: &str| Link {
            id: LinkId::from_uuid(uuid(23, number)),
            purpose: account.map_or(LinkPurpose::FirstStart, |_| LinkPurpose::Recovery),
            factor_reason: None,
            account_id: account,
            secret_hash: secret.into(),
            made_by: "本机".into(),
            created_at: MADE_AT,
            expires_at: after(60),
            used_at: None,
        };
        let links = [link(1, None, "first"), link(2, Some(one.id), "old"), link(3, Some(one.id), "new")];
        db.work(async |mut tx| {
            for link in &links {
                links::insert(&mut tx, link).await?;
            }
            Ok::<_, StoreError>(())
        }).await.unwrap();
        let found = async |secret: &str| db.read(async |mut conn| links::by_secret(&mut conn, secret).await).await.unwrap();
        assert_eq!(found("old").await, None);
        assert!(found("first").await.is_some(), "a link of another kind stays");
        let uses = (0..6).map(|_| db.work(async |mut tx| links::use_up(&mut tx, links[2].id, after(1)).await));
        let mut used = 0;
        for one in futures_util::future::join_all(uses).await {
            used += usize::from(one.unwrap());
        }
        assert_eq!(used, 1);
        assert_eq!(found("new").await.unwrap().used_at, Some(after(1)));
    }

    async fn failures_held_by_one_transaction_are_seen_by_the_next(db: TestDb) {
        let tries = (0..6).map(|_| {
            db.work(async |mut tx| {
                let before = sign_in_failures::hold(&mut tx, "n", after(1)).await?.failures;
                sign_in_failures::add(&mut tx, "n", after(1)).await?;
                Ok::<_, StoreError>(before)
            })
        });
        let mut seen: Vec<u32> =
            futures_util::future::join_all(tries).await.into_iter().map(Result::unwrap).collect();
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2, 3, 4, 5]);
    }

    async fn failures_forgotten_while_the_next_waits_for_them_are_none(db: TestDb) {
        for round in 0..30 {
            let forgetting = db.work(async |mut tx| {
                sign_in_failures::hold(&mut tx, "n", after(round)).await?;
                sign_in_failures::add(&mut tx, "n", after(round)).await?;
                sign_in_failures::forget(&mut tx, "n").await
            });
            let next = db.work(async |mut tx| {
                let before = sign_in_failures::hold(&mut tx, "n", after(round)).await?.failures;
                Ok::<_, StoreError>(before)
            });
            let (forgotten, before) = tokio::join!(forgetting, next);
            forgotten.unwrap();
            assert_eq!(before.unwrap(), 0);
        }
    }

    async fn failures_are_counted_in_a_row(db: TestDb) {
        let failures = async || db.read(async |mut conn| sign_in_failures::of(&mut conn, "n").await).await.unwrap();
        for second in 1..=3 {
            db.work(async |mut tx| sign_in_failures::add(&mut tx, "n", after(second)).await).await.unwrap();
        }
        let counted = failures().await.unwrap();
        assert_eq!((counted.failures, counted.last_at), (3, after(3)));
        db.work(async |mut tx| sign_in_failures::forget(&mut tx, "n").await).await.unwrap();
        assert_eq!(failures().await, None);
        db.work(async |mut tx| sign_in_failures::add(&mut tx, "n", after(5)).await).await.unwrap();
        let purged = db.work(async |mut tx| sign_in_failures::purge(&mut tx, after(6)).await).await.unwrap();
        assert_eq!(purged, 1);
    }
}
