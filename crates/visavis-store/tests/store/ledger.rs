//! The books: balanced, posted once, never edited, on both engines.

use uuid::Uuid;
use visavis_domain::ids::{AccountId, JournalId, SessionId};
use visavis_domain::ledger::{Account, JournalDraft, JournalKind, Jurisdiction, Realm, sale};
use visavis_domain::money::{BasisPoints, Currency, Money};
use visavis_domain::split::{Rates, Split};
use visavis_store::ledger::{self, NewSettlement};
use visavis_store::{Constraint, Db, Sql, StoreError, Tx, args};
use visavis_testkit::both_engines;

use crate::people::{self, minute};

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn journal(n: u128) -> JournalId {
    JournalId::from_uuid(Uuid::from_u128(n))
}

fn split() -> Split {
    let share = |bp| BasisPoints::new(bp).expect("below one");
    let rates = Rates { tax: share(2_000), commission: share(2_000) };
    Split::of(eur(6_000), rates).expect("it splits")
}

fn moving(source: &str, debit: Account, credit: Account, minor: i64) -> JournalDraft {
    JournalDraft::begin(JournalKind::TopUp, source)
        .transfer(debit, credit, eur(minor))
        .and_then(visavis_domain::ledger::Drafting::done)
        .expect("a journal")
}

async fn post(tx: &mut Tx, n: u128, draft: &JournalDraft) -> Result<(), StoreError> {
    ledger::post(tx, journal(n), Realm::Test, draft, None, minute(0)).await
}

/// A paid and settled session.
async fn settle(tx: &mut Tx, session: SessionId, n: u128) -> Result<(), StoreError> {
    let host = visavis_domain::ids::HostId::from_uuid(Uuid::from_u128(1));
    let split = split();
    let draft = sale::settle(session, host, &split, Jurisdiction::UNSTATED).expect("a journal");
    ledger::post(tx, journal(n), Realm::Test, &draft, Some(session), minute(1)).await?;
    let new = NewSettlement { session, journal: journal(n), split, at: minute(1) };
    ledger::settle(tx, &new).await
}

async fn paid_session(db: &Db) -> SessionId {
    let (_, _, session) = people::one_session(db).await;
    let mut tx = db.write().await.expect("a transaction");
    let draft = sale::capture("pay_1", session, eur(6_000)).expect("a journal");
    ledger::post(&mut tx, journal(10), Realm::Test, &draft, Some(session), minute(0))
        .await
        .expect("posted");
    tx.commit().await.expect("committed");
    session
}

