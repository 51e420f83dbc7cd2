//! How early people must hear, who allowed exceptions, and what differs from the default ladder.

use super::change::Plan;
use super::id::Id;
use super::length::{Lead, Length};
use super::milestone::Milestone;
use super::reading::Reading;
use super::written::{NoticeRuleFile, PolicyFile, WaiverFile};
use crate::calendar::Calendar;
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use chrono::{Days, NaiveDate, TimeDelta};

/// A rule from which a named person may allow an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waivable {
    /// People hear as early as the policy asks.
    LeadTime,
    /// Every department has end users who are told.
    NobodyToTell,
}

impl Waivable {
    const ALL: [Self; 2] = [Self::LeadTime, Self::NobodyToTell];

    /// Its code.
    pub fn slug(self) -> &'static str {
        match self {
            Self::LeadTime => "lead-time",
            Self::NobodyToTell => "nobody-to-tell",
        }
    }
}

/// How early people must hear.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Least lead time of a major, a significant and a minor change.
    pub lead_time: [Length; 3],
    /// Where that is written, if it is.
    pub lead_time_span: Option<Span>,
    /// Exceptions.
    pub waivers: Vec<Waiver>,
    /// Until when another date may be asked for.
    pub object_until: Option<Lead>,
    /// Where that is written.
    pub object_until_span: Option<Span>,
    /// How many mails a person gets in a week before what repeats is folded into the next.
    pub mails_per_week: u32,
}

/// So many mails in a week people read.
const MAILS_PER_WEEK: u32 = 3;

/// How much a change weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// A high-severity service off, more than four hours, or a quarter of the staff.
    Major,
    /// Any other service off, or a high-severity service touched.
    Significant,
    /// All else.
    Minor,
}

/// An exception a named person allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// For which window.
    pub window: Id,
    /// From which rule.
    pub rule: Waivable,
    /// For which departments; all when empty.
    pub departments: Vec<Id>,
    /// Who allowed it.
    pub by: String,
    /// Why.
    pub because: String,
    /// Where it is written.
    pub span: Span,
}

/// One difference from the default ladder.
#[derive(Debug, Clone)]
pub struct NoticeRule {
    /// Which notice.
    pub milestone: Milestone,
    /// For whom; all when empty.
    pub audiences: Vec<Id>,
    /// In which phases; all when empty.
    pub phases: Vec<Id>,
    /// For which windows; all when empty.
    pub windows: Vec<Id>,
    /// What to do instead.
    pub change: RuleChange,
    /// Where that is written.
    pub change_span: Span,
    /// Where it is written.
    pub span: Span,
}

/// What a rule changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleChange {
    /// Leave it out.
    Skip,
    /// Tell it then.
    At(Lead),
    /// Tell it every week from then until the window.
    Weekly(Lead),
}

impl NoticeRule {
    /// When it wants its notice told, if it gives it a date of its own.
    pub fn at(&self) -> Option<Lead> {
        match self.change {
            RuleChange::At(lead) => Some(lead),
            RuleChange::Skip | RuleChange::Weekly(_) => None,
        }
    }

    /// Whether it speaks of this notice.
    pub fn covers(&self, milestone: Milestone, audience: &Id, [phase, window]: [&Id; 2]) -> bool {
        let named = |ids: &[Id], id: &Id| ids.is_empty() || ids.contains(id);
        self.milestone == milestone
            && named(&self.audiences, audience)
            && named(&self.phases, phase)
            && named(&self.windows, window)
    }
}

impl Plan {
    /// What it writes of a notice to an audience about a window of a phase; of several rules the last
    /// one counts.
    pub fn rule(&self, milestone: Milestone, audience: &Id, here: [&Id; 2]) -> Option<&NoticeRule> {
        let mut rules = self.rules.iter().rev();
        rules.find(|rule| rule.covers(milestone, audience, here))
    }
}

impl Policy {
    /// The least lead time of a change of this size.
    pub fn lead_time(&self, size: Size) -> Length {
        self.lead_time[size as usize]
    }

    /// The exception from a rule that was allowed for a window, and for a department of it.
    pub fn waiver(&self, rule: Waivable, window: &Id, department: Option<&Id>) -> Option<&Waiver> {
        let named = |waiver: &Waiver| {
            waiver.departments.is_empty()
                || department.is_some_and(|id| waiver.departments.contains(id))
        };
        let mut waivers = self.waivers.iter();
        waivers.find(|waiver| waiver.rule == rule && waiver.window == *window && named(waiver))
    }
}

/// The last day on which people who live by a calendar may first hear of what begins then, when they
/// are to hear so long before.
pub fn hear_by(start: Instant, wanted: Length, calendar: &Calendar) -> Option<NaiveDate> {
    let day = calendar.zone.civil(start).date();
    Some(match wanted {
        Length::Minutes(minutes) => {
            let at = start - TimeDelta::minutes(minutes);
            calendar.zone.civil(at).date()
        }
        Length::Days(days) => day.checked_sub_days(Days::new(u64::from(days)))?,
        Length::WorkingDays(days) => calendar.business_days_before(day, days),
    })
}

