//! Tokens open one seat, once, for a short time, and only if we made them (trust: 60 s to first use).

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use super::*;

fn counting() -> Randomness {
    let next = AtomicU8::new(1);
    Arc::new(move |bytes: &mut [u8]| bytes.fill(next.fetch_add(1, Ordering::Relaxed)))
}

fn tokens(secret: &str) -> Tokens {
    Tokens::new("visavis".to_owned(), Secret::new(secret), counting())
}

fn seat() -> Seat {
    Seat {
        room: "ses_1".to_owned(),
        identity: "ses_1/client".to_owned(),
        name: "Ada".to_owned(),
        grants: Grants { sources: vec![TrackSource::Microphone], ..Grants::default() },
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).expect("in range")
}

#[test]
fn a_token_opens_its_seat_and_no_other() {
    let tokens = tokens("one");
    let token = tokens.join(&seat(), at(0));
    assert_eq!(tokens.spend(&token, at(59)), Ok(seat()));
}

#[test]
fn a_token_is_good_for_sixty_seconds() {
    let tokens = tokens("one");
    let token = tokens.join(&seat(), at(0));
    assert_eq!(tokens.check(&token, at(60)), Ok(seat()));
    assert_eq!(tokens.check(&token, at(61)), Err(TokenError::Expired));
    assert_eq!(tokens.check(&token, at(-5)), Err(TokenError::Expired));
}

#[test]
fn a_token_opens_one_connection() {
    let tokens = tokens("one");
    let token = tokens.join(&seat(), at(0));
    assert_eq!(tokens.check(&token, at(1)), Ok(seat()), "looking does not spend");
    assert_eq!(tokens.spend(&token, at(1)), Ok(seat()));
    assert_eq!(tokens.check(&token, at(2)), Err(TokenError::Used));
    assert_eq!(tokens.spend(&token, at(2)), Err(TokenError::Used));
}

#[test]
fn a_connected_client_may_come_back_more_than_once() {
    let tokens = tokens("one");
    let token = tokens.come_back(&seat(), at(0));
    assert_eq!(tokens.spend(&token, at(100)), Ok(seat()));
    assert_eq!(tokens.spend(&token, at(600)), Ok(seat()));
    assert_eq!(tokens.spend(&token, at(601)), Err(TokenError::Expired));
}

#[test]
fn a_revoked_seat_needs_a_new_token() {
    let tokens = tokens("one");
    let (join, back) = (tokens.join(&seat(), at(0)), tokens.come_back(&seat(), at(0)));
    tokens.revoke("ses_1", "ses_1/client", at(1));
    assert_eq!(tokens.spend(&join, at(2)), Err(TokenError::Revoked));
    assert_eq!(tokens.spend(&back, at(2)), Err(TokenError::Revoked));
    assert_eq!(tokens.spend(&tokens.join(&seat(), at(2)), at(3)), Ok(seat()));
    tokens.revoke("ses_1", "somebody else", at(3));
    assert_eq!(tokens.spend(&tokens.join(&seat(), at(3)), at(3)), Ok(seat()));
}

#[test]
fn the_end_of_a_session_ends_all_its_tokens() {
    let tokens = tokens("one");
    let (join, back) = (tokens.join(&seat(), at(0)), tokens.come_back(&seat(), at(0)));
    tokens.revoke_room("ses_1", at(1));
    assert_eq!(tokens.check(&join, at(2)), Err(TokenError::Revoked));
    assert_eq!(tokens.check(&back, at(2)), Err(TokenError::Revoked));
}

#[test]
fn a_foreign_or_bent_token_opens_nothing() {
    let tokens = tokens("one");
    let foreign = self::tokens("two").join(&seat(), at(0));
    assert_eq!(tokens.check(&foreign, at(1)), Err(TokenError::Foreign));
    let token = tokens.join(&seat(), at(0));
    let (header, rest) = token.split_once('.').expect("three parts");
    let (claims, signature) = rest.split_once('.').expect("three parts");
    let other = URL_SAFE_NO_PAD.encode(
        String::from_utf8(URL_SAFE_NO_PAD.decode(claims).expect("base64"))
            .expect("JSON")
            .replace("ses_1", "ses_2"),
    );
    let bent = format!("{header}.{other}.{signature}");
    assert_eq!(tokens.check(&bent, at(1)), Err(TokenError::Foreign));
    let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    assert_eq!(tokens.check(&format!("{unsigned}.{claims}."), at(1)), Err(TokenError::Foreign));
    for junk in ["", "a", "a.b", "a.b.c", "…", &"x".repeat(5000)] {
        assert!(tokens.check(junk, at(1)).is_err(), "{junk:?}");
    }
}
