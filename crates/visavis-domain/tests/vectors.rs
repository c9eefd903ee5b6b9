//! The table of 22 worked cases: every number, every line of every journal and every balance comes
//! out as computed by hand. A case is told by its inputs alone; its results are only compared.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use serde_json::{Map, Value, json};
use uuid::Uuid;
use visavis_domain::charge::{self, BillingUnit, Discount, Seconds, Terms};
use visavis_domain::ids::{AccountId, HostId, SessionId};
use visavis_domain::ledger::dispute::{self, Bearer};
use visavis_domain::ledger::refund::{self, HostFunds};
use visavis_domain::ledger::{
    Account, Balances, JournalDraft, Jurisdiction, LedgerError, payout, sale,
};
use visavis_domain::money::{BasisPoints, Currency, Money};
use visavis_domain::split::{Rates, Split, TaxMode, total_to_pay};

const TABLE: &str = include_str!("../testdata/metering-and-ledger.json");
const SESSION: SessionId = SessionId::from_uuid(Uuid::from_u128(1));
const NEXT_SESSION: SessionId = SessionId::from_uuid(Uuid::from_u128(2));
const HOST: HostId = HostId::from_uuid(Uuid::from_u128(3));
const CLIENT: AccountId = AccountId::from_uuid(Uuid::from_u128(4));
const TAX: Jurisdiction = Jurisdiction::UNSTATED;

/// One case while it is played: what went in, the books, and what came out.
struct Case {
    input: Map<String, Value>,
    currency: Currency,
    books: Balances,
    journals: Vec<JournalDraft>,
    result: Map<String, Value>,
}

impl Case {
    fn new(vector: &Value) -> Self {
        let title = vector["title"].as_str().expect("a title");
        Self {
            input: vector["input"].as_object().expect("inputs").clone(),
            // A case in another currency than the euro names it first.
            currency: title[..3].parse().unwrap_or(Currency::EUR),
            books: Balances::default(),
            journals: Vec::new(),
            result: Map::new(),
        }
    }

    fn has(&self, key: &str) -> bool {
        self.input.contains_key(key)
    }

    fn number(&self, key: &str) -> Option<i64> {
        self.input.get(key).map(|value| value.as_i64().expect("an integer"))
    }

