//! Labs with prototypes deployed in them.

use std::time::{Duration, Instant};

use fieldlab_build::workspace_guests;

use crate::served::Served;
use crate::test_lab::{TestLab, manifest_of_pages, repository};

const OWNER: &str = "Sociaal raadslieden Voorbeeldstad";

/// How many prototypes the lab has that starts again.
const MANY: usize = 100;

/// Of how many starts the middle one counts.
const STARTS: usize = 5;

/// The size of the component that is deployed, in bytes: 2 MB.
const LARGE: usize = 2_000_000;

/// A lab that is served, and may be deployed into.
pub(crate) struct Hosted {
    served: Served,
    lab: TestLab,
    token: String,
}

impl Hosted {
    /// An empty lab.
    pub(crate) fn serve() -> Hosted {
        let lab = TestLab::new();
        let token = lab.ok(&["token", "new", "--name", "bench", "--organisation", OWNER]).trim().to_owned();
        Hosted { served: Served::start(&lab, &[]), lab, token }
    }

    pub(crate) fn address(&self) -> &str {
        &self.served.address
    }

    /// The process that serves it.
    pub(crate) fn process(&self) -> u32 {
        self.served.process()
    }

    /// Deploys a component under this name, with the manifest of a bundled prototype, and says how long that took.
    pub(crate) fn deploy(&self, name: &str, component: &[u8]) -> Duration {
        let manifest = manifest_of_pages().replacen("name = \"na-de-ww\"", &format!("name = \"{name}\""), 1);
        let file = self.lab.path("component.wasm");
        std::fs::write(self.lab.path("prototype.toml"), manifest).expect("there is room");
        std::fs::write(&file, component).expect("there is room");
        let (address, file) = (format!("http://{}", self.address()), file.display().to_string());
        let start = Instant::now();
        self.lab.ok(&["deploy", &file, "--lab", &address, "--token", &self.token]);
        start.elapsed()
    }

    /// The page of a prototype, headers included.
    pub(crate) fn page(&self, name: &str) -> String {
        self.served.get("/", &format!("{name}.localhost"))
    }

    /// The cookie of a new session with a prototype.
    pub(crate) fn cookie(&self, name: &str) -> String {
        let page = self.page(name);
        let cookie = page.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next());
        cookie.unwrap_or_else(|| panic!("{page}")).to_owned()
    }

    /// Stops it, and says how long it takes to serve again, until it says where.
    fn restart(self) -> (Duration, Hosted) {
        let Hosted { served, lab, token } = self;
        drop(served);
        let start = Instant::now();
        let served = Served::start(&lab, &[]);
        (start.elapsed(), Hosted { served, lab, token })
    }
}

/// The component of a bundled prototype, with something in it that no other has.
fn variant(number: usize) -> Vec<u8> {
    let mut component = std::fs::read(&workspace_guests()["na-de-ww"].component_path).expect("it was just built");
    // A custom section: its name and the number.
    let contents = [b"\x06number".as_slice(), number.to_string().as_bytes()].concat();
    component.extend([0, u8::try_from(contents.len()).expect("it is short")]);
    component.extend(contents);
    component
}

/// A service with so much code that its component has 2 MB.
fn large() -> Vec<u8> {
    let text = std::fs::read_to_string(repository().join("fixtures/guests/service.wat")).expect("it is there");
    let function = |number: usize| {
        let steps = |step: usize| {
            let (shift, factor) = (step % 31 + 1, 2 * (number * 97 + step) + 1);
            format!(
                "(local.set $x (i32.mul (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const {shift}))) (i32.const {factor})))
                 (if (i32.and (local.get $x) (i32.const {shift})) (then (i32.store (i32.and (local.get $x) (i32.const 1020)) (local.get $x))))"
            )
        };
        let steps: String = (0..40).map(steps).collect();
        format!("(func (export \"f{number}\") (param $x i32) (result i32) {steps} (local.get $x))")
    };
    let with = |functions: usize| {
        let functions: String = (0..functions).map(function).collect();
        let text = text.replace("{PAGES}", "1").replace("{MODULE}", &functions).replace("{HANDLE}", "");
        wat::parse_str(text).expect("it is right")
    };
    let (few, some) = (with(0).len(), with(100).len());
    with(100 * (LARGE - few) / (some - few))
}

/// From the command to the first answer of a new prototype of 2 MB, all of it code, and of a bundled one.
pub(crate) fn deploy_one() {
    let lab = Hosted::serve();
    let bundled = variant(0);
    for (name, component) in [("bundled", &bundled), ("large", &large())] {
        let start = Instant::now();
        let deployed = lab.deploy(name, component);
        let page = lab.page(name);
        let answered = start.elapsed();
        println!(
            "deploy of {:.2} MB ({name}): {:.2} s, to its first answer {:.2} s, {}",
            component.len() as f64 / 1e6,
            deployed.as_secs_f64(),
            answered.as_secs_f64(),
            page.lines().next().unwrap_or_default(),
        );
    }
    println!();
}

/// A lab that starts again with many prototypes, all of them compiled before.
pub(crate) fn restart_many() {
    let mut lab = Hosted::serve();
    for number in 0..MANY {
        lab.deploy(&format!("prototype-{number}"), &variant(number));
    }
    let mut times = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let (time, again) = lab.restart();
        lab = again;
        times.push(time);
        let page = lab.page(&format!("prototype-{}", MANY - 1));
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    }
    times.sort_unstable();
    println!(
        "restart with {MANY} prototypes of {:.2} MB: {:.2} s (the middle of {STARTS}; the fastest {:.2} s)\n",
        variant(0).len() as f64 / 1e6,
        times[STARTS / 2].as_secs_f64(),
        times[0].as_secs_f64(),
    );
}
