use aws_sdk_dynamodb::types::Update;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;

use crate::table::item::Item;

/// Brings some attributes of an item to what they are in `item`: those that are there are set, the
/// others removed. What else the stored item holds stays as it is, whoever writes it meanwhile.
#[must_use]
pub fn bring(table: &str, key: Item, item: &Item, names: &[&str]) -> UpdateBuilder {
    let mut update = Update::builder().table_name(table).set_key(Some(key));
    let (mut set, mut remove) = (Vec::new(), Vec::new());
    for (place, name) in names.iter().enumerate() {
        update = update.expression_attribute_names(format!("#f{place}"), *name);
        match item.get(*name) {
            Some(value) => {
                set.push(format!("#f{place} = :f{place}"));
                update = update.expression_attribute_values(format!(":f{place}"), value.clone());
            }
            None => remove.push(format!("#f{place}")),
        }
    }
    let clauses = [("SET", set), ("REMOVE", remove)];
    let clauses = clauses.iter().filter(|(_, parts)| !parts.is_empty());
    let clauses = clauses.map(|(word, parts)| format!("{word} {}", parts.join(", ")));
    update.update_expression(clauses.collect::<Vec<_>>().join(" "))
}
