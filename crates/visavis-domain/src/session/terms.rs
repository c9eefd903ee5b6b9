//! What was agreed when a session was sold: frozen in the session, whatever the host edits later.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{RevisionId, ServiceId};
use crate::money::Money;

/// How two people meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Picture and sound.
    Video,
    /// In writing.
    Chat,
    /// By telephone.
    Phone,
}

/// What the price is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "mode")]
pub enum PricingMode {
    /// One price, paid before.
    Fixed {
        /// What the client pays, tax included.
        price: Money,
    },
    /// By the minute, from proven seconds (RING-19).
    Metered {
        /// Per minute.
        rate: Money,
        /// The most that the client agreed to.
        cap: Money,
    },
    /// Nothing.
    Free,
}

/// How the date comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingMode {
    /// Bought without a date; both agree on one afterwards (PAY-16).
    Unscheduled,
    /// The client picked an open slot.
    OpenSlot,
    /// The client proposed times and a host took one.
    ProposedTimes,
    /// The host set it.
    HostSet,
    /// Now.
    Instant,
}

/// When billable time begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingStart {
    /// As soon as both are connected.
    BothConnected,
    /// When the host says so (HELP-10).
    HostsWord,
}

/// The frozen terms of a session (PAY-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The service that was sold and its revision; `None` for a call by the minute.
    pub service: Option<(ServiceId, RevisionId)>,
    /// The service's title as it was sold.
    pub title: String,
    /// The service's description as it was sold.
    pub description: String,
    /// How they meet.
    pub channel: Channel,
    /// The bought duration, in minutes.
    pub minutes: u32,
    /// What the price is computed from.
    pub pricing: PricingMode,
    /// How the date comes about.
    pub booking: BookingMode,
    /// When billable time begins.
    pub billing_start: BillingStart,
    /// Tax inside the price, in basis points.
    pub tax_bp: u32,
    /// The site's share of the untaxed price, in basis points.
    pub commission_bp: u32,
}

impl Terms {
    /// The bought duration.
    pub fn duration(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.minutes))
    }
}

/// The operator's numbers, frozen with the session so that nobody's terms change after the sale.
/// Each default is the number in the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// How long a checkout lives, in minutes.
    pub checkout_mins: u32,
    /// How long a slot is kept during checkout, in minutes (ALL-2).
    pub reserve_mins: u32,
    /// When the host is reminded to agree on a date, in hours after the payment (PAY-16).
    pub schedule_reminder_hours: Vec<u32>,
    /// From when on the client may take the money back without a date, in days (PAY-16).
    pub refund_unscheduled_days: u32,
    /// How early the room opens before the agreed time, in minutes (HELP-12).
    pub open_before_mins: u32,
    /// Below so many proven seconds nobody met (RING-19).
    pub meeting_secs: u32,
    /// When the host is reminded to mark a proven meeting as delivered, in hours after it (PAY-22).
    pub deliver_reminder_hours: Vec<u32>,
    /// When a proven meeting is delivered by itself, in hours after it (PAY-22).
    pub deliver_after_hours: u32,
    /// How long the client may report a problem after delivery, in hours (PAY-22).
    pub problem_hours: u32,
    /// When both are told that nobody met, in days after the date (PAY-22).
    pub unmet_notice_days: Vec<u32>,
    /// When an unmet session is refunded, in days after its date (PAY-22).
    pub unmet_refund_days: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            checkout_mins: 30,
            reserve_mins: 10,
            schedule_reminder_hours: vec![24, 72],
            refund_unscheduled_days: 14,
            open_before_mins: 10,
            meeting_secs: 20,
            deliver_reminder_hours: vec![24, 48],
            deliver_after_hours: 72,
            problem_hours: 72,
            unmet_notice_days: vec![7, 12],
            unmet_refund_days: 14,
        }
    }
}

/// A time that was agreed: half open, `ends_at` is free again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The first instant.
    pub starts_at: Timestamp,
    /// The instant after the last.
    pub ends_at: Timestamp,
}