both_engines! {
    // ALL-1
    async fn a_sale_is_shared_out_and_adds_up(db: Db) {
        let session = paid_session(&db).await;
        let mut tx = db.write().await.expect("a transaction");
        settle(&mut tx, session, 11).await.expect("settled");
        tx.commit().await.expect("committed");
        let mut tx = db.read().await.expect("a snapshot");
        let mut held = async |account| {
            ledger::balance(&mut tx, Realm::Test, account, Currency::EUR).await.expect("a balance")
        };
        let host = visavis_domain::ids::HostId::from_uuid(Uuid::from_u128(1));
        let parts = split();
        assert_eq!(held(Account::Clearing).await, eur(6_000));
        assert_eq!(held(Account::Escrow(session)).await, eur(0));
        assert_eq!(held(Account::HostPending(host)).await, parts.host);
        assert_eq!(held(Account::Commission).await, parts.commission);
        assert_eq!(held(Account::Tax(Jurisdiction::UNSTATED)).await, parts.tax);
        assert_eq!(held(Account::Loss).await, eur(0));
        assert_eq!(ledger::verify(&mut tx, Realm::Test).await.expect("verified"), vec![]);
        assert_eq!(ledger::balances(&mut tx, Realm::Test).await.expect("balances").len(), 5);
        let journals = ledger::journals_of(&mut tx, session).await.expect("journals");
        let kinds: Vec<_> = journals.iter().map(|one| (one.kind, one.lines.len())).collect();
        assert_eq!(kinds, [(JournalKind::Capture, 1), (JournalKind::Settle, 3)]);
        let settled = ledger::settlement_of(&mut tx, session).await.expect("read");
        assert_eq!(settled.expect("it is settled").split, parts);
        assert!(
            ledger::is_posted(&mut tx, Realm::Test, JournalKind::Capture, journals[0].source.as_str())
                .await
                .expect("read")
        );
    }

    // ALL-1
    async fn a_session_is_settled_once(db: Db) {
        let session = paid_session(&db).await;
        let mut racing = tokio::task::JoinSet::new();
        for n in 0..12 {
            let db = db.clone();
            racing.spawn(async move {
                let mut tx = db.write().await?;
                settle(&mut tx, session, 100 + n).await?;
                tx.commit().await
            });
        }
        let outcomes = racing.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert_eq!(error.constraint(), Some(Constraint::JournalOnce), "{error:?}");
        }
        // And with a journal of another name the settlement itself is refused.
        let mut tx = db.write().await.expect("a transaction");
        let new = NewSettlement { session, journal: journal(10), split: split(), at: minute(2) };
        let error = ledger::settle(&mut tx, &new).await.expect_err("settled before");
        assert_eq!(error.constraint(), Some(Constraint::SessionSettledOnce));
    }

    // ALL-1
    async fn a_wallet_is_never_overdrawn(db: Db) {
        let client = AccountId::from_uuid(Uuid::from_u128(2));
        let (wallet, bank) = (Account::Wallet(client), Account::Bank);
        let mut tx = db.write().await.expect("a transaction");
        post(&mut tx, 1, &moving("in", bank, wallet, 700)).await.expect("posted");
        tx.commit().await.expect("committed");
        let mut racing = tokio::task::JoinSet::new();
        for n in 0..12_u128 {
            let db = db.clone();
            racing.spawn(async move {
                let mut tx = db.write().await?;
                let draft = moving(&format!("out-{n}"), wallet, bank, 200);
                post(&mut tx, 100 + n, &draft).await?;
                tx.commit().await
            });
        }
        let outcomes = racing.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert_eq!(error.constraint(), Some(Constraint::LedgerOverdraft), "{error:?}");
        }
        let mut tx = db.read().await.expect("a snapshot");
        let left = ledger::balance(&mut tx, Realm::Test, wallet, Currency::EUR).await;
        assert_eq!(left.expect("a balance"), eur(100));
        assert_eq!(ledger::verify(&mut tx, Realm::Test).await.expect("verified"), vec![]);
    }

    // ALL-1
    async fn a_journal_that_overdraws_in_its_second_line_leaves_nothing(db: Db) {
        let client = AccountId::from_uuid(Uuid::from_u128(2));
        let mut tx = db.write().await.expect("a transaction");
        let draft = JournalDraft::begin(JournalKind::TopUp, "both")
            .transfer(Account::Bank, Account::Wallet(client), eur(100))
            .and_then(|draft| draft.transfer(Account::Wallet(client), Account::Bank, eur(101)))
            .and_then(visavis_domain::ledger::Drafting::done)
            .expect("a journal");
        let error = post(&mut tx, 1, &draft).await.expect_err("overdrawn");
        assert_eq!(error.constraint(), Some(Constraint::LedgerOverdraft));
        drop(tx);
        assert_eq!(people::count(&db, "SELECT COUNT(*) FROM journal").await, 0);
        assert_eq!(people::count(&db, "SELECT COUNT(*) FROM ledger_account").await, 0);
    }

    // ALL-1
    async fn realms_and_currencies_never_meet(db: Db) {
        let client = AccountId::from_uuid(Uuid::from_u128(2));
        let mut tx = db.write().await.expect("a transaction");
        let draft = moving("in", Account::Bank, Account::Wallet(client), 700);
        post(&mut tx, 1, &draft).await.expect("posted");
        ledger::post(&mut tx, journal(2), Realm::Live, &draft, None, minute(0)).await.expect("its own");
        let yen = Money::new(700, "JPY".parse().expect("a currency"));
        let draft = JournalDraft::begin(JournalKind::TopUp, "yen")
            .transfer(Account::Bank, Account::Wallet(client), yen)
            .and_then(visavis_domain::ledger::Drafting::done)
            .expect("a journal");
        post(&mut tx, 3, &draft).await.expect("posted");
        tx.commit().await.expect("committed");
        for text in [
            "INSERT INTO transfer (journal_id, n, debit, credit, amount_minor) VALUES
                ($1, 9, (SELECT id FROM ledger_account WHERE realm = 'test' AND currency = 'EUR' AND code = 'A:bank'),
                (SELECT id FROM ledger_account WHERE realm = 'live' AND currency = 'EUR' AND code = 'L:wallet'), 1)",
            "INSERT INTO transfer (journal_id, n, debit, credit, amount_minor) VALUES
                ($1, 9, (SELECT id FROM ledger_account WHERE realm = 'test' AND currency = 'EUR' AND code = 'A:bank'),
                (SELECT id FROM ledger_account WHERE realm = 'test' AND currency = 'JPY' AND code = 'L:wallet'), 1)",
            "INSERT INTO transfer (journal_id, n, debit, credit, amount_minor) VALUES
                ($1, 9, (SELECT id FROM ledger_account WHERE realm = 'live' AND currency = 'EUR' AND code = 'A:bank'),
                (SELECT id FROM ledger_account WHERE realm = 'live' AND currency = 'EUR' AND code = 'L:wallet'), 1)",
        ] {
            let mut tx = db.write().await.expect("a transaction");
            let refused = tx.exec(Sql::unregistered(text), args![journal(1)]).await;
            let error = refused.expect_err("mixed");
            assert_eq!(error.constraint(), Some(Constraint::LedgerMixed), "{text}");
        }
    }

    // ALL-1
    async fn the_books_cannot_be_edited(db: Db) {
        let session = paid_session(&db).await;
        let mut tx = db.write().await.expect("a transaction");
        settle(&mut tx, session, 11).await.expect("settled");
        tx.commit().await.expect("committed");
        for text in [
            "UPDATE transfer SET amount_minor = amount_minor + 1",
            "UPDATE transfer SET n = n + 100",
            "DELETE FROM transfer",
            "UPDATE journal SET source = 'other'",
            "UPDATE journal SET at = at + 1",
            "DELETE FROM journal",
            "UPDATE settlement SET host_minor = host_minor + 1, total_minor = total_minor + 1",
            "DELETE FROM settlement",
            "UPDATE ledger_account SET credits = credits + 12345",
            "UPDATE ledger_account SET debits = debits + (SELECT amount_minor FROM transfer ORDER BY n DESC LIMIT 1)",
            "UPDATE ledger_account SET debits = 0",
            "INSERT INTO ledger_account (realm, code, owner, currency, normal, floor_zero, credits)
                VALUES ('test', 'L:wallet', 'x', 'EUR', 'C', TRUE, 100)",
            "UPDATE ledger_account SET floor_zero = NOT floor_zero",
            "UPDATE ledger_account SET owner = 'x'",
            "DELETE FROM ledger_account",
        ] {
            let mut tx = db.write().await.expect("a transaction");
            let refused = tx.exec(Sql::unregistered(text), args![]).await.expect_err(text);
            assert_eq!(refused.constraint(), Some(Constraint::LedgerFrozen), "{text}");
        }
    }

    async fn what_was_asked_of_a_provider_stays_as_it_was(db: Db) {
        let (_, _, session) = people::one_session(&db).await;
        let insert = Sql::unregistered(
            "INSERT INTO payment_op (id, realm, provider, session_id, purpose, seq, amount_minor, currency, detail, state, created_at)
             VALUES ($1, 'test', 'till', $2, 'purchase', 1, 6000, 'EUR', '{}', 'pending', 0)",
        );
        let mut tx = db.write().await.expect("a transaction");
        tx.exec(insert, args![Uuid::from_u128(20), session]).await.expect("written");
        tx.commit().await.expect("committed");
        for (text, want) in [
            ("UPDATE payment_op SET amount_minor = 1", Constraint::PaymentOpFrozen),
            ("UPDATE payment_op SET currency = 'USD'", Constraint::PaymentOpFrozen),
            ("UPDATE payment_op SET realm = 'live'", Constraint::PaymentOpFrozen),
            ("DELETE FROM payment_op", Constraint::PaymentOpFrozen),
        ] {
            let mut tx = db.write().await.expect("a transaction");
            let refused = tx.exec(Sql::unregistered(text), args![]).await.expect_err(text);
            assert_eq!(refused.constraint(), Some(want), "{text}");
        }
        let mut tx = db.write().await.expect("a transaction");
        let again = tx.exec(insert, args![Uuid::from_u128(21), session]).await.expect_err("again");
        assert_eq!(again.constraint(), Some(Constraint::PaymentOpOnce));
        let mut tx = db.write().await.expect("a transaction");
        let forward = Sql::unregistered("UPDATE payment_op SET state = 'done'");
        tx.exec_one(forward, args![]).await.expect("its state may move");
    }

    // PAY-6, PAY-8
    async fn a_service_is_never_deleted_nor_its_price_changed(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        let host = people::host(&mut tx, 1).await;
        let service = Sql::unregistered(
            "INSERT INTO service (id, host_id, enabled, n, position, created_at)
             VALUES ($1, $2, TRUE, 1, 1, 0)",
        );
        tx.exec(service, args![Uuid::from_u128(5), host]).await.expect("a service");
        let revision = Sql::unregistered(
            "INSERT INTO service_revision
                (id, service_id, n, title, description, channel, price_minor, currency, minutes, created_at)
             VALUES ($1, $2, 1, 'a', 'b', 'video', 6000, 'EUR', 50, 0)",
        );
        tx.exec(revision, args![Uuid::from_u128(6), Uuid::from_u128(5)]).await.expect("terms");
        tx.commit().await.expect("committed");
        for (text, want) in [
            ("DELETE FROM service_revision", Constraint::ServiceNeverDeleted),
            ("DELETE FROM service", Constraint::ServiceNeverDeleted),
            ("UPDATE service_revision SET price_minor = 1", Constraint::ServiceRevisionFrozen),
            ("UPDATE service_revision SET minutes = 1", Constraint::ServiceRevisionFrozen),
        ] {
            let mut tx = db.write().await.expect("a transaction");
            let refused = tx.exec(Sql::unregistered(text), args![]).await.expect_err(text);
            assert_eq!(refused.constraint(), Some(want), "{text}");
        }
        let mut tx = db.write().await.expect("a transaction");
        let words = Sql::unregistered("UPDATE service_revision SET title = 'c'");
        tx.exec_one(words, args![]).await.expect("words may be mended");
    }
}

#[tokio::test]
async fn sqlite_cannot_replace_a_row_of_the_books() {
    let test = visavis_testkit::TestDb::sqlite().await;
    let db = test.db();
    paid_session(&db).await;
    for text in [
        "REPLACE INTO journal (id, realm, kind, source, at) SELECT id, realm, kind, 'other', at FROM journal",
        "REPLACE INTO transfer SELECT journal_id, n, debit, credit, 1 FROM transfer",
        "UPDATE OR REPLACE ledger_account SET code = 'A:bank'",
    ] {
        let mut tx = db.write().await.expect("a transaction");
        let refused = tx.exec(Sql::unregistered(text), args![]).await.expect_err(text);
        assert_eq!(refused.constraint(), Some(Constraint::LedgerFrozen), "{text}");
    }
}
