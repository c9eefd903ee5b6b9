//! People: accounts, their sign-ins, one-time tokens and codes.

use jiff::Timestamp;
use uuid::Uuid;
use visavis_domain::ids::{AccountId, FileId, SignInId};

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

sql! { INSERT = "INSERT INTO account (id, email, email_key, email_verified_at, name, nickname, nickname_key, tz, locale, password_hash, role, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)" }

sql! { BY_ID = "SELECT id, email, email_verified_at, name, nickname, tz, locale, avatar_file, password_hash, role, created_at, version FROM account WHERE id = $1" }

sql! { BY_EMAIL = "SELECT id, email, email_verified_at, name, nickname, tz, locale, avatar_file, password_hash, role, created_at, version FROM account WHERE email_key = $1" }

sql! { BY_NICKNAME = "SELECT id, email, email_verified_at, name, nickname, tz, locale, avatar_file, password_hash, role, created_at, version FROM account WHERE nickname_key = $1" }

sql! { UPDATE = "UPDATE account SET name = $1, nickname = $2, nickname_key = $3, tz = $4, locale = $5, version = version + 1 WHERE id = $6 AND version = $7" }

sql! { VERIFY = "UPDATE account SET email_verified_at = coalesce(email_verified_at, $1), version = version + 1 WHERE id = $2" }

sql! { CHANGE_EMAIL = "UPDATE account SET email = $1, email_key = $2, email_verified_at = $3, version = version + 1 WHERE id = $4" }

sql! { SET_PASSWORD = "UPDATE account SET password_hash = $1, version = version + 1 WHERE id = $2" }

sql! { DROP_PASSWORD = "UPDATE account SET password_hash = NULL, version = version + 1 WHERE id = $1" }

sql! { SET_AVATAR = "UPDATE account SET avatar_file = $1, version = version + 1 WHERE id = $2" }

sql! { SET_ROLE = "UPDATE account SET role = $1, version = version + 1 WHERE id = $2" }

sql! { COUNT_OPERATORS = "SELECT count(*) FROM account WHERE role = 'operator'" }

sql! { ALL = "SELECT id, email, email_verified_at, name, nickname, tz, locale, avatar_file, password_hash, role, created_at, version FROM account
ORDER BY created_at DESC
LIMIT $1 OFFSET $2" }

sql! { SIGN_IN = "INSERT INTO sign_in (id, account_id, token_hash, device, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6)" }

sql! { SIGN_IN_BY_TOKEN = "SELECT id, account_id, device, created_at, seen_at FROM sign_in WHERE token_hash = $1 AND expires_at > $2" }

sql! { SIGN_INS = "SELECT id, account_id, device, created_at, seen_at FROM sign_in WHERE account_id = $1 AND expires_at > $2 ORDER BY seen_at DESC" }

// Not at every request: a minute is exact enough for a list, and a page must not cost a commit.
sql! { SEEN = "UPDATE sign_in SET seen_at = $1, expires_at = $2 WHERE id = $3 AND seen_at + 60000 < $1" }

sql! { SIGN_OUT = "DELETE FROM sign_in WHERE id = $1 AND account_id = $2" }

sql! { SIGN_OUT_OTHERS = "DELETE FROM sign_in WHERE account_id = $1 AND id <> $2" }

sql! { SIGN_OUT_ALL = "DELETE FROM sign_in WHERE account_id = $1" }

sql! { DROP_OLD_SIGN_INS = "DELETE FROM sign_in WHERE expires_at < $1" }

sql! { ADD_TOKEN = "INSERT INTO one_time_token (id, purpose, account_id, email, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)" }

sql! { TOKEN = "SELECT id, purpose, account_id, email FROM one_time_token WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3" }

sql! { USE_TOKEN = "UPDATE one_time_token SET used_at = $1 WHERE id = $2 AND used_at IS NULL" }

sql! { VOID_TOKENS = "UPDATE one_time_token SET used_at = $1 WHERE account_id = $2 AND purpose = $3 AND used_at IS NULL" }

sql! { PUT_CODE = "INSERT INTO phone_code (account_id, number, code_hash, tries, created_at, expires_at) VALUES ($1, $2, $3, 0, $4, $5)
ON CONFLICT (account_id) DO UPDATE SET number = excluded.number, code_hash = excluded.code_hash, tries = 0, created_at = excluded.created_at, expires_at = excluded.expires_at" }

sql! { TRY_CODE = "UPDATE phone_code SET tries = tries + 1 WHERE account_id = $1 AND expires_at > $2 AND tries < $3 RETURNING number, code_hash" }

sql! { DROP_CODE = "DELETE FROM phone_code WHERE account_id = $1" }

/// What a person is on this site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Anybody.
    Person,
    /// Runs the site.
    Operator,
}

impl Role {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Operator => "operator",
        }
    }
}

