//! Tried: the deliveries that were begun and are not settled, read once, and the mails in which they
//! may have arrived.

use crate::ledger::{Book, Error, Planned, Standing, Wanted};
use crate::notice::DeliveryId;
use crate::notice::delivery::named_after;
use std::collections::HashMap;

/// The deliveries that were begun and are not settled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tried {
    deliveries: Vec<(Planned, Standing)>,
    places: HashMap<DeliveryId, usize>,
    doubtful: HashMap<DeliveryId, Before>,
}

/// The mail in which a delivery may have arrived. It is offered again as that mail, whatever it is
/// told with by then: a second copy has to be known as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Its Message-ID.
    pub message_id: String,
    /// The notice, audience and delivery after which it was named, when these are others.
    pub lead: Option<(String, String, DeliveryId)>,
}

impl Tried {
    /// Reads them from a ledger.
    pub fn read(book: &dyn Book) -> Result<Self, Error> {
        let mut tried = Self::default();
        let mut again = Vec::new();
        book.records(&Wanted::Open, &mut |record| {
            let (standing, planned) = (record.state.standing, record.planned);
            let place = tried.deliveries.len();
            tried.places.insert(planned.id.clone(), place);
            if standing.is_doubtful() || record.state.tries > 1 {
                again.push(place);
            }
            tried.deliveries.push((planned, standing));
        })?;
        for place in again {
            let (planned, standing) = &tried.deliveries[place];
            let is_own = planned.message_id.contains(planned.id.as_str());
            let is_named = !planned.message_id.is_empty();
            let is_doubtful =
                standing.is_doubtful() || (!is_own && book.doubtful_tries(&planned.id)? > 0);
            if is_named && is_doubtful {
                let before = Before {
                    message_id: planned.message_id.clone(),
                    lead: if is_own {
                        None
                    } else {
                        tried.lead(book, planned)?
                    },
                };
                tried.doubtful.insert(planned.id.clone(), before);
            }
        }
        Ok(tried)
    }

    /// Which delivery led the mail in which another one left.
    fn lead(
        &self,
        book: &dyn Book,
        rider: &Planned,
    ) -> Result<Option<(String, String, DeliveryId)>, Error> {
        let Some((notice, id)) = named_after(&rider.message_id, &rider.plan) else {
            return Ok(None);
        };
        let mut audience = self.places.get(&id).map(|place| {
            let (lead, _) = &self.deliveries[*place];
            lead.audience.clone()
        });
        if audience.is_none() {
            // It was settled for itself meanwhile.
            book.records(&Wanted::Notice(notice.to_owned()), &mut |record| {
                if record.planned.id == id {
                    audience = Some(record.planned.audience);
                }
            })?;
        }
        Ok(audience.map(|audience| (notice.to_owned(), audience, id)))
    }

    /// All of them, in the order of the ledger.
    pub fn deliveries(&self) -> impl Iterator<Item = (&Planned, Standing)> {
        let all = self.deliveries.iter();
        all.map(|(planned, standing)| (planned, *standing))
    }

    /// Whether a delivery is among them.
    pub fn has(&self, id: &DeliveryId) -> bool {
        self.places.contains_key(id)
    }

    /// The Message-ID of the mail in which a delivery was tried last, and where it stands.
    pub fn mail(&self, id: &DeliveryId) -> Option<(&str, Standing)> {
        let (planned, standing) = &self.deliveries[*self.places.get(id)?];
        Some((&planned.message_id, *standing))
    }

    /// The mail in which a delivery may have arrived; nothing when it surely did not.
    pub fn before(&self, id: &DeliveryId) -> Option<&Before> {
        self.doubtful.get(id)
    }
}
