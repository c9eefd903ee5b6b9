//! Layers are chosen by what is wanted and what is alive.

use super::*;

#[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
fn start() -> Instant {
    Instant::now()
}

fn announced() -> Vec<VideoLayer> {
    [(VideoQuality::Low, 320), (VideoQuality::Medium, 640), (VideoQuality::High, 1280)]
        .into_iter()
        .map(|(quality, width)| VideoLayer {
            quality: quality.into(),
            width,
            height: width * 9 / 16,
            ..VideoLayer::default()
        })
        .collect()
}

#[test]
fn a_size_asks_for_the_smallest_layer_that_fills_it() {
    let wish = |width: u32, height: u32| {
        let settings = UpdateTrackSettings { width, height, ..UpdateTrackSettings::default() };
        Wish::read(&settings, &announced())
    };
    assert_eq!(wish(160, 90), Wish::UpTo(0));
    assert_eq!(wish(600, 340), Wish::UpTo(1));
    assert_eq!(wish(1000, 560), Wish::UpTo(2));
    assert_eq!(wish(4000, 2000), Wish::UpTo(2));
}

#[test]
fn a_disabled_track_is_not_sent() {
    let settings = UpdateTrackSettings { disabled: true, ..UpdateTrackSettings::default() };
    assert_eq!(Wish::read(&settings, &announced()), Wish::Nothing);
    let mut alive = Alive::default();
    alive.heard(0, start());
    assert_eq!(alive.best(Wish::Nothing, start()), None);
}

#[test]
fn the_best_living_layer_within_the_wish_is_sent() {
    let now = start();
    let mut alive = Alive::default();
    assert_eq!(alive.best(Wish::UpTo(2), now), None);
    alive.heard(0, now);
    alive.heard(2, now);
    assert_eq!(alive.best(Wish::UpTo(2), now), Some(2));
    assert_eq!(alive.best(Wish::UpTo(1), now), Some(0));
    let later = now + Duration::from_secs(2);
    alive.heard(2, later);
    assert_eq!(alive.best(Wish::UpTo(0), later), Some(2), "better too good than nothing");
}

#[test]
fn layers_are_known_by_their_names() {
    assert_eq!(layer_of(None), Some(0));
    for layer in 0..LAYERS {
        assert_eq!(layer_of(rid_of(layer, true)), Some(layer));
        assert_eq!(rid_of(layer, false), None);
    }
    assert_eq!(layer_of(Some(Rid::from("x"))), None);
}
