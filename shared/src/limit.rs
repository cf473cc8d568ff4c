//! How many requests are let through: of a person in a minute, and of attempts to get in.

pub mod bounds;
mod counts;
mod exact;
mod policy;
mod take;

pub use counts::{Allowance, Counts};
pub use exact::{Bound, Counted, count, give_back};
pub use policy::Policy;
pub use take::{Taken, take};
