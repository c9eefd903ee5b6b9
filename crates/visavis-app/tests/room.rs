//! The room from inside: who is there, for how long, on which device. The clock is moved by hand and
//! pages answer their pings, or do not.

use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::sync::mpsc::error::TryRecvError;
use visavis_app::room::{self, Chat, Entrance, LineId, ToPage, Why};
use visavis_app::testing::TestApp;
use visavis_app::testing::market::{Market, account};
use visavis_app::{Failure, access};
use visavis_domain::ids::SessionId;
use visavis_domain::session::{Command, Party, PhaseName, Refusal};
use visavis_store::people::{self, Role};
use visavis_testkit::both_engines;

/// A page in a room.
struct Page {
    line: Option<LineId>,
    told: Receiver<ToPage>,
    heard: Vec<ToPage>,
    is_awake: bool,
    is_closed: bool,
}

impl Page {
    async fn open(market: &Market, id: SessionId, party: Party, device: &str) -> Self {
        Self::try_open(market, id, party, device).await.expect("the door is open")
    }

    async fn try_open(
        market: &Market,
        id: SessionId,
        party: Party,
        device: &str,
    ) -> Result<Self, Failure> {
        let app = market.app();
        let everybody = access::participants(app, id).await.expect("participants");
        let me = everybody.iter().find(|one| one.party == party).expect("a part in it");
        let Entrance { line, told } = room::enter(app, id, me, device).await?;
        Ok(Self { line, told, heard: vec![], is_awake: true, is_closed: false })
    }

    fn listen(&mut self) -> Vec<u64> {
        let mut pings = vec![];
        loop {
            match self.told.try_recv() {
                Ok(ToPage::Ping { n }) => pings.push(n),
                Ok(other) => self.heard.push(other),
                Err(TryRecvError::Empty) => return pings,
                Err(TryRecvError::Disconnected) => {
                    self.is_closed = true;
                    return pings;
                }
            }
        }
    }