/// Reads the policy; what it leaves out is the usual.
pub fn read(reading: &mut Reading, file: Option<&Spanned<PolicyFile>>) -> Policy {
    let mut policy = Policy {
        lead_time: [Length::Days(60), Length::Days(30), Length::WorkingDays(10)],
        lead_time_span: None,
        waivers: Vec::new(),
        object_until: None,
        object_until_span: None,
        mails_per_week: MAILS_PER_WEEK,
    };
    let Some(file) = file else { return policy };
    if let Some(lead_time) = &file.value.lead_time {
        policy.lead_time_span = Some(lead_time.span);
        let written = &lead_time.value;
        let written = [&written.major, &written.significant, &written.minor];
        for (length, written) in policy.lead_time.iter_mut().zip(written) {
            *length = written.as_ref().map_or(*length, |written| written.value);
        }
    }
    let object_until = file.value.object_until.as_ref();
    policy.object_until = object_until.map(|lead| lead.value);
    policy.object_until_span = object_until.map(|lead| lead.span);
    policy.mails_per_week = mails_per_week(reading, &file.value);
    policy.waivers = file
        .value
        .waivers
        .iter()
        .filter_map(|waiver| read_waiver(reading, waiver))
        .collect();
    policy
}

fn mails_per_week(reading: &mut Reading, file: &PolicyFile) -> u32 {
    match &file.mails_per_week {
        None => MAILS_PER_WEEK,
        Some(written) if written.value > 0 => written.value,
        Some(written) => {
            let message = "no mails a week would tell nobody anything";
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(written.span, "");
            let help = "write a number such as 3, or 100 when nothing is to wait for another mail";
            reading.report(finding.help(help));
            MAILS_PER_WEEK
        }
    }
}

fn read_waiver(reading: &mut Reading, file: &Spanned<WaiverFile>) -> Option<Waiver> {
    let written = &file.value;
    let window = reading.required(&written.window, "window", file.span);
    let window = window.filter(|id| reading.refers(id, "window", |known| &known.windows));
    let rule = reading.required(&written.rule, "rule", file.span);
    let rule = rule.and_then(|rule| waivable(reading, rule));
    let departments = reading.references(&written.departments, "department", |known| {
        &known.departments
    });
    if let (Some(Waivable::LeadTime), Some(first)) = (rule, written.departments.first()) {
        let message = "a short notice is allowed for a whole window";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(first.span, "");
        reading.report(finding.help("remove `departments`"));
    }
    let by = reading.line(&written.by, "by", file.span);
    let because = reading.text(&written.because, "because", file.span);
    Some(Waiver {
        window: window?.value.clone(),
        rule: rule?,
        departments,
        by: by?,
        because: because?,
        span: file.span,
    })
}

fn waivable(reading: &mut Reading, written: &Spanned<Id>) -> Option<Waivable> {
    let mut all = Waivable::ALL.into_iter();
    let rule = all.find(|rule| rule.slug() == written.value.as_str());
    if rule.is_none() {
        let message = format!("the rule `{}` cannot be waived", written.value);
        let finding = Diagnostic::new(Code::UNKNOWN_WORD, message).at(written.span, "");
        let [one, other] = Waivable::ALL.map(Waivable::slug);
        reading.report(finding.help(format!("those that can are `{one}` and `{other}`")));
    }
    rule
}

const MOST_BULLETIN_DAYS: i64 = 400;

/// Reads one difference from the default ladder.
pub fn read_rule(reading: &mut Reading, file: &Spanned<NoticeRuleFile>) -> Option<NoticeRule> {
    let written = &file.value;
    let milestone = reading.required(&written.notice, "notice", file.span)?;
    let (change, change_span) = match (&written.skip, &written.at, &written.from) {
        (Some(skip), None, None) if skip.value && written.every.is_none() => {
            (RuleChange::Skip, skip.span)
        }
        (None, Some(at), None) if written.every.is_none() => (RuleChange::At(at.value), at.span),
        (None, None, Some(from))
            if written.every.is_some() && milestone.value == Milestone::Bulletin =>
        {
            (RuleChange::Weekly(from.value), from.span)
        }
        _ if ["skip", "at", "every", "from"]
            .iter()
            .any(|field| reading.was_refused(field, file.span)) =>
        {
            return None;
        }
        _ => {
            let message = "this does not say what to do with the notice";
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(file.span, "");
            reading.report(finding.help("write one of `skip: yes`, `at: 5 days before start`, or for bulletins `every: week` with `from: 21 days before start`"));
            return None;
        }
    };
    if let RuleChange::Weekly(lead) = &change
        && lead.length.about_days() > MOST_BULLETIN_DAYS
    {
        let message = format!("bulletins from {lead} would be hundreds of mails");
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(change_span, "");
        reading.report(finding.help(format!("begin at most {MOST_BULLETIN_DAYS} days before")));
        return None;
    }
    Some(NoticeRule {
        milestone: milestone.value,
        audiences: reading.references(&written.audiences, "audience", |known| &known.audiences),
        phases: reading.references(&written.phases, "phase", |known| &known.phases),
        windows: reading.references(&written.windows, "window", |known| &known.windows),
        change,
        change_span,
        span: file.span,
    })
}
