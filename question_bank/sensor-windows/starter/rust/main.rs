use std::io::{self, BufRead};

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let _words: Vec<&str> = line.split_whitespace().collect();
        // Your code goes here.
    }
    Ok(())
}
