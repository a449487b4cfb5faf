//! Groups add up to the total, in every table.

use fieldlab_domain::evidence::Evidence;

/// What does not add up in the evidence, one line each; empty when everything does.
///
/// Counts and sums of the groups of a metric, the persons of the groups, and who gains, who loses and by how much are compared
/// with the overall values; breakdowns and numbers that are left out are passed over; the deciles must be ten; means and shares of the whole must lie between those of the groups. The
/// tolerance is a thousand millionth part: sums of floating-point numbers differ by their order.
pub fn check_totals(evidence: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    let mut same = |what: String, parts: f64, whole: f64| {
        let near = (parts - whole).abs() <= 1e-9 * whole.abs().max(1.0);
        if !near {
            faults.push(format!("{what}: the groups add up to {parts}, the whole is {whole}"));
        }
    };
    let persons = evidence.changes.first().map(|change| change.overall.persons);
    for metric in &evidence.metrics {
        for breakdown in metric.by.iter().filter(|breakdown| breakdown.left_out.is_none()) {
            let (name, field) = (&metric.name, &breakdown.field);
            for (at, variant) in evidence.variants.iter().enumerate() {
                let values = || breakdown.groups.iter().map(|group| group.values[at].value.value);
                let whole = metric.overall[at].value.value;
                let what = format!("metric `{name}` by `{field}`, variant `{}`", variant.name);
                if metric.kind.is_additive() {
                    same(what, values().sum(), whole);
                } else if metric.kind == fieldlab_domain::metric::MetricKind::Mean {
                    let (low, high) = values().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
                    let slack = 1e-9 * whole.abs().max(1.0);
                    same(what, whole.max(low - slack).min(high + slack), whole);
                }
            }
            if let (Some(persons), true) = (persons, metric.kind.is_additive()) {
                same(
                    format!("persons of metric `{name}` by `{field}`"),
                    breakdown.groups.iter().map(|group| group.persons).sum(),
                    persons,
                );
            }
        }
    }
    for change in &evidence.changes {
        let whole = &change.overall;
        let sums = [
            ("persons", Some(whole.persons)),
            ("gain", whole.gain),
            ("lose", whole.lose),
            ("gained", whole.gained),
            ("lost", whole.lost),
        ];
        for breakdown in change.by.iter().filter(|breakdown| breakdown.left_out.is_none()) {
            let groups = || breakdown.groups.iter().map(|group| group.change);
            let parts = [
                groups().map(|group| Some(group.persons)).sum::<Option<f64>>(),
                groups().map(|group| group.gain).sum(),
                groups().map(|group| group.lose).sum(),
                groups().map(|group| group.gained).sum(),
                groups().map(|group| group.lost).sum(),
            ];
            for ((name, whole), parts) in sums.iter().zip(parts) {
                let what = format!("{name} under `{}` by `{}`", change.variant, breakdown.field);
                // A number that only one of them has is a fault too.
                let or_none = |number: Option<f64>| number.unwrap_or(f64::NAN);
                if parts.is_some() || whole.is_some() {
                    same(what, or_none(parts), or_none(*whole));
                }
            }
            let keyed = breakdown.groups.iter().filter(|group| group.group.key.is_some()).count();
            let together = breakdown.groups.iter().any(|group| group.group.key.is_none());
            if breakdown.field.as_str() == "household.income_decile" && keyed != 10 && !together {
                same("number of deciles".to_owned(), keyed as f64, 10.0);
            }
        }
        if !change.histogram.is_empty() {
            let parts = change.histogram.iter().map(|band| band.persons).sum();
            same(format!("persons by change under `{}`", change.variant), parts, whole.persons);
        }
    }
    faults
}
