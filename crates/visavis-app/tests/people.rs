//! Accounts through the app's own functions: proofs, links, passwords, and what racers and strangers
//! get.

use std::time::Duration;

use visavis_app::outbox::page::{self, Content};
use visavis_app::people::{self, Changes, Person, SignUp, SignedIn};
use visavis_app::testing::TestApp;
use visavis_app::{Failure, Fault};
use visavis_domain::ids::AccountId;
use visavis_store::outbox::Filter;
use visavis_store::people::{self as rows, Role, TokenPurpose};
use visavis_testkit::both_engines;

const MARTA: &str = "marta@example.org";
const PASSWORD: &str = "four words and rain";

fn typed(email: &str, password: &str) -> SignUp {
    SignUp {
        email: email.to_owned(),
        name: "Marta Ferreira".to_owned(),
        password: password.to_owned(),
        tz: "Europe/Lisbon".to_owned(),
    }
}

/// The kinds of all mails to an address, the newest first, with their secrets.
async fn mails(test: &TestApp, email: &str) -> Vec<(&'static str, String)> {
    test.settle().await;
    let filter = Filter {
        topic: None,
        status: None,
        subject_id: None,
        recipient: Some(email),
        before: None,
    };
    let (entries, _) = page::list(&test.app, &filter, 100).await.expect("the outbox is read");
    let mut found = vec![];
    for entry in entries {
        let opened = page::open(&test.app, entry.id).await.expect("an entry");
        if let Content::Mail { kind, rendered, .. } = opened.content {
            let secret = rendered.text.split_once('#').map_or("", |(_, rest)| rest);
            let end = secret.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
            found.push((kind, secret[..end.unwrap_or(secret.len())].to_owned()));
        }
    }
    found
}

async fn secret(test: &TestApp, email: &str, kind: &str) -> String {
    let found = mails(test, email).await;
    let mail = found.into_iter().find(|(known, _)| *known == kind);
    mail.unwrap_or_else(|| panic!("no {kind} to {email}")).1
}

async fn kinds(test: &TestApp, email: &str) -> Vec<&'static str> {
    mails(test, email).await.into_iter().map(|(kind, _)| kind).collect()
}

async fn who(test: &TestApp, signed_in: &SignedIn) -> Option<Person> {
    people::who(&test.app, signed_in.token.reveal()).await.expect("the store can be asked")
}

/// Marta, signed up and proven.
async fn marta(test: &TestApp) -> SignedIn {
    people::sign_up(&test.app, &typed(MARTA, PASSWORD), &TestApp::visitor())
        .await
        .expect("sign up");
    let link = secret(test, MARTA, "verify_email").await;
    let mark = people::newcomer_mark(&test.app, MARTA);
    let purpose = TokenPurpose::VerifyEmail;
    people::use_link(&test.app, &link, purpose, Some(&mark), &TestApp::visitor())
        .await
        .expect("the proof is taken")
}

async fn use_link(test: &TestApp, link: &str, purpose: TokenPurpose) -> Result<SignedIn, Failure> {
    people::use_link(&test.app, link, purpose, None, &TestApp::visitor()).await
}

async fn enter(test: &TestApp, email: &str, password: &str) -> Result<SignedIn, Failure> {
    people::sign_in(&test.app, email, password, &TestApp::visitor()).await
}

fn faults<T>(outcome: Result<T, Failure>) -> Vec<Fault> {
    match outcome {
        Err(Failure::Invalid(faults)) => faults,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("nothing was wrong"),
    }
}

fn fault(field: &'static str, key: &'static str) -> Vec<Fault> {
    vec![Fault { field, key }]
}

async fn account_of(test: &TestApp, email: &str) -> rows::Account {
    let mut tx = test.app.store.read().await.expect("a reader");
    rows::by_email(&mut tx, email).await.expect("a look").expect("an account")
}

