//! Accounts: signing up and in, one-time links, and what a person changes about oneself.
//!
//! Known and unknown addresses get the same answer in the same time: what differs happens later, in
//! the outbox, where nobody watches the clock.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq as _;
use visavis_domain::ids::{AccountId, SignInId};
use visavis_reach::message::{Message, TokenRef};
use visavis_store::people::{self, Account, NewToken, Role, SignIn, TokenPurpose};
use visavis_store::{Tx, cast::Reachable};

use crate::limits::Gate;
use crate::outbox::{self, Job, Mail};
use crate::secrets::{self, Purpose, Secret, Secrets};
use crate::{App, Failure, Fault, password};

/// How long a login lives without being used.
const SIGN_IN_DAYS: i64 = 30;
/// How long a one-time link is good.
const LINK_MINS: i64 = 30;
/// How long the proof of an address is good.
const VERIFY_HOURS: i64 = 48;
/// The most characters of a name.
pub const NAME_MAX: usize = 80;

/// Who asks, from where, on what.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The network address.
    pub address: IpAddr,
    /// Browser and system, in words.
    pub device: String,
    /// The language of the page.
    pub locale: String,
}

/// What somebody types to get an account.
#[derive(Debug, Clone, Default)]
pub struct SignUp {
    /// The address.
    pub email: String,
    /// The person's own name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The browser's time zone.
    pub tz: String,
}

/// The cookie of a new login.
#[derive(Debug)]
pub struct SignedIn {
    /// Whose login.
    pub account: AccountId,
    /// What goes into the cookie.
    pub token: Secret,
}

/// The person behind a login cookie.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub account: Account,
    /// The login.
    pub sign_in: SignInId,
}

/// An address that can be written to, as far as its form tells.
pub fn checked_email(text: &str) -> Result<String, Fault> {
    let email = text.trim();
    let wrong = Fault { field: "email", key: "fault-email" };
    let (local, domain) = email.rsplit_once('@').ok_or(wrong.clone())?;
    let clean = |part: &str| {
        !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control() || c == ',')
    };
    let named = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
    if email.len() <= 254 && clean(local) && clean(domain) && named {
        Ok(email.to_owned())
    } else {
        Err(wrong)
    }
}

/// A name: something, and not a book.
pub fn checked_name(field: &'static str, text: &str) -> Result<String, Fault> {
    let name = text.trim();
    if name.is_empty() {
        return Err(Fault { field, key: "fault-name-missing" });
    }
    if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(Fault { field, key: "fault-name-long" });
    }
    Ok(name.to_owned())
}

/// A zone that the database of zones knows, or UTC.
pub fn checked_zone(text: &str) -> String {
    if jiff::tz::TimeZone::get(text).is_ok() { text.to_owned() } else { "UTC".to_owned() }
}

/// Address and name, or everything that is wrong with what was typed.
fn checked_sign_up(typed: &SignUp) -> Result<(String, String), Failure> {
    let mut faults = vec![];
    let name = checked_name("name", &typed.name).map_err(|fault| faults.push(fault));
    let email = checked_email(&typed.email).map_err(|fault| faults.push(fault));
    if let Err(Failure::Invalid(more)) = password::checked(&typed.password) {
        faults.extend(more);
    }
    match (email, name) {
        (Ok(email), Ok(name)) if faults.is_empty() => Ok((email, name)),
        (Ok(_) | Err(()), Ok(_) | Err(())) => Err(Failure::Invalid(faults)),
    }
}

/// Makes an account and sends the proof of its address. A known address gets a mail that says so;
/// the page's answer is the same.
pub async fn sign_up(app: &App, typed: &SignUp, visitor: &Visitor) -> Result<(), Failure> {
    let (email, name) = checked_sign_up(typed)?;
    app.limits.check(Gate::SignUp, &email, visitor.address)?;
    let hash = password::hash(&typed.password, &app.random).await?;
    let new = NewAccount { email, name, hash, tz: checked_zone(&typed.tz) };
    let done = match open_account(app, &new, visitor).await {
        // Somebody signed up with the same address at the same moment: now it is known.
        Err(Failure::Taken(_)) => open_account(app, &new, visitor).await,
        done => done,
    };
    done?;
    app.outbox_wake.notify_one();
    Ok(())
}

