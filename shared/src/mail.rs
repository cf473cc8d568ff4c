//! Mail: what is to be written is put into an outbox with what it is about, in one transaction; a
//! function that follows the table writes and sends it.

mod compose;
mod deliver;
mod page;

pub use deliver::deliver;
