//! Statements: every SQL text of the product is a named constant, registered where it stands.
//!
//! One test prepares all of them on both engines, so that a typing error, a missing column or a
//! slip of dialect is found by `cargo test` and not by a customer.

use linkme::distributed_slice;

/// A statement in the dialects of both engines; nearly always one text serves both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sql {
    /// The constant's name, for logs and for the test that prepares everything.
    pub name: &'static str,
    /// The text that SQLite gets.
    pub lite: &'static str,
    /// The text that PostgreSQL gets.
    pub pg: &'static str,
}

impl Sql {
    /// A statement outside the register. For tests and tools; the product uses [`sql!`].
    pub const fn unregistered(text: &'static str) -> Self {
        Self { name: "unregistered", lite: text, pg: text }
    }
}

/// Every statement that [`sql!`] has declared anywhere in the program.
#[distributed_slice]
pub static STATEMENTS: [Sql];

/// Declares one registered statement:
/// `sql! { NAME = "SELECT …" }`, or `sql! { NAME = lite: "…", pg: "…" }` where the engines differ.
macro_rules! sql {
    ($(#[$doc:meta])* $name:ident = lite: $lite:expr, pg: $pg:expr $(;)?) => {
        $(#[$doc])*
        #[linkme::distributed_slice($crate::sql::STATEMENTS)]
        #[expect(unsafe_code, reason = "the register is a section of the binary, made by linkme")]
        static $name: $crate::Sql = $crate::Sql {
            name: concat!(module_path!(), "::", stringify!($name)),
            lite: $lite,
            pg: $pg,
        };
    };
    ($(#[$doc:meta])* $name:ident = $text:expr $(;)?) => {
        $crate::sql::sql! { $(#[$doc])* $name = lite: $text, pg: $text }
    };
}
pub(crate) use sql;