struct NewAccount {
    email: String,
    name: String,
    hash: String,
    tz: String,
}

async fn open_account(app: &App, new: &NewAccount, visitor: &Visitor) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    if let Some(known) = people::by_email(&mut tx, &new.email).await? {
        welcome_back(app, &mut tx, &known).await?;
    } else {
        let account = Account {
            password_hash: Some(new.hash.clone()),
            name: new.name.clone(),
            tz: new.tz.clone(),
            locale: visitor.locale.clone(),
            ..blank(app, &mut tx, &new.email).await?
        };
        people::insert(&mut tx, &account).await?;
        send_proof(app, &mut tx, &account).await?;
    }
    Ok(tx.commit().await?)
}

/// Someone signs up with a known address: the mail decides what that means, never the page.
async fn welcome_back(app: &App, tx: &mut Tx, known: &Account) -> Result<(), Failure> {
    if known.email_verified_at.is_none() {
        // Bought with an address alone (PAY-16), or signed up by somebody who never proved that the
        // address is theirs: only who reads its mail may set the password.
        let (id, valid_until) =
            new_token(app, tx, TokenPurpose::ResetPassword, known, LINK_MINS).await?;
        let message = Message::PasswordReset { token: token_ref(&id), valid_until };
        return send(app, tx, known, &message).await;
    }
    send(app, tx, known, &Message::AlreadyRegistered).await
}

/// An account with nothing but an address: everything else is a default to be changed.
async fn blank(app: &App, tx: &mut Tx, email: &str) -> Result<Account, Failure> {
    let now = app.clock.now();
    Ok(Account {
        id: AccountId::from_uuid(app.random.uuid(now)),
        email: email.to_owned(),
        email_verified_at: None,
        name: String::new(),
        nickname: free_nickname(app, tx).await?,
        tz: "UTC".to_owned(),
        locale: "en".to_owned(),
        avatar: None,
        password_hash: None,
        role: Role::Person,
        created_at: now,
        version: 1,
    })
}

const FIRST: [&str; 16] = [
    "amber", "brisk", "calm", "dawn", "early", "fern", "gentle", "hazel", "ivory", "jade", "kind",
    "lucid", "mellow", "north", "olive", "quiet",
];
const SECOND: [&str; 16] = [
    "birch", "brook", "cloud", "dune", "finch", "grove", "heron", "island", "lark", "maple",
    "meadow", "otter", "pebble", "river", "robin", "willow",
];

/// A nickname that nobody has: two words and a number say nothing about a person (RING-13).
async fn free_nickname(app: &App, tx: &mut Tx) -> Result<String, Failure> {
    for _ in 0..20 {
        let [a, b, c, d] = app.random.bytes::<4>();
        let number = u16::from_be_bytes([c, d]) % 10_000;
        let first = FIRST[usize::from(a) % FIRST.len()];
        let second = SECOND[usize::from(b) % SECOND.len()];
        let name = format!("{first}-{second}-{number}");
        if people::by_nickname(tx, &name).await?.is_none() {
            return Ok(name);
        }
    }
    Err(Failure::inside("no nickname is free"))
}

/// The account of somebody who buys with an address alone, made now if there is none (PAY-16).
pub async fn by_email_or_new(
    app: &App,
    tx: &mut Tx,
    email: &str,
    name: &str,
    tz: &str,
    locale: &str,
) -> Result<Account, Failure> {
    if let Some(known) = people::by_email(tx, email).await? {
        return Ok(known);
    }
    let account = Account {
        name: name.to_owned(),
        tz: checked_zone(tz),
        locale: locale.to_owned(),
        ..blank(app, tx, email).await?
    };
    people::insert(tx, &account).await?;
    Ok(account)
}

