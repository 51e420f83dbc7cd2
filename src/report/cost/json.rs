//! The costs for programs: every figure unrounded, as text.

use super::{Assessed, Whole};
use crate::assessment::benefit::Returns;
use crate::assessment::line::{Basis, Grounds, Line, Missing, Subject};
use crate::assessment::{Cost, ThreePoint};
use crate::diagnostic::Span;
use crate::plan::window::Window;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// One JSON object.
pub fn json(assessed: &Assessed) -> String {
    let windows = assessed.windows.iter();
    let windows = windows.map(|(window, costs)| of_window(assessed, window, costs));
    let value = json!({
        "plan": assessed.plan.id.as_str(),
        "currency": assessed.plan.case.money.currency,
        "windows": windows.collect::<Vec<Value>>(),
        "all-windows": assessed.whole.as_ref().map(|whole| all_windows(assessed, whole)),
        "benefit": assessed.whole.as_ref().map(|whole| benefit(assessed, whole)),
    });
    format!("{value:#}\n")
}

fn of_window(assessed: &Assessed, window: &Window, costs: &[Cost]) -> Value {
    let because = window.alternatives.iter();
    let because = because.map(|weighed| weighed.because.as_deref());
    let because = std::iter::once(None).chain(because);
    let dates = costs.iter().zip(because).enumerate();
    let dates = dates.map(|(number, (cost, because))| {
        let mut value = of_cost(assessed, cost);
        value["alternative"] = json!((number > 0).then_some(number));
        value["because"] = json!(because);
        value
    });
    json!({ "window": window.id.as_str(), "dates": dates.collect::<Vec<Value>>() })
}

fn of_cost(assessed: &Assessed, cost: &Cost) -> Value {
    let lines = cost.lines.iter().map(|line: &Line| {
        json!({
            "of": subject(&line.subject),
            "kind": line.kind.slug(),
            "amount": three(line.amount),
        })
    });
    let grounds = cost.grounds.iter().map(|grounds: &Grounds| {
        json!({
            "of": subject(&grounds.subject),
            "rests-on": rests_on(assessed, &grounds.basis),
        })
    });
    let lost = cost.lost.iter().map(|(department, hours)| {
        json!({ "department": department.id.as_str(), "person-hours": three(*hours) })
    });
    let scores = cost.scores.iter();
    let scores = scores.map(|(what, score)| json!({ "what": what, "score": score }));
    let overrun = &cost.overrun;
    let spread = cost.spread();
    json!({
        "start": cost.stretch.start.to_rfc3339(),
        "end": cost.stretch.end.to_rfc3339(),
        "hours": text(cost.hours()),
        "lines": lines.collect::<Vec<Value>>(),
        "total": cost.total().map(three),
        "per-hour": cost.per_hour().map(three),
        "spread": spread.map(|spread| json!({
            "p10": text(spread.p10), "p50": text(spread.p50), "p90": text(spread.p90),
        })),
        "overrun": {
            "per-hour": overrun.per_hour.map(three),
            "as-stated-at": overrun.stated.map(|span| assessed.place(span)),
            "chance": overrun.risk.map(|risk| text(risk.chance)),
            "minutes": overrun.risk.map(|risk| risk.minutes),
            "expected": overrun.expected().map(three),
        },
        "lost": lost.collect::<Vec<Value>>(),
        "scores": scores.collect::<Vec<Value>>(),
        "rests-on": grounds.collect::<Vec<Value>>(),
        "missing": missing(assessed, &cost.missing),
    })
}

fn all_windows(assessed: &Assessed, whole: &Whole) -> Value {
    let stated = assessed.plan.case.money.cost_of_windows.as_ref();
    json!({
        "worked-out": whole.worked_out.map(three),
        "as-stated": stated.map(|stated| three((&stated.value).into())),
        "as-stated-at": stated.map(|stated| assessed.place(stated.span)),
    })
}

fn benefit(assessed: &Assessed, whole: &Whole) -> Value {
    let benefit = &whole.benefit;
    let years = benefit.years.iter().map(|year| three(*year));
    let returns = benefit.returns.map(|[worst, likely, best]| {
        json!({ "at-worst": returns(&worst), "likely": returns(&likely), "at-best": returns(&best) })
    });
    json!({
        "investment": benefit.investment.map(three),
        "years": years.collect::<Vec<Value>>(),
        "horizon-years": benefit.years.len(),
        "discount-rate": benefit.rate.map(text),
        "returns": returns,
        "waiting-per-month": benefit.waiting.map(three),
        "rests-on": rests_on(assessed, &benefit.basis),
        "missing": missing(assessed, &benefit.missing),
    })
}

fn returns(returns: &Returns) -> Value {
    json!({
        "npv": returns.npv.map(text),
        "bcr": returns.bcr.map(text),
        "irr": returns.irr.map(text),
        "roi": returns.roi.map(text),
        "roi-per-year": returns.yearly_roi.map(text),
        "payback-years": returns.payback.map(text),
        "discounted-payback-years": returns.discounted_payback.map(text),
    })
}

fn subject(subject: &Subject) -> Value {
    json!({ "sort": subject.sort(), "id": subject.id(), "name": subject.name() })
}

fn rests_on(assessed: &Assessed, basis: &[Basis]) -> Vec<Value> {
    let place = |span: Span| assessed.place(span);
    let basis = basis.iter();
    basis
        .map(|one| json!({ "said": one.said, "at": one.place.map(place) }))
        .collect()
}

fn missing(assessed: &Assessed, missing: &[Missing]) -> Vec<Value> {
    let place = |span: Span| assessed.place(span);
    let missing = missing.iter();
    missing
        .map(|one| json!({ "what": one.what, "advice": one.advice, "at": one.place.map(place) }))
        .collect()
}

fn three(figures: ThreePoint) -> Value {
    let [low, likely, high] = figures.figures();
    json!({ "low": text(low), "likely": text(likely), "high": text(high) })
}

fn text(figure: Decimal) -> String {
    figure.normalize().to_string()
}
