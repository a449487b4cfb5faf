//! A manifest for unit tests.

use fieldlab_domain::manifest::Manifest;

/// A rule with a flag, an amount and a code as decisions, two parameters, and two granted fields.
pub(crate) fn manifest() -> Manifest {
    Manifest::parse("prototype.toml", MANIFEST).unwrap_or_else(|faults| panic!("{faults}"))
}

const MANIFEST: &str = r#"
name = "sample"
version = "0.1.0"
contract = "0.1"
title = { nl = "Voorbeeld", en = "Sample" }
summary = { nl = "Een voorbeeld.", en = "A sample." }
needs = ["a-need"]

[owner]
organisation = "Voorbeeldgemeente"
sector = "government"

[[grants]]
fields = ["person.age", "household.income_assessment"]
purpose = { nl = "Proberen.", en = "To try." }
legal_basis = "none: made up"

[[parameters]]
name = "threshold"
kind = "amount"
default = 20000
title = { nl = "Drempel", en = "Threshold" }
source = "made up"
status = "assumed"

[[parameters]]
name = "taper"
kind = "share"
default = 0.1
title = { nl = "Afbouw", en = "Taper" }
source = "made up"
status = "assumed"

[[decisions]]
name = "entitled"
kind = "flag"
title = { nl = "Recht", en = "Entitled" }

[[decisions]]
name = "amount_year"
kind = "amount"
title = { nl = "Bedrag", en = "Amount" }

[[decisions]]
name = "reason"
kind = "code"
title = { nl = "Reden", en = "Reason" }
codes = [
  { code = 0, name = "entitled", title = { nl = "Recht", en = "Entitled" } },
  { code = 1, name = "income", title = { nl = "Inkomen", en = "Income" } },
  { code = 9, name = "other", title = { nl = "Anders", en = "Other" } },
]
"#;