/// Whoever knows address and password is in.
pub async fn sign_in(
    app: &App,
    email: &str,
    typed: &str,
    visitor: &Visitor,
) -> Result<SignedIn, Failure> {
    app.limits.check(Gate::Password, email, visitor.address)?;
    let mut tx = app.store.read().await?;
    let account = people::by_email(&mut tx, email).await?;
    drop(tx);
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let right = password::matches(typed, hash).await?;
    let Some(account) = account.filter(|_| right) else {
        return Err(Failure::field("password", "fault-sign-in"));
    };
    if account.email_verified_at.is_none() {
        // Whoever opens an account under a stranger's address must not wait inside for what the
        // stranger buys later.
        app.limits.check(Gate::Mail, email, visitor.address)?;
        outbox::enqueue_job(app, &Job::VerifyLink { email: account.email }).await?;
        return Err(Failure::field("email", "fault-verify-first"));
    }
    let mut tx = app.store.write().await?;
    let signed_in = begin(app, &mut tx, account.id, visitor).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// Begins a login of this account.
pub async fn begin(
    app: &App,
    tx: &mut Tx,
    account: AccountId,
    visitor: &Visitor,
) -> Result<SignedIn, Failure> {
    let now = app.clock.now();
    let token = Secrets::random(&app.random);
    let new = SignIn {
        id: SignInId::from_uuid(app.random.uuid(now)),
        account,
        device: visitor.device.chars().take(120).collect(),
        created_at: now,
        seen_at: now,
    };
    people::begin_sign_in(tx, &new, &token.hash(), now + days(SIGN_IN_DAYS)).await?;
    Ok(SignedIn { account, token })
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// The person behind a login cookie, if it still opens anything.
pub async fn who(app: &App, cookie: &str) -> Result<Option<Person>, Failure> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let Some(sign_in) = people::sign_in_by_token(&mut tx, &secrets::hash(cookie), now).await?
    else {
        return Ok(None);
    };
    let account = people::by_id(&mut tx, sign_in.account).await?.ok_or(Failure::NotFound)?;
    drop(tx);
    if now.duration_since(sign_in.seen_at) > SignedDuration::from_mins(10)
        && let Err(failure) = note_use(app, sign_in.id, now).await
    {
        // A full disk or a crowd of writers keeps nobody from reading.
        tracing::warn!(error = %failure, "the use of a login could not be noted");
    }
    Ok(Some(Person { account, sign_in: sign_in.id }))
}

async fn note_use(app: &App, id: SignInId, now: Timestamp) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    people::seen(&mut tx, id, now, now + days(SIGN_IN_DAYS)).await?;
    Ok(tx.commit().await?)
}

/// Asks for a mail with a one-time link; the same answer whether the address is known or not.
pub async fn ask_for_link(
    app: &App,
    email: &str,
    purpose: TokenPurpose,
    visitor: &Visitor,
) -> Result<(), Failure> {
    let email = checked_email(email).map_err(|fault| Failure::Invalid(vec![fault]))?;
    app.limits.check(Gate::Mail, &email, visitor.address)?;
    let job = match purpose {
        TokenPurpose::SignIn => Job::SignInLink { email },
        TokenPurpose::ResetPassword => Job::ResetLink { email },
        TokenPurpose::VerifyEmail => Job::VerifyLink { email },
        TokenPurpose::ChangeEmail | TokenPurpose::Operator => {
            return Err(Failure::inside("this link is not asked for by address"));
        }
    };
    outbox::enqueue_job(app, &job).await
}

