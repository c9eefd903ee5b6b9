//! The store on real databases: the same stories on SQLite and on PostgreSQL.

mod backup;
mod facade;
mod fulldisk;
mod groups;
mod ledger;
mod outbox;
mod people;
mod queries;
mod races;
mod schema;
