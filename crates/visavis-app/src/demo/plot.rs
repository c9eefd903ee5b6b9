//! What happened in the demonstration before somebody opened it: a plot of purchases, talks and
//! meetings, told in hours before now.

use jiff::{SignedDuration, Timestamp, TimestampRound, Unit};
use visavis_domain::session::Party;

/// Something that somebody did.
pub(super) struct Beat {
    /// When.
    pub at: Timestamp,
    /// In which session.
    pub key: &'static str,
    /// What.
    pub act: Act,
}

/// What somebody did.
pub(super) enum Act {
    /// Bought the host's service of this number, and paid at the test till.
    Buy { client: &'static str, host: &'static str, service: usize },
    /// Said something in the conversation.
    Say(Party, &'static str),
    /// Read the conversation.
    Read(Party),
    /// Offered times.
    Propose(Party, Vec<Timestamp>),
    /// Picked one of them.
    Pick(Party, Timestamp),
    /// Met for so many minutes; then the host ended it.
    Meet(i64),
    /// The host marked it as delivered.
    Deliver,
    /// The client reported a problem.
    Report(&'static str),
    /// The operator ended the problem; so many percent go back.
    Resolve(i64, &'static str),
    /// The host called it off.
    CallOff(&'static str),
}

use Act::{Buy, CallOff, Deliver, Meet, Pick, Propose, Read, Report, Resolve, Say};
use Party::{Client, Host};

struct Plot {
    hour: Timestamp,
    now: Timestamp,
    beats: Vec<Beat>,
}

/// Everything, in the order in which it happened.
pub(super) fn plot(now: Timestamp) -> Vec<Beat> {
    let whole = now.round(TimestampRound::new().smallest(Unit::Hour)).unwrap_or(now);
    // Rounded down, whichever way rounding went.
    let hour = if whole > now { whole - SignedDuration::from_hours(1) } else { whole };
    let mut plot = Plot { hour, now, beats: vec![] };
    plot.settled();
    plot.troubled();
    plot.fresh();
    plot.ahead();
    plot.beats.sort_by_key(|beat| beat.at);
    plot.beats
}

impl Plot {
    /// So many hours before this one.
    fn ago(&self, hours: i64) -> Timestamp {
        self.hour - SignedDuration::from_hours(hours)
    }

    fn add(&mut self, at: Timestamp, key: &'static str, act: Act) {
        self.beats.push(Beat { at, key, act });
    }

    /// A date as most people find it: bought, three times offered, one picked.
    fn arranged(&mut self, key: &'static str, bought: i64, buy: Act, starts_at: Timestamp) {
        let hour = SignedDuration::from_hours;
        let times = vec![starts_at, starts_at + hour(2), starts_at + hour(24)];
        self.add(self.ago(bought), key, buy);
        self.add(self.ago(bought - 2), key, Propose(Host, times));
        self.add(self.ago(bought - 3), key, Pick(Client, starts_at));
    }

    /// Long over: the earnings of these are available.
    fn settled(&mut self) {
        let at = self.ago(17 * 24);
        let buy = Buy { client: "felix", host: "sofia", service: 2 };
        self.arranged("couples", 20 * 24, buy, at);
        self.add(at, "couples", Meet(84));
        self.add(self.ago(17 * 24 - 2), "couples", Deliver);
        let said = "Thank you for yesterday. We slept, both of us.";
        self.add(self.ago(16 * 24), "couples", Say(Client, said));
        let said = "That is good to read. Write when you want to go on.";
        self.add(self.ago(16 * 24 - 3), "couples", Say(Host, said));

        let at = self.ago(12 * 24);
        let buy = Buy { client: "marta", host: "tomas", service: 1 };
        self.arranged("exam", 13 * 24, buy, at);
        self.add(at, "exam", Meet(61));
        self.add(self.ago(12 * 24 - 2), "exam", Deliver);

        let at = self.ago(8 * 24);
        let buy = Buy { client: "marta", host: "sofia", service: 1 };
        self.arranged("grief", 9 * 24, buy, at);
        let said = "It is about my father. I would rather not begin with the funeral.";
        self.add(self.ago(9 * 24 - 4), "grief", Say(Client, said));
        let said = "We begin wherever you like. Keep something warm to drink at hand.";
        self.add(self.ago(9 * 24 - 6), "grief", Say(Host, said));
        self.add(at, "grief", Meet(53));
        self.add(self.ago(8 * 24 - 1), "grief", Deliver);

        let at = self.ago(6 * 24);
        self.arranged("tea", 7 * 24, Buy { client: "ruth", host: "mei", service: 0 }, at);
        self.add(at, "tea", Meet(31));
        self.add(self.ago(6 * 24 - 1), "tea", Deliver);
    }

    /// What did not go well: called off, refunded in part, and one that the operator must end.
    fn troubled(&mut self) {
        let at = self.ago(19 * 24 - 2);
        let buy = Buy { client: "felix", host: "amara", service: 1 };
        self.arranged("newborn", 21 * 24, buy, at);
        self.add(at, "newborn", Meet(22));
        self.add(self.ago(19 * 24 - 4), "newborn", Deliver);
        let said = "After twenty minutes the picture stood still and we lost each other.";
        self.add(self.ago(19 * 24 - 8), "newborn", Report(said));
        let reason = "The line broke after 22 of 45 minutes; half of the price goes back.";
        self.add(self.ago(18 * 24), "newborn", Resolve(50, reason));

        let at = self.ago(3 * 24);
        let buy = Buy { client: "felix", host: "lena", service: 0 };
        self.arranged("portfolio", 6 * 24 + 5, buy, at);
        let words = "I am on assignment that week after all. I am sorry; please book me again.";
        self.add(self.ago(4 * 24), "portfolio", CallOff(words));

        let at = self.ago(2 * 24 + 3);
        self.arranged("dream", 4 * 24 + 3, Buy { client: "ruth", host: "priya", service: 1 }, at);
        self.add(at, "dream", Meet(17));
        self.add(self.ago(2 * 24 + 1), "dream", Deliver);
        let said = "We had booked fifty minutes and the session was closed after seventeen.";
        self.add(self.ago(26), "dream", Report(said));
    }

    /// Just over: inside the time in which a problem can be reported, and one not yet delivered.
    fn fresh(&mut self) {
        let at = self.ago(24);
        self.arranged("borrow", 2 * 24, Buy { client: "marta", host: "idris", service: 0 }, at);
        self.add(at, "borrow", Meet(34));
        self.add(self.ago(23), "borrow", Deliver);
        let said = "It builds! I will try the second lifetime alone tonight.";
        self.add(self.ago(21), "borrow", Say(Client, said));

        let at = self.ago(5);
        self.arranged("query", 30, Buy { client: "felix", host: "idris", service: 1 }, at);
        self.add(at, "query", Meet(47));
        self.add(self.ago(4), "query", Read(Host));
    }

    /// Still to come: without a date, with times offered, tomorrow, and in a few minutes.
    fn ahead(&mut self) {
        let hours = SignedDuration::from_hours;
        let tomorrow = self.hour + hours(25);
        let buy = Buy { client: "marta", host: "sofia", service: 1 };
        self.arranged("again", 50, buy, tomorrow);
        let said = "Same place, same tea. See you then.";
        self.add(self.ago(45), "again", Say(Client, said));
        self.add(self.ago(44), "again", Read(Host));

        self.add(self.ago(27), "review", Buy { client: "marta", host: "noor", service: 0 });
        let said = "I have two projects ready. Evenings suit me best.";
        self.add(self.ago(26), "review", Say(Client, said));
        let times = vec![self.hour + hours(29), self.hour + hours(53), self.hour + hours(78)];
        self.add(self.ago(6), "review", Propose(Host, times));
        let said = "Three evenings to choose from. Please send the links a day before.";
        self.add(self.ago(6), "review", Say(Host, said));

        self.add(self.ago(3), "first", Buy { client: "ruth", host: "sofia", service: 0 });
        let said = "I have never done this before. Is the morning possible for you?";
        self.add(self.ago(2), "first", Say(Client, said));

        // On the next round five minutes: its room is open already (HELP-12).
        let soon = (self.now.as_second() / 300 + 2) * 300;
        if let Ok(soon) = Timestamp::from_second(soon) {
            let buy = Buy { client: "marta", host: "tomas", service: 0 };
            self.arranged("soon", 22, buy, soon);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_is_past_and_in_order() {
        let now: Timestamp = "2026-11-22T12:31:07Z".parse().expect("a moment");
        let beats = plot(now);
        assert!(beats.iter().all(|beat| beat.at < now));
        assert!(beats.is_sorted_by_key(|beat| beat.at));
    }
}
