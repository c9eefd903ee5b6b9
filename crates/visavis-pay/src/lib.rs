//! Payment providers behind one seam ([`Provider`]), and the test till, the provider of demos and
//! tests.
//!
//! Nothing here decides what is charged or when, and nothing here touches the books: a provider is
//! asked for one thing at a time, each under the id of an operation that the product wrote down
//! before, and tells what happened as [`ProviderEvent`]s, which may come late, twice or never.

pub mod event;
pub mod provider;
pub mod signature;
pub mod till;

pub use event::{Booked, Fact, ProviderEvent};
pub use provider::{
    Answer, Authorisation, AuthoriseOrder, Cancel, Capture, Checkout, EventCursor, EventPage,
    GatewayError, Order, PayOut, PayOutSent, PaymentState, Provider, Reason, Refund, RefundSent,
    Standing, may_repeat,
};
pub use signature::{WebhookError, WebhookSecret};
pub use till::{TestTill, TillSettings};
