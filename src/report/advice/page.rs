//! The advice for people: the best starts, the dates of the plan beside them, what is left out.

use super::{Advised, SHOWN, heat};
use crate::assessment::advice::tariff::Measure;
use crate::assessment::advice::{AtWork, Start};
use crate::assessment::line::Kind;
use crate::assessment::{Cost, figure_words};
use crate::plan::length::Length;
use crate::report::cost::rests_on;
use crate::report::place::behind;
use crate::report::table::{counted, fold};
use rust_decimal::Decimal;

const RANK: usize = 6;
const WHEN: usize = 29;
const FIGURE: usize = 20;
const COUNT: usize = 8;
/// How much of what is missing is listed; `cost` lists all of it.
const MISSING: usize = 4;
/// How many departments are named of those that a date touches, and of those that it does not.
const NAMED: usize = 3;

/// The page.
pub fn page(advised: &Advised, width: usize) -> String {
    let mut text = heading(advised, width);
    text.push_str(&table(advised, width));
    text.push_str(&left_out(advised, width));
    text.push_str(&missing(advised, width));
    text.push_str(&heat::map(advised, width));
    text
}

fn heading(advised: &Advised, width: usize) -> String {
    let advice = &advised.advice;
    let question = &advice.question;
    let [first, last] = question.days.map(|day| day.format("%a %-d %b %Y"));
    let length = Length::Minutes(question.length.num_minutes());
    let window = question.window;
    let what = format!(
        "{}, {length}: starts from {first} to {last}, by the clocks of {}",
        window.id,
        window.zone.name()
    );
    let number = counted(advice.starts.len(), "start");
    let step = Length::Minutes(question.step.num_minutes());
    let allowed = match advice.allowed() {
        0 => "none of them is allowed".to_owned(),
        all if all == advice.starts.len() => "all of them are allowed".to_owned(),
        1 => "1 of them is allowed".to_owned(),
        allowed => format!("{allowed} of them are allowed"),
    };
    let tried = format!("{number}, one every {step}; {allowed}.");
    [what, tried, compared_by(advised)]
        .map(|line| fold(&line, 0, width))
        .concat()
}

fn compared_by(advised: &Advised) -> String {
    let advice = &advised.advice;
    let by = match advice.measure {
        Measure::Money => match advised.currency() {
            "" => "Compared by what each costs, most likely; the plan names no currency.".to_owned(),
            code => format!("Compared by what each costs, most likely, in {code}."),
        },
        Measure::PersonHours => "Compared by the person-hours that are lost, most likely: the plan does not say all that an amount of money rests on.".to_owned(),
        Measure::Share => "Compared by the share of an average week's work that falls into each, every department counting alike: the plan does not say how many people stop.".to_owned(),
    };
    match advice.is_level() && advice.allowed() > 1 {
        false => by,
        true => format!(
            "{by} Nothing that the plan says makes one start dearer than another: write `working-hours` or `demand` in its departments. Until then the earliest come first."
        ),
    }
}

fn table(advised: &Advised, width: usize) -> String {
    let advice = &advised.advice;
    let best = advice.best(SHOWN);
    let cheapest = best.first().map(|best| best.start.figure.likely());
    let mut text = format!(
        "\n{:RANK$}{:<WHEN$}{:>FIGURE$}{:>FIGURE$}\n",
        "",
        "Start",
        header(advised.advice.measure),
        "Against the best"
    );
    let mut before = String::new();
    for (rank, best) in (1..).zip(&best) {
        let rank: usize = rank;
        text.push_str(&row(advised, &rank.to_string(), best.start, cheapest));
        if best.until > best.start.stretch.start {
            let until = advised.moment(best.until);
            text.push_str(&fold(
                &format!("every start to {until} comes to the same"),
                RANK,
                width,
            ));
        }
        let reasons = reasons(advised, best.start, width);
        // What holds for several starts is said of the first.
        if reasons != before {
            text.push_str(&reasons);
        }
        before = reasons;
    }
    text.push('\n');
    for (number, other) in advice.compared.iter().enumerate() {
        let name = match number {
            0 => "plan".to_owned(),
            _ => format!("or {number}"),
        };
        text.push_str(&row(advised, &name, &other.start, cheapest));
        if let Some(because) = other.because {
            text.push_str(&fold(&format!("weighed: {because}"), RANK, width));
        }
        let lasts = other.start.stretch.end - other.start.stretch.start;
        if lasts != advice.question.length {
            let lasts = Length::Minutes(lasts.num_minutes());
            text.push_str(&fold(&format!("lasts {lasts}"), RANK, width));
        }
        for place in &other.start.forbidden {
            let obstacle = &advice.obstacles[*place];
            let at = behind(advised.sources, obstacle.place);
            text.push_str(&fold(
                &format!("not allowed: {}{at}", obstacle.said),
                RANK,
                width,
            ));
        }
        text.push_str(&reasons(advised, &other.start, width));
    }
    text
}

