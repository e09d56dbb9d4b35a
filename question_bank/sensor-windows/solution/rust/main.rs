use std::collections::BTreeMap;
use std::io::{self, BufRead};

const MINUTE: i64 = 60;

/// What has to be known of one sensor in one minute.
struct Summary {
    count: u64,
    sum: u64,
    least: u64,
    greatest: u64,
}

impl Summary {
    fn of(value: u64) -> Self {
        Summary { count: 1, sum: value, least: value, greatest: value }
    }

    fn add(&mut self, value: u64) {
        self.count += 1;
        self.sum += value;
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
    }
}

#[derive(Default)]
struct Minutes {
    open: BTreeMap<i64, BTreeMap<String, Summary>>,
    lateness: i64,
    latest: i64,
    dropped: u64,
}

impl Minutes {
    /// Minutes that end at or before this time are closed.
    fn final_until(&self) -> i64 {
        self.latest - self.lateness
    }

    fn add(&mut self, time: i64, sensor: &str, value: u64) {
        let start = time - time % MINUTE;
        if start + MINUTE <= self.final_until() {
            self.dropped += 1;
            return;
        }
        self.open
            .entry(start)
            .or_default()
            .entry(sensor.to_string())
            .and_modify(|summary| summary.add(value))
            .or_insert_with(|| Summary::of(value));
        self.latest = self.latest.max(time);
    }

    /// Prints and forgets the minutes that end at or before a time.
    fn close(&mut self, time: i64) {
        let later = self.open.split_off(&(time - MINUTE + 1));
        for (start, sensors) in std::mem::replace(&mut self.open, later) {
            for (name, seen) in sensors {
                println!(
                    "{} {} count={} min={} max={} mean={}",
                    start,
                    name,
                    seen.count,
                    seen.least,
                    seen.greatest,
                    seen.sum / seen.count
                );
            }
        }
    }
}

fn main() -> io::Result<()> {
    let mut minutes = Minutes::default();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["lateness", seconds] => minutes.lateness = seconds.parse().expect("a number"),
            [time, sensor, value] => {
                let (time, value) = (time.parse().expect("a time"), value.parse().expect("a value"));
                minutes.add(time, sensor, value);
                minutes.close(minutes.final_until());
            }
            _ => {}
        }
    }
    minutes.close(i64::MAX);
    if minutes.dropped > 0 {
        println!("dropped {}", minutes.dropped);
    }
    Ok(())
}
