//! The wire to a mail server: a socket, in clear or under TLS, with a deadline on every wait.
//!
//! Gives whole answers and knows whether every byte was handed over; never says what to say.
#![expect(
    clippy::disallowed_methods,
    reason = "door: opens sockets, measures waits, reads this machine's trusted authorities"
)]

use super::reply::{Reply, parse_line, printable};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Twice what RFC 5321 section 4.5.3.1.5 allows.
const LINE_LIMIT: usize = 1_024;
const LINES_LIMIT: usize = 128;

/// The connection is of no more use.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("the connection was lost ({0})")]
    Lost(String),
    #[error("there was no answer within {}", spoken(*.0))]
    Silent(Duration),
    #[error("the server's answer could not be understood: `{0}`")]
    Garbage(String),
    #[error("the encryption failed ({0})")]
    Encryption(rustls::Error),
}

/// A length of time for people.
fn spoken(length: Duration) -> String {
    match length.as_secs() {
        0 => format!("{} ms", length.as_millis()),
        seconds if seconds % 60 == 0 => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}

pub(super) struct Wire {
    socket: Socket,
    tls: Option<Box<ClientConnection>>,
    received: Vec<u8>,
    read: usize,
    /// A write ended early. What TLS still holds of it must never follow: it may hold the dot of a
    /// message that is reported as not sent.
    spoiled: bool,
}

/// A TCP stream that gives up when its time is over.
struct Socket {
    tcp: TcpStream,
    patience: Duration,
    until: Instant,
}

impl Socket {
    fn wait(&mut self, patience: Duration) {
        self.patience = patience;
        self.until = Instant::now() + patience;
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.tcp.set_read_timeout(Some(left))?;
        self.tcp.read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.tcp.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Wire {
    /// Tries every address of the host within the given time, each with its share of what is left.
    pub(super) fn connect(host: &str, port: u16, within: Duration) -> Result<Self, String> {
        let until = Instant::now() + within;
        let addresses: Vec<_> = (host, port)
            .to_socket_addrs()
            .map_err(|error| format!("its name could not be looked up ({error})"))?
            .collect();
        let mut reasons = Vec::new();
        for (tried, address) in addresses.iter().enumerate() {
            let left = until.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
            let share = share.max(Duration::from_millis(1));
            let opened = TcpStream::connect_timeout(address, share);
            match opened.and_then(|tcp| tcp.set_nodelay(true).map(|()| tcp)) {
                Ok(tcp) => {
                    return Ok(Self {
                        socket: Socket {
                            tcp,
                            patience: share,
                            until,
                        },
                        tls: None,
                        received: Vec::with_capacity(512),
                        read: 0,
                        spoiled: false,
                    });
                }
                Err(error) => reasons.push(format!("{}: {error}", address.ip())),
            }
        }
        match reasons.is_empty() {
            true => Err("its name has no address".to_owned()),
            false => Err(format!("no connection ({})", reasons.join("; "))),
        }
    }

    /// Encrypts from here on. What came in clear before must have been read (RFC 3207 section 6).
    pub(super) fn secure(
        &mut self,
        trust: &Arc<ClientConfig>,
        name: ServerName<'static>,
        patience: Duration,
    ) -> Result<(), Broken> {
        if self.read < self.received.len() {
            let early = printable(&self.received[self.read..]);
            return Err(Broken::Garbage(early.chars().take(80).collect()));
        }
        let mut tls = ClientConnection::new(Arc::clone(trust), name).map_err(Broken::Encryption)?;
        self.socket.wait(patience);
        self.allow_write(patience)?;
        while tls.is_handshaking() {
            match tls.complete_io(&mut self.socket) {
                Ok((0, 0)) => return Err(Broken::Lost("hung up during encryption".to_owned())),
                Ok(_) => {}
                Err(error) => return Err(self.broken(&error)),
            }
        }
        self.tls = Some(Box::new(tls));
        Ok(())
    }

    pub(super) fn is_secure(&self) -> bool {
        self.tls.is_some()
    }

    /// Hands all bytes over. An error means that at least the last of them was not.
    pub(super) fn send(&mut self, bytes: &[u8], patience: Duration) -> Result<(), Broken> {
        self.socket.patience = patience;
        self.allow_write(patience)?;
        let sent = match &mut self.tls {
            None => self.socket.write_all(bytes),
            Some(tls) => send_encrypted(tls, &mut self.socket, bytes),
        };
        self.spoiled |= sent.is_err();
        sent.map_err(|error| self.broken(&error))
    }

    fn allow_write(&mut self, patience: Duration) -> Result<(), Broken> {
        let allowed = self.socket.tcp.set_write_timeout(Some(patience));
        allowed.map_err(|error| self.broken(&error))
    }

    /// Reads one whole answer.
    pub(super) fn reply(&mut self, patience: Duration) -> Result<Reply, Broken> {
        self.socket.wait(patience);
        let mut lines = Vec::new();
        loop {
            let line = self.line()?;
            let garbage = || Broken::Garbage(printable(&line).chars().take(80).collect());
            let (code, more, text) = parse_line(&line).ok_or_else(garbage)?;
            let fits = lines.last().is_none_or(|&(first, _)| first == code);
            if !fits || lines.len() == LINES_LIMIT {
                return Err(garbage());
            }
            lines.push((code, text));
            if !more {
                let lines = lines.into_iter().map(|(_, text)| text).collect();
                return Ok(Reply { code, lines });
            }
        }
    }

    fn line(&mut self) -> Result<Vec<u8>, Broken> {
        loop {
            let waiting = &self.received[self.read..];
            if let Some(end) = waiting.iter().position(|&byte| byte == b'\n') {
                let line = waiting[..=end].to_vec();
                self.read += end + 1;
                if self.read == self.received.len() {
                    self.received.clear();
                    self.read = 0;
                }
                return Ok(line);
            }
            if waiting.len() > LINE_LIMIT {
                let start = printable(&waiting[..80]);
                return Err(Broken::Garbage(format!("{start}…")));
            }
            self.receive()?;
        }
    }

    fn receive(&mut self) -> Result<(), Broken> {
        let mut buffer = [0_u8; 2_048];
        let got = match &mut self.tls {
            None => self.socket.read(&mut buffer),
            // Reading under TLS writes what is still held back.
            Some(_) if self.spoiled => Err(ErrorKind::BrokenPipe.into()),
            Some(tls) => rustls::Stream::new(tls.as_mut(), &mut self.socket).read(&mut buffer),
        };
        match got {
            Ok(0) => Err(Broken::Lost("the server hung up".to_owned())),
            Ok(count) => {
                self.received.extend_from_slice(&buffer[..count]);
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(self.broken(&error)),
        }
    }

    fn broken(&self, error: &io::Error) -> Broken {
        let tls = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match (tls, error.kind()) {
            (Some(tls), _) => Broken::Encryption(tls.clone()),
            (None, ErrorKind::TimedOut | ErrorKind::WouldBlock) => {
                Broken::Silent(self.socket.patience)
            }
            (None, ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe) => {
                Broken::Lost("the server hung up".to_owned())
            }
            _ => Broken::Lost(error.to_string()),
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if let Some(tls) = &mut self.tls
            && !self.spoiled
            && !tls.wants_write()
        {
            tls.send_close_notify();
            // One try, without waiting: nobody depends on this farewell.
            if self.socket.tcp.set_nonblocking(true).is_ok() {
                let _ = tls.write_tls(&mut self.socket);
            }
        }
        let _ = self.socket.tcp.shutdown(Shutdown::Both);
    }
}

/// The library's own stream hides an error of the last piece; here none is lost.
fn send_encrypted(tls: &mut ClientConnection, socket: &mut Socket, bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() || tls.wants_write() {
        let taken = tls.writer().write(rest)?;
        rest = &rest[taken..];
        while tls.wants_write() {
            match tls.write_tls(socket) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

/// The authorities this machine trusts.
pub(super) fn machine_authorities() -> Vec<CertificateDer<'static>> {
    rustls_native_certs::load_native_certs().certs
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
    use std::net::TcpListener;
    use std::sync::mpsc;
    use std::thread;

    fn identities() -> (Arc<ClientConfig>, Arc<ServerConfig>) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = CertificateDer::from(made.cert.der().to_vec());
        let key = made.signing_key.serialize_der().try_into().unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(certificate).unwrap();
        let client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        (Arc::new(client), Arc::new(server))
    }

    #[test]
    fn what_was_not_handed_over_never_follows_later() {
        let (client, server) = identities();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (wake, asleep) = mpsc::channel::<()>();
        let (drained, empty) = mpsc::channel::<()>();
        let reader = thread::spawn(move || {
            let (tcp, _) = listener.accept().unwrap();
            let mut stream = StreamOwned::new(ServerConnection::new(server).unwrap(), tcp);
            while stream.conn.is_handshaking() {
                stream.conn.complete_io(&mut stream.sock).unwrap();
            }
            asleep.recv().unwrap();
            let pause = Some(Duration::from_millis(400));
            stream.sock.set_read_timeout(pause).unwrap();
            let mut got = Vec::new();
            // It reads all there is, lets the client go, and reads what may still come then.
            let _ = stream.read_to_end(&mut got);
            drained.send(()).unwrap();
            let _ = stream.read_to_end(&mut got);
            got.iter().filter(|&&byte| byte == b'!').count()
        });

        let patience = Duration::from_secs(20);
        let mut wire = Wire::connect("127.0.0.1", port, patience).unwrap();
        wire.secure(&client, "localhost".try_into().unwrap(), patience)
            .unwrap();
        let message = [vec![b'x'; 30_000], vec![b'!']].concat();
        let mut handed_over = 0;
        while wire.send(&message, Duration::from_millis(200)).is_ok() {
            handed_over += 1;
        }
        wake.send(()).unwrap();
        let answer = wire.reply(Duration::from_millis(500));
        assert!(matches!(answer, Err(Broken::Lost(_))));
        empty.recv().unwrap();
        drop(wire);
        assert_eq!(reader.join().unwrap(), handed_over);
    }
}
