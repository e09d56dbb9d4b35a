use std::io::{self, BufRead};

/// The lines to print for the lines of a plan.
fn report(_lines: &[String]) -> Vec<String> {
    // Your code goes here.
    Vec::new()
}

fn main() -> io::Result<()> {
    let lines = io::stdin().lock().lines().collect::<Result<Vec<String>, _>>()?;
    for line in report(&lines) {
        println!("{}", line);
    }
    Ok(())
}
