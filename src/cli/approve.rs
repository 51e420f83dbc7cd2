//! `approve`: a named person lets notices leave, word for word and reader by reader.

use super::book;
use super::branch;
use super::caution::{refuse_early_clock, refuse_older, refuse_to_start_over};
use super::failure::Failure;
use super::kept::Kept;
use super::making::fault;
use super::obstacle::{refuse_removed, unmade};
use super::published;
use super::stranded::refuse_stranded;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::belief::{Beliefs, Correction};
use crate::calendar::zone::Instant;
use crate::directory::Group;
use crate::ledger::{Approval, Approvals, Book, Ledger as _, Occasion, Sheet};
use crate::mailing::{Item, Mailing, Office, docket, tracks};
use crate::night::{Branch, Night, Nights};
use crate::plan::milestone::Milestone;
use crate::plan::moment::WrittenDate;
use crate::report::approval::{Comparison, Dates};
use crate::round::{Trouble, gate};
use crate::timeline::Occurrence;
use chrono::{Days, NaiveTime};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// Let notices leave as they are now; show what differs from what was approved last.
#[derive(clap::Args)]
pub struct Approve {
    /// The plan
    plan: PathBuf,
    /// Who approves
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Only what is due up to this day
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// The messages of a night that turns out otherwise: `overrun:90m`, `rollback`, `no-go`,
    /// `cancelled` or `early`; on the night they leave without another word
    #[arg(long, value_name = "BRANCH", conflicts_with = "until")]
    branch: Option<Branch>,
    /// Only show what differs, and approve nothing
    #[arg(long)]
    dry_run: bool,
    /// The ledger [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Take windows and briefings that are gone from the plan for called off
    #[arg(long)]
    assume_cancelled: bool,
    /// Approve although the plan is older than what was sent or approved last, or although another
    /// ledger of this plan knows who was told
    #[arg(long)]
    really: bool,
}

