//! What the command line says of a diagnosis: a line where the verdict changes, and a report at the end.

use super::{notes, update_sum, verdict};
use crate::diagnosis::Diagnosis;
use crate::words::UPDATE_SUM;
use crate::words::format::{count, short};

/// `step 34: Vanishing. Each step changes layer 1 by ...`
pub fn verdict_changed(diagnosis: &Diagnosis) -> String {
    let step = diagnosis.divergence.map_or(diagnosis.indicators.step, |(step, _)| step);
    format!("step {}: {}. {}", count(step), verdict::name(diagnosis.verdict), verdict::sentence(diagnosis))
}

/// Verdict, evidence, notes and the check of the update sum, in lines.
pub fn report(diagnosis: &Diagnosis) -> String {
    let mut lines = vec![verdict_changed(diagnosis), String::new(), "Evidence".to_owned()];
    for evidence in &diagnosis.evidence {
        lines.push(row(verdict::indicator(evidence.indicator), &verdict::value(evidence)));
    }
    if !diagnosis.notes.is_empty() {
        lines.extend([String::new(), "Worth knowing".to_owned()]);
        lines.extend(diagnosis.notes.iter().map(|note| format!("  {}", notes::sentence(note))));
    }
    let check = &diagnosis.update_sum;
    let sum = check.sum.map_or_else(|| "\u{2013}".to_owned(), short);
    lines.extend([String::new(), "Check of the update sum".to_owned()]);
    lines.push(row(UPDATE_SUM, &format!("{sum}: {}", update_sum::says(check.verdict))));
    lines.extend(check.disagreement.map(|one| format!("  {}", update_sum::disagreement(&one, diagnosis))));
    lines.join("\n")
}

fn row(name: &str, value: &str) -> String {
    format!("  {name:<24}{value}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::{Thresholds, Verdict, Watched, diagnose};
    use crate::experiment::Experiment;
    use crate::record::Record;
    use crate::vitals::{Layer, LayerVitals, RowsSummary, Vitals};

    /// A network of thirty sigmoids that has flatlined.
    fn flatlined() -> Watched {
        let mut run = Watched::new(Record::new(
            Experiment { depth: 30, ..Experiment::default() },
            RowsSummary::balanced(2, 2, 500),
            0,
            Vec::new(),
        ));
        for step in 1..=60 {
            let layers = LayerVitals {
                weight_gradient_norms: vec![1.3e-8, 0.08],
                update_ratios: vec![2e-9, 1e-4, 6e-3],
                activation_stds: vec![0.2, 0.1],
                ..LayerVitals::default()
            };
            let (loss, gradient_norm, sum) = (0.694, 0.085, 0.5);
            let vitals = Vitals { step, loss, gradient_norm, first_layer_update_sum: sum, ..Vitals::default() };
            run.measured(Vitals { layers: Some(layers), ..vitals });
        }
        run
    }

    #[test]
    fn a_report_says_what_is_wrong_and_on_what_evidence() {
        let report = report(&diagnose(&flatlined(), &Thresholds::default()));
        let lines: Vec<&str> = report.lines().collect();
        assert!(
            lines[0].starts_with("step 60: Vanishing. Next to no gradient arrives: layer 1's is 1.3 × 10⁻⁸."),
            "{report}"
        );
        for line in ["  Layer 1 gradient        1.3 × 10⁻⁸", "  sum(After \u{2212} Before)     0.500: fine"] {
            assert!(lines.contains(&line), "{line}\n{report}");
        }
        assert!(lines.last().is_some_and(|last| last.starts_with("  The ratios disagree")), "{report}");
    }

    #[test]
    fn a_divergence_is_said_with_its_step() {
        let mut run = flatlined();
        run.diverged(61, Layer::Hidden(2), None);
        let diagnosis = diagnose(&run, &Thresholds::default());
        assert_eq!(diagnosis.verdict, Verdict::Diverged);
        assert!(report(&diagnosis).starts_with("step 61: Diverged."));
    }
}
