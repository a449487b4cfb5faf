//! What a rule explains about one citizen.

use fieldlab_domain::assessment::{Explanation, Fact};
use fieldlab_domain::column::Value;
use fieldlab_domain::text::Text;

use super::answer::{DecisionCheck, possible_amount};
use super::{Impossible, impossible};
use crate::limits::{MOST_CHARACTERS, MOST_INPUTS, MOST_STEPS};

/// Whether an explanation has a possible value for each decision, and is of a size that a person can read.
pub(crate) fn explanation(decisions: &[DecisionCheck], explanation: &Explanation) -> Result<(), Impossible> {
    let given = explanation.decisions.len();
    if given != decisions.len() {
        return Err(impossible(format!("explained {given} decisions instead of {}", decisions.len())));
    }
    for (decision, value) in decisions.iter().zip(&explanation.decisions) {
        decision.value(*value)?;
    }
    if explanation.steps.len() > MOST_STEPS {
        let steps = explanation.steps.len();
        return Err(impossible(format!("explained in {steps} steps; at most {MOST_STEPS} can be read")));
    }
    for step in &explanation.steps {
        if step.inputs.len() > MOST_INPUTS {
            let inputs = step.inputs.len();
            return Err(impossible(format!(
                "explained a step with {inputs} inputs; at most {MOST_INPUTS} can be read"
            )));
        }
        for text in [&step.rule, &step.article] {
            check_length(text)?;
        }
        check_text(&step.title)?;
        for fact in step.inputs.iter().chain(std::iter::once(&step.outcome)) {
            check_fact(fact)?;
        }
    }
    Ok(())
}

fn check_fact(fact: &Fact) -> Result<(), Impossible> {
    check_text(&fact.title)?;
    match fact.value {
        Value::Amount(cents) if !possible_amount(cents) => {
            Err(impossible(format!("explained with an impossible amount: {}", fact.value.plain())))
        }
        _ => Ok(()),
    }
}

fn check_text(text: &Text) -> Result<(), Impossible> {
    check_length(&text.nl)?;
    check_length(&text.en)
}

fn check_length(text: &str) -> Result<(), Impossible> {
    // A text has no more characters than bytes, so most are not counted.
    if text.len() > MOST_CHARACTERS && text.chars().count() > MOST_CHARACTERS {
        return Err(impossible(format!("explained with a text of more than {MOST_CHARACTERS} characters")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::assessment::Step;

    use super::*;
    use crate::samples::manifest;

    #[test]
    fn an_explanation_is_of_a_size_that_a_person_can_read() {
        let decisions = DecisionCheck::all(&manifest());
        let fact = |value: Value| Fact { title: Text::same("income"), value };
        let step = Step {
            rule: "threshold".to_owned(),
            title: Text::same("compare"),
            inputs: vec![fact(Value::Amount(5))],
            outcome: fact(Value::Flag(true)),
            article: "article 1".to_owned(),
        };
        let good = Explanation {
            decisions: vec![Value::Flag(true), Value::Amount(100), Value::Code(0)],
            steps: vec![step.clone()],
        };
        assert_eq!(explanation(&decisions, &good), Ok(()));
        let check = |change: &dyn Fn(&mut Explanation), expected: &str| {
            let mut changed = good.clone();
            change(&mut changed);
            assert_eq!(explanation(&decisions, &changed), Err(impossible(expected.to_owned())));
        };
        check(&|one| one.decisions.truncate(2), "explained 2 decisions instead of 3");
        check(
            &|one| one.decisions[0] = Value::Whole(1),
            "`entitled` is not a flag in its explanation, as it is in its manifest",
        );
        check(&|one| one.decisions[2] = Value::Code(7), "impossible value in `reason`: 7 (not in its code list)");
        check(&|one| one.steps = vec![step.clone(); 201], "explained in 201 steps; at most 200 can be read");
        let inputs = |one: &mut Explanation| one.steps[0].inputs = vec![fact(Value::Absent); 51];
        check(&inputs, "explained a step with 51 inputs; at most 50 can be read");
        let long = |one: &mut Explanation| one.steps[0].title.nl = "é".repeat(1_001);
        check(&long, "explained with a text of more than 1000 characters");
        let amount = |one: &mut Explanation| one.steps[0].outcome = fact(Value::Amount(i64::MAX));
        check(&amount, "explained with an impossible amount: 92233720368547758.07");
    }
}
