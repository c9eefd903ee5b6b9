//! The name of a file, made harmless.

/// The longest name, in characters.
const NAME_MAX: usize = 100;

/// A name without folders, control marks and marks that turn the reading direction (a classic to
/// hide an ending), never empty, never hidden, with its ending kept when it is cut.
pub(super) fn clean(name: &str, extension: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = base
        .chars()
        .filter(|letter| !letter.is_control() && !turns(*letter))
        .map(|letter| if "<>:\"|?*".contains(letter) { '_' } else { letter })
        .collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = kept.trim_matches(['.', ' ']);
    if kept.is_empty() {
        return format!("file.{extension}");
    }
    if kept.chars().count() <= NAME_MAX {
        return kept.to_owned();
    }
    let ending = kept.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = if ending.chars().count() <= 10 { ending } else { extension };
    let stem: String = kept.chars().take(NAME_MAX - ending.chars().count() - 1).collect();
    format!("{}.{ending}", stem.trim_end_matches(['.', ' ']))
}

const fn turns(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_what_could_harm_and_keeps_its_ending() {
        for (name, want) in [
            ("letter.pdf", "letter.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\a b.docx", "a b.docx"),
            (".bashrc", "bashrc"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("x\r\nSet-Cookie: a=b.txt", "xSet-Cookie_ a=b.txt"),
            (" .. ", "file.bin"),
            ("", "file.bin"),
        ] {
            assert_eq!(clean(name, "bin"), want, "{name:?}");
        }
        let long = clean(&format!("{}.jpeg", "é".repeat(300)), "jpg");
        assert_eq!(long.chars().count(), NAME_MAX);
        assert_eq!(long.rsplit('.').next(), Some("jpeg"));
    }
}
