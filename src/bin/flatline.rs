//! The command line: see `flatline --help`.

fn main() -> std::process::ExitCode {
    flatline::cli::main()
}