/// What became of an asked-for link, later: a mail if the address is known, nothing if not.
pub(crate) async fn send_link(
    app: &App,
    tx: &mut Tx,
    email: &str,
    purpose: TokenPurpose,
) -> Result<(), Failure> {
    let Some(account) = people::by_email(tx, email).await? else {
        return Ok(());
    };
    if purpose == TokenPurpose::VerifyEmail {
        return if account.email_verified_at.is_none() {
            send_proof(app, tx, &account).await
        } else {
            Ok(())
        };
    }
    // A password that came with an unproven address may be a stranger's: it is replaced, not kept.
    let is_doubtful = account.email_verified_at.is_none() && account.password_hash.is_some();
    let purpose = if is_doubtful { TokenPurpose::ResetPassword } else { purpose };
    let (id, valid_until) = new_token(app, tx, purpose, &account, LINK_MINS).await?;
    let token = token_ref(&id);
    let message = if purpose == TokenPurpose::SignIn {
        Message::SignInLink { token, valid_until }
    } else {
        Message::PasswordReset { token, valid_until }
    };
    send(app, tx, &account, &message).await
}

async fn send_proof(app: &App, tx: &mut Tx, account: &Account) -> Result<(), Failure> {
    let minutes = VERIFY_HOURS * 60;
    let (id, valid_until) = new_token(app, tx, TokenPurpose::VerifyEmail, account, minutes).await?;
    send(app, tx, account, &Message::VerifyEmail { token: token_ref(&id), valid_until }).await
}

fn token_ref(id: &uuid::Uuid) -> TokenRef {
    TokenRef(id.simple().to_string())
}

async fn new_token(
    app: &App,
    tx: &mut Tx,
    purpose: TokenPurpose,
    account: &Account,
    minutes: i64,
) -> Result<(uuid::Uuid, Timestamp), Failure> {
    token_for(app, tx, purpose, Some(account.id), &account.email, minutes).await
}

async fn token_for(
    app: &App,
    tx: &mut Tx,
    purpose: TokenPurpose,
    account: Option<AccountId>,
    email: &str,
    minutes: i64,
) -> Result<(uuid::Uuid, Timestamp), Failure> {
    let now = app.clock.now();
    let id = app.random.uuid(now);
    let expires_at = now + SignedDuration::from_mins(minutes);
    let hash = app.secrets.derive(Purpose::OneTime, id).hash();
    let new = NewToken { id, purpose, account, email, hash: &hash, expires_at };
    people::add_token(tx, new, now).await?;
    Ok((id, expires_at))
}

async fn send(app: &App, tx: &mut Tx, account: &Account, message: &Message) -> Result<(), Failure> {
    send_to(app, tx, account, &account.email, message).await
}

async fn send_to(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    email: &str,
    message: &Message,
) -> Result<(), Failure> {
    let reader = Reachable {
        email: email.to_owned(),
        locale: account.locale.clone(),
        tz: account.tz.clone(),
        name: account.name.clone(),
    };
    let id = app.random.uuid(app.clock.now()).simple().to_string();
    let dedupe = format!("{}:{}:{id}", account.id, message.kind());
    outbox::enqueue_mail(app, tx, Mail { dedupe, reader, message }).await
}

/// Whose token this is, without using it up: a page asks before it acts, so that a mail scanner's
/// visit burns nothing.
async fn look_at_token(
    app: &App,
    secret: &str,
    purpose: TokenPurpose,
) -> Result<people::Token, Failure> {
    let mut tx = app.store.read().await?;
    people::token(&mut tx, &secrets::hash(secret), purpose, app.clock.now())
        .await?
        .ok_or(Failure::NotFound)
}

async fn take_token(
    app: &App,
    tx: &mut Tx,
    secret: &str,
    purpose: TokenPurpose,
) -> Result<people::Token, Failure> {
    let now = app.clock.now();
    let token =
        people::token(tx, &secrets::hash(secret), purpose, now).await?.ok_or(Failure::NotFound)?;
    if people::use_token(tx, token.id, now).await? { Ok(token) } else { Err(Failure::NotFound) }
}

