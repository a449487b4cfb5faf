use std::io::BufRead;
fn main() {
    let what = std::env::args().nth(1).unwrap_or_default();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("x");
        match what.as_str() {
            "signs" => {
                let s = fieldlab_topics::signs::signs(&line);
                if !s.is_empty() {
                    println!(
                        "{:?} <- {line}",
                        s.iter().map(|s| format!("{:?}:{}", s.danger, s.words)).collect::<Vec<_>>()
                    );
                }
            }
            _ => {
                println!("{:?} {line}\n   {:?}", fieldlab_topics::language(&line), fieldlab_topics::recognise(&line));
            }
        }
    }
}
