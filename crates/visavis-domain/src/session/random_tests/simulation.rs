//! Whole lives of sessions in virtual time: people who come late or never, a provider that reports
//! late, twice or not at all, and a server that dies at any step and may be away for weeks.
//!
//! A failure names the seed of its session; [`life`] plays it again. `VISAVIS_SIMULATED_SESSIONS`
//! asks for more of them than the unit test plays.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::witness::Witness;
use super::*;

/// How many sessions the unit test plays.
const SESSIONS: u64 = 6_000;
/// A session that takes more steps than this goes round in circles.
const STEPS_MAX: u32 = 2_000;
/// After so long nobody comes back by themselves.
const PATIENCE: SignedDuration = SignedDuration::from_hours(300 * 24);

/// SplitMix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.roll() % 100 < percent
    }

    fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low).expect("the lower bound comes first");
        low + i64::try_from(self.roll() % (width + 1)).expect("it is at most the width")
    }

    fn secs(&mut self, low: i64, high: i64) -> SignedDuration {
        SignedDuration::from_secs(self.between(low, high))
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Whose turn it is in the world outside.
#[derive(Debug, Clone, Copy)]
enum Turn {
    /// The provider reports a purchase.
    Report(u8),
    /// The client gives the checkout up.
    GiveUp,
    /// Somebody looks at the session and may do something about it.
    Look(Party),
    /// The operator looks at it.
    Judge,
    Arrive(Party),
    Leave(Party),
    /// The meter has news of those in the room.
    Beat,
}

/// Who is in the room, and how long both were.
#[derive(Debug, Default)]
struct Room {
    host: bool,
    client: bool,
    both_since: Option<Timestamp>,
    both_for: SignedDuration,
}

impl Room {
    const fn seat(&mut self, party: Party) -> &mut bool {
        match party {
            Party::Host => &mut self.host,
            Party::Client => &mut self.client,
        }
    }

    /// Counts the time up to now, which is all that can be proven.
    fn count(&mut self, now: Timestamp) {
        if let Some(since) = self.both_since.take() {
            self.both_for += now.duration_since(since).max(SignedDuration::ZERO);
        }
        if self.host && self.client {
            self.both_since = Some(now);
        }
    }

    fn attend(&self) -> Command {
        let present = match (self.host, self.client) {
            (true, true) => Present::Both,
            (true, false) => Present::Host,
            (false, true) => Present::Client,
            (false, false) => Present::Nobody,
        };
        let proven_secs = u32::try_from(self.both_for.as_secs()).unwrap_or(u32::MAX);
        Command::Attend { present, proven_secs }
    }
}

struct World {
    witness: Witness,
    dice: Dice,
    now: Timestamp,
    agenda: BTreeMap<(Timestamp, u32), Turn>,
    turns: u32,
    room: Room,
    story: Vec<(Timestamp, Command)>,
}

type Step = Result<(), String>;

impl World {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let now = bought_at();
        let slot = dice.chance(50).then(|| {
            let starts_at = now + dice.secs(2 * MINUTE, 20 * DAY);
            Slot { starts_at, ends_at: starts_at + SignedDuration::from_mins(50) }
        });
        let mut world = Self {
            witness: Witness::new(purchase(Policy::default(), slot)),
            dice,
            now,
            agenda: BTreeMap::new(),
            turns: 0,
            room: Room::default(),
            story: vec![],
        };
        world.plan_payments();
        world
    }

    /// The provider: mostly in time, sometimes late, twice, for two checkouts, or never.
    fn plan_payments(&mut self) {
        if self.dice.chance(4) {
            self.later(MINUTE, 20 * MINUTE, Turn::GiveUp);
        }
        if self.dice.chance(6) {
            return;
        }
        let checkouts = if self.dice.chance(6) { 2 } else { 1 };
        for op in 1..=checkouts {
            let slowest = if self.dice.chance(20) { DAY } else { 9 * MINUTE };
            self.later(10, slowest, Turn::Report(op));
            while self.dice.chance(25) {
                self.later(10, 20 * DAY, Turn::Report(op));
            }
        }
    }

    fn later(&mut self, low: i64, high: i64, turn: Turn) {
        let at = self.now + self.dice.secs(low, high);
        self.at(at, turn);
    }

    fn at(&mut self, at: Timestamp, turn: Turn) {
        self.turns += 1;
        self.agenda.insert((at, self.turns), turn);
    }

    fn session(&self) -> &Session {
        &self.witness.session
    }

    fn run(&mut self) -> Step {
        for _ in 0..STEPS_MAX {
            let turn = self.agenda.first_key_value().map(|((at, _), _)| *at);
            let deadline = self.session().next_deadline();
            let Some(next) = turn.into_iter().chain(deadline).min() else {
                return self.rest();
            };
            self.now = self.now.max(next);
            if self.dice.chance(1) {
                self.stand_still()?;
            }
            if turn == Some(next) {
                let (_, turn) = self.agenda.pop_first().expect("there is a first turn");
                self.take(turn)?;
            } else {
                self.now += self.dice.secs(0, 30);
                self.send(&Command::Tick)?;
            }
        }
        Err(format!("no rest after {STEPS_MAX} steps"))
    }

    /// Nothing is left to happen: whoever paid was served or has the money back.
    fn rest(&self) -> Step {
        match &self.session().phase {
            Phase::Settled { .. } | Phase::Cancelled { .. } | Phase::Lapsed { .. } => {
                self.witness.close()
            }
            phase @ (Phase::AwaitingPayment { .. }
            | Phase::ToSchedule(_)
            | Phase::Scheduled(_)
            | Phase::Ringing { .. }
            | Phase::Open(_)
            | Phase::Live(_)
            | Phase::Paused(_)
            | Phase::Ended { .. }
            | Phase::Delivered { .. }
            | Phase::Finalizing
            | Phase::Declined
            | Phase::NoShow { .. }
            | Phase::Disputed { .. }) => Err(format!("it rests at {phase:?}")),
        }
    }

    /// The server is away for a while; whatever was due then comes late.
    fn stand_still(&mut self) -> Step {
        self.room.count(self.now);
        let room = std::mem::take(&mut self.room);
        self.room.both_for = room.both_for;
        let longest = if self.dice.chance(30) { 40 * DAY } else { HOUR };
        self.now += self.dice.secs(1, longest);
        self.witness.store_and_read()?;
        if room.host || room.client { self.send(&self.room.attend()) } else { Ok(()) }
    }

    /// A command comes through the one door; the server may die before or after the commit, and
    /// then the command comes again.
    fn send(&mut self, command: &Command) -> Step {
        self.story.push((self.now, command.clone()));
        if self.dice.chance(2) {
            let _lost = self.session().decide(command.clone(), self.now);
            self.witness.store_and_read()?;
            self.now += self.dice.secs(0, 5 * MINUTE);
        }
        let verdict = self.witness.step(command, self.now)?;
        self.follow(&verdict);
        if self.dice.chance(3) {
            self.witness.store_and_read()?;
            self.now += self.dice.secs(0, 5 * MINUTE);
            let again = self.witness.step(command, self.now)?;
            self.follow(&again);
        }
        if self.session().door(self.now) == Door::Closed {
            self.room.count(self.now);
            self.room = Room { both_for: self.room.both_for, ..Room::default() };
        }
        Ok(())
    }

    /// What people do upon what they hear.
    fn follow(&mut self, verdict: &Verdict) {
        for stamped in &verdict.decision.events {
            match &stamped.event {
                Event::Paid { slot, .. } => {
                    self.later(MINUTE, 3 * DAY, Turn::Look(Party::Host));
                    self.later(MINUTE, 3 * DAY, Turn::Look(Party::Client));
                    match slot {
                        Some(slot) => self.plan_meeting(slot.starts_at),
                        None if self.dice.chance(10) => {
                            self.plan_meeting(self.now + SignedDuration::from_hours(30));
                        }
                        None => {}
                    }
                }
                Event::DateAgreed { slot, .. } => self.plan_meeting(slot.starts_at),
                Event::Delivered { .. } => self.later(HOUR, 5 * DAY, Turn::Look(Party::Client)),
                Event::ProblemReported { .. } => self.later(HOUR, 5 * DAY, Turn::Judge),
                Event::PaidInVain { .. }
                | Event::Lapsed
                | Event::TimesProposed { .. }
                | Event::ScheduleReminded { .. }
                | Event::RefundOffered
                | Event::ClientWaited
                | Event::Opened
                | Event::Emptied
                | Event::Met
                | Event::Parted { .. }
                | Event::Proven { .. }
                | Event::Ended
                | Event::DeliveryReminded { .. }
                | Event::UnmetNoticed { .. }
                | Event::Resolved { .. }
                | Event::Settled
                | Event::Cancelled { .. } => {}
            }
        }
    }

    fn plan_meeting(&mut self, starts_at: Timestamp) {
        for party in [Party::Host, Party::Client] {
            if self.dice.chance(85) {
                let at = starts_at + self.dice.secs(-15 * MINUTE, 15 * MINUTE);
                self.at(at, Turn::Arrive(party));
            }
        }
    }

    fn take(&mut self, turn: Turn) -> Step {
        match turn {
            Turn::Report(op) => self.report(op),
            Turn::GiveUp => self.send(&Command::Abandon { by: Party::Client }),
            Turn::Look(party) => self.look(party),
            Turn::Judge => self.judge(),
            Turn::Arrive(party) => self.arrive(party),
            Turn::Leave(party) => self.leave(party),
            Turn::Beat => {
                self.room.count(self.now);
                self.send(&self.room.attend())
            }
        }
    }

    fn report(&mut self, n: u8) -> Step {
        // Whether a lapsed slot is still free is the store's knowledge.
        let late = matches!(self.session().phase, Phase::Lapsed { slot: Some(_) });
        if late && self.dice.chance(40) {
            return self.send(&Command::PayTooLate { op: op(n), amount: PRICE });
        }
        self.send(&Command::Pay { op: op(n), amount: PRICE })
    }

    fn arrive(&mut self, party: Party) -> Step {
        match self.session().door(self.now) {
            Door::Closed => return Ok(()),
            Door::OpensAt(at) => {
                self.at(at, Turn::Arrive(party));
                return self.send(&match party {
                    Party::Host => Command::Attend { present: Present::Host, proven_secs: 0 },
                    Party::Client => Command::Attend { present: Present::Client, proven_secs: 0 },
                });
            }
            Door::Open => {}
        }
        *self.room.seat(party) = true;
        self.room.count(self.now);
        let stay = if self.dice.chance(15) { 30 } else { 90 * MINUTE };
        self.later(1, stay, Turn::Leave(party));
        self.later(5, 10 * MINUTE, Turn::Beat);
        self.send(&self.room.attend())
    }

    fn leave(&mut self, party: Party) -> Step {
        if !*self.room.seat(party) {
            return Ok(());
        }
        self.room.count(self.now);
        let ends = party == Party::Host && self.dice.chance(60);
        if ends {
            if self.dice.chance(80) {
                self.send(&self.room.attend())?;
            }
            let command = if self.dice.chance(50) {
                Command::End { by: party }
            } else {
                Command::MarkDelivered { by: party, confirmed: Confirmed::No }
            };
            self.send(&command)?;
        }
        *self.room.seat(party) = false;
        self.room.count(self.now);
        if !ends && self.dice.chance(50) {
            self.later(5, 10 * MINUTE, Turn::Arrive(party));
        }
        self.send(&self.room.attend())
    }

    fn judge(&mut self) -> Step {
        let minor = match self.dice.between(0, 2) {
            0 => 0,
            1 => PRICE.minor,
            _ => self.dice.between(1, PRICE.minor - 1),
        };
        let refund = Money::new(minor, PRICE.currency);
        self.send(&Command::Resolve { refund, reason: "So be it.".to_owned() })
    }

    /// Somebody opens the session's page, does what the moment suggests, and comes back later.
    fn look(&mut self, party: Party) -> Step {
        match self.session().phase.name() {
            PhaseName::Settled | PhaseName::Cancelled => return Ok(()),
            PhaseName::AwaitingPayment
            | PhaseName::ToSchedule
            | PhaseName::Scheduled
            | PhaseName::Ringing
            | PhaseName::Open
            | PhaseName::Live
            | PhaseName::Paused
            | PhaseName::Ended
            | PhaseName::Delivered
            | PhaseName::Finalizing
            | PhaseName::Lapsed
            | PhaseName::Declined
            | PhaseName::NoShow
            | PhaseName::Disputed => {}
        }
        let out_of_patience = self.now > bought_at() + PATIENCE;
        if !out_of_patience {
            self.later(HOUR, 5 * DAY, Turn::Look(party));
        }
        if self.dice.chance(4) {
            return self.try_what_is_not_theirs(party);
        }
        match party {
            Party::Client if self.dice.chance(60) || out_of_patience => self.client_acts(),
            Party::Host if self.dice.chance(60) => self.host_acts(),
            Party::Client | Party::Host => Ok(()),
        }
    }

    fn try_what_is_not_theirs(&mut self, party: Party) -> Step {
        let words = "Let me.".to_owned();
        let commands = match party {
            Party::Client => [
                Command::End { by: party },
                Command::MarkDelivered { by: party, confirmed: Confirmed::Yes },
                Command::Cancel { by: party, why: words },
            ],
            Party::Host => [
                Command::TakeRefund { by: party },
                Command::ReportProblem { by: party, words },
                Command::Abandon { by: party },
            ],
        };
        for command in commands {
            self.send(&command)?;
        }
        Ok(())
    }

    fn client_acts(&mut self) -> Step {
        let by = Party::Client;
        let undated = matches!(&self.session().phase,
            Phase::ToSchedule(sold) | Phase::Open(sold) if sold.slot().is_none());
        let refundable = self.session().phase.sold().is_some_and(|sold| {
            undated && self.now >= self.session().refund_from(sold) && sold.told.refund > 0
        });
        if refundable || (undated && self.dice.chance(3)) {
            return self.send(&Command::TakeRefund { by });
        }
        if matches!(self.session().phase, Phase::Delivered { .. }) {
            let words = "You were asleep.".to_owned();
            let report = self.dice.chance(12);
            return if report { self.send(&Command::ReportProblem { by, words }) } else { Ok(()) };
        }
        self.find_a_date(by)
    }

    fn host_acts(&mut self) -> Step {
        let by = Party::Host;
        if self.dice.chance(3) {
            return self.send(&Command::Cancel { by, why: "I am ill.".to_owned() });
        }
        let met = matches!(self.session().phase, Phase::Paused(_) | Phase::Ended { .. });
        if met || self.dice.chance(1) {
            let confirmed = if self.dice.chance(40) { Confirmed::Yes } else { Confirmed::No };
            return self.send(&Command::MarkDelivered { by, confirmed });
        }
        self.find_a_date(by)
    }

    fn find_a_date(&mut self, by: Party) -> Step {
        let Some(sold) = self.session().phase.sold() else { return Ok(()) };
        let dated = sold.slot().is_some();
        let offer = sold.offer.clone().filter(|offer| offer.by != by);
        if let Some(offer) = offer.filter(|_| self.dice.chance(70)) {
            let starts_at = offer.times[0];
            return self.send(&Command::PickTime { by, starts_at });
        }
        if self.dice.chance(if dated { 4 } else { 35 }) {
            let times = (0..self.dice.between(1, 5))
                .map(|_| self.now + self.dice.secs(HOUR, 12 * DAY))
                .collect();
            return self.send(&Command::ProposeTimes { by, times });
        }
        Ok(())
    }
}