/// What the browser that signs up keeps, to be told from whoever else answers the mail.
pub fn newcomer_mark(app: &App, email: &str) -> String {
    let message = format!("newcomer:{}", people::key(email));
    app.secrets.sign(Purpose::OneTime, message.as_bytes())
}

fn is_newcomer(app: &App, email: &str, mark: Option<&str>) -> bool {
    mark.is_some_and(|mark| newcomer_mark(app, email).as_bytes().ct_eq(mark.as_bytes()).into())
}

/// Uses a verification or sign-in link: the address is proven, and the person is in.
///
/// The password of a new account stays in force only if the browser that typed it answers the mail:
/// a stranger who signs up with somebody else's address must not wait inside.
pub async fn use_link(
    app: &App,
    secret: &str,
    purpose: TokenPurpose,
    newcomer: Option<&str>,
    visitor: &Visitor,
) -> Result<SignedIn, Failure> {
    app.limits.check(Gate::Secret, "", visitor.address)?;
    let mut tx = app.store.write().await?;
    let token = take_token(app, &mut tx, secret, purpose).await?;
    let account = token.account.ok_or(Failure::NotFound)?;
    if purpose == TokenPurpose::VerifyEmail && !is_newcomer(app, &token.email, newcomer) {
        let found = people::by_id(&mut tx, account).await?.ok_or(Failure::NotFound)?;
        if found.email_verified_at.is_none() {
            people::drop_password(&mut tx, account).await?;
        }
    }
    people::verify(&mut tx, account, app.clock.now()).await?;
    let signed_in = begin(app, &mut tx, account, visitor).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// Whether a link would set a new password: the page asks before it shows the form.
pub async fn open_reset(app: &App, secret: &str, visitor: &Visitor) -> Result<(), Failure> {
    app.limits.check(Gate::Secret, "", visitor.address)?;
    look_at_token(app, secret, TokenPurpose::ResetPassword).await.map(|_| ())
}

/// Sets a new password by a link; all other logins end, and the person is told.
pub async fn reset_password(
    app: &App,
    secret: &str,
    typed: &str,
    visitor: &Visitor,
) -> Result<SignedIn, Failure> {
    app.limits.check(Gate::Secret, "", visitor.address)?;
    password::checked(typed)?;
    // Nobody makes us hash with a link that opens nothing.
    look_at_token(app, secret, TokenPurpose::ResetPassword).await?;
    let hash = password::hash(typed, &app.random).await?;
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let token = take_token(app, &mut tx, secret, TokenPurpose::ResetPassword).await?;
    let id = token.account.ok_or(Failure::NotFound)?;
    people::set_password(&mut tx, id, &hash).await?;
    people::verify(&mut tx, id, now).await?;
    people::void_tokens(&mut tx, id, TokenPurpose::ResetPassword, now).await?;
    people::void_tokens(&mut tx, id, TokenPurpose::SignIn, now).await?;
    people::sign_out_all(&mut tx, id).await?;
    let account = people::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    send(app, &mut tx, &account, &Message::PasswordChanged { at: now }).await?;
    let signed_in = begin(app, &mut tx, id, visitor).await?;
    tx.commit().await?;
    app.outbox_wake.notify_one();
    Ok(signed_in)
}

/// Changes the password of somebody who is in. Without one so far, being in is enough.
pub async fn change_password(
    app: &App,
    person: &Person,
    old: &str,
    new: &str,
    visitor: &Visitor,
) -> Result<(), Failure> {
    app.limits.check(Gate::Password, &person.account.email, visitor.address)?;
    if let Some(hash) = person.account.password_hash.as_deref()
        && !password::matches(old, Some(hash)).await?
    {
        return Err(Failure::field("old_password", "fault-old-password"));
    }
    password::checked(new)?;
    let hash = password::hash(new, &app.random).await?;
    let mut tx = app.store.write().await?;
    people::set_password(&mut tx, person.account.id, &hash).await?;
    people::sign_out_others(&mut tx, person.account.id, person.sign_in).await?;
    let message = Message::PasswordChanged { at: app.clock.now() };
    send(app, &mut tx, &person.account, &message).await?;
    tx.commit().await?;
    app.outbox_wake.notify_one();
    Ok(())
}

/// What a person changes about oneself.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The own name.
    pub name: String,
    /// What hosts see.
    pub nickname: String,
    /// The time zone.
    pub tz: String,
    /// The language.
    pub locale: String,
}

