//! One room: two seats, the sockets that hold or want them, and the time proven between them.
//!
//! Nothing here waits or reads a clock; what has to happen outside is handed back.

use std::time::Duration;

use visavis_domain::ids::{AccountId, ParticipantId, SessionId};
use visavis_domain::session::{Party, Phase, PhaseName, Present, Session};
use visavis_store::access::Participant;

use super::line::Line;
use super::proof::{Joint, PATIENCE};
use super::wire::{Person, ToPage, Why, You};

/// How long the old device may object to a take-over (PAY-15).
const OBJECT_WITHIN: Duration = Duration::from_secs(10);
/// How often the session hears how long both have been together, until they have met for certain.
const REPORT_EVERY: Duration = Duration::from_secs(5);
/// And from then on: each report is a fact that is kept for good.
const REPORT_LATER: Duration = Duration::from_mins(1);
/// They have met for certain: above any number that an operator would call a meeting's least.
const MET_SECS: u32 = 120;
/// How long a report that was refused waits before it is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// How a session stands, as far as its room shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub phase: PhaseName,
    pub met_at: Option<i64>,
    pub duration_s: u32,
}

impl Standing {
    pub fn of(session: &Session) -> Self {
        let met_at = session.phase.sold().and_then(|sold| sold.meeting.met_at);
        Self {
            phase: session.phase.name(),
            met_at: met_at.map(jiff::Timestamp::as_millisecond),
            duration_s: session.terms.minutes.saturating_mul(60),
        }
    }

    /// Whether the room stands open at all; before its time it may still be early.
    pub const fn is_open(self) -> bool {
        match self.phase {
            PhaseName::ToSchedule
            | PhaseName::Scheduled
            | PhaseName::Open
            | PhaseName::Live
            | PhaseName::Paused => true,
            PhaseName::AwaitingPayment
            | PhaseName::Ringing
            | PhaseName::Ended
            | PhaseName::Delivered
            | PhaseName::Finalizing
            | PhaseName::Settled
            | PhaseName::Lapsed
            | PhaseName::Declined
            | PhaseName::Cancelled
            | PhaseName::NoShow
            | PhaseName::Disputed => false,
        }
    }

    const fn is_delivered(self) -> bool {
        matches!(self.phase, PhaseName::Delivered | PhaseName::Settled | PhaseName::Disputed)
    }
}

/// Someone who has a part in the session.
#[derive(Debug, Clone)]
pub(super) struct Someone {
    pub participant: ParticipantId,
    pub account: AccountId,
    pub name: String,
    pub party: Party,
}

impl From<&Participant> for Someone {
    fn from(one: &Participant) -> Self {
        let Participant { id, party, account, name } = one;
        Self { participant: *id, account: *account, name: name.clone(), party: *party }
    }
}

#[derive(Debug)]
struct Wish {
    line: u64,
    until: Duration,
}

/// One side's place in the room. It has one device at a time.
#[derive(Debug)]
pub(super) struct Seat {
    pub who: Someone,
    pub held: Option<Line>,
    /// Came on another device while the seat was held.
    waiting: Vec<Line>,
    wish: Option<Wish>,
    /// When the device that holds it last proved to be there.
    proved: Option<Duration>,
}

impl Seat {
    fn new(who: Someone) -> Self {
        Self { who, held: None, waiting: vec![], wish: None, proved: None }
    }

    fn is_here(&self, now: Duration) -> bool {
        self.held.is_some() && self.proved.is_some_and(|at| now.saturating_sub(at) <= PATIENCE)
    }

    fn take(&mut self, line: Line) {
        self.held = Some(line);
        self.proved = None;
    }

    fn lines(&mut self) -> impl Iterator<Item = &mut Line> {
        self.held.iter_mut().chain(self.waiting.iter_mut())
    }
}

/// What came of a newcomer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admitted {
    /// The seat is theirs: say hello.
    Seated,
    /// The seat is in use on another device; they were told.
    Waiting,
}

/// What a beat leaves to be done outside.
#[derive(Debug, Default)]
pub(super) struct Todo {
    /// Lines that got a seat: say hello.
    pub seated: Vec<(Party, u64)>,
    /// Identities whose picture and sound end, because their seat moved.
    pub moved: Vec<ParticipantId>,
    /// What the session is to be told.
    pub report: Option<Report>,
    /// Nobody is here and everything is said.
    pub is_done: bool,
}

/// What the session is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Report {
    pub present: Present,
    pub proven_secs: u32,
}

/// One room.
#[derive(Debug)]
pub(super) struct Hall {
    pub session: SessionId,
    pub standing: Standing,
    pub host: Seat,
    pub client: Seat,
    base_secs: u32,
    joint: Joint,
    told: Report,
    told_at: Duration,
    retry_at: Duration,
    shown: (bool, bool),
}

impl Hall {
    pub fn new(session: &Session, host: Someone, client: Someone) -> Self {
        let base_secs = session.phase.sold().map_or(0, |sold| sold.meeting.proven_secs);
        Self {
            session: session.id,
            standing: Standing::of(session),
            host: Seat::new(host),
            client: Seat::new(client),
            base_secs,
            joint: Joint::default(),
            told: Report { present: Present::Nobody, proven_secs: base_secs },
            told_at: Duration::ZERO,
            retry_at: Duration::ZERO,
            shown: (false, false),
        }
    }

