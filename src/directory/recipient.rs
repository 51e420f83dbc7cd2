//! One member of an audience, with one address.

use crate::diagnostic::Span;
use crate::plan::address::Address;
use crate::plan::{Id, Plan};

/// A person who is told things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Name; empty when the source has none.
    pub name: String,
    /// Address.
    pub address: Address,
    /// Departments: the one they work in, or those they lead.
    pub departments: Vec<Id>,
    /// Whether they are spoken to as a head, and lead all of these.
    pub leads: bool,
    /// Sites they work at; the first decides their calendar. Empty when that is not known, or
    /// when one of their parts is at no site: then nothing happens elsewhere for them.
    pub sites: Vec<Id>,
    /// Language of their own.
    pub language: String,
    /// Services they use beyond their department's.
    pub services: Vec<Id>,
    /// Their place among the [`Place`](super::Place)s of the directory.
    pub place: usize,
    /// Where they are listed, when neither a department nor services stand beside their name.
    pub unplaced: Option<Span>,
}

impl Recipient {
    /// Adds the sites of another of their entries. Whoever is listed once without a site hears of
    /// every site.
    pub(super) fn works_also_at(&mut self, sites: &[Id]) {
        if sites.is_empty() {
            self.sites.clear();
        }
        if self.sites.is_empty() {
            return;
        }
        for site in sites {
            if !self.sites.contains(site) {
                self.sites.push(site.clone());
            }
        }
    }

    /// Whether it is known where they work, and that is at these sites alone.
    pub(super) fn works_only_at(&self, sites: &[Id]) -> bool {
        let mut own = self.sites.iter();
        !self.sites.is_empty() && own.all(|site| sites.contains(site))
    }

    /// The sites of the help after a window at which they do not work; none in a plan of one site.
    pub(super) fn away_from<'a>(&self, plan: &'a Plan, window: Option<&Id>) -> Vec<&'a Id> {
        let window = window.and_then(|id| Some(plan.window(id)?.1));
        let help = window.and_then(|window| window.hyper_care.as_ref());
        let ways = help.into_iter().flat_map(|help| &help.support);
        let sites = ways.filter_map(|way| way.site.as_ref());
        let away = sites.filter(|site| plan.sites.len() > 1 && !self.sites.contains(site));
        away.collect()
    }

    /// Whether the plan names them as head of each department they are listed with.
    pub(super) fn heads(&self, plan: &Plan) -> bool {
        let is_head = |id: &Id| {
            let head = plan.department(id).and_then(|led| led.head.email.as_ref());
            head.is_some_and(|head| head.mailbox() == self.address.mailbox())
        };
        !self.departments.is_empty() && self.departments.iter().all(is_head)
    }
}
