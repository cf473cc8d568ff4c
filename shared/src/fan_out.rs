//! What happens behind a write: pushing, receipts, and the safety net that finds what was missed.

mod advance;
mod check;
mod close;
mod deliver;
mod mark_pushed;
mod move_aside;
mod notify;
mod notify_managers;
mod post_again;
mod post_to_many;
mod purge;
mod receipt;
mod repair;
mod tell_block;
mod tell_presence;
mod wipe;
mod work;

pub use repair::{Inserted, repair};
pub use work::work;
