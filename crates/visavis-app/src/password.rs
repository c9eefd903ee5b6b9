//! Passwords: argon2id, one at a time, and the same work whether or not there is an account.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::{Failure, Random};

/// The shortest password, in characters. Length is what counts.
pub const PASSWORD_MIN: usize = 10;
/// The longest, so that nobody makes us hash a book.
pub const PASSWORD_MAX: usize = 200;

/// A login flood must not eat the machine on which calls are running.
static DESK: Semaphore = Semaphore::const_new(1);

/// What is compared with when there is no account: the work is the same, the answer is no.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$dmlzYXZpcy1ub2JvZHk$\
                      xk0JTYr9FeTcDVYb8X8zKzKLcAZgdCKmWXPlYm0zDuA";

/// Whether a password can be used at all.
pub fn checked(password: &str) -> Result<(), Failure> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(Failure::field("password", "fault-password-short"));
    }
    if length > PASSWORD_MAX {
        return Err(Failure::field("password", "fault-password-long"));
    }
    Ok(())
}

/// The hash to keep.
pub async fn hash(password: &str, random: &Random) -> Result<String, Failure> {
    let password = password.to_owned();
    let salt: [u8; 16] = random.bytes();
    at_the_desk(move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|error| Failure::inside(format!("hashing failed: {error}")))
    })
    .await?
}

/// Whether this is the password behind the hash. Without a hash the answer takes as long.
pub async fn matches(password: &str, hash: Option<&str>) -> Result<bool, Failure> {
    let password = password.to_owned();
    let known = hash.is_some();
    let hash = hash.unwrap_or(NOBODY).to_owned();
    let same = at_the_desk(move || {
        Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok()
    })
    .await?;
    Ok(known && same)
}

async fn at_the_desk<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let _turn = DESK.acquire().await.map_err(|_| Failure::inside("the desk is closed"))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Failure::inside(format!("hashing stopped: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_alone() {
        let random = Random::new(|bytes| bytes.fill(7));
        let kept = hash("correct horse battery", &random).await.expect("hashing works");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_eq!(matches("correct horse battery", Some(&kept)).await.ok(), Some(true));
        assert_eq!(matches("correct horse", Some(&kept)).await.ok(), Some(false));
        assert_eq!(matches("correct horse battery", None).await.ok(), Some(false));
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        assert!(argon2::PasswordHash::new(NOBODY).is_ok(), "the stand-in is a real hash");
    }
}
