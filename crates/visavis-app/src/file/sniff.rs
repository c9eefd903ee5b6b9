//! What a file is, by its first bytes. What is not known here is not taken.

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// What the answer says it is.
    pub mime: &'static str,
    /// The usual ending.
    pub extension: &'static str,
}

const fn kind_of(mime: &'static str, extension: &'static str) -> Kind {
    Kind { mime, extension }
}

/// First bytes, from an offset, and what they mean.
const MAGIC: &[(usize, &[u8], Kind)] = &[
    (0, b"\x89PNG\r\n\x1a\n", kind_of("image/png", "png")),
    (0, b"\xff\xd8\xff", kind_of("image/jpeg", "jpg")),
    (0, b"GIF87a", kind_of("image/gif", "gif")),
    (0, b"GIF89a", kind_of("image/gif", "gif")),
    (8, b"WEBP", kind_of("image/webp", "webp")),
    (8, b"WAVE", kind_of("audio/wav", "wav")),
    (4, b"ftypheic", kind_of("image/heic", "heic")),
    (4, b"ftypavif", kind_of("image/avif", "avif")),
    (4, b"ftypM4A", kind_of("audio/mp4", "m4a")),
    (4, b"ftyp", kind_of("video/mp4", "mp4")),
    (0, b"\x1a\x45\xdf\xa3", kind_of("video/webm", "webm")),
    (0, b"OggS", kind_of("audio/ogg", "ogg")),
    (0, b"ID3", kind_of("audio/mpeg", "mp3")),
    (0, b"\xff\xfb", kind_of("audio/mpeg", "mp3")),
    (0, b"II*\0", kind_of("image/tiff", "tif")),
    (0, b"MM\0*", kind_of("image/tiff", "tif")),
    (0, b"%PDF-", kind_of("application/pdf", "pdf")),
    (0, b"{\\rtf", kind_of("application/rtf", "rtf")),
    (0, b"7z\xbc\xaf\x27\x1c", kind_of("application/x-7z-compressed", "7z")),
    (0, b"\x1f\x8b", kind_of("application/gzip", "gz")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kind_of("application/x-ole-storage", "doc")),
];

/// A zip with one of these endings is a document.
const ZIPPED: &[Kind] = &[
    kind_of("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    kind_of("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    kind_of("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    kind_of("application/vnd.oasis.opendocument.text", "odt"),
    kind_of("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    kind_of("application/vnd.oasis.opendocument.presentation", "odp"),
    kind_of("application/epub+zip", "epub"),
];

/// What the contents are; the name only tells one kind of archive from another. Nothing for what
/// is not taken: programs, and whatever cannot be told.
pub(super) fn kind(content: &[u8], name: &str) -> Option<Kind> {
    if content.starts_with(b"PK\x03\x04") || content.starts_with(b"PK\x05\x06") {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let known = ZIPPED.iter().find(|kind| kind.extension == ending).copied();
        return Some(known.unwrap_or(kind_of("application/zip", "zip")));
    }
    let starts = |(at, magic, _): &&(usize, &[u8], Kind)| {
        content.get(*at..).is_some_and(|rest| rest.starts_with(magic))
    };
    let known = MAGIC.iter().find(starts).map(|(_, _, kind)| *kind);
    known.or_else(|| is_text(content).then_some(kind_of("text/plain; charset=utf-8", "txt")))
}

/// UTF-8 without control marks. A script with `#!` is text that a system would run: it is not taken.
fn is_text(content: &[u8]) -> bool {
    let odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}');
    std::str::from_utf8(content).is_ok_and(|text| !text.starts_with("#!") && !text.chars().any(odd))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_decide_and_programs_are_not_taken() {
        for (content, name, want) in [
            (b"\x89PNG\r\n\x1a\n...".as_slice(), "a.txt", Some("image/png")),
            (b"\xff\xd8\xff\xe0", "a", Some("image/jpeg")),
            (b"RIFF....WEBPVP8 ", "a", Some("image/webp")),
            (b"%PDF-1.7", "letter.exe", Some("application/pdf")),
            (b"PK\x03\x04....", "a.zip", Some("application/zip")),
            (
                b"PK\x03\x04....",
                "a.DOCX",
                Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ),
            (b"<html><script>", "a.html", Some("text/plain; charset=utf-8")),
            ("Grüße".as_bytes(), "a", Some("text/plain; charset=utf-8")),
            (b"MZ\x90\0\x03", "invoice.pdf", None),
            (b"\x7fELF\x02\x01", "a.png", None),
            (b"#!/bin/sh\nrm", "a.txt", None),
            (b"\0\0\0", "a.png", None),
        ] {
            assert_eq!(kind(content, name).map(|kind| kind.mime), want, "{name}");
        }
    }
}