/// One session from purchase to rest; what happened in it, by kind of fact.
fn life(seed: u64) -> BTreeMap<&'static str, u32> {
    let mut world = World::new(seed);
    if let Err(broken) = world.run() {
        let mut story = String::new();
        for (at, command) in &world.story {
            writeln!(story, "{at} {command:?}").expect("a text takes every line");
        }
        panic!("seed {seed}: {broken}\n{story}");
    }
    world.witness.facts
}

#[test]
fn whole_lives_of_thousands_of_sessions_keep_every_promise() {
    let asked = std::env::var("VISAVIS_SIMULATED_SESSIONS").ok();
    let sessions = asked.and_then(|text| text.parse().ok()).unwrap_or(SESSIONS);
    let mut lives: BTreeMap<&'static str, u64> = BTreeMap::new();
    for seed in 0..sessions {
        for kind in life(seed).into_keys() {
            *lives.entry(kind).or_default() += 1;
        }
    }
    // A world in which some things never happen would prove nothing about them.
    for kind in [
        "paid",
        "paid in vain",
        "lapsed",
        "abandoned",
        "slot lost",
        "date agreed",
        "schedule reminded",
        "refund offered",
        "refund taken",
        "called off",
        "client waited",
        "emptied",
        "parted",
        "ended",
        "delivered by the host",
        "delivered unproven",
        "delivered by itself",
        "delivery reminded",
        "unmet noticed",
        "never met",
        "problem reported",
        "resolved",
        "settled",
    ] {
        let seen = lives.get(kind).copied().unwrap_or(0);
        assert!(seen * 200 >= sessions, "{kind}: only {seen} times; {lives:?}");
    }
}
