//! Just enough of a WebSocket client (RFC 6455) to knock at the doors.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub struct WebSocket(TcpStream);

pub const BINARY: u8 = 2;
const CLOSE: u8 = 8;

impl WebSocket {
    /// Opens a connection, or says with which status it was refused.
    pub async fn open(server: SocketAddr, path: &str) -> Result<Self, u16> {
        let mut stream = TcpStream::connect(server).await.expect("the server listens");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("the server reads");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("the server answers"));
        }
        let head = String::from_utf8(head).expect("text");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        match status.expect("a status") {
            101 => Ok(Self(stream)),
            refused => Err(refused),
        }
    }

    /// Sends one frame. The server may have closed already; then the next read says so.
    pub async fn send(&mut self, opcode: u8, payload: &[u8]) {
        let mut frame = vec![0x80 | opcode];
        match u16::try_from(payload.len()) {
            Ok(short) if short < 126 => frame.push(0x80 | u8::try_from(short).expect("below 126")),
            Ok(medium) => {
                frame.push(0x80 | 0x7e);
                frame.extend(medium.to_be_bytes());
            }
            Err(_) => {
                frame.push(0x80 | 0x7f);
                frame.extend((payload.len() as u64).to_be_bytes());
            }
        }
        // A mask of zeros leaves the payload as it is.
        frame.extend([0; 4]);
        frame.extend(payload);
        let _ = self.0.write_all(&frame).await;
    }

    /// The next message; none when the server has closed.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        let opcode = self.0.read_u8().await.ok()? & 0x0f;
        let length = match self.0.read_u8().await.ok()? {
            126 => u64::from(self.0.read_u16().await.ok()?),
            127 => self.0.read_u64().await.ok()?,
            short => u64::from(short),
        };
        let mut payload = vec![0; usize::try_from(length).ok()?];
        self.0.read_exact(&mut payload).await.ok()?;
        (opcode != CLOSE).then_some(payload)
    }
}
