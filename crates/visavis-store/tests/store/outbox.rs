//! Outbox, inbox, idempotency keys, settings and files, on both engines.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;
use visavis_domain::ids::FileId;
use visavis_store::file::{self, File, Purpose};
use visavis_store::idempotency::{self, Earlier, Request};
use visavis_store::inbox::{self, EventKey};
use visavis_store::outbox::{self, Fate, Filter, NewEntry, Status, Taken, Topic};
use visavis_store::{Db, StoreError, Tx, settings};
use visavis_testkit::both_engines;

use crate::people::{self, minute};

const LEASE: SignedDuration = SignedDuration::from_secs(60);

async fn enqueue(tx: &mut Tx, dedupe: &str, due_at: Timestamp) -> bool {
    let entry = NewEntry {
        topic: Topic::Mail,
        dedupe,
        recipient: "ada@example.com",
        subject_id: "ses_1",
        payload: &json!({"n": dedupe}),
        due_at,
    };
    outbox::enqueue(tx, &entry, minute(0)).await.expect("written")
}

async fn take(db: &Db, now: Timestamp, limit: u32) -> Vec<Taken> {
    let mut tx = db.write().await.expect("a transaction");
    let taken = outbox::take_due(&mut tx, Topic::Mail, now, LEASE, limit).await.expect("taken");
    tx.commit().await.expect("committed");
    taken
}

