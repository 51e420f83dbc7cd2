//! The advice for programs: every figure unrounded, as text.

use super::{Advised, SHOWN};
use crate::assessment::ThreePoint;
use crate::assessment::advice::Start;
use crate::assessment::advice::obstacle::Obstacle;
use crate::assessment::advice::tariff::Measure;
use crate::calendar::zone::Instant;
use crate::report::place::place;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// One JSON object.
pub fn json(advised: &Advised) -> String {
    let advice = &advised.advice;
    let question = &advice.question;
    let best = advice.best(SHOWN);
    let cheapest = best.first().map(|best| best.start.figure.likely());
    let best = best.iter().map(|best| {
        let mut value = start(advised, best.start, cheapest);
        value["same-until"] = json!(best.until.to_rfc3339());
        value
    });
    let compared = advice.compared.iter().enumerate();
    let compared = compared.map(|(number, other)| {
        let mut value = start(advised, &other.start, cheapest);
        let forbidden = other.start.forbidden.iter();
        let forbidden = forbidden.map(|place| obstacle(advised, &advice.obstacles[*place]));
        value["alternative"] = json!((number > 0).then_some(number));
        value["because"] = json!(other.because);
        value["forbidden"] = forbidden.collect();
        value
    });
    let left_out = advice.left_out().into_iter().map(|(one, number)| {
        let mut value = obstacle(advised, one);
        value["starts"] = json!(number);
        value
    });
    let missing = advice.cost.missing.iter().map(|one| {
        let at = one.place.map(|span| place(advised.sources, span));
        json!({ "what": one.what, "advice": one.advice, "at": at })
    });
    let alike = advice.always_at_work();
    let alike = alike.iter().map(|department| department.id.as_str());
    let week = advice.heat.week.map(|day| day.map(|hour| hour.map(text)));
    let value = json!({
        "plan": question.plan.id.as_str(),
        "window": question.window.id.as_str(),
        "timezone": question.window.zone.name(),
        "from": question.days[0].to_string(),
        "to": question.days[1].to_string(),
        "length-minutes": question.length.num_minutes(),
        "step-minutes": question.step.num_minutes(),
        "compared-by": measure(advice.measure),
        "currency": question.plan.case.money.currency,
        "starts": advice.starts.len(),
        "allowed": advice.allowed(),
        "all-the-same": advice.is_level(),
        "best": best.collect::<Vec<Value>>(),
        "dates-of-the-plan": compared.collect::<Vec<Value>>(),
        "left-out": left_out.collect::<Vec<Value>>(),
        "missing": missing.collect::<Vec<Value>>(),
        "every-hour-alike": alike.collect::<Vec<&str>>(),
        "hours-of-the-week": week,
    });
    format!("{value:#}\n")
}

fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Money => "cost",
        Measure::PersonHours => "person-hours",
        Measure::Share => "share-of-a-week",
    }
}

fn start(advised: &Advised, start: &Start, cheapest: Option<Decimal>) -> Value {
    let advice = &advised.advice;
    let zone = &advice.question.window.zone;
    let local = |instant: Instant| zone.civil(instant).format("%Y-%m-%dT%H:%M").to_string();
    let work = advice.at_work(start.stretch).into_iter().map(|one| {
        json!({
            "id": one.department.id.as_str(),
            "hours": text(one.hours),
            "figure": one.figure.map(three),
        })
    });
    let minded = start.minded.iter();
    let minded = minded.map(|place| obstacle(advised, &advice.obstacles[*place]));
    json!({
        "start": start.stretch.start.to_rfc3339(),
        "end": start.stretch.end.to_rfc3339(),
        "local-start": local(start.stretch.start),
        "local-end": local(start.stretch.end),
        "figure": three(start.figure),
        "against-the-best": cheapest.map(|cheapest| text(start.figure.likely() - cheapest)),
        "departments": work.collect::<Vec<Value>>(),
        "mind": minded.collect::<Vec<Value>>(),
    })
}

fn obstacle(advised: &Advised, obstacle: &Obstacle) -> Value {
    let at = obstacle.place.map(|span| place(advised.sources, span));
    json!({ "kind": obstacle.kind.slug(), "said": obstacle.said, "at": at })
}

fn three(figures: ThreePoint) -> Value {
    let [low, likely, high] = figures.figures();
    json!({ "low": text(low), "likely": text(likely), "high": text(high) })
}

fn text(figure: Decimal) -> String {
    figure.normalize().to_string()
}
