//! Text as the search sees it: lower case, without accents, words and digits only. And the ASCII of
//! an address made from a name.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest address made from a name.
const SLUG_MAX: usize = 40;

/// Letters that are letters of their own and take no accent off.
const LATIN: &[(char, &str)] = &[
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('ł', "l"),
    ('þ', "th"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ŧ', "t"),
    ('ŋ', "n"),
];

/// Cyrillic (after decomposition, so without й and ё) and Greek, as their readers spell them in Latin.
const OTHERS: &[(&str, &str)] = &[
    ("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf"),
    ("ыіјљњћђ", "yijlncd"),
    ("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo"),
];

/// Those that need more than one letter.
const LONG: &[(char, &str)] = &[
    ('ж', "zh"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
    ('є', "ye"),
    ('ґ', "g"),
    ('џ', "dzh"),
    ('θ', "th"),
    ('χ', "ch"),
    ('ψ', "ps"),
];

/// Lower case, without accents.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        for letter in letter.to_lowercase().filter(|letter| !is_combining_mark(*letter)) {
            match LATIN.iter().find(|(known, _)| *known == letter) {
                Some((_, plain)) => out.push_str(plain),
                None => out.push(letter),
            }
        }
    }
    out
}

/// The words of a text, folded. Nothing in them means anything to a `LIKE`.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let words: Vec<String> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

/// An address from a name: `Ana Łukasz` becomes `ana-lukasz`. A name in a script that we cannot
/// spell becomes `host`.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::new();
    for letter in fold(name).chars() {
        match plain(letter) {
            Some(plain) => out.push_str(&plain),
            None if out.ends_with('-') || out.is_empty() => {}
            None => out.push('-'),
        }
    }
    let cut: String = out.chars().take(SLUG_MAX).collect();
    let cut = cut.trim_matches('-');
    if cut.is_empty() { "host".to_owned() } else { cut.to_owned() }
}

fn plain(letter: char) -> Option<String> {
    if letter.is_ascii_alphanumeric() {
        return Some(letter.to_string());
    }
    if matches!(letter, '\'' | '’') {
        return Some(String::new());
    }
    if let Some((_, plain)) = LONG.iter().find(|(known, _)| *known == letter) {
        return Some((*plain).to_owned());
    }
    OTHERS.iter().find_map(|(theirs, ours)| {
        let place = theirs.chars().position(|known| known == letter)?;
        ours.chars().nth(place).map(String::from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_forgives_accents_and_case() {
        for (text, want) in [
            ("Über Straße", "uber strasse"),
            ("SØREN Łódź", "soren lodz"),
            ("Ａｎａ ﬁne", "ana fine"),
            ("İstanbul", "istanbul"),
        ] {
            assert_eq!(fold(text), want, "{text}");
        }
        let found: Vec<String> = words("Grief, self-esteem & 100% %_\\ C++").collect();
        assert_eq!(found, ["grief", "self", "esteem", "100", "c"]);
    }

    #[test]
    fn an_address_is_plain_ascii_whatever_the_name() {
        for (name, want) in [
            ("Sofia Marchetti", "sofia-marchetti"),
            ("  Zoë  O’Neill-Åberg ", "zoe-oneill-aberg"),
            ("Иван Щукин", "ivan-shchukin"),
            ("Ελένη Ψαρρού", "eleni-psarroy"),
            ("山田太郎", "host"),
            ("../../etc/passwd", "etc-passwd"),
            ("", "host"),
        ] {
            assert_eq!(slug(name), want, "{name}");
        }
        assert!(slug(&"long ".repeat(40)).len() <= SLUG_MAX);
    }
}
