//! A lab that is served by the binary.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::test_lab::TestLab;

/// A lab that is served, until it is dropped.
pub(crate) struct Served {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Served {
    pub(crate) fn start(lab: &TestLab, arguments: &[&str]) -> Served {
        Served::start_with(lab, arguments, &[])
    }

    /// The same, with these variables in the environment.
    pub(crate) fn start_with(lab: &TestLab, arguments: &[&str], environment: &[(&str, &str)]) -> Served {
        let mut command = lab.command(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        command.envs(environment.iter().copied());
        Served::with(command, "the lab is at")
    }

    /// Serves by any command that says, on the line that begins with these words, where it is.
    pub(crate) fn with(mut command: Command, words: &str) -> Served {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.starts_with(words)));
        let line = line.expect("it says where it is");
        // What it says later is read as well, so that it can go on saying it.
        std::thread::spawn(move || lines.for_each(drop));
        let address = line.split("://").nth(1).and_then(|rest| rest.split(['/', ' ']).next());
        let port = address.and_then(|address| address.rsplit(':').next());
        let address = format!("127.0.0.1:{}", port.unwrap_or_else(|| panic!("{line}")));
        Served { child, address }
    }

    /// The process that serves it.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// The status line, the headers and the body of a page.
    pub(crate) fn get(&self, path: &str, host: &str) -> String {
        self.send(&format!("GET {path}"), &format!("Host: {host}\r\nAccept-Language: nl\r\n"), b"")
    }

    /// Sends a request to the lab or a prototype: method and path, lines of headers, and a body.
    pub(crate) fn send(&self, what: &str, headers: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let head = format!("{what} HTTP/1.1\r\n{headers}{length}Connection: close\r\n\r\n");
        stream.write_all(&[head.as_bytes(), body].concat()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Whether it has ended already does not matter here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
