//! A host's mobile number: verified by a code, shown to nobody (PAY-1).

use std::net::IpAddr;

use jiff::SignedDuration;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use visavis_domain::ids::HostId;
use visavis_store::{host, people};

use crate::limits::Gate;
use crate::outbox::{self, Attempt, Job};
use crate::secrets::{self, Purpose};
use crate::{App, Failure};

/// How long a code is good, in minutes.
const CODE_MINS: i64 = 10;
/// How often one may guess.
const TRIES: u32 = 5;

/// A number that could be a mobile one: a plus, the country, at most 15 digits (E.164). Blanks,
/// hyphens and brackets are how people write it.
pub fn checked(text: &str) -> Result<String, Failure> {
    let clean: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '(' | ')' | '.' | '/'))
        .collect();
    let digits = clean.strip_prefix("00").or_else(|| clean.strip_prefix('+'));
    let wrong = || Failure::field("phone", "fault-phone");
    let digits = digits.ok_or_else(wrong)?;
    let fits = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if fits { Ok(format!("+{digits}")) } else { Err(wrong()) }
}

/// Sends a code to the number.
pub async fn ask(app: &App, id: HostId, text: &str, address: IpAddr) -> Result<(), Failure> {
    let number = checked(text)?;
    app.limits.check(Gate::PhoneCode, &number, address)?;
    let now = app.clock.now();
    let code = app.random.uuid(now);
    let mut tx = app.store.write().await?;
    let expires_at = now + SignedDuration::from_mins(CODE_MINS);
    let hash = secrets::hash(&digits(app, code));
    people::put_code(&mut tx, id.account(), &number, &hash, now, expires_at).await?;
    let job = Job::PhoneCode { account: id.account(), number, id: code };
    outbox::enqueue_job_in(app, &mut tx, &job).await?;
    tx.commit().await?;
    app.outbox_wake.notify_one();
    Ok(())
}

/// Takes the typed code; five tries, then a new one is needed.
pub async fn confirm(app: &App, id: HostId, typed: &str) -> Result<(), Failure> {
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let Some((number, hash)) = people::try_code(&mut tx, id.account(), now, TRIES).await? else {
        return Err(Failure::field("code", "fault-code-over"));
    };
    let right: bool = secrets::hash(&typed).ct_eq(&hash).into();
    if right {
        host::set_phone(&mut tx, id, Some(&number), Some(now)).await?;
        people::drop_code(&mut tx, id.account()).await?;
    }
    // The try counts either way.
    tx.commit().await?;
    if right { Ok(()) } else { Err(Failure::field("code", "fault-code-wrong")) }
}

/// Forgets the number.
pub async fn remove(app: &App, id: HostId) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    host::set_phone(&mut tx, id, None, None).await?;
    people::drop_code(&mut tx, id.account()).await?;
    tx.commit().await?;
    Ok(())
}

/// Six digits that only this site can derive from the id.
fn digits(app: &App, id: Uuid) -> String {
    let secret = app.secrets.derive(Purpose::PhoneCode, id);
    let number =
        secret.hash().iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

/// The text message.
pub(crate) fn words(app: &App, id: Uuid) -> String {
    let site = &app.site.get().name;
    format!("{site}: your code is {}. It is good for {CODE_MINS} minutes.", digits(app, id))
}

/// Text messages are simulated until a gateway is configured: the outbox page shows them.
pub(crate) fn send_code(app: &App, number: &str, id: Uuid) -> Attempt {
    tracing::info!(to = %mask(number), letters = words(app, id).len(), "a text message, simulated");
    Attempt::Sent
}

fn mask(number: &str) -> String {
    let shown = number.len().saturating_sub(2);
    format!("…{}", &number[shown..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pay_1_a_number_is_understood_however_it_is_written() {
        for text in ["+49 151 234-56789", "0049 (151) 23456789", "+4915123456789"] {
            assert_eq!(checked(text).ok().as_deref(), Some("+4915123456789"), "{text}");
        }
        for text in ["0151 23456789", "+49", "+49 151 x", "", "+0123456789", "+1234567890123456"] {
            assert!(checked(text).is_err(), "{text}");
        }
    }
}