    pub const fn seat(&mut self, party: Party) -> &mut Seat {
        match party {
            Party::Host => &mut self.host,
            Party::Client => &mut self.client,
        }
    }

    fn seats(&mut self) -> [&mut Seat; 2] {
        [&mut self.host, &mut self.client]
    }

    /// Someone comes in. The same device takes its own seat again; another one has to ask (PAY-15).
    pub fn come(&mut self, party: Party, line: Line, now: Duration) -> Admitted {
        let seat = self.seat(party);
        let is_free =
            seat.held.as_ref().is_none_or(|held| held.device == line.device || held.is_dead(now));
        let mut line = line;
        if is_free {
            seat.waiting.retain(|other| other.device != line.device);
            // Whoever came back in these ten seconds can still object.
            if let Some(wish) = &seat.wish {
                line.say(asked(wish.until.saturating_sub(now)));
            }
            seat.take(line);
            return Admitted::Seated;
        }
        line.say(ToPage::SeatBusy);
        seat.waiting.retain(|other| other.device != line.device);
        seat.waiting.push(line);
        Admitted::Waiting
    }

    /// The line that holds this seat, if it is this one.
    pub fn holder(&mut self, party: Party, number: u64) -> Option<&mut Line> {
        self.seat(party).held.as_mut().filter(|held| held.number == number)
    }

    /// Any line of this seat.
    pub fn line(&mut self, party: Party, number: u64) -> Option<&mut Line> {
        self.seat(party).lines().find(|line| line.number == number)
    }

    /// An answered ping. Only the device that holds the seat proves anything.
    pub fn pong(&mut self, party: Party, number: u64, n: u64, now: Duration) {
        let Some(line) = self.line(party, number) else { return };
        let Some(proof) = line.pong(n, now) else { return };
        let seat = self.seat(party);
        if seat.held.as_ref().is_some_and(|held| held.number == number) {
            if proof.came.saturating_sub(proof.sent) <= PATIENCE {
                seat.proved = Some(now);
            }
            self.joint.prove(party, proof);
        }
    }

    /// A newcomer wants the seat: the old device has ten seconds to say *Not me*.
    pub fn want(&mut self, party: Party, number: u64, now: Duration) {
        let seat = self.seat(party);
        let is_waiting = seat.waiting.iter().any(|line| line.number == number);
        if !is_waiting || seat.wish.is_some() {
            return;
        }
        seat.wish = Some(Wish { line: number, until: now + OBJECT_WITHIN });
        if let Some(held) = &mut seat.held {
            held.say(asked(OBJECT_WITHIN));
        }
    }

    /// The old device says that the newcomer is somebody else. Whether anybody was asking.
    pub fn object(&mut self, party: Party, number: u64) -> bool {
        let seat = self.seat(party);
        if seat.held.as_ref().is_none_or(|held| held.number != number) || seat.wish.take().is_none()
        {
            return false;
        }
        for mut line in seat.waiting.drain(..) {
            line.say(ToPage::Taken { why: Why::Revoked });
        }
        true
    }

    /// What opened this seat was revoked: all its devices are told and go.
    pub fn send_away(&mut self, party: Party) {
        let seat = self.seat(party);
        for line in seat.lines() {
            line.say(ToPage::Taken { why: Why::Revoked });
        }
        // Without its sender a socket closes once the last word is out.
        seat.held = None;
        seat.proved = None;
        seat.wish = None;
        seat.waiting.clear();
    }

    /// A socket closed.
    pub fn leave(&mut self, party: Party, number: u64) {
        let seat = self.seat(party);
        if seat.held.as_ref().is_some_and(|held| held.number == number) {
            seat.held = None;
            seat.proved = None;
        }
        seat.waiting.retain(|line| line.number != number);
    }

    /// What is due now, once around.
    pub fn beat(&mut self, now: Duration) -> Todo {
        let mut todo = Todo::default();
        for seat in self.seats() {
            if seat.held.as_ref().is_some_and(|held| held.is_dead(now)) {
                seat.held = None;
                seat.proved = None;
            }
            seat.waiting.retain(|line| !line.is_dead(now));
            for line in seat.lines() {
                line.ping(now);
            }
            move_seat(seat, now, &mut todo);
        }
        self.show_presence(now);
        todo.report = self.due(now);
        let is_empty =
            self.seats().iter().all(|seat| seat.held.is_none() && seat.waiting.is_empty());
        todo.is_done = is_empty && todo.report.is_none() && self.told.present == Present::Nobody;
        todo
    }

    fn due(&self, now: Duration) -> Option<Report> {
        if now < self.retry_at {
            return None;
        }
        let report = Report { present: self.present(now), proven_secs: self.proven_secs() };
        let is_news = report.present != self.told.present
            || (!self.standing.is_open() && report.proven_secs > self.told.proven_secs);
        let every = if self.told.proven_secs < MET_SECS { REPORT_EVERY } else { REPORT_LATER };
        let is_time =
            matches!(report.present, Present::Both) && now.saturating_sub(self.told_at) >= every;
        (is_news || is_time).then_some(report)
    }

