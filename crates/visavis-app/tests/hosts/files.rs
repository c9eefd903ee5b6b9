//! PAY-2: pictures; and files of a conversation, for its two people alone (ALL-5).

use bytes::Bytes;
use image::{ImageFormat, RgbImage};
use std::io::Cursor;
use std::time::Duration;
use visavis_app::file::{self, Picture, QUOTA_BYTES};
use visavis_app::testing::market::Market;
use visavis_app::{App, Failure, host};
use visavis_domain::ids::{AccountId, ConversationId, FileId};
use visavis_store::{conversation, file as files};
use visavis_testkit::both_engines;

use super::stage::{app, faults, newcomer, person};

fn png(width: u32, height: u32) -> Bytes {
    let mut out = Cursor::new(Vec::new());
    RgbImage::new(width, height).write_to(&mut out, ImageFormat::Png).expect("a picture");
    out.into_inner().into()
}

async fn keep(
    app: &App,
    owner: AccountId,
    conversation: ConversationId,
    name: &str,
    content: &[u8],
) -> Result<FileId, Failure> {
    let mut tx = app.store.write().await.expect("a transaction");
    let id = file::keep_chat_file(app, &mut tx, owner, conversation, name, content).await?;
    tx.commit().await.expect("kept");
    Ok(id)
}

async fn talk(market: &Market) -> ConversationId {
    let app = market.app();
    let now = app.clock.now();
    let id = ConversationId::from_uuid(app.random.uuid(now));
    let mut tx = app.store.write().await.expect("a transaction");
    let open = conversation::open(&mut tx, id, market.host, market.client.account.id, now).await;
    tx.commit().await.expect("kept");
    open.expect("a conversation").id
}

/// The moment and the signature of an address.
fn signed(path: &str) -> (i64, String) {
    let (_, query) = path.split_once("?until=").expect("a signed address");
    let (until, sign) = query.split_once("&sign=").expect("a signature");
    (until.parse().expect("a moment"), sign.to_owned())
}

both_engines! {
    async fn pay_2_a_picture_is_set_shown_and_taken_away(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let owner = id.account();
        file::set_picture(&app, owner, Picture::Avatar, Some(png(900, 600))).await.expect("set");
        file::set_picture(&app, owner, Picture::Cover, Some(png(90, 60))).await.expect("set");
        let mine = host::mine(&app, id).await.expect("a profile");
        assert_eq!(mine.reminders, [], "the gentle reminders are gone");
        let avatar = mine.row.avatar.expect("a portrait");
        let (described, content) = file::picture(&app, avatar).await.expect("a picture");
        assert_eq!(described.mime, "image/jpeg");
        let drawn = image::load_from_memory(&content).expect("a picture");
        assert_eq!((drawn.width(), drawn.height()), (512, 512));
        file::set_picture(&app, owner, Picture::Avatar, None).await.expect("taken away");
        assert_eq!(host::mine(&app, id).await.expect("a profile").row.avatar, None);
    }

    async fn what_is_no_picture_is_refused_and_nothing_changes(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let set = async |content: Bytes| {
            let set = file::set_picture(&app, id.account(), Picture::Avatar, Some(content)).await;
            faults(&set.expect_err("refused"))
        };
        assert_eq!(set(Bytes::from_static(b"<svg onload=x>")).await, ["fault-picture-kind"]);
        assert_eq!(set(png(60, 60).slice(..40)).await, ["fault-picture-broken"]);
        let large = vec![0; file::PICTURE_BYTES_MAX + 1].into();
        assert_eq!(set(large).await, ["fault-picture-large"]);
        assert_eq!(host::mine(&app, id).await.expect("a profile").row.avatar, None);
    }

    async fn all_5_a_chat_file_is_for_the_two_and_its_address_is_good_for_ten_minutes(db: Db) {
        let market = Market::open(db).await;
        let app = market.app();
        let client = market.client.account.id;
        let stranger = person(app, "stranger").await;
        let between = talk(&market).await;
        let id = keep(app, client, between, "../letter.pdf", b"%PDF-1.7 dear").await.expect("kept");
        let (until, sign) = signed(&file::signed_path(app, id));
        let kept = file::chat_file(app, id, until, &sign, None).await.expect("a fresh address");
        assert_eq!((kept.name.as_str(), kept.mime.as_str()), ("letter.pdf", "application/pdf"));
        let content = file::part(app, &kept, 0).await.expect("a query").expect("a part");
        assert_eq!(content, b"%PDF-1.7 dear");
        assert_eq!(file::part(app, &kept, 1).await.expect("a query"), None);
        let forged = file::chat_file(app, id, until + 60, &sign, Some(stranger)).await;
        assert!(matches!(forged, Err(Failure::NotFound)), "{forged:?}");
        market.test.hands.advance(Duration::from_secs(601));
        for reader in [None, Some(stranger)] {
            let late = file::chat_file(app, id, until, &sign, reader).await;
            assert!(matches!(late, Err(Failure::NotFound)), "{late:?}");
        }
        for party in [client, market.host.account()] {
            file::chat_file(app, id, until, &sign, Some(party)).await.expect("one of the two");
        }
        let public = file::picture(app, id).await;
        assert!(matches!(public, Err(Failure::NotFound)), "a chat file is no public picture");
    }

    async fn a_file_is_what_it_holds_and_space_has_an_end(db: Db) {
        let market = Market::open(db).await;
        let app = market.app();
        let client = market.client.account.id;
        let between = talk(&market).await;
        for (name, content, want) in [
            ("a.txt", b"".as_slice(), "fault-file-empty"),
            ("invoice.pdf", b"MZ\x90\0", "fault-file-kind"),
        ] {
            let refused = keep(app, client, between, name, content).await.expect_err("refused");
            assert_eq!(faults(&refused), [want]);
        }
        let large = vec![b'a'; file::CHAT_BYTES_MAX + 1];
        let refused = keep(app, client, between, "a.txt", &large).await.expect_err("refused");
        assert_eq!(faults(&refused), ["fault-file-large"]);
        let id = keep(app, client, between, "a.txt", b"hello").await.expect("kept");
        let mut tx = app.store.write().await.expect("a transaction");
        let small = files::by_id(&mut tx, id).await.expect("a query").expect("the file");
        let other = FileId::from_uuid(app.random.uuid(app.clock.now()));
        let full = files::File { id: other, size: QUOTA_BYTES - 5, ..small };
        files::add(&mut tx, &full).await.expect("kept");
        tx.commit().await.expect("kept");
        let refused = keep(app, client, between, "b.txt", b"x").await.expect_err("full");
        assert_eq!(faults(&refused), ["fault-file-quota"]);
    }
}
