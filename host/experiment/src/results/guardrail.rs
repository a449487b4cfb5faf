//! Whether the guardrails hold.

use fieldlab_domain::evidence::{Group, GuardrailResult, MetricResult, VariantValue};
use fieldlab_domain::metric::Guardrail;
use fieldlab_domain::text::Text;

use crate::plan::Plan;

pub(super) fn results(plan: &Plan, metrics: &[MetricResult]) -> Vec<GuardrailResult> {
    let guardrails = &plan.experiment.guardrails;
    let each = |guardrail: &Guardrail| -> Vec<GuardrailResult> {
        (1..plan.variants.len()).map(|variant| result(plan, metrics, guardrail, variant)).collect()
    };
    guardrails.iter().flat_map(each).collect()
}

fn result(plan: &Plan, metrics: &[MetricResult], guardrail: &Guardrail, variant: usize) -> GuardrailResult {
    let metric = metrics.iter().find(|metric| metric.name == guardrail.metric).expect("the declaration was checked");
    let fraction = |bound: Option<i32>| bound.map(|bound| f64::from(bound) / 1_000_000.0);
    let (increase, decrease) = (fraction(guardrail.largest_increase), fraction(guardrail.largest_decrease));
    let breakdown = guardrail.each.as_ref().and_then(|field| metric.by.iter().find(|by| by.field == *field));
    let places: Vec<(Option<Group>, &[VariantValue])> = match breakdown {
        Some(breakdown) if breakdown.left_out.is_some() => vec![(Some(all_together()), metric.overall.as_slice())],
        Some(breakdown) => {
            breakdown.groups.iter().map(|group| (Some(group.group.clone()), group.values.as_slice())).collect()
        }
        None => vec![(None, metric.overall.as_slice())],
    };
    let worst = places
        .into_iter()
        .map(|(group, values)| (group, change(values[0].value.value, values[variant].value.value)))
        .max_by(|left, right| excess(left.1, increase, decrease).total_cmp(&excess(right.1, increase, decrease)));
    let (group, change) = worst.unwrap_or((None, Some(0.0)));
    GuardrailResult {
        title: guardrail.title.clone(),
        variant: plan.variants[variant].variant.name.clone(),
        metric: guardrail.metric.clone(),
        group,
        change,
        largest_increase: increase,
        largest_decrease: decrease,
        holds: excess(change, increase, decrease) <= 0.0,
    }
}

/// In place of groups that can't be shown.
fn all_together() -> Group {
    let title = Text {
        nl: "iedereen samen: de groepen zijn te klein".into(),
        en: "all together: the groups are too small".into(),
    };
    Group { key: None, title }
}

/// The change as a fraction of the baseline's value; `None` when that is 0 and the other is not.
fn change(baseline: f64, variant: f64) -> Option<f64> {
    if baseline == variant {
        return Some(0.0);
    }
    (baseline != 0.0).then(|| (variant - baseline) / baseline.abs())
}

/// How far a change is beyond its nearest bound: positive is beyond, negative is within.
fn excess(change: Option<f64>, increase: Option<f64>, decrease: Option<f64>) -> f64 {
    let Some(change) = change else { return f64::INFINITY };
    let above = increase.map(|bound| change - bound);
    let below = decrease.map(|bound| -change - bound);
    above.into_iter().chain(below).fold(f64::NEG_INFINITY, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_within_it() {
        assert!(excess(change(100.0, 101.0), Some(0.01), None) <= 1e-12);
        assert!(excess(change(100.0, 102.0), Some(0.01), None) > 0.0);
        assert!(excess(change(100.0, 50.0), Some(0.01), None) < 0.0);
        assert!(excess(change(100.0, 50.0), None, Some(0.4)) > 0.0);
        assert!(excess(change(-100.0, -110.0), None, Some(0.05)) > 0.0, "a debt that grows is a fall");
        assert_eq!(change(0.0, 0.0), Some(0.0));
        assert_eq!(excess(change(0.0, 3.0), Some(0.5), None), f64::INFINITY);
    }
}
