//! Style, script, fonts and pictures of the site, embedded into the binary from `web/dist`.
//!
//! A name with a hash in it never changes its content, so browsers keep it for good; all others
//! are checked by ETag. Brotli copies lie beside the files and are sent where accepted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::problem::Problem;
use crate::route::{Route, routes};

/// Where the files are served.
pub const ROUTES: &[Route] = routes![
    get "/assets/{*path}" Public => serve,
];

#[derive(RustEmbed)]
#[folder = "../../web/dist/"]
struct Dist;

/// One embedded file.
struct Asset {
    data: Cow<'static, [u8]>,
    hash: [u8; 32],
}

fn embedded(path: &str) -> Option<Asset> {
    let file = Dist::get(path)?;
    Some(Asset { data: file.data, hash: file.metadata.sha256_hash() })
}

/// Plain name to hashed name, as the bundler wrote it.
static MANIFEST: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let file = Dist::get("manifest.json");
    file.and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
});

/// The address of a file by its plain name (`app.js`). Without a bundle it is the plain address,
/// which answers 404: a page reads without style and script.
pub fn asset(name: &str) -> String {
    match MANIFEST.get(name) {
        Some(hashed) => format!("/assets/{hashed}"),
        None => format!("/assets/{name}"),
    }
}

/// Whether the bundle holds a file of this plain name.
pub fn has(name: &str) -> bool {
    MANIFEST.contains_key(name)
}

async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Response {
    answer(&path, &headers, embedded)
}

fn answer(path: &str, headers: &HeaderMap, find: impl Fn(&str) -> Option<Asset>) -> Response {
    let hidden = extension(path) == "br" || path == "manifest.json";
    let Some(plain) = find(path).filter(|_| !hidden) else {
        return Problem::not_found().into_response();
    };
    let packed = if accepts_brotli(headers) { find(&format!("{path}.br")) } else { None };
    let etag = etag(&plain);
    let mut answer = HeaderMap::new();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(
        CACHE_CONTROL,
        HeaderValue::from_static(if is_hashed(path) {
            "public, max-age=31536000, immutable"
        } else {
            "public, no-cache"
        }),
    );
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        answer.insert(ETAG, etag);
    }
    let known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == etag)) {
        return (StatusCode::NOT_MODIFIED, answer).into_response();
    }
    let file = match packed {
        Some(file) => {
            answer.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
            file
        }
        None => plain,
    };
    (answer, Body::from(file.data.into_owned())).into_response()
}

/// Weak, because the packed and the plain form share it.
fn etag(file: &Asset) -> String {
    let mut tag = String::from("W/\"");
    for byte in &file.hash[..12] {
        // Writing into a String cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| {
            q.trim().trim_start_matches('0').trim_start_matches('.').trim_matches('0').is_empty()
        });
        name.trim() == "br" && !refused
    })
}

/// `app-ZRXIJ3AX.js`: a dash, eight capitals or digits, a dot.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().and_then(|stem| stem.rsplit_once('-')).is_some_and(|(_, hash)| {
        hash.len() == 8
            && hash.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    })
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn content_type(path: &str) -> &'static str {
    match extension(path) {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dist(path: &str) -> Option<Asset> {
        let data: &'static [u8] = match path {
            "app-ZRXIJ3AX.js" => b"plain",
            "app-ZRXIJ3AX.js.br" => b"packed",
            "manifest.json" => b"{}",
            "mark.svg" => b"<svg/>",
            _ => return None,
        };
        Some(Asset { data: Cow::Borrowed(data), hash: [7; 32] })
    }

    fn fetch(path: &str, headers: &[(&str, &'static str)]) -> (StatusCode, HeaderMap) {
        let mut asked = HeaderMap::new();
        for (name, value) in headers {
            let name: axum::http::HeaderName = name.parse().expect("a header name");
            asked.insert(name, HeaderValue::from_static(value));
        }
        let answer = answer(path, &asked, dist);
        (answer.status(), answer.headers().clone())
    }

    #[test]
    fn a_hashed_file_is_kept_for_good_and_sent_packed_where_accepted() {
        let (status, headers) = fetch("app-ZRXIJ3AX.js", &[("accept-encoding", "gzip, br;q=0.9")]);
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[CONTENT_ENCODING], "br");
        assert_eq!(headers[VARY], "accept-encoding");
        assert_eq!(headers[CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert!(headers[CACHE_CONTROL].to_str().is_ok_and(|value| value.contains("immutable")));
        let (_, headers) = fetch("app-ZRXIJ3AX.js", &[("accept-encoding", "gzip, br;q=0")]);
        assert!(headers.get(CONTENT_ENCODING).is_none());
    }

    #[test]
    fn a_file_without_a_hash_is_asked_for_again_by_its_tag() {
        let (_, headers) = fetch("mark.svg", &[]);
        assert_eq!(headers[CACHE_CONTROL], "public, no-cache");
        assert_eq!(headers[ETAG], "W/\"070707070707070707070707\"");
        let again = [("if-none-match", "W/\"070707070707070707070707\"")];
        assert_eq!(fetch("mark.svg", &again).0, StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn what_is_not_for_browsers_and_what_is_not_there_answer_alike() {
        for path in ["manifest.json", "app-ZRXIJ3AX.js.br", "../Cargo.toml", "nothing.js"] {
            assert_eq!(fetch(path, &[]).0, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
