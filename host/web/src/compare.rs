//! Two pieces of evidence side by side: which variants belong together, what went in differently, and what came out.

use fieldlab_domain::evidence::{ChangeResult, Evidence, GuardrailResult, MetricResult, VariantSummary};
use fieldlab_domain::text::Language;
use fieldlab_experiment::report::Format;
use fieldlab_experiment::text;

use crate::texts::{Words, texts};

/// The positions of two variants that belong together: one of each piece of evidence, or one that the other has not.
pub(crate) type Pair = (Option<usize>, Option<usize>);

/// Which variants belong together: the baselines, those with the same name, and of the others the first with the first.
pub(crate) fn pairs(left: &[VariantSummary], right: &[VariantSummary]) -> Vec<Pair> {
    let mut free: Vec<usize> = (0..right.len()).collect();
    let mut pairs: Vec<Pair> = Vec::new();
    let mut take = |fits: &dyn Fn(&VariantSummary) -> bool| {
        let at = free.iter().position(|&at| fits(&right[at]))?;
        Some(free.remove(at))
    };
    for (at, variant) in left.iter().enumerate() {
        let found = take(&|other: &VariantSummary| {
            other.baseline == variant.baseline && (variant.baseline || other.name == variant.name)
        });
        pairs.push((Some(at), found));
    }
    for pair in pairs.iter_mut().filter(|pair| pair.1.is_none()) {
        let is_baseline = pair.0.is_some_and(|at| left[at].baseline);
        pair.1 = take(&|other: &VariantSummary| other.baseline == is_baseline);
    }
    pairs.extend(free.into_iter().map(|at| (None, Some(at))));
    pairs
}

/// Something of both, in words; `differs` when they are not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) left: String,
    pub(crate) right: String,
    pub(crate) differs: bool,
    /// The difference, when it is a number.
    pub(crate) difference: Option<String>,
}

impl Row {
    fn new(what: String, left: String, right: String) -> Row {
        let differs = left != right;
        Row { what, left, right, differs, difference: None }
    }
}

/// Two pieces of evidence in one language.
pub(crate) struct Both<'a> {
    pub(crate) left: &'a Evidence,
    pub(crate) right: &'a Evidence,
    pub(crate) words: Words,
}

