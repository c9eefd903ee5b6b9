//! The pseudo-locale: readable, visibly foreign, and checkable by a machine.

/// What opens a text that came through [`super::Words`].
pub const OPEN: char = '⟦';
/// What closes it.
pub const CLOSE: char = '⟧';

/// Gives each English letter an accent; everything else stays.
pub fn accent(text: &str) -> String {
    text.chars().map(accented).collect()
}

/// Wraps a text so that a test knows where it came from.
pub fn mark(text: &str) -> String {
    format!("{OPEN}{text}{CLOSE}")
}

/// The words in `text` that stand outside every ⟦…⟧ and are no data of the page: what nobody
/// could translate. `data` lists names, titles and addresses that may stand bare.
pub fn leaks(text: &str, data: &[&str]) -> Vec<String> {
    let mut bare = text.to_owned();
    let mut data = data.to_vec();
    // The longest first: a title may contain a name.
    data.sort_by_key(|item| std::cmp::Reverse(item.len()));
    for item in data.iter().filter(|item| !item.is_empty()) {
        bare = bare.replace(item, " ");
    }
    let mut depth = 0_usize;
    let outside = bare.chars().map(|letter| match letter {
        OPEN => {
            depth += 1;
            ' '
        }
        CLOSE => {
            depth = depth.saturating_sub(1);
            ' '
        }
        letter if depth == 0 => letter,
        _ => ' ',
    });
    let outside: String = outside.collect();
    let words = outside.split(|letter: char| !letter.is_alphabetic());
    words.filter(|word| word.chars().count() > 1).map(str::to_owned).collect()
}

const fn accented(letter: char) -> char {
    match letter {
        'a' => 'á',
        'b' => 'ƀ',
        'c' => 'ç',
        'd' => 'ð',
        'e' => 'é',
        'f' => 'ƒ',
        'g' => 'ĝ',
        'h' => 'ĥ',
        'i' => 'î',
        'j' => 'ĵ',
        'k' => 'ķ',
        'l' => 'ļ',
        'm' => 'ɱ',
        'n' => 'ñ',
        'o' => 'ö',
        'p' => 'þ',
        'q' => 'ʠ',
        'r' => 'ŕ',
        's' => 'š',
        't' => 'ţ',
        'u' => 'û',
        'v' => 'ṽ',
        'w' => 'ŵ',
        'x' => 'ẋ',
        'y' => 'ý',
        'z' => 'ž',
        'A' => 'Å',
        'B' => 'Ɓ',
        'C' => 'Ç',
        'D' => 'Ð',
        'E' => 'É',
        'F' => 'Ƒ',
        'G' => 'Ĝ',
        'H' => 'Ĥ',
        'I' => 'Î',
        'J' => 'Ĵ',
        'K' => 'Ķ',
        'L' => 'Ļ',
        'M' => 'Ṁ',
        'N' => 'Ñ',
        'O' => 'Ö',
        'P' => 'Þ',
        'Q' => 'Ǫ',
        'R' => 'Ŕ',
        'S' => 'Š',
        'T' => 'Ţ',
        'U' => 'Û',
        'V' => 'Ṽ',
        'W' => 'Ŵ',
        'X' => 'Ẋ',
        'Y' => 'Ý',
        'Z' => 'Ž',
        other => other,
    }
}
