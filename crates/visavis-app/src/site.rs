//! The operator's settings: names, colours, commission, currency. Kept in the store with their
//! history, read once and kept at hand.

use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};
use visavis_domain::money::Currency;
use visavis_domain::service::PriceBounds;
use visavis_domain::session::Policy;

/// What the operator can change while the site runs. Each default is a rule's number or harmless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteSettings {
    /// The site's name.
    pub name: String,
    /// One sentence on what it is for.
    pub tagline: String,
    /// Where people can write to the operator.
    pub contact_email: String,
    /// The brand colour, as `#rrggbb`.
    pub primary_colour: String,
    /// The accent colour, as `#rrggbb`.
    pub accent_colour: String,
    /// The site's one currency (ALL-1).
    pub currency: Currency,
    /// The site's share of the untaxed price, in basis points.
    pub commission_bp: u32,
    /// Tax inside prices, in basis points.
    pub tax_bp: u32,
    /// The smallest and the largest price of a service.
    pub price: PriceBounds,
    /// What people in an emergency are told (ALL-10).
    pub emergency_note: String,
    /// The numbers of the rules.
    pub policy: Policy,
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self {
            name: "Visavis".to_owned(),
            tagline: String::new(),
            contact_email: String::new(),
            primary_colour: "#6b2450".to_owned(),
            accent_colour: "#e9722f".to_owned(),
            currency: Currency::EUR,
            commission_bp: 2_000,
            tax_bp: 2_000,
            price: PriceBounds { min_minor: 50, max_minor: 1_000_000 },
            emergency_note: String::new(),
            policy: Policy::default(),
        }
    }
}

/// The settings as last read.
#[derive(Debug, Default)]
pub struct SiteCell(RwLock<Arc<SiteSettings>>);

impl SiteCell {
    /// The settings now.
    pub fn get(&self) -> Arc<SiteSettings> {
        Arc::clone(&self.0.read().expect("no writer of the settings panics"))
    }

    /// Puts new settings in force.
    pub fn set(&self, settings: SiteSettings) {
        *self.0.write().expect("no writer of the settings panics") = Arc::new(settings);
    }
}
