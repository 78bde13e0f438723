//! Tells the program which rskafka it is built with.
fn main() {
    let lock = std::fs::read_to_string("Cargo.lock").unwrap_or_default();
    let version = lock.split("name = \"rskafka\"\nversion = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("?");
    println!("cargo:rustc-env=RSKAFKA_VERSION={version}");
}
