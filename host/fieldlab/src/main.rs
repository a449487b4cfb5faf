//! The `fieldlab` command.

fn main() -> std::process::ExitCode {
    fieldlab::main()
}
