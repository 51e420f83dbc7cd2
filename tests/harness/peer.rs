//! A mail server on this machine that does as its script says, and remembers what it was given.
//!
//! Independent of the code under test: it splits lines, undoes dots and counts on its own.

pub use super::script::{Act, Script, Stage};

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

/// A message the server took over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Reverse-path.
    pub sender: String,
    /// Forward-paths.
    pub recipients: Vec<String>,
    /// The message, dots undone.
    pub bytes: Vec<u8>,
    /// Which connection brought it, from 1.
    pub connection: usize,
}

#[derive(Default)]
struct Log {
    reached: BTreeMap<Stage, usize>,
    asked: BTreeMap<String, usize>,
    connections: usize,
    ended: usize,
    taken: Vec<Taken>,
    commands: Vec<String>,
}

/// A running server; stops taking connections when dropped.
pub struct Peer {
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
    stopped: Arc<AtomicBool>,
}

impl Peer {
    /// Starts listening on a free port of 127.0.0.1.
    pub fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let log = Arc::new(Mutex::new(Log::default()));
        let stopped = Arc::new(AtomicBool::new(false));
        let (shared, stop) = (Arc::clone(&log), Arc::clone(&stopped));
        let script = Arc::new(script);
        thread::spawn(move || {
            for tcp in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(tcp) = tcp else { continue };
                let (log, script) = (Arc::clone(&shared), Arc::clone(&script));
                thread::spawn(move || {
                    // A client that goes away in any moment is what these tests are about.
                    let _ = Talk::serve(tcp, &script, &log);
                    log.lock()
                        .expect("no peer thread panics with the log")
                        .ended += 1;
                });
            }
        });
        Self {
            address,
            log,
            stopped,
        }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().expect("no test thread panics with the log")
    }

    /// Everything it took over, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.log().taken.clone()
    }

    /// How often it took over each Message-ID.
    pub fn copies(&self) -> BTreeMap<String, usize> {
        let mut copies = BTreeMap::new();
        for taken in &self.log().taken {
            let text = String::from_utf8_lossy(&taken.bytes);
            let id = text
                .lines()
                .find_map(|line| line.strip_prefix("Message-ID: "));
            *copies.entry(id.unwrap_or_default().to_owned()).or_insert(0) += 1;
        }
        copies
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.log().connections
    }

    /// Waits until every conversation is over, so that what is still on its way has come.
    pub fn settle(&self) {
        let talking = || {
            let log = self.log();
            log.ended < log.connections
        };
        while talking() {
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Every line it was sent outside of messages, in order.
    pub fn commands(&self) -> Vec<String> {
        self.log().commands.clone()
    }

    /// How often it was sent a command that starts so.
    pub fn heard(&self, start: &str) -> usize {
        let commands = self.commands();
        commands
            .iter()
            .filter(|command| command.starts_with(start))
            .count()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the listener so that it sees the sign.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
    }
}

trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

struct Talk<'a> {
    wire: Box<dyn Wire>,
    tcp: TcpStream,
    waiting: Vec<u8>,
    script: &'a Script,
    log: &'a Mutex<Log>,
    connection: usize,
    secure: bool,
    sender: Option<String>,
    recipients: Vec<String>,
}

/// The conversation is over.
struct Over;

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Self
    }
}

impl<'a> Talk<'a> {
    fn serve(tcp: TcpStream, script: &'a Script, log: &'a Mutex<Log>) -> Result<(), Over> {
        tcp.set_read_timeout(Some(Duration::from_secs(20)))?;
        tcp.set_nodelay(true)?;
        let mut talk = Self {
            wire: Box::new(tcp.try_clone()?),
            tcp,
            waiting: Vec::new(),
            script,
            log,
            connection: 0,
            secure: false,
            sender: None,
            recipients: Vec::new(),
        };
        talk.connection = {
            let mut log = talk.log();
            log.connections += 1;
            log.connections
        };
        if let Some(identity) = &script.implicit {
            talk.encrypt(identity)?;
        }
        talk.answer(Stage::Greeting, "220 peer.example.org ready")?;
        loop {
            let line = talk.line()?;
            talk.command(&line)?;
        }
    }

