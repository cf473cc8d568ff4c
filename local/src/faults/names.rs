//! What the filters of a plan may name.

use std::collections::{BTreeMap, BTreeSet};

use crate::stack::Stack;

/// The functions and queues of a stack.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub(super) functions: BTreeSet<String>,
    /// Physical name by itself and by logical id; FIFO queues keep their promises and are left out.
    pub(super) queues: BTreeMap<String, String>,
}

impl Names {
    /// Those the template declares.
    pub(crate) fn of(stack: &Stack) -> Self {
        let functions = stack.functions.values();
        let queues = stack.queues.iter();
        let standard = queues.filter(|queue| !queue.name.ends_with(".fifo"));
        Self {
            functions: functions.map(|function| function.name.clone()).collect(),
            queues: standard
                .flat_map(|queue| {
                    [&queue.logical_id, &queue.name].map(|key| (key.clone(), queue.name.clone()))
                })
                .collect(),
        }
    }
}
