//! Files that people bring: pictures for everybody, and what two people send each other.
//!
//! A picture is decoded and written anew, so that nothing but what one sees survives (PAY-2). A file
//! of a conversation is kept as it came, is never shown by a browser as a page, and is reached by
//! addresses that are good for minutes.

mod name;
mod picture;
mod sniff;

use jiff::SignedDuration;
use subtle::ConstantTimeEq as _;
use visavis_domain::ids::{AccountId, ConversationId, FileId, HostId};
use visavis_store::file::{self, File};
use visavis_store::{Tx, conversation, host, people};

use crate::{App, Failure, Purpose};

/// The largest picture that somebody may upload, in bytes.
pub const PICTURE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// The largest file of a conversation, in bytes.
pub const CHAT_BYTES_MAX: usize = 25 * 1024 * 1024;
/// How much one person may keep here, in bytes.
pub const QUOTA_BYTES: i64 = 500 * 1024 * 1024;
/// How long the address of a file is good.
const ADDRESS_MINS: i64 = 10;

/// Which picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// A person's portrait: square.
    Avatar,
    /// The cover of a host's page: four times as wide as high.
    Cover,
}

impl Picture {
    const fn field(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Cover => "cover",
        }
    }

    const fn purpose(self) -> file::Purpose {
        match self {
            Self::Avatar => file::Purpose::Avatar,
            Self::Cover => file::Purpose::Cover,
        }
    }

    /// Its largest width and height.
    const fn size(self) -> (u32, u32) {
        match self {
            Self::Avatar => (512, 512),
            Self::Cover => (1_600, 400),
        }
    }
}

/// Sets a picture from what was uploaded; without any, takes it away.
pub async fn set_picture(
    app: &App,
    owner: AccountId,
    which: Picture,
    uploaded: Option<bytes::Bytes>,
) -> Result<(), Failure> {
    let drawn = match uploaded {
        Some(uploaded) => Some(picture::drawn(which, uploaded).await?),
        None => None,
    };
    let mut tx = app.store.write().await?;
    let id = match drawn {
        Some(drawn) => {
            let name = format!("{}.jpg", which.field());
            let new = New {
                owner,
                purpose: which.purpose(),
                conversation: None,
                name,
                mime: "image/jpeg",
            };
            Some(keep(app, &mut tx, new, which.field(), &drawn).await?)
        }
        None => None,
    };
    match which {
        Picture::Avatar => people::set_avatar(&mut tx, owner, id).await?,
        Picture::Cover => host::set_cover(&mut tx, HostId::of(owner), id).await?,
    }
    tx.commit().await?;
    crate::host::tell(app, HostId::of(owner));
    Ok(())
}

struct New<'a> {
    owner: AccountId,
    purpose: file::Purpose,
    conversation: Option<ConversationId>,
    name: String,
    mime: &'a str,
}

async fn keep(
    app: &App,
    tx: &mut Tx,
    new: New<'_>,
    field: &'static str,
    content: &[u8],
) -> Result<FileId, Failure> {
    let now = app.clock.now();
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    if file::used_by(tx, new.owner).await?.saturating_add(size) > QUOTA_BYTES {
        return Err(Failure::field(field, "fault-file-quota"));
    }
    let id = FileId::from_uuid(app.random.uuid(now));
    let kept = File {
        id,
        owner: new.owner,
        purpose: new.purpose,
        conversation: new.conversation,
        sha256: file::keep_contents(tx, content).await?,
        name: new.name,
        mime: new.mime.to_owned(),
        size,
        created_at: now,
    };
    file::add(tx, &kept).await?;
    Ok(id)
}

/// Keeps a file that somebody sends in a conversation, in the transaction of its message. What it
/// is follows from its contents, never from what the sender claims.
pub async fn keep_chat_file(
    app: &App,
    tx: &mut Tx,
    owner: AccountId,
    conversation: ConversationId,
    name: &str,
    content: &[u8],
) -> Result<FileId, Failure> {
    let wrong = |key| Failure::field("file", key);
    if content.is_empty() {
        return Err(wrong("fault-file-empty"));
    }
    if content.len() > CHAT_BYTES_MAX {
        return Err(wrong("fault-file-large"));
    }
    let kind = sniff::kind(content, name).ok_or_else(|| wrong("fault-file-kind"))?;
    let new = New {
        owner,
        purpose: file::Purpose::Chat,
        conversation: Some(conversation),
        name: name::clean(name, kind.extension),
        mime: kind.mime,
    };
    keep(app, tx, new, "file", content).await
}

/// The address of a file of a conversation for the next minutes. Only who has seen that the reader
/// is one of the two may hand it out.
pub fn signed_path(app: &App, id: FileId) -> String {
    let until = app.clock.now() + SignedDuration::from_mins(ADDRESS_MINS);
    let until = until.as_second();
    format!("/files/{id}?until={until}&sign={}", signature(app, id, until))
}

fn signature(app: &App, id: FileId, until: i64) -> String {
    app.secrets.sign(Purpose::File, format!("{id}:{until}").as_bytes())
}

/// A file of a conversation, for who holds a fresh address, or is one of the two and signed in: a
/// page may have been open for longer than its addresses are good.
pub async fn chat_file(
    app: &App,
    id: FileId,
    until: i64,
    signed: &str,
    reader: Option<AccountId>,
) -> Result<File, Failure> {
    let right: bool = signature(app, id, until).as_bytes().ct_eq(signed.as_bytes()).into();
    let is_fresh = right && app.clock.now().as_second() <= until;
    let mut tx = app.store.read().await?;
    let found = file::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let Some(conversation) = found.conversation else { return Err(Failure::NotFound) };
    if is_fresh {
        return Ok(found);
    }
    let reader = reader.ok_or(Failure::NotFound)?;
    let between = conversation::by_id(&mut tx, conversation).await?.ok_or(Failure::NotFound)?;
    let is_party = between.client == reader || between.host.account() == reader;
    if is_party { Ok(found) } else { Err(Failure::NotFound) }
}

/// A picture that anyone may see: portraits and covers, nothing else.
pub async fn picture(app: &App, id: FileId) -> Result<(File, Vec<u8>), Failure> {
    let mut tx = app.store.read().await?;
    let found = file::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    match found.purpose {
        file::Purpose::Avatar | file::Purpose::Cover => {}
        file::Purpose::Chat => return Err(Failure::NotFound),
    }
    let content = file::contents(&mut tx, &found.sha256).await?;
    Ok((found, content.ok_or(Failure::NotFound)?))
}

/// The `n`th part of a file, counted from 0; nothing after the last.
pub async fn part(app: &App, file: &File, n: i64) -> Result<Option<Vec<u8>>, Failure> {
    let mut tx = app.store.read().await?;
    Ok(file::chunk(&mut tx, &file.sha256, n).await?)
}