impl Both<'_> {
    fn language(&self) -> Language {
        self.words.0
    }

    fn absent(&self) -> String {
        self.words.get("compare-absent")
    }

    fn each(&self, what: String, of: impl Fn(&Evidence) -> String) -> Row {
        Row::new(what, of(self.left), of(self.right))
    }

    /// A title for two variants that belong together: of both when they have different titles.
    fn title(&self, pair: Pair) -> String {
        let title = |evidence: &Evidence, at: Option<usize>| {
            at.map(|at| evidence.variants[at].title.get(self.language()).to_owned())
        };
        match (title(self.left, pair.0), title(self.right, pair.1)) {
            (Some(left), Some(right)) if left != right => format!("{left} / {right}"),
            (left, right) => left.or(right).unwrap_or_default(),
        }
    }

    /// What went in differently.
    pub(crate) fn inputs(&self) -> Vec<Row> {
        let (words, language) = (self.words, self.language());
        let number = |value: u64| text::number(language, value as f64, 0);
        let mut rows = vec![
            self.each(words.get("input-experiment"), |one| one.experiment.title.get(language).to_owned()),
            self.each(words.get("input-declaration"), |one| one.receipt.declaration.short().to_owned()),
            self.each(words.get("input-condition"), |one| {
                one.cohort.condition.clone().unwrap_or_else(|| words.get("input-everyone"))
            }),
            self.each(words.get("input-host"), |one| one.receipt.host_version.clone()),
            self.each(words.get("input-replicates"), |one| one.receipt.populations.len().to_string()),
        ];
        let first = |one: &Evidence, of: &dyn Fn(&fieldlab_domain::population::PopulationIdentity) -> String| {
            one.receipt.populations.first().map(of).unwrap_or_default()
        };
        rows.push(self.each(words.get("input-persons"), |one| first(one, &|population| number(population.persons))));
        rows.push(self.each(words.get("input-seed"), |one| first(one, &|population| population.seed.to_string())));
        rows.push(self.each(words.get("input-model"), |one| {
            first(one, &|population| format!("{} {}", population.model, population.model_digest.short()))
        }));
        let most = self.left.receipt.populations.len().min(self.right.receipt.populations.len());
        for at in 0..most {
            let what = words.with("input-population", "number", &(at + 1).to_string());
            rows.push(self.each(what, |one| one.receipt.populations[at].digest().short().to_owned()));
        }
        for pair in pairs(&self.left.variants, &self.right.variants) {
            rows.extend(self.variant_inputs(pair));
        }
        rows.retain(|row| row.differs);
        rows
    }

    fn variant_inputs(&self, pair: Pair) -> Vec<Row> {
        let (words, language, title) = (self.words, self.language(), self.title(pair));
        let fill =
            |key: &str, parameter: &str| texts().get(language, key, &[("variant", &title), ("parameter", parameter)]);
        let (Some(left), Some(right)) = pair else {
            let say = |at: Option<usize>, one: &Evidence| {
                at.map_or_else(|| self.absent(), |at| one.variants[at].title.get(language).to_owned())
            };
            return vec![Row::new(words.get("input-variants"), say(pair.0, self.left), say(pair.1, self.right))];
        };
        let variants = (&self.left.variants[left], &self.right.variants[right]);
        let version = |one: &VariantSummary| format!("{} {}", one.prototype, one.version);
        let component = |one: &Evidence, at: usize| {
            one.receipt.components.get(at).map(|digest| digest.short().to_owned()).unwrap_or_default()
        };
        let mut rows = vec![
            Row::new(fill("input-prototype", ""), version(variants.0), version(variants.1)),
            Row::new(fill("input-component", ""), component(self.left, left), component(self.right, right)),
        ];
        let value = |one: &VariantSummary, name: &str| {
            let parameter = one.parameters.iter().find(|parameter| parameter.name == name)?;
            Some(text::setting(language, parameter, parameter.default))
        };
        let parameters = variants.0.parameters.iter().chain(&variants.1.parameters);
        let mut seen: Vec<&str> = Vec::new();
        for parameter in parameters {
            if seen.contains(&parameter.name.as_str()) {
                continue;
            }
            seen.push(&parameter.name);
            let say = |one: &VariantSummary| value(one, &parameter.name).unwrap_or_else(|| self.absent());
            let what = fill("input-parameter", parameter.title.get(language));
            rows.push(Row::new(what, say(variants.0), say(variants.1)));
        }
        rows
    }

    /// How many get more and less under each pair of variants, and what that is together.
    pub(crate) fn changes(&self) -> Vec<(String, Vec<Row>)> {
        let mut sections = Vec::new();
        for pair in pairs(&self.left.variants, &self.right.variants) {
            let change = |one: &'_ Evidence, at: Option<usize>| -> Option<ChangeResult> {
                let name = &one.variants[at?].name;
                one.changes.iter().find(|change| change.variant == *name).cloned()
            };
            let (left, right) = (change(self.left, pair.0), change(self.right, pair.1));
            let Some(some) = left.as_ref().or(right.as_ref()) else { continue };
            let persons = fieldlab_domain::evidence::Unit::Persons;
            let of = |pick: &dyn Fn(&ChangeResult) -> Option<f64>| [&left, &right].map(|one| one.as_ref().map(pick));
            let rows = vec![
                self.numbers(self.words.get("compare-gain"), persons, of(&|one| one.overall.gain)),
                self.numbers(self.words.get("compare-lose"), persons, of(&|one| one.overall.lose)),
                self.numbers(self.words.get("compare-net"), some.unit, of(&|one| one.overall.net())),
            ];
            sections.push((self.title(pair), rows));
        }
        sections
    }

    /// Two numbers, of which one may be missing from its run, or be about too few people to be shown.
    fn numbers(&self, what: String, unit: fieldlab_domain::evidence::Unit, both: [Option<Option<f64>>; 2]) -> Row {
        let largest = both.iter().flatten().flatten().fold(0.0_f64, |most, one| most.max(one.abs()));
        let format = Format::single(self.language(), unit, largest);
        let few = || self.words.with("few", "least", &fieldlab_domain::evidence::SMALLEST_GROUP.to_string());
        let say = |one: Option<Option<f64>>| match one {
            None => self.absent(),
            Some(None) => few(),
            Some(Some(value)) => format.show(value),
        };
        let difference = match both {
            [Some(Some(left)), Some(Some(right))] => Some(format.difference(right - left)),
            _ => None,
        };
        Row { difference, ..Row::new(what, say(both[0]), say(both[1])) }
    }

    /// What was measured, a section a metric, a row a pair of variants.
    pub(crate) fn metrics(&self) -> Vec<(String, Vec<Row>)> {
        let find = |one: &Evidence, name: &str| one.metrics.iter().find(|metric| metric.name == name).cloned();
        let mut names: Vec<&str> = Vec::new();
        for metric in self.left.metrics.iter().chain(&self.right.metrics) {
            if !names.contains(&metric.name.as_str()) {
                names.push(&metric.name);
            }
        }
        let pairs = pairs(&self.left.variants, &self.right.variants);
        let section = |name: &str| {
            let (left, right) = (find(self.left, name), find(self.right, name));
            let some: &MetricResult = left.as_ref().or(right.as_ref()).expect("the name is of one of them");
            let value = |metric: &Option<MetricResult>, at: Option<usize>| {
                metric
                    .as_ref()
                    .filter(|metric| metric.unit == some.unit)?
                    .overall
                    .get(at?)
                    .map(|one| Some(one.value.value))
            };
            let row =
                |pair: &Pair| self.numbers(self.title(*pair), some.unit, [value(&left, pair.0), value(&right, pair.1)]);
            (some.title.get(self.language()).to_owned(), pairs.iter().map(row).collect())
        };
        names.into_iter().map(section).collect()
    }

    /// Whether each guardrail holds in each.
    pub(crate) fn guardrails(&self) -> Vec<Row> {
        let pairs = pairs(&self.left.variants, &self.right.variants);
        let several = pairs.len() > 2;
        let mut rows: Vec<Row> = Vec::new();
        for pair in pairs {
            let of = |one: &Evidence, at: Option<usize>| -> Vec<GuardrailResult> {
                let Some(at) = at else { return Vec::new() };
                let name = &one.variants[at].name;
                one.guardrails.iter().filter(|guardrail| guardrail.variant == *name).cloned().collect()
            };
            let (left, right) = (of(self.left, pair.0), of(self.right, pair.1));
            let mut titles: Vec<String> = Vec::new();
            for guardrail in left.iter().chain(&right) {
                let title = guardrail.title.get(self.language()).to_owned();
                if !titles.contains(&title) {
                    titles.push(title);
                }
            }
            for title in titles {
                let say = |all: &[GuardrailResult]| match all.iter().find(|one| one.title.get(self.language()) == title)
                {
                    None => self.absent(),
                    Some(one) if one.holds => self.words.get("compare-holds"),
                    Some(_) => self.words.get("compare-broken"),
                };
                let what = if several { format!("{}: {title}", self.title(pair)) } else { title.clone() };
                rows.push(Row::new(what, say(&left), say(&right)));
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::column::Value;
    use fieldlab_domain::name::Name;
    use fieldlab_experiment::report;

    use super::*;

    fn both<'a>(left: &'a Evidence, right: &'a Evidence) -> Both<'a> {
        Both { left, right, words: Words(Language::En) }
    }

    #[test]
    fn the_same_evidence_differs_in_nothing() {
        let one = report::sample();
        let both = both(&one, &one);
        assert_eq!(both.inputs(), []);
        let all = both.changes().into_iter().chain(both.metrics()).flat_map(|(_, rows)| rows).chain(both.guardrails());
        let all: Vec<Row> = all.collect();
        assert!(!all.is_empty() && all.iter().all(|row| !row.differs), "{all:?}");
    }

    #[test]
    fn what_went_in_differently_is_listed_and_nothing_else() {
        let left = report::sample();
        let mut right = left.clone();
        right.receipt.populations[0].seed += 1;
        right.variants[1].version = "9.9.9".to_owned();
        let parameter = &mut right.variants[1].parameters[0];
        parameter.default = match parameter.default {
            Value::Share(share) => Value::Share(share + 10_000),
            Value::Amount(cents) => Value::Amount(cents + 100),
            Value::Whole(whole) => Value::Whole(whole + 1),
            other => panic!("the sample has another kind of value: {other:?}"),
        };
        let rows = both(&left, &right).inputs();
        let what: Vec<&str> = rows.iter().map(|row| row.what.as_str()).collect();
        assert_eq!(what.len(), 4, "seed, digest, version and parameter: {what:?}");
        assert!(rows.iter().any(|row| row.right.ends_with("9.9.9")));
    }

    #[test]
    fn variants_belong_together_by_their_names_and_baselines_in_any_case() {
        let one = report::sample();
        let mut other = one.variants.clone();
        other[0].name = Name::parse("another-baseline").expect("a name");
        assert_eq!(pairs(&one.variants, &other)[0], (Some(0), Some(0)));
        other.truncate(1);
        let with_fewer = pairs(&one.variants, &other);
        assert_eq!(with_fewer[1], (Some(1), None));
        let with_more = pairs(&other, &one.variants);
        assert_eq!(with_more[1], (None, Some(1)));
    }

    #[test]
    fn what_one_run_lacks_is_said() {
        let left = report::sample();
        let mut right = left.clone();
        right.metrics.pop();
        right.guardrails.clear();
        right.changes[0].overall.gain = None;
        let both = both(&left, &right);
        let last = both.metrics().pop().expect("there are some");
        assert!(last.1.iter().all(|row| row.right == "not in this run" && row.difference.is_none()), "{last:?}");
        assert!(both.guardrails().iter().all(|row| row.right == "not in this run"));
        assert_eq!(both.changes()[0].1[0].right, "fewer than 10");
    }
}
