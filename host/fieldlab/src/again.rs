//! What a run ran, made ready once more from its receipt.

use anyhow::Context as _;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{Evidence, VariantSummary};
use fieldlab_domain::experiment::{Experiment, Known};
use fieldlab_experiment::plan::{Overrides, Plan};

use crate::VERSION;
use crate::failure::usage;
use crate::lab::Lab;
use crate::prototypes::{Package, Packages};
use crate::workspace::models;

/// Gives a prototype of a run that the lab has not kept, by the digests of its manifest and of its component.
pub(crate) type Missing<'a> = &'a dyn Fn(&VariantSummary, &Digest, &Digest) -> anyhow::Result<Package>;

/// The plan of a run, made again from its receipt and the prototypes that were kept with it.
pub(crate) fn plan_again(lab: &Lab, evidence: &Evidence, missing: Missing<'_>) -> anyhow::Result<Plan> {
    let receipt = &evidence.receipt;
    if receipt.host_version != VERSION {
        let hint = format!("use fieldlab {}", receipt.host_version);
        return Err(usage(format!("the run was made by fieldlab {}, this is {VERSION}", receipt.host_version), hint));
    }
    let packages = packages_again(lab, evidence, missing)?;
    let known = Known {
        manifests: packages.iter().map(|package| (package.manifest.name.clone(), package.manifest.clone())).collect(),
        needs: vec![evidence.experiment.need.clone()],
        models: models(),
    };
    let packages = Packages::new(&lab.sandbox, packages);
    let source = receipt.declaration_source.clone();
    let experiment = Experiment::parse("the kept declaration", &source, &known)?;
    let first = receipt.populations.first().context("the receipt names no population")?;
    let overrides = Overrides {
        persons: Some(first.persons),
        seed: Some(first.seed),
        replicates: u32::try_from(receipt.populations.len()).ok(),
    };
    let need = evidence.experiment.need_question.clone();
    let plan = Plan::make(experiment, source, need, overrides, &packages, lab.populations.as_ref(), VERSION)?;
    for (now, then) in plan.populations.iter().zip(&receipt.populations) {
        if now != then {
            let what = format!("population model `{}` has changed since the run", then.model);
            return Err(usage(what, "use the version of fieldlab that made the run"));
        }
    }
    Ok(plan)
}

/// The prototypes of a run: those that were kept with it, else what `missing` gives.
fn packages_again(lab: &Lab, evidence: &Evidence, missing: Missing<'_>) -> anyhow::Result<Vec<Package>> {
    let digests = evidence.receipt.manifests.iter().zip(&evidence.receipt.components);
    let mut packages: Vec<Package> = Vec::new();
    for (variant, (manifest, component)) in evidence.variants.iter().zip(digests) {
        if packages.iter().all(|package| package.manifest.name != variant.prototype) {
            let kept = lab.kept.package(manifest, component)?;
            packages.push(kept.map_or_else(|| missing(variant, manifest, component), Ok)?);
        }
    }
    Ok(packages)
}