impl Approve {
    /// Shows what differs, and writes the approval down.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = Kept::or_begun(self.ledger.as_deref());
        let mut workspace = Workspace::open_with(&self.plan, around, &kept, &[])?;
        mention(&workspace, around);
        if !self.really {
            refuse_to_start_over(&workspace, "Nothing was approved")?;
        }
        if self.dry_run {
            let book = workspace.told_before()?;
            let beliefs = workspace.beliefs(&*book, self.assume_cancelled)?;
            let (sheets, dates) = self.sheets(&workspace, &beliefs)?;
            let before = book.approvals()?;
            let comparison =
                self.compare((&workspace, &*book), (&sheets, dates), (&before, &beliefs))?;
            if let Err(older) = refuse_older(&workspace, &*book) {
                around.terminal.complain(&older.render(&around.terminal));
            }
            around.terminal.say(&comparison.text());
            return Ok(ExitCode::SUCCESS);
        }
        let by = self.by.as_deref().unwrap_or_default().trim();
        if by.is_empty() || by.chars().any(char::is_control) {
            return Err(Failure::usage(
                "an approval needs the name of whoever gives it",
                "write `--by \"Maria Osei\"`",
            ));
        }
        let until = self.until(&workspace)?;
        let mut ledger = book::writer_in_turn(&workspace, self.really)?;
        refuse_early_clock(&workspace, around, ledger.book())?;
        if !self.really {
            refuse_older(&workspace, ledger.book())?;
        }
        let history = workspace.history(ledger.book())?;
        let nights = published::nights(&workspace, &history.nights);
        let tracks = book::tracks(&workspace, &nights, ledger.book(), self.assume_cancelled)?;
        let mut calendars = published::sheets(&workspace, &tracks);
        let beliefs = workspace.beliefs(ledger.book(), self.assume_cancelled)?;
        let (mut sheets, dates) = self.sheets(&workspace, &beliefs)?;
        let before = ledger.book().approvals()?;
        let comparison = self.compare(
            (&workspace, ledger.book()),
            (&sheets, dates),
            (&before, &beliefs),
        )?;
        let mut answer = comparison.text();
        calendars.retain(|calendar| self.covers(calendar, &sheets));
        sheets.extend(calendars);
        let approval = Approval {
            by: by.to_owned(),
            at: workspace.now,
            until,
            sheets,
        };
        ledger.approve(&approval)?;
        book::publish(&workspace, Occasion::Approval, &mut ledger)?;
        // What was approved is stated since now, whatever else is edited until it leaves.
        tracks::keep(&workspace.letterhead.tracks, &mut ledger)?;
        answer.push_str(&format!("Approved by {by}.\n"));
        around.terminal.say(&answer);
        Ok(ExitCode::SUCCESS)
    }

    /// Whether what a calendar to subscribe to says of a window is approved with some messages: with
    /// all, or with one about that window.
    fn covers(&self, calendar: &Sheet, sheets: &[Sheet]) -> bool {
        let is_alike =
            |sheet: &Sheet| sheet.window == calendar.window && sheet.audience == calendar.audience;
        self.branch.is_none() && (self.until.is_none() || sheets.iter().any(is_alike))
    }

    /// The end of the last day that is approved.
    fn until(&self, workspace: &Workspace) -> Result<Option<Instant>, Failure> {
        let Some(text) = &self.until else {
            return Ok(None);
        };
        let date: WrittenDate = text.parse().map_err(|refusal: String| {
            let (what, hint) = refusal.split_once('\n').unwrap_or((&refusal, ""));
            Failure::usage(what, hint)
        })?;
        let next = date.date.checked_add_days(Days::new(1));
        let next = next.map(|day| day.and_time(NaiveTime::MIN));
        let until = next.map(|midnight| workspace.plan.zone.instant(midnight));
        if until.is_some_and(|until| until <= workspace.now) {
            return Err(Failure::usage(
                "`--until` names a day that is over, so nothing would be approved",
                "name a day ahead, or leave it out to approve everything",
            ));
        }
        Ok(until)
    }

    /// Everything that is still to leave, as it stands now, and how often each notice is dated: by the
    /// calendar of every place to which it goes.
    fn sheets(
        &self,
        workspace: &Workspace,
        beliefs: &Beliefs,
    ) -> Result<(Vec<Sheet>, Dates), Failure> {
        refuse_removed(workspace, beliefs, "Nothing was approved")?;
        refuse_stranded(workspace, beliefs, "Nothing was approved")?;
        if let Some(branch) = self.branch {
            let nights = &beliefs.history.nights;
            return Ok((foreseen((workspace, nights), branch)?, Dates::new()));
        }
        let until = self.until(workspace)?;
        let office = workspace.office(beliefs);
        let mut sheets = Vec::new();
        let mut add = |notice: String, made: Result<Mailing, crate::mailing::Fault>| {
            let sheet = made.and_then(|mailing| gate::sheet(office, &mailing));
            let told = |fault| unmade(workspace, Trouble::Unmade(notice, fault));
            sheet.map(|sheet| sheets.push(sheet)).map_err(told)
        };
        let in_time = |correction: &&Correction| {
            let leaves = correction.opens.unwrap_or(workspace.now);
            until.is_none_or(|until| leaves < until)
        };
        for correction in beliefs.corrections.iter().filter(in_time) {
            let notice = correction.occurrence.notice_id();
            add(notice, office.correction(correction))?;
        }
        let ahead = workspace.timeline.occurrences.iter().filter(|occurrence| {
            !occurrence.is_over(workspace.now)
                && until.is_none_or(|until| occurrence.moment < until)
        });
        let nights = &beliefs.history.nights;
        let has_begun = |occurrence: &Occurrence| {
            let night = nights.of(occurrence.window.as_str());
            let began = night.and_then(Night::began_early).is_some();
            began && occurrence.milestone == Milestone::Start && nights.withholds(occurrence)
        };
        let mut dates = Dates::new();
        for occurrence in ahead {
            let mut is_told = false;
            for group in docket::readers(office.case, occurrence) {
                for (mut group, manner) in docket::split(office.case, beliefs, occurrence, group) {
                    // Whoever hears how it goes is not told any more that it began before its time.
                    let is_moot = manner.is_withheld && has_begun(occurrence);
                    leave_out_told(office, occurrence, (&mut group, manner.revision));
                    if manner.is_covered || is_moot || group.members.is_empty() {
                        continue;
                    }
                    let item = Item {
                        occurrence,
                        group,
                        manner,
                    };
                    add(occurrence.notice_id(), office.mailing(item))?;
                    is_told = true;
                }
            }
            if is_told {
                let audience = occurrence.first.audience.clone();
                *dates.entry((occurrence.notice_id(), audience)).or_default() += 1;
            }
        }
        Ok((sheets, dates))
    }

    fn compare<'s>(
        &self,
        (workspace, book): (&'s Workspace, &dyn Book),
        (sheets, dates): (&'s [Sheet], Dates),
        (before, beliefs): (&'s Approvals, &'s Beliefs),
    ) -> Result<Comparison<'s>, Failure> {
        let mut words = BTreeMap::new();
        for sheet in sheets {
            let contents = before.of(&sheet.notice, &sheet.audience);
            let differs = contents.is_some_and(|contents| !contents.contains(&sheet.content));
            let key = (sheet.notice.as_str(), sheet.audience.as_str());
            if differs && !words.contains_key(&key) {
                words.insert(key, book.approved_words(key.0, key.1)?);
            }
        }
        Ok(Comparison {
            plan: &workspace.plan,
            directory: &workspace.directory,
            before,
            words,
            dates,
            sheets,
            unlisted: match self.branch {
                None => &beliefs.unlisted,
                Some(_) => &[],
            },
            branch: self.branch,
        })
    }
}

/// Leaves out of the readers of what is told on a night those who were told it, and of an invitation
/// those who have it.
fn leave_out_told(office: Office, occurrence: &Occurrence, (group, revision): (&mut Group, u32)) {
    let milestone = occurrence.milestone;
    let (window, audience) = (occurrence.window.as_str(), occurrence.audience.as_str());
    let readers = office.case.directory.recipients(&occurrence.audience);
    if let Some(briefing) = &occurrence.briefing {
        let history = &office.beliefs.history;
        group.members.retain(|index| {
            let mailbox = readers[*index].address.mailbox();
            !history.is_invited(briefing.as_str(), (window, audience), &mailbox)
        });
    }
    if milestone != Milestone::Start && !milestone.is_of_the_night() {
        return;
    }
    let notice = occurrence.notice_id();
    group.members.retain(|index| {
        let mailbox = readers[*index].address.mailbox();
        let mut told = office.beliefs.told(window, audience, &mailbox).iter();
        !told.any(|told| *told.notice == *notice && told.revision == revision)
    });
}

/// Every message of a branch, as it can be approved before the night.
fn foreseen(
    (workspace, nights): (&Workspace, &Nights),
    branch: Branch,
) -> Result<Vec<Sheet>, Failure> {
    let mut sheets = Vec::new();
    branch::each((workspace, nights), branch, &mut |mailings| {
        for mailing in &mailings {
            let sheet = gate::sheet(mailing.office(), mailing);
            sheets.push(sheet.map_err(|made| fault(workspace, &mailing.notice.id, made))?);
        }
        Ok(())
    })?;
    Ok(sheets)
}
