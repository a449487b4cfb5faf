//! x
use fieldlab_domain::column::*;
use fieldlab_domain::manifest::Manifest;
use fieldlab_sandbox::*;
#[test]
fn go() {
    let m = r#"
        name = "small"
        version = "0.1.0"
        contract = "0.1"
        title = { nl = "Klein", en = "Small" }
        summary = { nl = "Een kleine regel.", en = "A small rule." }
        needs = ["a-need"]
        owner = { organisation = "Voorbeeldgemeente", sector = "government" }
        limits = { memory_mb = 16, deadline_ms = 250 }
        [[grants]]
        fields = ["person.age"]
        purpose = { nl = "Proberen.", en = "To try." }
        legal_basis = "none: made up"
        [[decisions]]
        name = "adult"
        kind = "flag"
        title = { nl = "Volwassen", en = "Adult" }
        [[decisions]]
        name = "seen"
        kind = "amount"
        title = { nl = "Volwassen", en = "Adult" }
        "#;
    let m = Manifest::parse("p", m).unwrap();
    let t = std::time::Instant::now();
    let s = Sandbox::new(SandboxConfig { cache: Some("/tmp/fl-cache".into()), ..SandboxConfig::new(20454) }).unwrap();
    eprintln!("new {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let r = s
        .load(m, &std::fs::read("/tmp/guest/t2/wasm32-wasip2/release/scratch2.wasm").unwrap())
        .unwrap_or_else(|e| panic!("{e}"));
    eprintln!("load {:?}", t.elapsed());
    let mut w = r.worker(&[]).unwrap();
    for code in 199..=216 {
        let mut ages = vec![30; 16384];
        ages[7777] = code;
        let b = Batch { rows: 16384, columns: vec![Column::full(Values::Wholes(ages))] };
        let t = std::time::Instant::now();
        match w.assess(&b) {
            Ok(c) => eprintln!("{code}: ok {:?} {:?}", c[1].get(7777), t.elapsed()),
            Err(e) => eprintln!("{code}: {e} {:?}\n{}", t.elapsed(), e.output.chars().take(900).collect::<String>()),
        }
    }
    eprintln!("{:?}", r.explain(&[Value::Whole(20)], &[]));
    eprintln!("{:?}", r.explain(&[Value::Whole(2)], &[]));
    eprintln!("{:?}", r.explain(&[Value::Whole(200)], &[]));
    eprintln!("{:?}", r.explain(&[Value::Absent], &[]));
}