/// A person. Does not print its password's hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The address, as typed.
    pub email: String,
    /// When the address was verified, if it was.
    pub email_verified_at: Option<Timestamp>,
    /// The person's own name.
    pub name: String,
    /// What hosts see of a client (RING-13).
    pub nickname: String,
    /// IANA name of the time zone.
    pub tz: String,
    /// The language of choice.
    pub locale: String,
    /// The portrait.
    pub avatar: Option<FileId>,
    /// The password's hash; `None` until one is set (PAY-16).
    pub password_hash: Option<String>,
    /// What the person is on this site.
    pub role: Role,
    /// When the account was made.
    pub created_at: Timestamp,
    /// The version under which it may be written back.
    pub version: i64,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Account({})", self.id)
    }
}

/// A login of an account on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Its id.
    pub id: SignInId,
    /// Whose it is.
    pub account: AccountId,
    /// Browser and system, in words.
    pub device: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
}

/// What a one-time token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenPurpose {
    /// Proves that an address is one's own.
    VerifyEmail,
    /// Signs in once.
    SignIn,
    /// Sets a new password.
    ResetPassword,
    /// Proves a new address.
    ChangeEmail,
    /// Makes the first operator.
    Operator,
}

impl TokenPurpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::SignIn => "sign_in",
            Self::ResetPassword => "reset_password",
            Self::ChangeEmail => "change_email",
            Self::Operator => "operator",
        }
    }
}

/// A one-time token that is still good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id, from which the secret is derived.
    pub id: Uuid,
    /// Whose it is; the first operator has no account yet.
    pub account: Option<AccountId>,
    /// The address that it was sent to.
    pub email: String,
}

/// A new one-time token with the hash of its secret.
#[derive(Debug, Clone, Copy)]
pub struct NewToken<'a> {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub purpose: TokenPurpose,
    /// Whose it is.
    pub account: Option<AccountId>,
    /// The address that it is sent to.
    pub email: &'a str,
    /// The hash of its secret.
    pub hash: &'a [u8],
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// The form under which an address or a nickname is compared.
pub fn key(text: &str) -> String {
    text.trim().to_lowercase()
}

fn account(row: &Row) -> Result<Account, StoreError> {
    let role: String = row.get(9)?;
    Ok(Account {
        id: row.get(0)?,
        email: row.get(1)?,
        email_verified_at: row.get(2)?,
        name: row.get(3)?,
        nickname: row.get(4)?,
        tz: row.get(5)?,
        locale: row.get(6)?,
        avatar: row.get(7)?,
        password_hash: row.get(8)?,
        role: if role == "operator" { Role::Operator } else { Role::Person },
        created_at: row.get(10)?,
        version: row.get(11)?,
    })
}

fn sign_in(row: &Row) -> Result<SignIn, StoreError> {
    Ok(SignIn {
        id: row.get(0)?,
        account: row.get(1)?,
        device: row.get(2)?,
        created_at: row.get(3)?,
        seen_at: row.get(4)?,
    })
}

