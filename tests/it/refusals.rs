//! Every route's and every action's refusals beside its success.

mod bodies;
mod fields;
mod former;
mod roles;
mod scene;
mod sender;
mod strangers;
mod tokens;
mod unknown;
