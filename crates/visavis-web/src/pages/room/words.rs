//! The words that lobby and room need in the browser: a JSON island in the reader's language.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};

use crate::page::Page;

/// Each word as the script calls it, and its key among ours.
const WORDS: &[(&str, &str)] = &[
    ("mic", "room-mic"),
    ("camera", "room-camera"),
    ("speaker", "room-speaker"),
    ("mic_none", "room-mic-none"),
    ("camera_none", "room-camera-none"),
    ("speaker_default", "room-speaker-default"),
    ("device_unnamed", "room-device-unnamed"),
    ("mic_mute", "room-mic-mute"),
    ("mic_unmute", "room-mic-unmute"),
    ("camera_off", "room-camera-off"),
    ("camera_on", "room-camera-on"),
    ("level", "room-level"),
    ("test_sound", "room-test-sound"),
    ("you", "room-you"),
    ("lobby_camera_off", "room-lobby-camera-off"),
    ("lobby_opening", "room-lobby-opening"),
    ("check_mic_wait", "room-check-mic-wait"),
    ("check_mic_ok", "room-check-mic-ok"),
    ("check_mic_off", "room-check-mic-off"),
    ("check_mic_missing", "room-check-mic-missing"),
    ("check_camera_wait", "room-check-camera-wait"),
    ("check_camera_ok", "room-check-camera-ok"),
    ("check_camera_off", "room-check-camera-off"),
    ("check_camera_missing", "room-check-camera-missing"),
    ("check_net_wait", "room-check-net-wait"),
    ("check_net_ok", "room-check-net-ok"),
    ("check_net_slow", "room-check-net-slow"),
    ("check_net_bad", "room-check-net-bad"),
    ("refused_title", "room-refused-title"),
    ("refused_text", "room-refused-text"),
    ("busy_title", "room-busy-title"),
    ("busy_text", "room-busy-text"),
    ("insecure_title", "room-insecure-title"),
    ("insecure_text", "room-insecure-text"),
    ("try_again", "room-try-again"),
    ("join_video", "room-join-video"),
    ("join_voice", "room-join-voice"),
    ("join_silent", "room-join-silent"),
    ("voice_only", "room-voice-only"),
    ("chat_only", "room-chat-only"),
    ("room_private", "room-room-private"),
    ("connecting", "room-connecting"),
    ("waiting_for", "room-waiting-for"),
    ("not_here", "room-not-here"),
    ("gone", "room-gone"),
    ("camera_is_off", "room-camera-is-off"),
    ("mic_is_off", "room-mic-is-off"),
    ("screen_of", "room-screen-of"),
    ("screen_yours", "room-screen-yours"),
    ("screen_share", "room-screen-share"),
    ("screen_stop", "room-screen-stop"),
    ("chat", "room-chat"),
    ("chat_unread", "room-chat-unread"),
    ("more", "room-more"),
    ("keys", "room-keys"),
    ("devices_mic", "room-devices-mic"),
    ("devices_camera", "room-devices-camera"),
    ("leave", "room-leave"),
    ("time_before", "room-time-before"),
    ("time_left", "room-time-left"),
    ("time_over", "room-time-over"),
    ("time_paused", "room-time-paused"),
    ("quality_excellent", "room-quality-excellent"),
    ("quality_good", "room-quality-good"),
    ("quality_poor", "room-quality-poor"),
    ("quality_lost", "room-quality-lost"),
    ("lost_line", "room-lost-line"),
    ("lost_media", "room-lost-media"),
    ("media_failed", "room-media-failed"),
    ("sound_blocked", "room-sound-blocked"),
    ("sound_on", "room-sound-on"),
    ("device_refused", "room-device-refused"),
    ("device_missing", "room-device-missing"),
    ("device_busy", "room-device-busy"),
    ("screen_refused", "room-screen-refused"),
    ("message", "room-message"),
    ("write_to", "room-write-to"),
    ("write_all", "room-write-all"),
    ("send", "room-send"),
    ("attach", "room-attach"),
    ("messages", "room-messages"),
    ("chat_empty", "room-chat-empty"),
    ("file_too_big", "room-file-too-big"),
    ("file_failed", "room-file-failed"),
    ("file_sending", "room-file-sending"),
    ("not_sent", "room-not-sent"),
    ("joined", "room-joined"),
    ("left", "room-left"),
    ("host_title", "room-host-title"),
    ("host_text", "room-host-text"),
    ("client_text", "room-client-text"),
    ("end", "room-end"),
    ("end_title", "room-end-title"),
    ("end_text", "room-end-text"),
    ("deliver", "room-deliver"),
    ("deliver_title", "room-deliver-title"),
    ("deliver_text", "room-deliver-text"),
    ("cancel", "room-cancel"),
    ("seat_title", "room-seat-title"),
    ("seat_text", "room-seat-text"),
    ("seat_take", "room-seat-take"),
    ("seat_asking", "room-seat-asking"),
    ("asked_title", "room-asked-title"),
    ("asked_text", "room-asked-text"),
    ("asked_not_me", "room-asked-not-me"),
    ("asked_mine", "room-asked-mine"),
    ("taken_title", "room-taken-title"),
    ("taken_moved", "room-taken-moved"),
    ("taken_revoked", "room-taken-revoked"),
    ("taken_other", "room-taken-other"),
    ("taken_back", "room-taken-back"),
    ("come_back", "room-come-back"),
    ("ended_title", "room-ended-title"),
    ("ended_by", "room-ended-by"),
    ("ended_delivered", "room-ended-delivered"),
    ("ended_open", "room-ended-open"),
    ("ended_back", "room-ended-back"),
    ("keys_title", "room-keys-title"),
    ("key_m", "room-key-m"),
    ("key_v", "room-key-v"),
    ("key_c", "room-key-c"),
    ("key_help", "room-key-help"),
    ("close", "room-close"),
];

/// What the script fills in itself.
const HOLES: [&str; 6] = ["kind", "max", "ms", "n", "name", "t"];

/// The island. Its holes stay open.
pub fn island(page: &Page) -> Markup {
    let json = serde_json::to_string(&texts(page)).unwrap_or_default();
    // Inside a script element nothing is escaped, but the element must not end early.
    let json = json.replace('<', "\\u003c");
    html! { script type="application/json" id="vv-words" { (PreEscaped(json)) } }
}

fn texts(page: &Page) -> BTreeMap<&'static str, String> {
    let open: Vec<String> = HOLES.iter().map(|hole| format!("{{{hole}}}")).collect();
    let holes: Vec<_> =
        HOLES.iter().zip(&open).map(|(hole, open)| (*hole, open.as_str().into())).collect();
    WORDS.iter().map(|(name, key)| (*name, page.tn(key, &holes))).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;
    use crate::sample;

    #[test]
    fn the_script_and_the_pages_have_the_same_words() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/src/room/words.json");
        let script = std::fs::read_to_string(path).expect("the script's list of words");
        let script: BTreeMap<String, String> = serde_json::from_str(&script).expect("a JSON list");
        let page = Page::of(&sample::site(), "/", &HeaderMap::new(), None);
        let ours: BTreeMap<String, String> =
            texts(&page).into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        assert_eq!(ours, script);
    }
}