    /// The session knows it now.
    pub const fn was_told(&mut self, report: Report, now: Duration) {
        self.told = report;
        self.told_at = now;
    }

    /// The session did not take it; an empty room is not worth a second try. Whether it is the first
    /// refusal in a row.
    pub fn was_refused(&mut self, report: Report, now: Duration) -> bool {
        let is_first = self.retry_at == Duration::ZERO || self.retry_at + RETRY_AFTER < now;
        self.retry_at = now + RETRY_AFTER;
        if matches!(report.present, Present::Nobody) {
            self.told = report;
        }
        is_first
    }

    /// The whole proven time of the session: what it had, and what was proven here.
    pub fn proven_secs(&self) -> u32 {
        let here = u32::try_from(self.joint.proven().as_secs()).unwrap_or(u32::MAX);
        self.base_secs.saturating_add(here)
    }

    pub fn present(&self, now: Duration) -> Present {
        if !self.standing.is_open() {
            return Present::Nobody;
        }
        match (self.host.is_here(now), self.client.is_here(now)) {
            (true, true) => Present::Both,
            (true, false) => Present::Host,
            (false, true) => Present::Client,
            (false, false) => Present::Nobody,
        }
    }

    fn show_presence(&mut self, now: Duration) {
        let shown = (self.host.is_here(now), self.client.is_here(now));
        if shown == self.shown {
            return;
        }
        self.shown = shown;
        for party in [Party::Host, Party::Client] {
            let others = self.others(party, now);
            if let Some(held) = &mut self.seat(party).held {
                held.say(ToPage::Presence { others });
            }
        }
    }

    pub fn you(&mut self, party: Party) -> You {
        let who = &self.seat(party).who;
        You { identity: who.participant.to_string(), name: who.name.clone(), role: party }
    }

    pub fn others(&mut self, party: Party, now: Duration) -> Vec<Person> {
        let other = self.seat(party.other());
        vec![Person {
            identity: other.who.participant.to_string(),
            name: other.who.name.clone(),
            role: other.who.party,
            here: other.is_here(now),
        }]
    }

    /// The session changed. Whether the room has to be closed.
    pub fn session_changed(&mut self, session: &Session) -> bool {
        let standing = Standing::of(session);
        if standing == self.standing {
            return false;
        }
        let was_open = self.standing.is_open();
        self.standing = standing;
        if standing.is_open() {
            let Standing { phase, met_at, .. } = standing;
            for seat in self.seats() {
                if let Some(held) = &mut seat.held {
                    held.say(ToPage::Phase { phase: phase.as_str(), met_at });
                }
            }
            return false;
        }
        let ended = ended(session, self.host.who.participant);
        for seat in self.seats() {
            for line in seat.lines() {
                line.say(ended.clone());
            }
            // Without its sender a socket closes once the last word is out.
            seat.held = None;
            seat.waiting.clear();
        }
        was_open
    }
}

/// The last word to everybody in the room.
pub(super) fn ended(session: &Session, host: ParticipantId) -> ToPage {
    let standing = Standing::of(session);
    let by_host = match &session.phase {
        Phase::Ended { .. } => true,
        Phase::Delivered { by, .. } => match by {
            visavis_domain::session::DeliveredBy::Host
            | visavis_domain::session::DeliveredBy::HostUnproven => true,
            visavis_domain::session::DeliveredBy::Itself => false,
        },
        Phase::AwaitingPayment { .. }
        | Phase::ToSchedule(_)
        | Phase::Scheduled(_)
        | Phase::Ringing { .. }
        | Phase::Open(_)
        | Phase::Live(_)
        | Phase::Paused(_)
        | Phase::Finalizing
        | Phase::Settled { .. }
        | Phase::Lapsed { .. }
        | Phase::Declined
        | Phase::Cancelled { .. }
        | Phase::NoShow { .. }
        | Phase::Disputed { .. } => false,
    };
    let by = if by_host { host.to_string() } else { String::new() };
    ToPage::Ended { by, delivered: standing.is_delivered() }
}

fn asked(within: Duration) -> ToPage {
    ToPage::TakeoverAsked { deadline_ms: u64::try_from(within.as_millis()).unwrap_or(0) }
}

/// Gives the seat to who asked for it, once nobody objected or nobody is left to object.
fn move_seat(seat: &mut Seat, now: Duration, todo: &mut Todo) {
    let Some(wish) = &seat.wish else { return };
    let Some(at) = seat.waiting.iter().position(|line| line.number == wish.line) else {
        seat.wish = None;
        return;
    };
    if seat.held.is_some() && now < wish.until {
        return;
    }
    seat.wish = None;
    if let Some(mut old) = seat.held.take() {
        old.say(ToPage::Taken { why: Why::Moved });
    }
    let line = seat.waiting.remove(at);
    todo.moved.push(seat.who.participant);
    todo.seated.push((seat.who.party, line.number));
    seat.take(line);
}
