//! Forms with files. The route names the largest body; everything here stays in memory.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use bytes::Bytes;

use super::Filled;
use crate::problem::Problem;

/// More parts than any form of ours has.
const PARTS_MAX: usize = 64;

/// A form and the files that came with it.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// The fields.
    pub form: Filled,
    /// The files, in order. A file field left empty sends none.
    pub files: Vec<Received>,
}

/// One file as it came: name and kind are only claims of the sender.
#[derive(Debug, Clone)]
pub struct Received {
    /// The name of the field.
    pub field: String,
    /// The file's name, without any folder.
    pub name: String,
    /// What is in it.
    pub content: Bytes,
}

impl Upload {
    /// The first file of a field.
    pub fn file(&self, field: &str) -> Option<&Received> {
        self.files.iter().find(|file| file.field == field)
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let parts = Multipart::from_request(request, state).await;
        let mut parts = parts.map_err(|_| Problem::bad_request())?;
        let mut upload = Self::default();
        for _ in 0..PARTS_MAX {
            let Some(part) = parts.next_field().await.map_err(|error| refused(&error))? else {
                return Ok(upload);
            };
            let field = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(base_name);
            let content = part.bytes().await.map_err(|error| refused(&error))?;
            match file {
                Some(name) if !name.is_empty() || !content.is_empty() => {
                    upload.files.push(Received { field, name, content });
                }
                Some(_) => {}
                None => upload.form.put(field, String::from_utf8_lossy(&content).into_owned()),
            }
        }
        Err(Problem::bad_request())
    }
}

/// Some browsers send whole paths, and a stranger sends what he likes.
fn base_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|letter| !letter.is_control()).take(200).collect()
}

fn refused(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::too_large()
    } else {
        Problem::bad_request()
    }
}