    fn numbers(&self, key: &str) -> Vec<i64> {
        let list = self.input[key].as_array().expect("a list");
        list.iter().map(|value| value.as_i64().expect("an integer")).collect()
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    fn sum(&self, key: &str) -> Money {
        self.money(self.number(key).unwrap_or_else(|| panic!("{key} is an input")))
    }

    fn one_or_more(&self, one: &str, more: &str) -> Vec<Money> {
        if self.has(more) {
            self.numbers(more).into_iter().map(|minor| self.money(minor)).collect()
        } else {
            vec![self.sum(one)]
        }
    }

    fn secs(&self, key: &str) -> Seconds {
        Seconds::new(self.number(key).unwrap_or(0).unsigned_abs())
    }

    fn rates(&self) -> Rates {
        let inner = self.input.get("tax").unwrap_or(&Value::Null);
        let share = |key: &str| {
            let bp = inner[key].as_i64().or(self.number(key)).unwrap_or(2_000);
            BasisPoints::new(u16::try_from(bp).expect("small")).expect("a share")
        };
        Rates { tax: share("tax_bp"), commission: share("com_bp") }
    }

    fn terms(&self) -> Terms {
        let unit = match self.number("unit").unwrap_or(1) {
            1 => BillingUnit::Second,
            60 => BillingUnit::Minute,
            other => panic!("a unit of {other} s is not in the table"),
        };
        let step = u32::try_from(self.number("step").unwrap_or(1)).expect("small");
        Terms {
            unit,
            free: self.secs("free"),
            minimum: self.secs("min_s"),
            connect: self.secs("connect"),
            cap: self.number("cap").map(|cap| self.money(cap)),
            step: NonZeroU32::new(step).expect("at least one"),
            ..Terms::per_minute(self.sum("rate"))
        }
    }

    fn discount(&self) -> Discount {
        let Some(taken_off) = self.input.get("disc") else { return Discount::None };
        if taken_off["free"] == json!(true) {
            return Discount::Waive;
        }
        if let Some(bp) = taken_off["pct_bp"].as_u64() {
            let bp = u16::try_from(bp).expect("small");
            return Discount::Share(BasisPoints::new(bp).expect("a share"));
        }
        taken_off["fixed"].as_i64().map_or(Discount::None, |sum| Discount::Fixed(self.money(sum)))
    }

    fn tell(&mut self, key: &str, value: impl Into<Value>) {
        self.result.insert(key.to_owned(), value.into());
    }

    fn post(&mut self, journal: Result<JournalDraft, LedgerError>) {
        let journal = journal.expect("something moves");
        self.books.post(&journal).expect("nothing is overdrawn or posted twice");
        self.journals.push(journal);
    }

    fn held(&self, account: Account) -> Money {
        self.books.held(account, self.currency)
    }

    fn host_funds(&self) -> HostFunds {
        HostFunds {
            host: HOST,
            frozen: self.held(Account::HostFrozen(HOST)),
            pending: self.held(Account::HostPending(HOST)),
            available: self.held(Account::HostAvailable(HOST)),
        }
    }

    /// A payment arrives and is booked by the provider.
    fn pay(&mut self, name: &str, session: SessionId, amount: Money, fee: Money) {
        self.post(sale::capture(name, session, amount));
        self.post(sale::charge_cleared(&format!("{name}:bt"), amount, fee));
    }

    fn settle(&mut self, session: SessionId, total: Money, rates: Rates) -> Split {
        let split = Split::of(total, rates).expect("a plain total");
        self.post(sale::settle(session, HOST, &split, TAX));
        split
    }

    fn tell_split(&mut self, split: &Split) {
        self.tell("total", split.total.minor);
        self.tell("tax", split.tax.minor);
        self.tell("base", split.base.minor);
        self.tell("commission", split.commission.minor);
        self.tell("host", split.host.minor);
    }

    /// Metering: from the proven intervals to the sum that the client pays.
    fn meter(&mut self, funds: Money) -> Money {
        let terms = self.terms();
        let intervals: Vec<u64> = self.numbers("ms").into_iter().map(i64::unsigned_abs).collect();
        let charge = charge::charge(&terms, Seconds::proven(&intervals), Some(funds))
            .expect("a plain charge");
        let due = self.discount().off(charge.gross, terms.step).expect("a plain discount");
        let limit = charge::limit_secs(&terms, Some(funds)).expect("one currency");
        self.tell("limit_s", limit.expect("the funds limit").get());
        self.tell("sec", charge.proven.get());
        self.tell("billed_s", charge.billed.get());
        self.tell("gross", charge.gross.minor);
        self.tell("discount", due.discount.minor);
        due.total
    }

    /// Metered sessions on one or several holds.
    fn held_session(&mut self) {
        let holds: Vec<Money> = self.one_or_more("hold", "holds");
        let fees = self.one_or_more("fee", "fees");
        let held = Money::sum(self.currency, holds.clone()).expect("small");
        let total = self.meter(held);
        let captures = charge::captures(total, &holds).expect("within the holds");
        for (n, (amount, fee)) in captures.iter().zip(fees).enumerate() {
            if !amount.is_zero() {
                self.pay(&format!("pi{}", n + 1), SESSION, *amount, fee);
            }
        }
        let split = if total.is_zero() {
            Split::of(total, self.rates()).expect("nothing")
        } else {
            self.settle(SESSION, total, self.rates())
        };
        self.tell_split(&split);
        let captures: Vec<i64> = captures.iter().map(|amount| amount.minor).collect();
        self.tell("captures", captures);
        self.tell("released", held.checked_sub(total).expect("within the holds").minor);
    }

    /// A metered session on prepaid credit, topped up on the way. What the provider keeps is not
    /// among the inputs of this case: it is 1.5 % and 25, as in most others.
    fn wallet_session(&mut self) {
        let [first, second] = [self.sum("wallet"), self.sum("topup")];
        let limit = charge::limit_secs(&self.terms(), Some(first)).expect("one currency");
        self.tell("first_limit_s", limit.expect("the credit limits").get());
        let share = BasisPoints::new(150).expect("1.5 %");
        for (n, amount) in [(1, first), (2, second)] {
            let fee = share.half_up_of(amount).checked_add(self.money(25)).expect("small");
            self.post(sale::top_up(&format!("topup{n}"), CLIENT, amount));
            self.post(sale::charge_cleared(&format!("topup{n}:bt"), amount, fee));
            self.post(sale::reserve(CLIENT, SESSION, n, amount));
        }
        let total = self.meter(first.checked_add(second).expect("small"));
        let split = self.settle(SESSION, total, self.rates());
        self.tell_split(&split);
        let left = self.held(Account::Escrow(SESSION));
        self.post(sale::release(CLIENT, SESSION, left));
        self.tell("released", left.minor);
    }

    /// A fixed price, with its tax inside or on top, paid first and then delivered.
    fn fixed_price(&mut self) {
        let on_top = self.input["incl"] == json!(false);
        let mode = if on_top { TaxMode::OnTop } else { TaxMode::Included };
        let total = total_to_pay(self.sum("price"), mode, self.rates().tax).expect("small");
        self.pay("cs1", SESSION, total, self.sum("fee"));
        let split = self.settle(SESSION, total, self.rates());
        self.tell_split(&split);
    }

    /// A paid and settled session.
    fn sold(&mut self) -> Split {
        let total = self.sum("total");
        self.pay("cs1", SESSION, total, self.sum("fee"));
        let split = self.settle(SESSION, total, self.rates());
        self.tell_split(&split);
        split
    }

    fn refunds(&mut self) {
        let mut left = self.sold();
        let mut steps = Vec::new();
        for (n, amount) in self.numbers("refunds").into_iter().enumerate() {
            let name = format!("refund{}", n + 1);
            let amount = self.money(amount);
            let (given, after) = left.refund(amount, self.rates()).expect("within what is left");
            let [host, commission, tax] = [given.host, given.commission, given.tax];
            steps.push(json!({
                "host": host.minor, "commission": commission.minor, "tax": tax.minor
            }));
            self.post(refund::after_settlement(&name, &given, &self.host_funds(), TAX));
            self.post(refund::cleared(&format!("{name}:bt"), amount, self.money(0)));
            left = after;
        }
        self.tell("steps", steps);
    }

    fn clear_and_order(&mut self, amount: Money) {
        self.post(payout::clear(SESSION, HOST, amount));
        self.post(payout::order("tr1", HOST, amount));
    }

    fn dispute_lost(&mut self) {
        let split = self.sold();
        self.clear_and_order(split.host);
        self.post(payout::sent("tr1:bt", HOST, split.host));
        self.post(dispute::opened("dp1", split.total, self.sum("dispute_fee")));
        let (given, _) = split.refund(split.total, self.rates()).expect("all of it");
        self.post(dispute::lost("dp1", &given, Bearer::Host(self.host_funds()), TAX));
        // The next session of the host, sold alike, pays the debt.
        self.pay("cs2", NEXT_SESSION, split.total, self.sum("fee"));
        let next = self.settle(NEXT_SESSION, split.total, self.rates());
        self.post(payout::clear(NEXT_SESSION, HOST, next.host));
        let owed = self.held(Account::HostReceivable(HOST));
        let available = self.held(Account::HostAvailable(HOST));
        self.post(payout::offset(NEXT_SESSION, HOST, owed, available));
        let still_owed = self.held(Account::HostReceivable(HOST));
        self.tell("recovered", owed.checked_sub(still_owed).expect("small").minor);
    }

    fn dispute_won(&mut self) {
        let split = self.sold();
        let [received, countered] = [self.sum("received_fee"), self.sum("countered_fee")];
        self.post(dispute::opened("dp1", split.total, received));
        self.post(dispute::freeze("dp1", HOST, split.host));
        self.post(dispute::answered("dp1", countered));
        self.post(dispute::won("dp1", split.total, countered));
        self.post(dispute::unfreeze("dp1", HOST, self.held(Account::HostFrozen(HOST))));
    }

    fn transfer_fails_once(&mut self) {
        let split = self.sold();
        self.clear_and_order(split.host);
        self.post(payout::failed("tr1", HOST, split.host));
        self.post(payout::order("tr2", HOST, self.held(Account::HostAvailable(HOST))));
        self.post(payout::sent("tr2:bt", HOST, self.held(Account::HostTransit(HOST))));
    }

    fn client_no_show(&mut self) {
        let share = u16::try_from(self.number("fee_bp").expect("a share")).expect("small");
        let fee = BasisPoints::new(share).expect("a share").floor_of(self.sum("price"));
        let hold = self.sum("hold");
        self.pay("pi1", SESSION, fee, self.sum("psp_fee"));
        let untaxed = Rates { tax: BasisPoints::ZERO, ..self.rates() };
        let split = self.settle(SESSION, fee, untaxed);
        self.tell_split(&split);
        self.tell("released", hold.checked_sub(fee).expect("within the hold").minor);
    }

    fn host_no_show(&mut self) {
        let price = self.sum("price");
        self.pay("cs1", SESSION, price, self.sum("fee"));
        let all = self.held(Account::Escrow(SESSION));
        self.post(refund::before_settlement("refund1", SESSION, all));
        self.post(refund::cleared("refund1:bt", all, self.money(0)));
        self.tell("refunded", all.minor);
    }

    /// What happens in a case, told from the inputs that it has.
    fn play(&mut self) {
        if self.has("wallet") {
            self.wallet_session();
        } else if self.has("ms") {
            self.held_session();
        } else if self.has("fee_bp") {
            self.client_no_show();
        } else if self.has("incl") {
            self.fixed_price();
        } else if self.has("refunds") {
            self.refunds();
        } else if self.has("dispute_fee") {
            self.dispute_lost();
        } else if self.has("received_fee") {
            self.dispute_won();
        } else if self.has("price") {
            self.host_no_show();
        } else {
            self.transfer_fails_once();
        }
    }
}

/// The names of the table: one host, whose accounts carry no owner, and short names for the rest.
fn table_name(account: Account) -> String {
    match account {
        Account::HostReceivable(_)
        | Account::HostPending(_)
        | Account::HostAvailable(_)
        | Account::HostTransit(_)
        | Account::HostFrozen(_) => account.code().to_owned(),
        Account::Clearing
        | Account::Psp
        | Account::Bank
        | Account::Disputed
        | Account::ClientReceivable(_)
        | Account::Wallet(_)
        | Account::Escrow(_)
        | Account::Tax(_)
        | Account::Commission
        | Account::Cancellation
        | Account::Processing
        | Account::DisputeFee
        | Account::Loss
        | Account::Promo => short(&account.to_string()),
    }
}

fn short(text: &str) -> String {
    text.replace(&SESSION.to_string(), "S")
        .replace(&NEXT_SESSION.to_string(), "S2")
        .replace(&CLIENT.to_string(), "C")
}

type Lines = BTreeMap<(String, String), i64>;

/// A journal of ours as the table writes it: one line for each account and side.
fn our_lines(journal: &JournalDraft) -> Lines {
    let mut lines = Lines::new();
    for line in journal.lines() {
        for (side, account) in [("debit", line.debit), ("credit", line.credit)] {
            *lines.entry((side.to_owned(), table_name(account))).or_default() += line.amount.minor;
        }
    }
    lines
}

fn their_lines(journal: &Value) -> Lines {
    let lines = journal["lines"].as_array().expect("lines");
    let text = |line: &Value, key: &str| line[key].as_str().expect("text").to_owned();
    let row = |line: &Value| {
        let amount = line["amount"].as_i64().expect("an amount");
        ((text(line, "side"), text(line, "account")), amount)
    };
    let table: Lines = lines.iter().map(row).collect();
    assert_eq!(table.len(), lines.len(), "the table names an account twice on one side");
    table
}

fn check(vector: &Value) -> usize {
    let id = vector["id"].as_str().expect("an id");
    let mut case = Case::new(vector);
    case.play();
    for (key, want) in vector["result"].as_object().expect("results") {
        assert_eq!(case.result.get(key), Some(want), "{id}: {key}");
    }
    let want = vector["journal"].as_array().expect("journals");
    let sources: Vec<String> =
        case.journals.iter().map(|journal| short(journal.source())).collect();
    let wanted: Vec<&str> = want.iter().map(|row| row["source"].as_str().expect("text")).collect();
    assert_eq!(sources, wanted, "{id}: the journals in order");
    for (ours, theirs) in case.journals.iter().zip(want) {
        assert_eq!(our_lines(ours), their_lines(theirs), "{id}: {}", ours.source());
    }
    let balances: Map<String, Value> = case
        .books
        .open()
        .map(|(account, balance)| (table_name(account), json!(balance.minor)))
        .collect();
    assert_eq!(Value::Object(balances), vector["balances"], "{id}: balances");
    want.len()
}

#[test]
fn all_22_worked_cases_come_out_to_the_last_line() {
    let table: Vec<Value> = serde_json::from_str(TABLE).expect("the table is JSON");
    let journals: usize = table.iter().map(check).sum();
    assert_eq!((table.len(), journals), (22, 94));
}
