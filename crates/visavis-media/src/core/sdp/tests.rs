//! Offers as livekit-client writes them, and answers as it must get them.

use super::*;

const OFFER: &str = include_str!("../../../testdata/offer-livekit-client-2.23-chromium.sdp");
const ANSWER: &str = include_str!("../../../testdata/answer-str0m-0.25.sdp");
const PATCHED: &str = include_str!("../../../testdata/answer-patched.sdp");

fn plans() -> BTreeMap<Mid, Plan> {
    let send = |stream: &str, track: &str| Plan::Send {
        stream: stream.to_owned(),
        track: track.to_owned(),
    };
    [
        (Mid::from("0"), send("PA_1|camera", "TR_A1")),
        (Mid::from("1"), Plan::Silence),
        (Mid::from("2"), Plan::Silence),
        (Mid::from("3"), send("PA_1|camera", "TR_V1")),
        (Mid::from("4"), send("PA_2|screen", "TR_V2")),
        (Mid::from("5"), Plan::Silence),
    ]
    .into()
}

#[test]
fn the_sections_of_an_offer_are_read() {
    let sections = sections(OFFER);
    let summary: Vec<(String, MediaKind, Flow, bool)> = sections
        .iter()
        .map(|section| {
            (section.mid.to_string(), section.kind, section.flow, section.track.is_some())
        })
        .collect();
    let (audio, video) = (MediaKind::Audio, MediaKind::Video);
    let row = |mid: &str, kind, flow, named| (mid.to_owned(), kind, flow, named);
    assert_eq!(
        summary,
        [
            row("0", audio, Flow::RecvOnly, false),
            row("1", audio, Flow::RecvOnly, false),
            row("2", audio, Flow::RecvOnly, false),
            row("3", video, Flow::RecvOnly, false),
            row("4", video, Flow::RecvOnly, false),
            row("5", video, Flow::RecvOnly, false),
            row("7", video, Flow::SendOnly, true),
            row("8", audio, Flow::SendOnly, true),
        ]
    );
}

#[test]
fn an_answer_names_what_is_sent_and_keeps_silent_on_the_rest() {
    assert_eq!(patch_answer(ANSWER, &plans()), PATCHED);
}

#[test]
fn an_answer_without_plans_stays_as_it_is() {
    assert_eq!(patch_answer(ANSWER, &BTreeMap::new()), ANSWER);
}

#[test]
fn a_rejected_section_is_inactive_but_a_bundled_one_is_not() {
    let offer = "v=0\r\nm=audio 0 X 0\r\na=mid:a\r\na=recvonly\r\n\
                 m=video 0 X 0\r\na=mid:b\r\na=bundle-only\r\na=recvonly\r\nm=audio 9 X 0\r\n";
    let flows: Vec<Flow> = sections(offer).iter().map(|section| section.flow).collect();
    assert_eq!(flows, [Flow::Inactive, Flow::RecvOnly], "and one without a name is skipped");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text: String) {
        sections(&text);
        patch_answer(&text, &plans());
    }
}
