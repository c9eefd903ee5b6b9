//! What a translator and a page may rely on.

use super::*;

const SOURCE: &str = "
greeting = Good morning, { $name }
    .title = Welcome
left = { $count ->
    [one] { $count } minute left
   *[other] { $count } minutes left
}
-site = Visavis
about = About { -site }
";

fn words() -> Words {
    Words::new(&[(Locale::En, SOURCE)]).expect("the sample is valid")
}

#[test]
fn a_text_is_filled_and_its_attribute_is_found() {
    let words = words();
    assert_eq!(words.text(Locale::En, "greeting", &[("name", "Zoé".into())]), "Good morning, Zoé");
    assert_eq!(words.text(Locale::En, "greeting.title", &[]), "Welcome");
    assert_eq!(words.text(Locale::En, "about", &[]), "About Visavis");
    assert_eq!(words.keys().collect::<Vec<_>>(), ["about", "greeting", "greeting.title", "left"]);
}

#[test]
fn a_number_picks_the_plural_and_is_grouped() {
    let words = words();
    let left = |count: i64| words.text(Locale::En, "left", &[("count", count.into())]);
    assert_eq!(left(1), "1 minute left");
    assert_eq!(left(0), "0 minutes left");
    assert_eq!(left(12_345), "12,345 minutes left");
}

#[test]
fn the_pseudo_locale_accents_the_words_and_keeps_the_data() {
    let words = words();
    let text = words.text(Locale::Pseudo, "greeting", &[("name", "Sofia".into())]);
    assert_eq!(text, "⟦Ĝööð ɱöŕñîñĝ, Sofia⟧");
    assert_eq!(words.text(Locale::Pseudo, "left", &[("count", 2.into())]), "⟦2 ɱîñûţéš ļéƒţ⟧");
}

#[test]
fn a_leak_is_a_word_outside_the_marks_that_is_no_data() {
    let page = "⟦Ĝööð ɱöŕñîñĝ, Sofia⟧ Sofia Marchetti Log out ⟦å ⟦ɓ⟧ ç⟧ €12.00";
    assert_eq!(pseudo::leaks(page, &["Sofia", "Sofia Marchetti"]), ["Log", "out"]);
}

#[test]
fn no_invisible_marks_surround_a_placeable() {
    let text = words().text(Locale::En, "greeting", &[("name", "Zoé".into())]);
    assert!(!text.contains(['\u{2068}', '\u{2069}']));
}

#[test]
fn a_missing_key_and_a_missing_argument_are_loud_in_tests() {
    assert_eq!(words().text(Locale::En, "nowhere", &[]), "‼nowhere‼");
    assert!(words().text(Locale::En, "greeting", &[]).contains(MISSING));
}

#[test]
fn a_broken_or_doubled_source_is_refused() {
    let broken = Words::new(&[(Locale::En, "good = yes\nbad = { $\n")]);
    assert!(matches!(broken, Err(WordsError::Syntax { .. })), "{broken:?}");
    let twice = Words::new(&[(Locale::En, "a = 1"), (Locale::En, "a = 2")]);
    let want = WordsError::Duplicate { locale: Locale::En, key: "a".to_owned() };
    assert_eq!(twice.err(), Some(want));
    let pseudo = Words::new(&[(Locale::Pseudo, "a = 1")]);
    assert_eq!(pseudo.err(), Some(WordsError::PseudoSource));
}

#[test]
fn the_browser_says_which_language_it_prefers() {
    for (header, want) in [
        ("", Locale::En),
        ("de-DE,de;q=0.9", Locale::En),
        ("en-XA", Locale::Pseudo),
        ("en-GB,en;q=0.9,en-XA;q=0.8", Locale::En),
        ("en;q=0.5, en-xa;q=0.75", Locale::Pseudo),
        ("en-XA;q=nonsense", Locale::En),
        ("en-XA;q=0", Locale::En),
    ] {
        assert_eq!(Locale::from_accept_language(header), want, "{header}");
    }
    for locale in Locale::ALL {
        assert_eq!(locale.code().parse(), Ok(locale));
        assert_eq!(locale.dir(), "ltr");
    }
}