/// Writes the changes of a person.
pub async fn change(app: &App, person: &Person, changes: &Changes) -> Result<(), Failure> {
    let mut faults = vec![];
    let name = checked_name("name", &changes.name).map_err(|fault| faults.push(fault));
    let nickname = checked_name("nickname", &changes.nickname).map_err(|fault| faults.push(fault));
    if jiff::tz::TimeZone::get(&changes.tz).is_err() {
        faults.push(Fault { field: "tz", key: "fault-zone" });
    }
    if changes.locale.parse::<visavis_reach::words::Locale>().is_err() {
        faults.push(Fault { field: "locale", key: "fault-locale" });
    }
    let (Ok(name), Ok(nickname), true) = (name, nickname, faults.is_empty()) else {
        return Err(Failure::Invalid(faults));
    };
    let mut tx = app.store.write().await?;
    let mut account = people::by_id(&mut tx, person.account.id).await?.ok_or(Failure::NotFound)?;
    if let Some(other) = people::by_nickname(&mut tx, &nickname).await?
        && other.id != account.id
    {
        return Err(Failure::field("nickname", "fault-nickname-taken"));
    }
    account.name = name;
    account.nickname = nickname;
    account.tz.clone_from(&changes.tz);
    account.locale.clone_from(&changes.locale);
    people::update(&mut tx, &account).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks for a new address: it is in force once its own mail is answered.
pub async fn ask_for_new_email(
    app: &App,
    person: &Person,
    email: &str,
    typed_password: &str,
    visitor: &Visitor,
) -> Result<(), Failure> {
    let email = checked_email(email).map_err(|fault| Failure::Invalid(vec![fault]))?;
    app.limits.check(Gate::Mail, &person.account.email, visitor.address)?;
    if let Some(hash) = person.account.password_hash.as_deref()
        && !password::matches(typed_password, Some(hash)).await?
    {
        return Err(Failure::field("password", "fault-old-password"));
    }
    let mut tx = app.store.write().await?;
    // A taken address answers the same; its owner hears that somebody tried.
    if let Some(owner) = people::by_email(&mut tx, &email).await? {
        send(app, &mut tx, &owner, &Message::AlreadyRegistered).await?;
    } else {
        let account = &person.account;
        let (id, valid_until) =
            token_for(app, &mut tx, TokenPurpose::ChangeEmail, Some(account.id), &email, LINK_MINS)
                .await?;
        let message = Message::ConfirmNewEmail { token: token_ref(&id), valid_until };
        send_to(app, &mut tx, account, &email, &message).await?;
    }
    tx.commit().await?;
    app.outbox_wake.notify_one();
    Ok(())
}

/// Puts a new address in force; the old one is told.
pub async fn confirm_new_email(app: &App, secret: &str, visitor: &Visitor) -> Result<(), Failure> {
    app.limits.check(Gate::Secret, "", visitor.address)?;
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let token = take_token(app, &mut tx, secret, TokenPurpose::ChangeEmail).await?;
    let id = token.account.ok_or(Failure::NotFound)?;
    let before = people::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    people::change_email(&mut tx, id, &token.email, now).await?;
    // Links that are still in the old mailbox open nothing any more.
    for purpose in [TokenPurpose::SignIn, TokenPurpose::ResetPassword, TokenPurpose::ChangeEmail] {
        people::void_tokens(&mut tx, id, purpose, now).await?;
    }
    send(app, &mut tx, &before, &Message::EmailChanged { at: now }).await?;
    tx.commit().await?;
    app.outbox_wake.notify_one();
    Ok(())
}

/// All logins of a person.
pub async fn sign_ins(app: &App, person: &Person) -> Result<Vec<SignIn>, Failure> {
    let mut tx = app.store.read().await?;
    Ok(people::sign_ins(&mut tx, person.account.id, app.clock.now()).await?)
}

/// Ends one login of this person.
pub async fn sign_out(app: &App, account: AccountId, id: SignInId) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    let was = people::sign_out(&mut tx, id, account).await?;
    tx.commit().await?;
    if was { Ok(()) } else { Err(Failure::NotFound) }
}

