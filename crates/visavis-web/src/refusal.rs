//! From a failure of the product to the sentence that a person reads: exhaustive, so that a new one
//! cannot reach anybody undecided.

use visavis_app::{Failure, Fault};
use visavis_domain::session::Refusal;
use visavis_store::StoreError;

use crate::form::Filled;
use crate::problem::Problem;
use crate::words::Say;

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotFound => Self::not_found(),
            Failure::Forbidden => Self::forbidden(),
            Failure::Refused(refusal) => Self::conflict("/problems/wrong-phase", refused(&refusal)),
            Failure::Invalid(faults) => Self::unprocessable(
                faults
                    .into_iter()
                    .map(|fault| (fault.field.to_owned(), Say::new(fault.key)))
                    .collect(),
            ),
            Failure::Taken(constraint) => {
                Self::conflict("/problems/taken", Say::new(taken(&constraint)))
            }
            Failure::Changed => Self::conflict("/problems/changed", Say::new("refusal-changed")),
            Failure::TooMany(wait) => {
                Self::too_many(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX))
            }
            Failure::Store(error) => match error {
                StoreError::Busy | StoreError::Conflict => Self::unavailable(2),
                StoreError::Full | StoreError::Unavailable(_) => {
                    tracing::error!(%error, "the store cannot serve");
                    Self::unavailable(30)
                }
                StoreError::Constraint(_) | StoreError::Corrupt(_) | StoreError::Bug(_) => {
                    Self::internal(&error)
                }
            },
            Failure::Inside(_) => Self::internal(&failure),
        }
    }
}

/// The sentence for what a session refuses.
pub fn refused(refusal: &Refusal) -> Say {
    Say::new(match refusal {
        Refusal::WrongPhase => "refusal-wrong-phase",
        Refusal::OnlyHost => "refusal-only-host",
        Refusal::OnlyClient => "refusal-only-client",
        Refusal::TooEarly { .. } => "refusal-too-early",
        Refusal::TimesCount => "refusal-times-count",
        Refusal::TimesRange => "refusal-times-range",
        Refusal::NotOffered => "refusal-not-offered",
        Refusal::OwnOffer => "refusal-own-offer",
        Refusal::TimePassed => "refusal-time-passed",
        Refusal::Unproven => "refusal-unproven",
        Refusal::RefundLater { .. } => "refusal-refund-later",
        Refusal::WindowClosed => "refusal-window-closed",
        Refusal::WordsMissing => "refusal-words-missing",
        Refusal::RefundTooLarge => "refusal-refund-too-large",
        Refusal::WrongAmount => "refusal-wrong-amount",
    })
}

fn taken(constraint: &str) -> &'static str {
    match constraint {
        "session_no_overlap" => "refusal-slot-taken",
        "session_one_live" => "refusal-other-session",
        "account_email_once" => "refusal-email-taken",
        "account_nickname_once" => "refusal-nickname-taken",
        "host_slug_once" => "refusal-changed",
        _ => "refusal-taken",
    }
}

/// Writes the faults of a form beside its fields, or gives the failure on as a problem.
pub fn into_form(failure: Failure, form: &mut Filled) -> Result<(), Problem> {
    let Failure::Invalid(faults) = failure else {
        return Err(failure.into());
    };
    for Fault { field, key } in faults {
        form.refuse(field, Say::new(key));
    }
    Ok(())
}

/// What a refused session shows when the page can be shown again with a sentence on top of it.
pub fn sentence(failure: &Failure) -> Option<Say> {
    match failure {
        Failure::Refused(refusal) => Some(refused(refusal)),
        Failure::Taken(constraint) => Some(Say::new(taken(constraint))),
        Failure::Changed => Some(Say::new("refusal-changed")),
        Failure::NotFound
        | Failure::Forbidden
        | Failure::Invalid(_)
        | Failure::TooMany(_)
        | Failure::Store(_)
        | Failure::Inside(_) => None,
    }
}
