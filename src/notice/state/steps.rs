//! What is stated of steps: things to do, decisions to go ahead, briefings and extra help.

use super::Telling;
use crate::calendar::zone::Instant;
use crate::notice::facts::{
    Action, Actions, BriefedWindow, BriefingFacts, Checkpoint, HyperCareFacts, SupportChannel,
};
use crate::plan::briefing::Briefing;
use crate::plan::hyper_care::Support;
use crate::plan::milestone::Milestone;

/// What is stated of a briefing.
pub fn session(briefing: &Briefing) -> BriefingFacts {
    BriefingFacts {
        id: briefing.id.to_string(),
        start: briefing.start,
        end: briefing.end,
        join: briefing.join.clone(),
        place: briefing.place.clone(),
        agenda: briefing.agenda.clone(),
        bring: briefing.bring.clone(),
        otherwise: briefing.otherwise.clone(),
        replaces: false,
        windows: Vec::new(),
    }
}

impl Telling<'_> {
    pub(super) fn actions(&self) -> Actions {
        let [before, during, after] = [0, 1, 2].map(|part| {
            let ours = self.window.actions[part]
                .iter()
                .filter(|action| self.meant(&action.meant_for));
            let open = ours.filter(|action| action.by.is_none_or(|by| self.ahead(by)));
            open.map(|action| Action {
                text: action.text.clone(),
                by: action.by,
                owner: action.owner.clone(),
            })
            .collect()
        });
        Actions {
            before,
            during,
            after,
        }
    }

    pub(super) fn checkpoints(&self) -> Vec<Checkpoint> {
        let ahead = self
            .window
            .checkpoints
            .iter()
            .filter(|checkpoint| self.ahead(checkpoint.at));
        ahead
            .map(|checkpoint| Checkpoint {
                at: checkpoint.at,
                owner: checkpoint.owner.clone(),
                criteria: checkpoint.criteria.clone(),
            })
            .collect()
    }

    pub(super) fn briefing(&self) -> Option<BriefingFacts> {
        let briefings = self.case.plan.briefings.iter();
        let mut ours = briefings.filter(|briefing| {
            briefing.is_about(&self.window.id)
                && briefing.audience == self.audience.id
                && self.ahead(briefing.start)
        });
        let briefing = match &self.occurrence.briefing {
            Some(id) => ours.find(|briefing| briefing.id == *id),
            None => ours.min_by_key(|briefing| briefing.start),
        }?;
        Some(BriefingFacts {
            windows: self.briefed(briefing),
            ..session(briefing)
        })
    }

    /// The windows ahead of which these readers hear more in a briefing, when they are invited to it
    /// and it is about several.
    fn briefed(&self, briefing: &Briefing) -> Vec<BriefedWindow> {
        if self.occurrence.milestone != Milestone::Briefing {
            return Vec::new();
        }
        let windows = self.case.plan.windows().into_iter();
        let ours = windows.filter_map(|(_, window)| {
            let services = self.group.briefed.get(&window.id)?;
            (briefing.is_about(&window.id) && self.ahead(window.start))
                .then_some((window, services))
        });
        let mut briefed: Vec<BriefedWindow> = ours
            .map(|(window, services)| BriefedWindow {
                id: window.id.to_string(),
                start: window.start,
                end: window.end,
                services: self.touched(window, services),
                sites: self.sites_of(window),
            })
            .collect();
        briefed.sort_by_key(|window| (window.start, window.end));
        match briefed.len() {
            0 | 1 => Vec::new(),
            _ => briefed,
        }
    }

    /// When the readers are invited to sit down with us, in order.
    pub(super) fn sessions(&self) -> Vec<Instant> {
        let briefings = self.case.plan.briefings.iter();
        let ours = briefings.filter(|briefing| {
            let theirs = self.audience.everything || briefing.is_about(&self.window.id);
            theirs && briefing.audience == self.audience.id && self.ahead(briefing.start)
        });
        let mut starts: Vec<Instant> = ours.map(|briefing| briefing.start).collect();
        starts.sort_unstable();
        starts
    }

    /// Until when there is extra help, and since when.
    pub(super) fn help_until(&self) -> Option<HyperCareFacts> {
        let (_, last) = self.case.plan.window(self.group.help_after.as_ref()?)?;
        let help = last.hyper_care.as_ref()?;
        Some(HyperCareFacts {
            start: help.start,
            until: self.day(help.until),
            support: Vec::new(),
            exit_when: Vec::new(),
            afterwards: None,
        })
    }

    /// The name of the site of a way to get help, for readers who do not work there; unless it says so
    /// itself.
    fn away(&self, way: &Support) -> Option<String> {
        let away = self.group.help_away.iter();
        let mut away = away.filter(|site| way.site.as_ref() == Some(site));
        let site = away.next()?;
        let mut sites = self.case.plan.sites.iter();
        let name = &sites.find(|known| known.id == *site)?.name;
        let named = way.channel.to_lowercase().contains(&name.to_lowercase());
        (!named).then(|| name.clone())
    }

    pub(super) fn hyper_care(&self) -> Option<HyperCareFacts> {
        let (_, last) = self.case.plan.window(self.group.help_after.as_ref()?)?;
        let help = last.hyper_care.as_ref()?;
        let support = help.support.iter().map(|support| SupportChannel {
            channel: support.channel.clone(),
            number: support.number.clone(),
            hours: support.hours.clone(),
            zone: Some(support.zone.clone()),
            site: self.away(support),
        });
        Some(HyperCareFacts {
            support: support.collect(),
            exit_when: help.exit_when.clone(),
            afterwards: help.afterwards.clone(),
            ..self.help_until()?
        })
    }
}