both_engines! {
    async fn an_account_opens_with_the_mail_that_proves_its_address(db: Db) {
        let test = TestApp::new(db);
        let signed_in = marta(&test).await;
        let person = who(&test, &signed_in).await.expect("she is in");
        assert_eq!(person.account.name, "Marta Ferreira");
        assert_eq!(person.account.tz, "Europe/Lisbon");
        assert!(person.account.email_verified_at.is_some());
        let again = enter(&test, " MARTA@example.org", PASSWORD).await.expect("the password fits");
        assert_eq!(again.account, signed_in.account);
        let wrong = enter(&test, MARTA, "four words and snow").await;
        assert_eq!(faults(wrong), fault("password", "fault-sign-in"));
        let nobody = enter(&test, "nobody@example.org", PASSWORD).await;
        assert_eq!(faults(nobody), fault("password", "fault-sign-in"));
    }

    async fn a_stranger_cannot_wait_inside_an_account_under_my_address(db: Db) {
        let test = TestApp::new(db);
        let app = &test.app;
        // A stranger signs up with Marta's address, and can do nothing with it.
        people::sign_up(app, &typed(MARTA, "the stranger's own"), &TestApp::visitor()).await.expect("sign up");
        let refused = enter(&test, MARTA, "the stranger's own").await;
        assert_eq!(faults(refused), fault("email", "fault-verify-first"));
        // Marta signs up herself: only the reader of her mail sets the password.
        people::sign_up(app, &typed(MARTA, PASSWORD), &TestApp::visitor()).await.expect("sign up");
        let link = secret(&test, MARTA, "password_reset").await;
        people::reset_password(app, &link, PASSWORD, &TestApp::visitor()).await.expect("it is set");
        let refused = enter(&test, MARTA, "the stranger's own").await;
        assert_eq!(faults(refused), fault("password", "fault-sign-in"));
        enter(&test, MARTA, PASSWORD).await.expect("hers");
    }

    async fn a_link_for_an_unproven_account_replaces_its_password(db: Db) {
        let test = TestApp::new(db);
        people::sign_up(&test.app, &typed(MARTA, PASSWORD), &TestApp::visitor()).await.expect("sign up");
        people::ask_for_link(&test.app, MARTA, TokenPurpose::SignIn, &TestApp::visitor()).await.expect("asked");
        assert_eq!(kinds(&test, MARTA).await, ["password_reset", "verify_email"]);
    }

    async fn a_known_address_is_told_by_mail_alone(db: Db) {
        let test = TestApp::new(db);
        marta(&test).await;
        let again = typed(MARTA, "another password");
        people::sign_up(&test.app, &again, &TestApp::visitor()).await.expect("the same answer");
        assert_eq!(kinds(&test, MARTA).await, ["already_registered", "verify_email"]);
        enter(&test, MARTA, PASSWORD).await.expect("nothing was changed");
        let unknown = "nobody@example.org";
        for purpose in [TokenPurpose::SignIn, TokenPurpose::ResetPassword, TokenPurpose::VerifyEmail] {
            people::ask_for_link(&test.app, unknown, purpose, &TestApp::visitor()).await.expect("the same answer");
        }
        assert!(kinds(&test, unknown).await.is_empty());
    }

    async fn of_two_who_use_a_link_at_once_one_wins(db: Db) {
        let test = TestApp::new(db);
        marta(&test).await;
        people::ask_for_link(&test.app, MARTA, TokenPurpose::SignIn, &TestApp::visitor()).await.expect("asked");
        let link = secret(&test, MARTA, "sign_in_link").await;
        let tries = (0..8).map(|_| use_link(&test, &link, TokenPurpose::SignIn));
        let outcomes = futures(tries).await;
        let winners = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(winners, 1, "{outcomes:?}");
        assert!(matches!(use_link(&test, &link, TokenPurpose::SignIn).await, Err(Failure::NotFound)));
    }

    async fn a_link_is_good_for_its_purpose_and_its_time(db: Db) {
        let test = TestApp::new(db);
        marta(&test).await;
        people::ask_for_link(&test.app, MARTA, TokenPurpose::SignIn, &TestApp::visitor()).await.expect("asked");
        let link = secret(&test, MARTA, "sign_in_link").await;
        let other = people::reset_password(&test.app, &link, PASSWORD, &TestApp::visitor()).await;
        assert!(matches!(other, Err(Failure::NotFound)));
        test.hands.advance(Duration::from_mins(31));
        assert!(matches!(use_link(&test, &link, TokenPurpose::SignIn).await, Err(Failure::NotFound)));
    }

    async fn a_new_password_ends_every_login_and_every_other_link(db: Db) {
        let test = TestApp::new(db);
        let before = marta(&test).await;
        let visitor = TestApp::visitor();
        for purpose in [TokenPurpose::SignIn, TokenPurpose::ResetPassword] {
            people::ask_for_link(&test.app, MARTA, purpose, &visitor).await.expect("asked");
        }
        let link = secret(&test, MARTA, "password_reset").await;
        let sign_in = secret(&test, MARTA, "sign_in_link").await;
        people::open_reset(&test.app, &link, &visitor).await.expect("looking uses nothing up");
        let short = people::reset_password(&test.app, &link, "short", &visitor).await;
        assert_eq!(faults(short), fault("password", "fault-password-short"));
        let now = people::reset_password(&test.app, &link, "quite another one", &visitor).await.expect("set");
        assert!(who(&test, &before).await.is_none(), "the old login is dead");
        assert!(who(&test, &now).await.is_some());
        assert!(matches!(use_link(&test, &sign_in, TokenPurpose::SignIn).await, Err(Failure::NotFound)));
        assert!(enter(&test, MARTA, PASSWORD).await.is_err());
        enter(&test, MARTA, "quite another one").await.expect("the new one");
        assert!(kinds(&test, MARTA).await.contains(&"password_changed"));
    }

    async fn a_password_is_changed_by_who_knows_the_old_one(db: Db) {
        let test = TestApp::new(db);
        let (here, there) = (marta(&test).await, enter(&test, MARTA, PASSWORD).await.expect("in"));
        let person = who(&test, &here).await.expect("in");
        let visitor = TestApp::visitor();
        let wrong = people::change_password(&test.app, &person, "no", "a brand new one", &visitor).await;
        assert_eq!(faults(wrong), fault("old_password", "fault-old-password"));
        people::change_password(&test.app, &person, PASSWORD, "a brand new one", &visitor).await.expect("changed");
        assert!(who(&test, &here).await.is_some(), "this device stays");
        assert!(who(&test, &there).await.is_none(), "the others do not");
    }

    async fn a_new_address_counts_once_its_own_mail_is_answered(db: Db) {
        let test = TestApp::new(db);
        let person = who(&test, &marta(&test).await).await.expect("in");
        let visitor = TestApp::visitor();
        let new = "marta@new.example.org";
        let wrong = people::ask_for_new_email(&test.app, &person, new, "no", &visitor).await;
        assert_eq!(faults(wrong), fault("password", "fault-old-password"));
        people::ask_for_new_email(&test.app, &person, new, PASSWORD, &visitor).await.expect("asked");
        people::ask_for_link(&test.app, MARTA, TokenPurpose::SignIn, &visitor).await.expect("asked");
        let old_link = secret(&test, MARTA, "sign_in_link").await;
        assert_eq!(account_of(&test, MARTA).await.id, person.account.id, "still the old one");
        let link = secret(&test, new, "confirm_new_email").await;
        people::confirm_new_email(&test.app, &link, &visitor).await.expect("confirmed");
        enter(&test, new, PASSWORD).await.expect("the new address");
        assert!(enter(&test, MARTA, PASSWORD).await.is_err());
        assert!(kinds(&test, MARTA).await.contains(&"email_changed"), "the old address is told");
        assert!(matches!(use_link(&test, &old_link, TokenPurpose::SignIn).await, Err(Failure::NotFound)));
        let again = people::confirm_new_email(&test.app, &link, &visitor).await;
        assert!(matches!(again, Err(Failure::NotFound)));
    }

    async fn somebody_elses_address_is_not_given_away(db: Db) {
        let test = TestApp::new(db);
        let person = who(&test, &marta(&test).await).await.expect("in");
        let visitor = TestApp::visitor();
        people::sign_up(&test.app, &typed("felix@example.org", PASSWORD), &visitor).await.expect("sign up");
        people::ask_for_new_email(&test.app, &person, "felix@example.org", PASSWORD, &visitor)
            .await
            .expect("the same answer");
        assert_eq!(kinds(&test, "felix@example.org").await, ["already_registered", "verify_email"]);
    }

    /// A stranger signs up with her address and waits; she takes the mail for her own.
    async fn a_strangers_password_dies_with_the_proof_of_the_address(db: Db) {
        let test = TestApp::new(db);
        let stranger = typed(MARTA, "the stranger's password");
        people::sign_up(&test.app, &stranger, &TestApp::visitor()).await.expect("sign up");
        let link = secret(&test, MARTA, "verify_email").await;
        let marta = use_link(&test, &link, TokenPurpose::VerifyEmail).await.expect("in");
        let marta = who(&test, &marta).await.expect("in");
        assert_eq!(marta.account.password_hash, None);
        assert!(enter(&test, MARTA, "the stranger's password").await.is_err());
    }

    async fn ring_13_a_nickname_belongs_to_one_person(db: Db) {
        let test = TestApp::new(db);
        let marta = who(&test, &marta(&test).await).await.expect("in");
        let visitor = TestApp::visitor();
        people::sign_up(&test.app, &typed("felix@example.org", PASSWORD), &visitor).await.expect("sign up");
        let link = secret(&test, "felix@example.org", "verify_email").await;
        let felix = use_link(&test, &link, TokenPurpose::VerifyEmail).await.expect("in");
        let felix = who(&test, &felix).await.expect("in");
        let named = |nickname: &str| Changes {
            name: "Somebody".to_owned(),
            nickname: nickname.to_owned(),
            tz: "Europe/Berlin".to_owned(),
            locale: "en".to_owned(),
        };
        people::change(&test.app, &marta, &named("rosewater")).await.expect("free");
        let taken = people::change(&test.app, &felix, &named("RoseWater")).await;
        assert_eq!(faults(taken), fault("nickname", "fault-nickname-taken"));
        let odd = Changes { tz: "Europe/Atlantis".to_owned(), locale: "xx".to_owned(), ..named("") };
        let keys: Vec<_> = faults(people::change(&test.app, &felix, &odd).await).into_iter().map(|fault| fault.key).collect();
        assert_eq!(keys, ["fault-name-missing", "fault-zone", "fault-locale"], "ALL-6: all at once");
    }

    async fn a_person_ends_own_logins_and_nobody_elses(db: Db) {
        let test = TestApp::new(db);
        let (here, there) = (marta(&test).await, enter(&test, MARTA, PASSWORD).await.expect("in"));
        let person = who(&test, &here).await.expect("in");
        let other = who(&test, &there).await.expect("in");
        let stranger = AccountId::from_uuid(test.app.random.uuid(test.hands.now()));
        let outcome = people::sign_out(&test.app, stranger, other.sign_in).await;
        assert!(matches!(outcome, Err(Failure::NotFound)), "ALL-5");
        assert_eq!(people::sign_ins(&test.app, &person).await.expect("a list").len(), 2);
        people::sign_out(&test.app, person.account.id, other.sign_in).await.expect("one's own");
        assert!(who(&test, &there).await.is_none());
        enter(&test, MARTA, PASSWORD).await.expect("in");
        people::sign_out_others(&test.app, &person).await.expect("all others");
        let left = people::sign_ins(&test.app, &person).await.expect("a list");
        assert_eq!(left.iter().map(|one| one.id).collect::<Vec<_>>(), [person.sign_in]);
    }

    async fn a_login_lives_while_it_is_used(db: Db) {
        let test = TestApp::new(db);
        let signed_in = marta(&test).await;
        let day = Duration::from_hours(24);
        for _ in 0..3 {
            test.hands.advance(20 * day);
            assert!(who(&test, &signed_in).await.is_some());
        }
        test.hands.advance(31 * day);
        assert!(who(&test, &signed_in).await.is_none());
    }

    async fn the_printed_link_makes_one_operator(db: Db) {
        let test = TestApp::new(db);
        let visitor = TestApp::visitor();
        let link = people::invite_operator(&test.app).await.expect("a link").expect("nobody is yet");
        people::open_invitation(&test.app, link.reveal(), &visitor).await.expect("a look");
        let tries = (0..4).map(|n| {
            let app = test.app.clone();
            let (link, visitor) = (link.reveal().to_owned(), visitor.clone());
            async move {
                let typed = typed(&format!("olga{n}@example.org"), PASSWORD);
                people::become_operator(&app, &link, &typed, &visitor).await
            }
        });
        let outcomes = futures(tries).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let winner = outcomes.into_iter().find_map(Result::ok).expect("one won");
        let olga = who(&test, &winner).await.expect("in").account;
        assert_eq!(olga.role, Role::Operator);
        assert!(people::invite_operator(&test.app).await.expect("asked").is_none());
        let mut tx = test.app.store.read().await.expect("a reader");
        let nobody = rows::by_email(&mut tx, "olga9@example.org").await.expect("a look");
        assert!(nobody.is_none());
    }

    async fn an_account_becomes_operator_by_its_own_password_only(db: Db) {
        let test = TestApp::new(db);
        marta(&test).await;
        let visitor = TestApp::visitor();
        let link = people::invite_another_operator(&test.app).await.expect("a link");
        let wrong = people::become_operator(&test.app, link.reveal(), &typed(MARTA, "not her password"), &visitor).await;
        assert_eq!(faults(wrong), fault("password", "fault-sign-in"));
        people::become_operator(&test.app, link.reveal(), &typed(MARTA, PASSWORD), &visitor)
            .await
            .expect("a wrong password has not used the link up");
        assert_eq!(account_of(&test, MARTA).await.role, Role::Operator);
    }

    async fn two_who_sign_up_with_one_address_get_the_same_answer(db: Db) {
        let test = TestApp::new(db);
        let tries = (0..2).map(|_| {
            let app = test.app.clone();
            async move { people::sign_up(&app, &typed(MARTA, PASSWORD), &TestApp::visitor()).await }
        });
        for outcome in futures(tries).await {
            outcome.expect("the same answer");
        }
        assert_eq!(account_of(&test, MARTA).await.email, MARTA);
    }
}

/// All at once.
async fn futures<T, F: Future<Output = T>>(all: impl Iterator<Item = F>) -> Vec<T> {
    futures_util::future::join_all(all).await
}