both_engines! {
    // ALL-4
    async fn four_workers_take_each_entry_once(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        for n in 0..200 {
            assert!(enqueue(&mut tx, &format!("m{n}"), minute(0)).await);
        }
        assert!(!enqueue(&mut tx, "m7", minute(0)).await, "the same fact is one entry");
        tx.commit().await.expect("committed");
        let mut working = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let db = db.clone();
            working.spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let taken = take(&db, minute(1), 7).await;
                    if taken.is_empty() {
                        return mine;
                    }
                    for entry in taken {
                        let mut tx = db.write().await.expect("a transaction");
                        outbox::finish(&mut tx, &entry, minute(1)).await.expect("still ours");
                        tx.commit().await.expect("committed");
                        mine.push(entry.id);
                    }
                }
            });
        }
        let mut all = working.join_all().await.concat();
        all.sort_unstable();
        let taken = all.len();
        all.dedup();
        assert_eq!((taken, all.len()), (200, 200));
        let mut tx = db.read().await.expect("a snapshot");
        let counts = outbox::counts(&mut tx).await.expect("counted");
        assert_eq!(counts.len(), 1);
        assert_eq!((counts[0].topic, counts[0].status, counts[0].count), (Topic::Mail, Status::Sent, 200));
    }

    // ALL-4
    async fn a_dead_workers_entry_goes_to_another_and_the_dead_is_too_late(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        enqueue(&mut tx, "one", minute(5)).await;
        assert_eq!(outbox::next_due(&mut tx, Topic::Mail).await.expect("read"), Some(minute(5)));
        assert_eq!(outbox::next_due(&mut tx, Topic::Pay).await.expect("read"), None);
        tx.commit().await.expect("committed");
        assert!(take(&db, minute(4), 10).await.is_empty(), "not yet");
        let first = take(&db, minute(5), 10).await;
        assert_eq!((first.len(), first[0].attempts), (1, 1));
        assert_eq!(first[0].payload, json!({"n": "one"}));
        assert!(take(&db, minute(5), 10).await.is_empty(), "leased");
        let second = take(&db, minute(6), 10).await;
        assert_eq!((second.len(), second[0].attempts), (1, 2));
        let mut tx = db.write().await.expect("a transaction");
        let late = outbox::finish(&mut tx, &first[0], minute(6)).await;
        assert!(matches!(late, Err(StoreError::Conflict)));
        let mut tx = db.write().await.expect("a transaction");
        outbox::finish(&mut tx, &second[0], minute(6)).await.expect("its own");
        tx.commit().await.expect("committed");
        let mut tx = db.write().await.expect("a transaction");
        let again = outbox::requeue(&mut tx, second[0].id, minute(9)).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "what was sent is not sent again");
    }

    // ALL-4
    async fn what_fails_is_tried_less_and_less_often_and_ends_visibly(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        enqueue(&mut tx, "one", minute(0)).await;
        tx.commit().await.expect("committed");
        let mut now = minute(0);
        let mut tries = 0;
        let dead = loop {
            let taken = take(&db, now, 1).await;
            tries += 1;
            let mut tx = db.write().await.expect("a transaction");
            let fate = outbox::fail(&mut tx, &taken[0], "no route", now).await.expect("noted");
            tx.commit().await.expect("committed");
            match fate {
                Fate::Again(at) => {
                    assert!(at > now);
                    now = at;
                }
                Fate::Dead => break taken[0].id,
            }
        };
        assert_eq!(tries, 11);
        assert!(take(&db, now + LEASE, 1).await.is_empty());
        let mut tx = db.read().await.expect("a snapshot");
        let filter = Filter { status: Some(Status::Dead), ..Filter::default() };
        let listed = outbox::list(&mut tx, &filter, 10).await.expect("listed");
        assert_eq!((listed.len(), listed[0].id), (1, dead));
        assert_eq!(listed[0].last_error.as_deref(), Some("no route"));
        drop(tx);
        let mut tx = db.write().await.expect("a transaction");
        outbox::requeue(&mut tx, dead, now).await.expect("a person presses Retry");
        tx.commit().await.expect("committed");
        let taken = take(&db, now, 1).await;
        assert_eq!((taken.len(), taken[0].attempts), (1, 1));
    }

    async fn the_outbox_page_filters_and_turns_pages(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        for n in 0..5 {
            enqueue(&mut tx, &format!("m{n}"), minute(n)).await;
        }
        tx.commit().await.expect("committed");
        let mut tx = db.read().await.expect("a snapshot");
        let mut list = async |filter: Filter<'_>| {
            let listed = outbox::list(&mut tx, &filter, 2).await.expect("listed");
            listed.iter().map(|entry| (entry.id, entry.dedupe.clone())).collect::<Vec<_>>()
        };
        let first = list(Filter::default()).await;
        assert_eq!(first[0].1, "m4");
        let next = list(Filter { before: Some(first[1].0), ..Filter::default() }).await;
        assert_eq!(next[0].1, "m2");
        assert!(list(Filter { topic: Some(Topic::Sms), ..Filter::default() }).await.is_empty());
        assert!(list(Filter { subject_id: Some("ses_2"), ..Filter::default() }).await.is_empty());
        let here = Filter {
            topic: Some(Topic::Mail),
            status: Some(Status::Waiting),
            subject_id: Some("ses_1"),
            recipient: Some("ada@example.com"),
            before: None,
        };
        assert_eq!(list(here).await.len(), 2);
        let found = outbox::by_id(&mut tx, first[0].0).await.expect("read").expect("it is there");
        assert_eq!(found.payload, json!({"n": "m4"}));
    }

    // PAY-12
    async fn a_provider_that_reports_twice_is_heard_once(db: Db) {
        let key = EventKey { source: "till".to_owned(), event_id: "evt_1".to_owned() };
        let mut telling = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (db, key) = (db.clone(), key.clone());
            telling.spawn(async move {
                let mut tx = db.write().await.expect("a transaction");
                let new = inbox::keep(&mut tx, &key, &json!({"paid": true}), minute(0)).await;
                tx.commit().await.expect("committed");
                new.expect("kept")
            });
        }
        assert_eq!(telling.join_all().await.into_iter().filter(|new| *new).count(), 1);
        let mut tx = db.write().await.expect("a transaction");
        inbox::failed(&mut tx, &key, "not now").await.expect("noted");
        tx.commit().await.expect("committed");
        let mut doing = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (db, key) = (db.clone(), key.clone());
            doing.spawn(async move {
                let mut tx = db.write().await.expect("a transaction");
                let Some(event) = inbox::lock(&mut tx, &key).await.expect("read") else {
                    return false;
                };
                assert_eq!(event.last_error.as_deref(), Some("not now"));
                people::account(&mut tx, 77).await;
                inbox::done(&mut tx, &key, minute(1)).await.expect("ours");
                tx.commit().await.expect("committed");
                true
            });
        }
        assert_eq!(doing.join_all().await.into_iter().filter(|did| *did).count(), 1);
        let mut tx = db.write().await.expect("a transaction");
        assert!(inbox::waiting(&mut tx, 10).await.expect("read").is_empty());
        assert!(matches!(inbox::done(&mut tx, &key, minute(2)).await, Err(StoreError::Conflict)));
    }

    async fn a_repeated_request_gets_the_first_answer(db: Db) {
        let request = Request { actor: Uuid::from_u128(1), key: "k", hash: &[1; 32] };
        let mut asking = tokio::task::JoinSet::new();
        for n in 0..6 {
            let db = db.clone();
            asking.spawn(async move {
                let mut tx = db.write().await?;
                if let Earlier::Same(answer) = idempotency::earlier(&mut tx, request).await? {
                    return Ok(answer);
                }
                let answer = format!("answer {n}");
                idempotency::keep(&mut tx, request, &answer, minute(0)).await?;
                tx.commit().await?;
                Ok(answer)
            });
        }
        let mut answers = BTreeMap::new();
        for outcome in asking.join_all().await {
            match outcome {
                Ok(answer) => *answers.entry(answer).or_insert(0) += 1,
                Err(error) => assert!(matches!(error, StoreError::Conflict), "{error:?}"),
            }
        }
        assert_eq!(answers.len(), 1);
        let mut tx = db.write().await.expect("a transaction");
        let other = Request { hash: &[2; 32], ..request };
        assert_eq!(idempotency::earlier(&mut tx, other).await.expect("read"), Earlier::Other);
        let stranger = Request { actor: Uuid::from_u128(2), ..request };
        assert_eq!(idempotency::earlier(&mut tx, stranger).await.expect("read"), Earlier::None);
        assert_eq!(idempotency::forget_before(&mut tx, minute(1)).await.expect("forgotten"), 1);
    }

    async fn a_setting_keeps_its_history_and_refuses_a_stale_change(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        let by = people::account(&mut tx, 1).await;
        assert_eq!(settings::current(&mut tx, "site").await.expect("read"), None);
        let value = json!({"name": "One"});
        let first = settings::change(&mut tx, "site", 0, &value, None, minute(0)).await;
        assert_eq!(first.expect("set"), 1);
        let value = json!({"name": "Two"});
        let second = settings::change(&mut tx, "site", 1, &value, Some(by), minute(1)).await;
        assert_eq!(second.expect("set"), 2);
        settings::change(&mut tx, "other", 0, &json!(1), None, minute(1)).await.expect("set");
        tx.commit().await.expect("committed");
        for seen in [0, 1, 3] {
            let mut tx = db.write().await.expect("a transaction");
            let stale = settings::change(&mut tx, "site", seen, &json!(0), None, minute(2)).await;
            assert!(matches!(stale, Err(StoreError::Conflict)), "{seen}");
        }
        let mut tx = db.read().await.expect("a snapshot");
        let now = settings::current(&mut tx, "site").await.expect("read").expect("it is set");
        assert_eq!((now.version, &now.value, now.changed_by), (2, &json!({"name": "Two"}), Some(by)));
        assert_eq!(settings::history(&mut tx, "site", 10).await.expect("read").len(), 2);
        let all = settings::all(&mut tx).await.expect("read");
        assert_eq!(all.iter().map(|one| one.version).collect::<Vec<_>>(), [1, 2]);
    }

    async fn contents_are_kept_once_and_come_back_in_chunks(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        let owner = people::account(&mut tx, 1).await;
        let contents: Vec<u8> = (0..=250).cycle().take(file::CHUNK + 1_000).collect();
        let sha256 = file::keep_contents(&mut tx, &contents).await.expect("kept");
        assert_eq!(file::keep_contents(&mut tx, &contents).await.expect("kept"), sha256);
        let nothing = file::keep_contents(&mut tx, &[]).await.expect("kept");
        let described = File {
            id: FileId::from_uuid(Uuid::from_u128(9)),
            owner,
            purpose: Purpose::Avatar,
            conversation: None,
            sha256,
            name: "me.png".to_owned(),
            mime: "image/png".to_owned(),
            size: 263_144,
            created_at: minute(0),
        };
        file::add(&mut tx, &described).await.expect("described");
        tx.commit().await.expect("committed");
        let mut tx = db.read().await.expect("a snapshot");
        assert_eq!(file::by_id(&mut tx, described.id).await.expect("read"), Some(described));
        assert_eq!(file::used_by(&mut tx, owner).await.expect("read"), 263_144);
        assert_eq!(file::contents(&mut tx, &sha256).await.expect("read"), Some(contents));
        assert_eq!(file::chunk(&mut tx, &sha256, 1).await.expect("read").map(|c| c.len()), Some(1_000));
        assert_eq!(file::chunk(&mut tx, &sha256, 2).await.expect("read"), None);
        assert_eq!(file::contents(&mut tx, &nothing).await.expect("read"), Some(vec![]));
        assert_eq!(file::contents(&mut tx, &[0; 32]).await.expect("read"), None);
    }
}