fn header(measure: Measure) -> &'static str {
    match measure {
        Measure::Money => "Cost",
        Measure::PersonHours => "Person-hours",
        Measure::Share => "Share of a week",
    }
}

fn row(advised: &Advised, rank: &str, start: &Start, cheapest: Option<Decimal>) -> String {
    let against = cheapest.map(|cheapest| start.figure.likely() - cheapest);
    let against = against.map_or("-".to_owned(), |more| match more.is_zero() {
        true => "-".to_owned(),
        false if more > Decimal::ZERO => format!("+{}", advised.figure(more)),
        false => advised.figure(more),
    });
    format!(
        "{rank:>4}  {:<WHEN$}{:>FIGURE$}{against:>FIGURE$}\n",
        advised.moment(start.stretch.start),
        advised.figure(start.figure.likely())
    )
}

/// What makes a date dear or cheap, and what there is to mind.
fn reasons(advised: &Advised, start: &Start, width: usize) -> String {
    let mut lines = Vec::new();
    let [low, _, high] = start.figure.figures();
    if low != high {
        let [low, high] = [low, high].map(|figure| advised.figure(figure));
        lines.push(format!("at least {low}, at most {high}"));
    }
    let work = advised.advice.at_work(start.stretch);
    let (at_work, free): (Vec<&AtWork>, Vec<&AtWork>) =
        work.iter().partition(|one| !one.hours.is_zero());
    let working = at_work.iter().map(|one| {
        let figure = match one.figure {
            Some(figure) => advised.figure(figure.likely()),
            None => format!("{} hours each", figure_words::plain(one.hours.round_dp(1))),
        };
        format!("{} {figure}", one.department.name)
    });
    let working: Vec<String> = working.collect();
    lines.extend(some("at work:", &working));
    let free = free.iter().map(|one| one.department.name.clone());
    let free: Vec<String> = free.collect();
    lines.extend(some("nobody at work:", &free));
    lines.extend(services(advised, start));
    for place in &start.minded {
        let obstacle = &advised.advice.obstacles[*place];
        let at = behind(advised.sources, obstacle.place);
        lines.push(format!("mind: {}{at}", obstacle.said));
    }
    lines.iter().map(|line| fold(line, RANK, width)).collect()
}

fn some(front: &str, names: &[String]) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = names[..names.len().min(NAMED)].join(", ");
    Some(format!("{front} {named}{more}"))
}

/// What services cost by themselves, and what is paid whatever the date.
fn services(advised: &Advised, start: &Start) -> Option<String> {
    if advised.advice.measure != Measure::Money {
        return None;
    }
    let question = &advised.advice.question;
    let cost = Cost::at(question.plan, question.window, start.stretch);
    let kinds = [
        (Kind::LostMargin, "lost margin"),
        (Kind::Credits, "credits"),
        (Kind::Recovery, "paid at any date"),
        (Kind::Intangibles, "not for sale, at any date"),
    ];
    let sums = kinds.map(|(kind, words)| (cost.sum(kind).likely(), words));
    let sums = sums.iter().filter(|(sum, _)| !sum.is_zero());
    let sums = sums.map(|(sum, words)| format!("{words} {}", advised.figure(*sum)));
    let sums: Vec<String> = sums.collect();
    (!sums.is_empty()).then(|| sums.join(", "))
}

fn left_out(advised: &Advised, width: usize) -> String {
    let left_out = advised.advice.left_out();
    if left_out.is_empty() {
        return String::new();
    }
    let title = "Starts that are left out; of several reasons each counts";
    let lines = left_out.iter().map(|(obstacle, number)| {
        let at = behind(advised.sources, obstacle.place);
        let said = fold(&format!("{}{at}", obstacle.said), COUNT, width);
        let number = number.to_string();
        format!("{number:>digits$} {}", &said[COUNT..], digits = COUNT - 1)
    });
    format!("\n{title}\n{}", lines.collect::<String>())
}

fn missing(advised: &Advised, width: usize) -> String {
    let advice = &advised.advice;
    let missing = &advice.cost.missing;
    let listed = &missing[..missing.len().min(MISSING)];
    let mut text = rests_on::missing(advised.sources, listed, width);
    if missing.len() > listed.len() {
        let more = counted(missing.len() - listed.len(), "more figure");
        let window = &advice.question.window.id;
        let said = format!("and {more}: `forewarn cost PLAN --window {window}` names them all");
        text.push_str(&fold(&said, 4, width));
    }
    let alike = advice.always_at_work();
    if !alike.is_empty() {
        let names = alike.iter().map(|one| {
            let at = behind(advised.sources, Some(one.span));
            format!("{}{at}", one.name)
        });
        let names = names.collect::<Vec<_>>().join(", ");
        let said = format!(
            "every hour counts alike, as neither `working-hours` nor `demand` says otherwise: {names}"
        );
        text.push_str(&format!("\n  Taken to be so\n{}", fold(&said, 4, width)));
    }
    text
}
