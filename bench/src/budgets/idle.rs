//! A deployment that nobody uses.

use super::cost::deployment::Deployment;
use super::cost::idle;
use super::report::Report;

const OPERATION: &str = "idle deployment";
/// Dollars a month.
const BOUND: f64 = 1.0;
/// Alarms beyond these are no longer free of the account's allowance.
const ALARMS: f64 = 10.0;

/// Works it out from `template.yaml`.
pub(super) fn judge(deployment: &Deployment, report: &mut Report) {
    let dollars = idle::dollars(deployment);
    // The contract says "under a dollar".
    report.below(OPERATION, "dollars a month", dollars, BOUND);
    report.count(OPERATION, "alarms", idle::alarms(deployment), ALARMS);
}