    fn log(&self) -> MutexGuard<'a, Log> {
        self.log.lock().expect("no peer thread panics with the log")
    }

    fn encrypt(&mut self, identity: &Arc<ServerConfig>) -> Result<(), Over> {
        let connection = ServerConnection::new(Arc::clone(identity)).map_err(|_| Over)?;
        self.wire = Box::new(StreamOwned::new(connection, self.tcp.try_clone()?));
        self.secure = true;
        Ok(())
    }

    fn command(&mut self, line: &str) -> Result<(), Over> {
        self.log().commands.push(line.to_owned());
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or("")
            .to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => self.hello(),
            "STARTTLS" => {
                self.answer(Stage::StartTls, "220 go ahead")?;
                match &self.script.starttls {
                    Some(identity) => self.encrypt(identity),
                    None => Ok(()),
                }
            }
            "AUTH" => self.login(line),
            "MAIL" => {
                if self.answer(Stage::Mail, "250 2.1.0 sender fine")? {
                    self.sender = Some(path(line));
                    self.recipients.clear();
                }
                Ok(())
            }
            "RCPT" if self.sender.is_none() => self.say("503 5.5.1 MAIL first"),
            "RCPT" if self.refusal(line).is_some() => {
                let words = self.refusal(line).unwrap_or_default();
                self.say(&words)
            }
            "RCPT" => {
                let (reader, duty) = (path(line), "250 2.1.5 recipient fine");
                let is_taken = match self.comes(&reader) {
                    Some(act) => self.perform(act, duty)?,
                    None => self.answer(Stage::Rcpt, duty)?,
                };
                if is_taken {
                    self.recipients.push(reader);
                }
                Ok(())
            }
            "DATA" => self.data(),
            "RSET" => {
                self.sender = None;
                self.answer(Stage::Reset, "250 2.0.0 forgotten").map(|_| ())
            }
            "QUIT" => {
                self.answer(Stage::Quit, "221 2.0.0 bye")?;
                Err(Over)
            }
            _ => self.say("500 5.5.2 what?"),
        }
    }

    /// In which words a reader is refused, if she is.
    fn refusal(&self, line: &str) -> Option<String> {
        self.script.unwanted.as_ref()?(&path(line))
    }

    fn hello(&mut self) -> Result<(), Over> {
        let mut offers = vec!["peer.example.org".to_owned()];
        let script = self.script;
        if script.pipelining {
            offers.push("PIPELINING".to_owned());
        }
        if script.size {
            offers.push("SIZE 10000000".to_owned());
        }
        if script.starttls.is_some() && !self.secure {
            offers.push("STARTTLS".to_owned());
        }
        if !script.mechanisms.is_empty() {
            offers.push(format!("AUTH {}", script.mechanisms));
        }
        let last = offers.len() - 1;
        let mark = |at| if at == last { ' ' } else { '-' };
        let lines = offers.iter().enumerate();
        let lines: Vec<_> = lines
            .map(|(at, offer)| format!("250{}{offer}", mark(at)))
            .collect();
        self.answer(Stage::Hello, &lines.join("\r\n")).map(|_| ())
    }

    fn login(&mut self, first: &str) -> Result<(), Over> {
        let mut proof = first.to_owned();
        if first == "AUTH LOGIN" {
            for question in ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"] {
                self.answer(Stage::Auth, question)?;
                let line = self.line()?;
                self.log().commands.push(line.clone());
                proof = format!("{proof} {line}");
            }
        }
        if self.script.proofs.contains(&proof) {
            return self.answer(Stage::Auth, "235 2.7.0 welcome").map(|_| ());
        }
        if first.starts_with("AUTH XOAUTH2") {
            self.say("334 eyJzdGF0dXMiOiI0MDEifQ==")?;
            self.line()?;
        }
        self.answer(Stage::Auth, "535 5.7.8 wrong").map(|_| ())
    }

    fn data(&mut self) -> Result<(), Over> {
        if self.sender.is_none() {
            return self.say("503 5.5.1 MAIL first");
        }
        // A lenient server asks for the message even when nobody is left to get it.
        let lenient = self.script.pipelining;
        if self.recipients.is_empty() && !lenient {
            return self.say("554 5.5.1 no recipients");
        }
        if !self.answer(Stage::Data, "354 go on")? {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let mut first = true;
        loop {
            let line = self.raw_line()?;
            if line == b".\r\n" {
                break;
            }
            let undone = if line.starts_with(b".") {
                &line[1..]
            } else {
                &line
            };
            bytes.extend_from_slice(undone);
            if std::mem::take(&mut first) && !self.may_go_on(Stage::Body)? {
                return Err(Over);
            }
        }
        let taken = Taken {
            sender: self.sender.take().unwrap_or_default(),
            recipients: std::mem::take(&mut self.recipients),
            bytes,
            connection: self.connection,
        };
        if taken.recipients.is_empty() {
            return self.say("554 5.5.1 no recipients");
        }
        self.dot(taken)
    }

    fn dot(&mut self, taken: Taken) -> Result<(), Over> {
        match self.reach(Stage::Dot) {
            Some(Act::TakeAndDrop) => {
                self.log().taken.push(taken);
                Err(Over)
            }
            Some(Act::Silence) => {
                self.log().taken.push(taken);
                self.silence()
            }
            act => {
                let act = act.unwrap_or(Act::Say("250 2.0.0 queued as 4711"));
                let takes = match &act {
                    Act::Say(words) => words.starts_with('2'),
                    Act::Slow(_) | Act::Drip(_) | Act::Forget => true,
                    _ => false,
                };
                if takes {
                    self.log().taken.push(taken);
                }
                self.perform(act, "250 2.0.0 queued as 4711").map(|_| ())
            }
        }
    }

    fn may_go_on(&mut self, stage: Stage) -> Result<bool, Over> {
        match self.reach(stage) {
            None => Ok(true),
            Some(Act::Slow(pause)) => {
                thread::sleep(pause);
                Ok(true)
            }
            Some(act) => self.perform(act, "").map(|_| false),
        }
    }

    fn reach(&self, stage: Stage) -> Option<Act> {
        let mut log = self.log();
        let count = log.reached.entry(stage).or_insert(0);
        *count += 1;
        let now = *count;
        let rule = self
            .script
            .rules
            .iter()
            .find(|(at, from, until, _)| *at == stage && (*from..=*until).contains(&now));
        rule.map(|(_, _, _, act)| act.clone())
    }

    /// What the script has for a reader who is named once more.
    fn comes(&self, reader: &str) -> Option<Act> {
        let mut log = self.log();
        let count = log.asked.entry(reader.to_owned()).or_insert(0);
        *count += 1;
        let now = *count;
        let mut rules = self.script.readers.iter();
        let rule = rules.find(|(name, nth, _)| *name == reader && *nth == now);
        rule.map(|(_, _, act)| act.clone())
    }

    /// Answers as the script says, or `duty`; tells whether that was a yes.
    fn answer(&mut self, stage: Stage, duty: &str) -> Result<bool, Over> {
        match self.reach(stage) {
            None => self.say(duty).map(|()| true),
            Some(act) => self.perform(act, duty),
        }
    }

    fn perform(&mut self, act: Act, duty: &str) -> Result<bool, Over> {
        match act {
            Act::Say(words) => {
                self.say(words)?;
                if words.starts_with("421") {
                    return Err(Over);
                }
                Ok(words.starts_with(['2', '3']))
            }
            Act::Raw(bytes) => {
                self.wire.write_all(bytes)?;
                self.wire.flush()?;
                Ok(false)
            }
            Act::Drop | Act::TakeAndDrop => Err(Over),
            Act::Silence => self.silence().map(|()| false),
            Act::Slow(pause) => {
                thread::sleep(pause);
                self.say(duty).map(|()| true)
            }
            Act::Drip(pause) => {
                for byte in format!("{duty}\r\n").bytes() {
                    self.wire.write_all(&[byte])?;
                    self.wire.flush()?;
                    thread::sleep(pause);
                }
                Ok(true)
            }
            Act::Forget => {
                // Long enough for everything that was sent at once to have come.
                thread::sleep(Duration::from_millis(50));
                self.tcp.set_read_timeout(Some(Duration::from_millis(1)))?;
                let mut rest = [0; 4_096];
                let _ = self.wire.read(&mut rest);
                self.tcp.set_read_timeout(Some(Duration::from_secs(20)))?;
                self.waiting.clear();
                self.say(duty).map(|()| true)
            }
        }
    }

    fn silence(&mut self) -> Result<(), Over> {
        let mut buffer = [0; 4_096];
        while self.wire.read(&mut buffer)? > 0 {}
        Err(Over)
    }

    fn say(&mut self, words: &str) -> Result<(), Over> {
        self.wire.write_all(format!("{words}\r\n").as_bytes())?;
        self.wire.flush()?;
        Ok(())
    }

    fn line(&mut self) -> Result<String, Over> {
        let line = self.raw_line()?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// A line as the standard has it: only `\r\n` ends one.
    fn raw_line(&mut self) -> Result<Vec<u8>, Over> {
        loop {
            let end = self.waiting.windows(2).position(|pair| pair == b"\r\n");
            if let Some(end) = end {
                return Ok(self.waiting.drain(..end + 2).collect());
            }
            let mut buffer = [0; 4_096];
            match self.wire.read(&mut buffer)? {
                0 => return Err(Over),
                count => self.waiting.extend_from_slice(&buffer[..count]),
            }
        }
    }
}

fn path(line: &str) -> String {
    let inner = line
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or_else(String::new, |(path, _)| path.to_owned())
}
