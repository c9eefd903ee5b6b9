//! Proven time against the truth: it may fall short, never exceed it.

use proptest::prelude::*;

use super::*;

const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn proof(epoch: u64, sent: u64, came: u64) -> Proof {
    Proof { epoch, sent: ms(sent), came: ms(came) }
}

/// Answers to pings every two seconds, each 40 ms after its sending.
fn answers(joint: &mut Joint, party: Party, epoch: u64, from: u64, to: u64) {
    for sent in (from..=to).step_by(2_000) {
        joint.prove(party, proof(epoch, sent, sent + 40));
    }
}

#[test]
fn pay_22_two_who_answer_are_proven_together_from_the_later_coming() {
    let mut joint = Joint::default();
    answers(&mut joint, Party::Host, 1, 0, 60_000);
    assert_eq!(joint.proven(), Duration::ZERO);
    answers(&mut joint, Party::Client, 2, 20_000, 60_000);
    assert_eq!(joint.proven(), ms(60_000 - 20_040));
}

#[test]
fn ring_20_a_silence_of_ten_seconds_is_bridged_and_a_longer_one_is_not() {
    for (silence, proven) in [(10_000, 20_000 - 40), (10_001, 10_000 - 40)] {
        let mut joint = Joint::default();
        answers(&mut joint, Party::Host, 1, 0, 30_000);
        joint.prove(Party::Client, proof(2, 0, 40));
        joint.prove(Party::Client, proof(2, 10_000, 10_040));
        joint.prove(Party::Client, proof(2, 10_000 + silence, 10_040 + silence));
        assert_eq!(joint.proven(), ms(proven), "{silence}");
    }
}

#[test]
fn a_laptop_that_wakes_and_answers_all_old_pings_at_once_proves_nothing_of_its_sleep() {
    let mut joint = Joint::default();
    answers(&mut joint, Party::Host, 1, 0, 80_000);
    answers(&mut joint, Party::Client, 2, 0, 4_000);
    for sent in (6_000..=64_000).step_by(2_000) {
        joint.prove(Party::Client, proof(2, sent, 64_100));
    }
    joint.prove(Party::Client, proof(2, 66_000, 66_040));
    assert_eq!(joint.proven(), ms(4_000 - 40) + ms(66_000 - 64_100));
}

#[test]
fn a_new_connection_never_proves_the_time_before_it() {
    let mut joint = Joint::default();
    answers(&mut joint, Party::Host, 1, 0, 20_000);
    answers(&mut joint, Party::Client, 2, 0, 6_000);
    answers(&mut joint, Party::Client, 3, 8_000, 20_000);
    assert_eq!(joint.proven(), ms(6_000 - 40) + ms(20_000 - 8_040));
}

#[test]
fn time_proven_late_counts_in_full_once_the_other_side_is_heard() {
    let mut joint = Joint::default();
    answers(&mut joint, Party::Host, 1, 0, 8_000);
    // The host's answers are slow for a while, the client's are not.
    answers(&mut joint, Party::Client, 2, 0, 16_000);
    assert_eq!(joint.proven(), ms(8_000 - 40));
    joint.prove(Party::Host, proof(1, 12_000, 16_500));
    joint.prove(Party::Host, proof(1, 16_000, 16_600));
    assert_eq!(joint.proven(), ms(16_000 - 40));
}

/// One side's day: when its page is awake, on which connection, and how slow the way is.
#[derive(Debug, Clone)]
struct Day {
    /// Lengths in milliseconds: awake, then away, and whether it comes back on a new connection.
    parts: Vec<(u64, u64, bool)>,
    delays: Vec<(u64, u64)>,
    lost: Vec<bool>,
}

const LONGEST_DELAY: u64 = 3_000;

fn day() -> impl Strategy<Value = Day> {
    // On the same connection a page sleeps long enough to be missed; a new connection is as quick
    // as it likes.
    let away = prop_oneof![
        (13_001_u64..60_000).prop_map(|away| (away, false)),
        (0_u64..60_000).prop_map(|away| (away, true)),
    ];
    let part = (500_u64..90_000, away).prop_map(|(awake, (away, new))| (awake, away, new));
    let delay = (1_u64..LONGEST_DELAY, 1_u64..LONGEST_DELAY);
    (
        prop::collection::vec(part, 1..6),
        prop::collection::vec(delay, 8),
        prop::collection::vec(prop::bool::weighted(0.15), 16),
    )
        .prop_map(|(parts, delays, lost)| Day { parts, delays, lost })
}

impl Day {
    /// When the page is awake, and on which connection.
    fn awake(&self, first_epoch: u64) -> Vec<(u64, u64, u64)> {
        let (mut at, mut epoch, mut spans) = (0, first_epoch, vec![]);
        for (awake, away, new) in &self.parts {
            spans.push((at, at + awake, epoch));
            at += awake + away;
            epoch += u64::from(*new);
        }
        spans
    }

    /// The answers as the server gets them. On one connection nothing overtakes anything.
    fn answers(&self, first_epoch: u64) -> Vec<Proof> {
        let spans = self.awake(first_epoch);
        let mut answers: Vec<Proof> = vec![];
        for (number, sent) in (0_usize..).zip((0..600_000_u64).step_by(2_000)) {
            let (there, back) = self.delays[number % self.delays.len()];
            if self.lost[number % self.lost.len()] {
                continue;
            }
            // The connection on which it is sent; a page that sleeps answers when it wakes.
            let on = spans.iter().rfind(|(from, _, _)| *from <= sent);
            let Some((_, _, epoch)) = on.copied() else { continue };
            let arrives = sent + there;
            let awake = spans.iter().find(|(_, to, of)| *of == epoch && *to > arrives);
            let Some((from, _, _)) = awake else { continue };
            let answered = arrives.max(*from);
            let before =
                answers.last().map_or(0, |last| u64::try_from(last.came.as_millis()).unwrap_or(0));
            answers.push(proof(epoch, sent, (answered + back).max(before)));
        }
        answers
    }
}

fn truth(host: &Day, client: &Day) -> u64 {
    let (host, client) = (host.awake(0), client.awake(0));
    host.iter()
        .flat_map(|(a, b, _)| {
            client.iter().map(move |(c, d, _)| b.min(d).saturating_sub(*a.max(c)))
        })
        .sum()
}

proptest! {
    #[test]
    fn ring_19_never_more_is_proven_than_was_true(host in day(), client in day()) {
        let mut all: Vec<(Party, Proof)> = host
            .answers(1)
            .into_iter()
            .map(|proof| (Party::Host, proof))
            .chain(client.answers(1_000).into_iter().map(|proof| (Party::Client, proof)))
            .collect();
        all.sort_by_key(|(_, proof)| proof.came);
        let mut joint = Joint::default();
        let mut before = Duration::ZERO;
        for (party, proof) in all {
            joint.prove(party, proof);
            prop_assert!(joint.proven() >= before, "proven time only grows");
            before = joint.proven();
        }
        prop_assert!(joint.proven() <= ms(truth(&host, &client)));
    }
}