/// Ends all logins of this person but the one that asks.
pub async fn sign_out_others(app: &App, person: &Person) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    people::sign_out_others(&mut tx, person.account.id, person.sign_in).await?;
    tx.commit().await?;
    Ok(())
}

/// The secret of a one-time link that makes the first operator, if the site has none yet. Only its
/// hash is kept; it is printed once.
pub async fn invite_operator(app: &App) -> Result<Option<Secret>, Failure> {
    let mut tx = app.store.write().await?;
    if people::count_operators(&mut tx).await? > 0 {
        return Ok(None);
    }
    let secret = operator_token(app, &mut tx).await?;
    tx.commit().await?;
    Ok(Some(secret))
}

/// A further one-time link for an operator, whether or not there is one.
pub async fn invite_another_operator(app: &App) -> Result<Secret, Failure> {
    let mut tx = app.store.write().await?;
    let secret = operator_token(app, &mut tx).await?;
    tx.commit().await?;
    Ok(secret)
}

async fn operator_token(app: &App, tx: &mut Tx) -> Result<Secret, Failure> {
    let minutes = 24 * 60;
    let (id, _) = token_for(app, tx, TokenPurpose::Operator, None, "", minutes).await?;
    Ok(app.secrets.derive(Purpose::OneTime, id))
}

/// Whether a link would make an operator: the page asks before it shows the form.
pub async fn open_invitation(app: &App, secret: &str, visitor: &Visitor) -> Result<(), Failure> {
    app.limits.check(Gate::Secret, "", visitor.address)?;
    look_at_token(app, secret, TokenPurpose::Operator).await.map(|_| ())
}

/// Makes the holder of the one-time link an operator. An account that exists must be opened by its
/// own password.
pub async fn become_operator(
    app: &App,
    secret: &str,
    typed: &SignUp,
    visitor: &Visitor,
) -> Result<SignedIn, Failure> {
    app.limits.check(Gate::Secret, "", visitor.address)?;
    let (email, name) = checked_sign_up(typed)?;
    look_at_token(app, secret, TokenPurpose::Operator).await?;
    // The slow work is done before the transaction, in which nobody else can write.
    let mut tx = app.store.read().await?;
    let known = people::by_email(&mut tx, &email).await?;
    drop(tx);
    let hash = match &known {
        Some(known) => {
            if !password::matches(&typed.password, known.password_hash.as_deref()).await? {
                return Err(Failure::field("password", "fault-sign-in"));
            }
            String::new()
        }
        None => password::hash(&typed.password, &app.random).await?,
    };
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    take_token(app, &mut tx, secret, TokenPurpose::Operator).await?;
    let id = if let Some(known) = known {
        known.id
    } else {
        let account = Account {
            password_hash: Some(hash),
            name,
            tz: checked_zone(&typed.tz),
            locale: visitor.locale.clone(),
            ..blank(app, &mut tx, &email).await?
        };
        people::insert(&mut tx, &account).await?;
        account.id
    };
    // Whoever holds the link printed on the server's console needs no mail to be believed.
    people::verify(&mut tx, id, now).await?;
    people::set_role(&mut tx, id, Role::Operator).await?;
    let signed_in = begin(app, &mut tx, id, visitor).await?;
    tx.commit().await?;
    Ok(signed_in)
}