    async fn answer(&mut self, market: &Market) {
        if self.is_awake {
            for n in self.listen() {
                self.say(market, &format!(r#"{{"t":"pong","n":{n}}}"#)).await;
            }
        }
    }

    async fn say(&self, market: &Market, text: &str) {
        let address = TestApp::visitor().address;
        room::hear(market.app(), self.line.expect("a line"), address, text).await;
    }

    fn close(&self, market: &Market) {
        room::leave(market.app(), self.line.expect("a line"));
    }

    fn has(&self, wanted: impl Fn(&ToPage) -> bool) -> bool {
        self.heard.iter().any(wanted)
    }

    fn chats(&self) -> Vec<&Chat> {
        let chats = self.heard.iter().filter_map(|message| match message {
            ToPage::Chat(chat) => Some(&**chat),
            ToPage::Hello(_)
            | ToPage::Ping { .. }
            | ToPage::Presence { .. }
            | ToPage::Phase { .. }
            | ToPage::Media(_)
            | ToPage::Taken { .. }
            | ToPage::TakeoverAsked { .. }
            | ToPage::SeatBusy
            | ToPage::Ended { .. }
            | ToPage::Error { .. } => None,
        });
        chats.collect()
    }
}

/// Half seconds go by: the room beats, and whoever is awake answers.
async fn live(market: &Market, pages: &mut [&mut Page], secs: u64) {
    for _ in 0..secs * 2 {
        room::beat(market.app()).await;
        for page in pages.iter_mut() {
            page.answer(market).await;
        }
        market.test.hands.advance(Duration::from_millis(500));
    }
    room::beat(market.app()).await;
    for page in pages.iter_mut() {
        page.answer(market).await;
    }
}

async fn phase(market: &Market, id: SessionId) -> PhaseName {
    market.session(id).await.phase.name()
}

async fn proven(market: &Market, id: SessionId) -> u32 {
    market.session(id).await.phase.sold().expect("a sale").meeting.proven_secs
}

both_engines! {
    /// PAY-20: the countdown starts when both are connected; their time is proven.
    async fn pay_20_the_time_starts_when_both_are_there(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let mut client = Page::open(&market, id, Party::Client, "phone").await;
        live(&market, &mut [&mut client], 5).await;
        assert_eq!(phase(&market, id).await, PhaseName::ToSchedule);
        let mut host = Page::open(&market, id, Party::Host, "desk").await;
        live(&market, &mut [&mut client, &mut host], 3).await;
        assert_eq!(phase(&market, id).await, PhaseName::Live);
        live(&market, &mut [&mut client, &mut host], 60).await;
        let secs = proven(&market, id).await;
        assert!((50..=63).contains(&secs), "{secs}");
        assert!(client.has(|message| matches!(message, ToPage::Hello(hello)
            if hello.media.is_some() && hello.duration_s == 3_000)));
        assert!(client.has(|message| matches!(message, ToPage::Phase { phase: "live", met_at: Some(_) })));
        assert!(client.has(|message| matches!(message, ToPage::Presence { others } if others[0].here)));
        assert_eq!(market.session(id).await.phase.sold().map(|sold| sold.meeting.client_came), Some(true));
    }

    /// RING-20: silence pauses after ten seconds, back to the last proven second; coming back resumes.
    async fn ring_20_a_silent_page_pauses_and_its_silence_is_not_counted(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let mut client = Page::open(&market, id, Party::Client, "phone").await;
        let mut host = Page::open(&market, id, Party::Host, "desk").await;
        live(&market, &mut [&mut client, &mut host], 20).await;
        client.is_awake = false;
        live(&market, &mut [&mut client, &mut host], 8).await;
        assert_eq!(phase(&market, id).await, PhaseName::Live);
        live(&market, &mut [&mut client, &mut host], 4).await;
        assert_eq!(phase(&market, id).await, PhaseName::Paused);
        let before = proven(&market, id).await;
        assert!(before <= 21, "{before}");
        live(&market, &mut [&mut client, &mut host], 10).await;
        // It wakes and answers everything that it had slept through.
        client.is_awake = true;
        live(&market, &mut [&mut client, &mut host], 10).await;
        assert_eq!(phase(&market, id).await, PhaseName::Live);
        live(&market, &mut [&mut client, &mut host], 6).await;
        let after = proven(&market, id).await;
        assert!(after <= before + 17, "{before} and then {after}");
    }

    /// A closed tab pauses at once; the same device takes its seat again without a word.
    async fn a_closed_tab_pauses_at_once_and_comes_back_silently(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let mut client = Page::open(&market, id, Party::Client, "phone").await;
        let mut host = Page::open(&market, id, Party::Host, "desk").await;
        live(&market, &mut [&mut client, &mut host], 6).await;
        client.close(&market);
        live(&market, &mut [&mut host], 1).await;
        assert_eq!(phase(&market, id).await, PhaseName::Paused);
        assert!(host.has(|message| matches!(message, ToPage::Presence { others } if !others[0].here)));
        let mut client = Page::open(&market, id, Party::Client, "phone").await;
        live(&market, &mut [&mut client, &mut host], 3).await;
        assert_eq!(phase(&market, id).await, PhaseName::Live);
        // A line that broke without a word: the new one of the same device replaces it.
        let mut again = Page::open(&market, id, Party::Client, "phone").await;
        client.listen();
        assert!(client.is_closed && !again.has(|message| *message == ToPage::SeatBusy));
        live(&market, &mut [&mut again, &mut host], 2).await;
        assert_eq!(phase(&market, id).await, PhaseName::Live);
        again.close(&market);
        host.close(&market);
        live(&market, &mut [], 1).await;
        assert_eq!(phase(&market, id).await, PhaseName::Paused);
    }

    /// PAY-15: another device asks; ten seconds later the seat is its own, and nobody was added.
    async fn pay_15_a_second_device_takes_the_seat_over(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let mut host = Page::open(&market, id, Party::Host, "desk").await;
        let mut old = Page::open(&market, id, Party::Client, "phone").await;
        live(&market, &mut [&mut old, &mut host], 4).await;
        let mut new = Page::open(&market, id, Party::Client, "laptop").await;
        live(&market, &mut [&mut old, &mut new, &mut host], 12).await;
        assert!(new.has(|message| *message == ToPage::SeatBusy));
        assert!(!new.has(|message| matches!(message, ToPage::Hello(_))), "it has not asked yet");
        new.say(&market, r#"{"t":"chat","nonce":"n","text":"let me in"}"#).await;
        new.say(&market, r#"{"t":"take_over"}"#).await;
        live(&market, &mut [&mut old, &mut new, &mut host], 9).await;
        assert!(old.has(|message| *message == ToPage::TakeoverAsked { deadline_ms: 10_000 }));
        assert!(!old.is_closed, "there is a second left to object");
        live(&market, &mut [&mut old, &mut new, &mut host], 3).await;
        assert!(old.is_closed && old.has(|message| *message == ToPage::Taken { why: Why::Moved }));
        assert!(new.has(|message| matches!(message, ToPage::Hello(hello) if hello.media.is_some())));
        assert_eq!(access::participants(market.app(), id).await.map_or(0, |all| all.len()), 2);
        assert!(host.chats().is_empty(), "who has no seat says nothing");
        live(&market, &mut [&mut new, &mut host], 2).await;
        assert_eq!(phase(&market, id).await, PhaseName::Live);
    }

    /// PAY-15: *Not me* closes the link, tells both who must know, and lets nobody in.
    async fn pay_15_not_me_closes_the_link_and_tells_the_operator(db: Db) {
        let market = Market::open(db).await;
        let app = market.app();
        let operator = people::Account { role: Role::Operator, ..account(app, "olga@example.org", "olga") };
        let mut tx = app.store.write().await.expect("a transaction");
        people::insert(&mut tx, &operator).await.expect("an operator");
        tx.commit().await.expect("kept");
        let id = market.sold().await;
        let seat = access::seat_after_payment(app, id).await.expect("a query").expect("a seat");
        let mut old = Page::open(&market, id, Party::Client, "phone").await;
        let mut new = Page::open(&market, id, Party::Client, "stranger").await;
        live(&market, &mut [&mut old, &mut new], 2).await;
        old.say(&market, r#"{"t":"not_me"}"#).await;
        assert_eq!(market.mails("seat_alarm").await, 0, "nobody had asked");
        new.say(&market, r#"{"t":"take_over"}"#).await;
        live(&market, &mut [&mut old, &mut new], 3).await;
        old.say(&market, r#"{"t":"not_me"}"#).await;
        old.say(&market, r#"{"t":"not_me"}"#).await;
        live(&market, &mut [&mut old, &mut new], 12).await;
        assert!(new.is_closed && new.has(|message| *message == ToPage::Taken { why: Why::Revoked }));
        assert!(!old.is_closed, "who objected stays");
        let cookie = access::seat(app, seat.cookie.reveal()).await.expect("a query");
        assert_eq!(cookie, None, "what the link became is dead with it");
        assert_eq!(market.mails("seat_alarm").await, 2, "the participant and the operator");
        assert_eq!(market.mails("link_reissued").await, 0, "no new link in silence");
    }

    /// PAY-22: the host's end empties the room; what was proven last still counts.
    async fn pay_22_the_end_empties_the_room(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let mut client = Page::open(&market, id, Party::Client, "phone").await;
        let mut host = Page::open(&market, id, Party::Host, "desk").await;
        live(&market, &mut [&mut client, &mut host], 33).await;
        market.tell(id, Command::End { by: Party::Host }).await.expect("the host ends it");
        client.listen();
        host.listen();
        let said = |message: &ToPage| matches!(message, ToPage::Ended { by, delivered: false } if !by.is_empty());
        assert!(client.is_closed && client.has(said) && host.is_closed && host.has(said));
        live(&market, &mut [], 2).await;
        let secs = proven(&market, id).await;
        assert!((29..=33).contains(&secs), "{secs}");
        let mut late = Page::open(&market, id, Party::Client, "phone").await;
        late.listen();
        assert!(late.is_closed && late.has(said), "whoever missed it hears it on coming back");
    }

    /// PAY-21: nothing happens at zero, and the time goes on being counted.
    async fn pay_21_overtime_puts_nobody_out(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let mut client = Page::open(&market, id, Party::Client, "phone").await;
        let mut host = Page::open(&market, id, Party::Host, "desk").await;
        live(&market, &mut [&mut client, &mut host], 51 * 60).await;
        market.test.settle().await;
        assert_eq!(phase(&market, id).await, PhaseName::Live);
        assert!(!client.is_closed && !host.is_closed);
        // While both stay, the session hears of it once a minute; the end says it exactly.
        market.tell(id, Command::End { by: Party::Host }).await.expect("the host ends it");
        live(&market, &mut [], 2).await;
        assert!(proven(&market, id).await > 50 * 60);
    }

    /// A restart forgets who sat there; the session knows it.
    async fn after_a_restart_nobody_is_in_a_room(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let mut client = Page::open(&market, id, Party::Client, "phone").await;
        let mut host = Page::open(&market, id, Party::Host, "desk").await;
        live(&market, &mut [&mut client, &mut host], 20).await;
        let before = proven(&market, id).await;
        let test = TestApp::new(market.app().store.clone());
        room::sweep(&test.app).await.expect("rooms are swept");
        let after = Market { test, ..market.clone() };
        assert_eq!(phase(&after, id).await, PhaseName::Paused);
        assert_eq!(proven(&after, id).await, before);
        let mut client = Page::open(&after, id, Party::Client, "phone").await;
        let mut host = Page::open(&after, id, Party::Host, "desk").await;
        live(&after, &mut [&mut client, &mut host], 20).await;
        assert_eq!(phase(&after, id).await, PhaseName::Live);
        assert!(proven(&after, id).await > before, "it goes on from what was proven");
    }

    /// ALL-2: a host is live in one session at a time, and is told so in words.
    async fn all_2_a_host_cannot_be_live_twice(db: Db) {
        let market = Market::open(db).await;
        let one = market.sold().await;
        let two = market.buy("two").await;
        market.press(two, visavis_pay::till::Button::Approve).await;
        let mut host = Page::open(&market, one, Party::Host, "desk").await;
        live(&market, &mut [&mut host], 3).await;
        assert_eq!(phase(&market, one).await, PhaseName::Open);
        let mut also = Page::open(&market, two, Party::Host, "desk").await;
        live(&market, &mut [&mut host, &mut also], 12).await;
        assert_eq!(phase(&market, two).await, PhaseName::ToSchedule);
        let told = also.heard.iter().filter(|message| {
            **message == ToPage::Error { text: "room-error-elsewhere" }
        });
        assert_eq!(told.count(), 1, "once, not at every beat");
        host.close(&market);
        live(&market, &mut [&mut also], 8).await;
        assert_eq!(phase(&market, two).await, PhaseName::Open);
    }

    /// HELP-12: not earlier than ten minutes before the time.
    async fn help_12_the_door_opens_ten_minutes_before(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let starts_at = market.test.hands.now() + jiff::SignedDuration::from_mins(60);
        let times = Command::ProposeTimes { by: Party::Host, times: vec![starts_at] };
        market.tell(id, times).await.expect("times are proposed");
        let pick = Command::PickTime { by: Party::Client, starts_at };
        market.tell(id, pick).await.expect("one is picked");
        market.test.hands.advance(Duration::from_mins(49));
        let early = Page::try_open(&market, id, Party::Client, "phone").await.err();
        assert!(matches!(early, Some(Failure::Refused(Refusal::TooEarly { .. }))), "{early:?}");
        market.test.hands.advance(Duration::from_mins(1));
        let mut client = Page::open(&market, id, Party::Client, "phone").await;
        live(&market, &mut [&mut client], 2).await;
        assert!(client.has(|message| matches!(message, ToPage::Hello(_))));
    }

    /// Words reach both, once, and stay for who comes later.
    async fn ring_5_words_reach_both_once_and_stay(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let mut client = Page::open(&market, id, Party::Client, "phone").await;
        let mut host = Page::open(&market, id, Party::Host, "desk").await;
        live(&market, &mut [&mut client, &mut host], 2).await;
        for _ in 0..2 {
            client.say(&market, r#"{"t":"chat","nonce":"a","text":" Good evening "}"#).await;
        }
        client.say(&market, r#"{"t":"chat","nonce":"b","text":"  "}"#).await;
        live(&market, &mut [&mut client, &mut host], 1).await;
        let seen = host.chats();
        assert!(seen.iter().all(|chat| chat.id == seen[0].id), "one message, however often it is sent");
        assert_eq!((seen[0].text.as_str(), seen[0].mine, seen[0].old), ("Good evening", false, false));
        assert_eq!(seen[0].nonce, None);
        let own = client.chats();
        assert_eq!((own[0].mine, own[0].nonce.as_deref()), (true, Some("a")));
        assert!(client.has(|message| *message == ToPage::Error { text: "fault-message-empty" }));
        let mut late = Page::open(&market, id, Party::Host, "desk").await;
        late.listen();
        assert_eq!(late.chats().len(), 1);
        assert!(late.chats()[0].old && !late.chats()[0].mine);
        assert_eq!(market.mails("new_message").await, 0, "both are in the room");
    }

    /// A page that answers nothing for half a minute, or floods, is dropped.
    async fn a_dead_and_a_mad_page_are_dropped(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let mut dead = Page::open(&market, id, Party::Client, "phone").await;
        let mut mad = Page::open(&market, id, Party::Host, "desk").await;
        dead.is_awake = false;
        live(&market, &mut [&mut dead, &mut mad], 31).await;
        dead.listen();
        assert!(dead.is_closed && !mad.is_closed);
        for n in 0..250 {
            mad.say(&market, &format!(r#"{{"t":"pong","n":{}}}"#, n + 100_000)).await;
            mad.say(&market, "no JSON at all").await;
        }
        live(&market, &mut [&mut mad], 1).await;
        assert!(mad.is_closed);
    }
}
