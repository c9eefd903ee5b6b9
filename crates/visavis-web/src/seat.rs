//! One's part in a session, by sign-in or by an opened access link. Whoever has none gets the answer
//! for a session that does not exist (ALL-5).

use visavis_app::access;
use visavis_domain::ids::SessionId;
use visavis_domain::session::{Party, Session};
use visavis_store::access::Participant;
use visavis_store::cast::{self, Cast};
use visavis_store::session as sessions;

use crate::caller::Caller;
use crate::problem::Problem;

/// A session and the viewer's part in it.
#[derive(Debug, Clone)]
pub struct Seat {
    /// The session as it stands.
    pub session: Session,
    /// Which side the viewer is on.
    pub party: Party,
    /// The viewer's part; there is none before the payment.
    pub participant: Option<Participant>,
    /// Host and client.
    pub cast: Cast,
    /// Whether the viewer came by the link alone, without signing in.
    pub by_link: bool,
}

impl Seat {
    /// The viewer's seat in this session.
    pub async fn find(caller: &Caller, id: SessionId) -> Result<Self, Problem> {
        let app = &caller.app;
        let mut tx = app.store.read().await.map_err(visavis_app::Failure::from)?;
        let found = sessions::by_id(&mut tx, id).await.map_err(visavis_app::Failure::from)?;
        let session = found.ok_or_else(Problem::not_found)?.session;
        let cast = cast::of_pair(&mut tx, session.host, session.client)
            .await
            .map_err(visavis_app::Failure::from)?;
        drop(tx);
        let everybody = access::participants(app, id).await?;
        let mine =
            caller.person.as_ref().map(|person| person.account.id).and_then(
                |account| match account {
                    host if host == session.host.account() => Some(Party::Host),
                    client if client == session.client => Some(Party::Client),
                    _ => None,
                },
            );
        if let Some(party) = mine {
            let participant = everybody.into_iter().find(|one| one.party == party);
            // A host sees nothing of a purchase that was not paid.
            if party == Party::Host && participant.is_none() {
                return Err(Problem::not_found());
            }
            return Ok(Self { session, party, participant, cast, by_link: false });
        }
        let Some(cookie) = &caller.seat_cookie else {
            return Err(Problem::not_found());
        };
        let grant = access::seat(app, cookie).await?.filter(|grant| grant.session == id);
        let participant = grant.ok_or_else(Problem::not_found)?.participant;
        Ok(Self {
            session,
            party: participant.party,
            participant: Some(participant),
            cast,
            by_link: true,
        })
    }

    /// The viewer's part, once the session is paid.
    pub fn participant(&self) -> Result<&Participant, Problem> {
        self.participant.as_ref().ok_or_else(Problem::not_found)
    }
}