/// Keeps a new account.
pub async fn insert(tx: &mut Tx, new: &Account) -> Result<(), StoreError> {
    tx.exec(
        INSERT,
        args![
            new.id,
            &new.email,
            key(&new.email),
            new.email_verified_at,
            &new.name,
            &new.nickname,
            key(&new.nickname),
            &new.tz,
            &new.locale,
            new.password_hash.as_deref(),
            new.role.as_str(),
            new.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// One account.
pub async fn by_id(tx: &mut Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    tx.opt(BY_ID, args![id]).await?.as_ref().map(account).transpose()
}

/// The account with this address, however it is written.
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<Account>, StoreError> {
    tx.opt(BY_EMAIL, args![key(email)]).await?.as_ref().map(account).transpose()
}

/// The account with this nickname, however it is written.
pub async fn by_nickname(tx: &mut Tx, name: &str) -> Result<Option<Account>, StoreError> {
    tx.opt(BY_NICKNAME, args![key(name)]).await?.as_ref().map(account).transpose()
}

/// Writes name, nickname, zone and language back; [`StoreError::Conflict`] if somebody was faster.
pub async fn update(tx: &mut Tx, changed: &Account) -> Result<(), StoreError> {
    let values = args![
        &changed.name,
        &changed.nickname,
        key(&changed.nickname),
        &changed.tz,
        &changed.locale,
        changed.id,
        changed.version
    ];
    tx.exec_one(UPDATE, values).await
}

/// Notes that the address is the person's own; whoever came in under it before, without proof, is
/// out again.
pub async fn verify(tx: &mut Tx, id: AccountId, now: Timestamp) -> Result<(), StoreError> {
    crate::access::drop_unproven_grants(tx, id).await?;
    tx.exec_one(VERIFY, args![now, id]).await
}

/// Puts a new, verified address in place.
pub async fn change_email(
    tx: &mut Tx,
    id: AccountId,
    email: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.exec_one(CHANGE_EMAIL, args![email, key(email), now, id]).await
}

/// Sets the password's hash.
pub async fn set_password(tx: &mut Tx, id: AccountId, hash: &str) -> Result<(), StoreError> {
    tx.exec_one(SET_PASSWORD, args![hash, id]).await
}

/// Takes the password away; the person comes in by a link and sets another one.
pub async fn drop_password(tx: &mut Tx, id: AccountId) -> Result<(), StoreError> {
    tx.exec_one(DROP_PASSWORD, args![id]).await
}

/// Sets or removes the portrait.
pub async fn set_avatar(
    tx: &mut Tx,
    id: AccountId,
    file: Option<FileId>,
) -> Result<(), StoreError> {
    tx.exec_one(SET_AVATAR, args![file, id]).await
}

/// Makes somebody an operator, or a person like others again.
pub async fn set_role(tx: &mut Tx, id: AccountId, role: Role) -> Result<(), StoreError> {
    tx.exec_one(SET_ROLE, args![role.as_str(), id]).await
}

/// How many operators there are.
pub async fn count_operators(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one(COUNT_OPERATORS, args![]).await?.get(0)
}

/// All accounts, the newest first.
pub async fn all(tx: &mut Tx, page: crate::session::Page) -> Result<Vec<Account>, StoreError> {
    tx.rows(ALL, args![page.limit, page.offset]).await?.iter().map(account).collect()
}

/// Begins a login.
pub async fn begin_sign_in(
    tx: &mut Tx,
    new: &SignIn,
    token_hash: &[u8],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let values = args![new.id, new.account, token_hash, &new.device, new.created_at, expires_at];
    tx.exec(SIGN_IN, values).await?;
    Ok(())
}

/// The login that this cookie stands for.
pub async fn sign_in_by_token(
    tx: &mut Tx,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<SignIn>, StoreError> {
    tx.opt(SIGN_IN_BY_TOKEN, args![token_hash, now]).await?.as_ref().map(sign_in).transpose()
}

/// All logins of a person, the latest used first.
pub async fn sign_ins(
    tx: &mut Tx,
    id: AccountId,
    now: Timestamp,
) -> Result<Vec<SignIn>, StoreError> {
    tx.rows(SIGN_INS, args![id, now]).await?.iter().map(sign_in).collect()
}

/// Notes that a login was used, and lets it live on.
pub async fn seen(
    tx: &mut Tx,
    id: SignInId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(SEEN, args![now, expires_at, id]).await?;
    Ok(())
}

/// Ends one login of this person; says whether there was one.
pub async fn sign_out(tx: &mut Tx, id: SignInId, account: AccountId) -> Result<bool, StoreError> {
    Ok(tx.exec(SIGN_OUT, args![id, account]).await? == 1)
}

/// Ends all logins of a person but this one.
pub async fn sign_out_others(
    tx: &mut Tx,
    account: AccountId,
    but: SignInId,
) -> Result<u64, StoreError> {
    tx.exec(SIGN_OUT_OTHERS, args![account, but]).await
}

/// Ends all logins of a person.
pub async fn sign_out_all(tx: &mut Tx, account: AccountId) -> Result<u64, StoreError> {
    tx.exec(SIGN_OUT_ALL, args![account]).await
}

/// Forgets logins that ran out.
pub async fn drop_old_sign_ins(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.exec(DROP_OLD_SIGN_INS, args![now]).await
}

/// Keeps a new one-time token.
pub async fn add_token(tx: &mut Tx, new: NewToken<'_>, now: Timestamp) -> Result<(), StoreError> {
    let values =
        args![new.id, new.purpose.as_str(), new.account, new.email, new.hash, now, new.expires_at];
    tx.exec(ADD_TOKEN, values).await?;
    Ok(())
}

/// The token with this secret's hash, if it is still good; it is not used by looking.
pub async fn token(
    tx: &mut Tx,
    hash: &[u8],
    purpose: TokenPurpose,
    now: Timestamp,
) -> Result<Option<Token>, StoreError> {
    let Some(row) = tx.opt(TOKEN, args![hash, purpose.as_str(), now]).await? else {
        return Ok(None);
    };
    Ok(Some(Token { id: row.get(0)?, account: row.get(2)?, email: row.get(3)? }))
}

/// Uses a token up; says whether it was still good: of two who try at once, one wins.
pub async fn use_token(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.exec(USE_TOKEN, args![now, id]).await? == 1)
}

/// Makes all tokens of a person for this purpose useless.
pub async fn void_tokens(
    tx: &mut Tx,
    account: AccountId,
    purpose: TokenPurpose,
    now: Timestamp,
) -> Result<u64, StoreError> {
    tx.exec(VOID_TOKENS, args![now, account, purpose.as_str()]).await
}

/// Keeps a code on its way to a mobile number; an older one is forgotten.
pub async fn put_code(
    tx: &mut Tx,
    account: AccountId,
    number: &str,
    code_hash: &[u8],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(PUT_CODE, args![account, number, code_hash, now, expires_at]).await?;
    Ok(())
}

/// Counts one try and gives what to compare with; `None` when too many were made or it is too late.
pub async fn try_code(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
    most: u32,
) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    let Some(row) = tx.opt(TRY_CODE, args![account, now, most]).await? else {
        return Ok(None);
    };
    Ok(Some((row.get(0)?, row.get(1)?)))
}

/// Forgets the code of a person.
pub async fn drop_code(tx: &mut Tx, account: AccountId) -> Result<(), StoreError> {
    tx.exec(DROP_CODE, args![account]).await?;
    Ok(())
}
