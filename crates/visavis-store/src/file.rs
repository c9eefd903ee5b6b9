//! Files in the database: contents in chunks under their SHA-256, names beside.
//!
//! So one backup holds everything, nodes need no shared disk, and the same picture is kept once.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use visavis_domain::ids::{AccountId, ConversationId, FileId};

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

/// How much of a file is read at a time.
pub const CHUNK: usize = 256 * 1024;

/// The name of some contents.
pub type Sha256Hash = [u8; 32];

/// What a file is for, which decides who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A person's picture.
    Avatar,
    /// The picture on top of a host's profile.
    Cover,
    /// Sent in a conversation.
    Chat,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Cover => "cover",
            Self::Chat => "chat",
        }
    }

    fn named(text: &str) -> Option<Self> {
        [Self::Avatar, Self::Cover, Self::Chat].into_iter().find(|known| known.name() == text)
    }
}

/// A file as it is described; its contents are under `sha256`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// Who uploaded it.
    pub owner: AccountId,
    /// What for.
    pub purpose: Purpose,
    /// In which conversation, for a file of a chat.
    pub conversation: Option<ConversationId>,
    /// Its contents.
    pub sha256: Sha256Hash,
    /// The name that it had.
    pub name: String,
    /// What it is, as sniffed.
    pub mime: String,
    /// How many bytes.
    pub size: i64,
    /// When it came.
    pub created_at: Timestamp,
}

sql! { HAS_BLOB = "SELECT COUNT(*) FROM blob_chunk WHERE sha256 = $1" }

sql! { ADD_CHUNK = "INSERT INTO blob_chunk (sha256, n, data) VALUES ($1, $2, $3)
ON CONFLICT (sha256, n) DO NOTHING" }

sql! { CHUNK_AT = "SELECT data FROM blob_chunk WHERE sha256 = $1 AND n = $2" }

sql! { ADD = "INSERT INTO file
        (id, owner_id, purpose, conversation_id, sha256, name, mime, size, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" }

sql! { BY_ID = "SELECT id, owner_id, purpose, conversation_id, sha256, name, mime, size, created_at
FROM file WHERE id = $1" }

sql! { USED_BY = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM file WHERE owner_id = $1" }

/// Keeps contents and answers with their name. The same contents are kept once.
pub async fn keep_contents(tx: &mut Tx, contents: &[u8]) -> Result<Sha256Hash, StoreError> {
    let sha256: Sha256Hash = Sha256::digest(contents).into();
    let chunks: i64 = tx.one(HAS_BLOB, args![&sha256]).await?.get(0)?;
    if chunks > 0 {
        return Ok(sha256);
    }
    // Nothing at all is one empty chunk, so that it can be found.
    for (n, data) in
        (0_i64..).zip(contents.chunks(CHUNK).chain(contents.is_empty().then_some(contents)))
    {
        tx.exec(ADD_CHUNK, args![&sha256, n, data]).await?;
    }
    Ok(sha256)
}

/// The `n`th chunk of some contents, counted from 0; nothing after the last. For an answer that is
/// sent while it is read, each chunk in a transaction of its own.
pub async fn chunk(
    tx: &mut Tx,
    sha256: &Sha256Hash,
    n: i64,
) -> Result<Option<Vec<u8>>, StoreError> {
    tx.opt(CHUNK_AT, args![sha256, n]).await?.map(|row| row.get(0)).transpose()
}

/// Whole contents, where they are known to be small.
pub async fn contents(tx: &mut Tx, sha256: &Sha256Hash) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(mut whole) = chunk(tx, sha256, 0).await? else { return Ok(None) };
    let mut n = 1;
    while let Some(more) = chunk(tx, sha256, n).await? {
        whole.extend_from_slice(&more);
        n += 1;
    }
    Ok(Some(whole))
}

/// Describes a file whose contents have been kept.
pub async fn add(tx: &mut Tx, file: &File) -> Result<(), StoreError> {
    let File { id, owner, purpose, conversation, sha256, name, mime, size, created_at } = file;
    let args =
        args![*id, *owner, purpose.name(), *conversation, sha256, name, mime, *size, *created_at];
    tx.exec_one(ADD, args).await
}

/// The description of a file.
pub async fn by_id(tx: &mut Tx, id: FileId) -> Result<Option<File>, StoreError> {
    tx.opt(BY_ID, args![id]).await?.as_ref().map(file).transpose()
}

/// How many bytes somebody has uploaded, for the quota.
pub async fn used_by(tx: &mut Tx, owner: AccountId) -> Result<i64, StoreError> {
    tx.one(USED_BY, args![owner]).await?.get(0)
}

fn file(row: &Row) -> Result<File, StoreError> {
    let purpose: String = row.get(2)?;
    Ok(File {
        id: row.get(0)?,
        owner: row.get(1)?,
        purpose: Purpose::named(&purpose)
            .ok_or_else(|| StoreError::bug(format!("{purpose} is no purpose of a file")))?,
        conversation: row.get(3)?,
        sha256: row.get(4)?,
        name: row.get(5)?,
        mime: row.get(6)?,
        size: row.get(7)?,
        created_at: row.get(8)?,
    })
}
