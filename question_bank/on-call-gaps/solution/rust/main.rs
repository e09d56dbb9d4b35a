use std::collections::BTreeMap;
use std::io::{self, BufRead};

type Interval = (i64, i64);

const REST: i64 = 480;
const TOO_LONG: i64 = 1440;

/// Joins intervals that overlap or lie at most that far apart, in order of time.
fn merged(intervals: &[Interval], distance: i64) -> Vec<Interval> {
    let mut sorted = intervals.to_vec();
    sorted.sort_unstable();
    let mut result: Vec<Interval> = Vec::new();
    for (start, end) in sorted {
        match result.last_mut() {
            Some(last) if start <= last.1 + distance => last.1 = last.1.max(end),
            _ => result.push((start, end)),
        }
    }
    result
}

/// What is left of a period; `covered` is merged.
fn gaps(period: Interval, covered: &[Interval]) -> Vec<Interval> {
    let mut found = Vec::new();
    let mut free = period.0;
    for &(start, end) in covered {
        found.push((free, start));
        free = end;
    }
    found.push((free, period.1));
    found.retain(|&(start, end)| start < end);
    found
}

/// When two or more are on duty; each person's intervals are merged.
fn doubles(people: &[Vec<Interval>]) -> Vec<Interval> {
    let mut changes: BTreeMap<i64, i32> = BTreeMap::new();
    for &(start, end) in people.iter().flatten() {
        *changes.entry(start).or_default() += 1;
        *changes.entry(end).or_default() -= 1;
    }
    let mut found = Vec::new();
    let (mut here, mut since) = (0, 0);
    for (time, change) in changes {
        let before = here;
        here += change;
        if before < 2 && here >= 2 {
            since = time;
        } else if before >= 2 && here < 2 {
            found.push((since, time));
        }
    }
    found
}

/// The lines to print for the lines of a plan.
fn report(lines: &[String]) -> Vec<String> {
    let number = |word: &str| word.parse::<i64>().expect("a time is a whole number");
    let mut period = (0, 0);
    let mut plan: BTreeMap<&str, Vec<Interval>> = BTreeMap::new();
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["period", start, end] => period = (number(start), number(end)),
            ["shift", name, start, end] => {
                let (start, end) = (number(start).max(period.0), number(end).min(period.1));
                if start < end {
                    plan.entry(name).or_default().push((start, end));
                }
            }
            _ => {}
        }
    }
    let everybody: Vec<Interval> = plan.values().flatten().copied().collect();
    let people: Vec<Vec<Interval>> = plan.values().map(|shifts| merged(shifts, 0)).collect();
    let mut printed = Vec::new();
    for (start, end) in gaps(period, &merged(&everybody, 0)) {
        printed.push(format!("gap {} {}", start, end));
    }
    for (start, end) in doubles(&people) {
        printed.push(format!("double {} {}", start, end));
    }
    for (name, shifts) in &plan {
        // A break of exactly REST minutes is a rest.
        for (start, end) in merged(shifts, REST - 1) {
            if end - start > TOO_LONG {
                printed.push(format!("tired {} {} {}", name, start, end));
            }
        }
    }
    if printed.is_empty() {
        printed.push("all is well".to_string());
    }
    printed
}

fn main() -> io::Result<()> {
    let lines = io::stdin().lock().lines().collect::<Result<Vec<String>, _>>()?;
    for line in report(&lines) {
        println!("{}", line);
    }
    Ok(())
}
