#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

struct Interval {
    std::int64_t start, end;
};

using Intervals = std::vector<Interval>;

constexpr std::int64_t rest = 480;
constexpr std::int64_t too_long = 1440;

// Joins intervals that overlap or lie at most that far apart, in order of time.
Intervals merged(Intervals intervals, std::int64_t distance = 0) {
    std::sort(intervals.begin(), intervals.end(),
              [](const Interval& a, const Interval& b) { return a.start < b.start; });
    Intervals result;
    for (const Interval& next : intervals) {
        if (!result.empty() && next.start <= result.back().end + distance) {
            result.back().end = std::max(result.back().end, next.end);
        } else {
            result.push_back(next);
        }
    }
    return result;
}

// What is left of a period; `covered` is merged.
Intervals gaps(const Interval& period, const Intervals& covered) {
    Intervals found;
    std::int64_t free = period.start;
    for (const Interval& duty : covered) {
        if (free < duty.start) {
            found.push_back({free, duty.start});
        }
        free = duty.end;
    }
    if (free < period.end) {
        found.push_back({free, period.end});
    }
    return found;
}

// When two or more are on duty; each person's intervals are merged.
Intervals doubles(const std::vector<Intervals>& people) {
    std::map<std::int64_t, int> changes;
    for (const Intervals& shifts : people) {
        for (const Interval& shift : shifts) {
            ++changes[shift.start];
            --changes[shift.end];
        }
    }
    Intervals found;
    int here = 0;
    std::int64_t since = 0;
    for (const auto& [time, change] : changes) {
        const int before = here;
        here += change;
        if (before < 2 && here >= 2) {
            since = time;
        } else if (before >= 2 && here < 2) {
            found.push_back({since, time});
        }
    }
    return found;
}

// The lines to print for the lines of a plan.
std::vector<std::string> report(const std::vector<std::string>& lines) {
    Interval period{0, 0};
    std::map<std::string, Intervals> plan;
    for (const std::string& line : lines) {
        std::istringstream words(line);
        std::string kind, name;
        Interval shift{};
        words >> kind;
        if (kind == "period") {
            words >> period.start >> period.end;
        } else if (kind == "shift") {
            words >> name >> shift.start >> shift.end;
            shift = {std::max(shift.start, period.start), std::min(shift.end, period.end)};
            if (shift.start < shift.end) {
                plan[name].push_back(shift);
            }
        }
    }
    Intervals everybody;
    std::vector<Intervals> people;
    for (const auto& [name, shifts] : plan) {
        people.push_back(merged(shifts));
        everybody.insert(everybody.end(), shifts.begin(), shifts.end());
    }
    std::vector<std::string> printed;
    const auto print = [&printed](const std::string& word, const Interval& interval) {
        printed.push_back(word + ' ' + std::to_string(interval.start) + ' ' +
                          std::to_string(interval.end));
    };
    for (const Interval& gap : gaps(period, merged(everybody))) {
        print("gap", gap);
    }
    for (const Interval& twice : doubles(people)) {
        print("double", twice);
    }
    for (const auto& [name, shifts] : plan) {
        // A break of exactly `rest` minutes is a rest.
        for (const Interval& stretch : merged(shifts, rest - 1)) {
            if (stretch.end - stretch.start > too_long) {
                print("tired " + name, stretch);
            }
        }
    }
    if (printed.empty()) {
        printed.push_back("all is well");
    }
    return printed;
}

int main() {
    std::vector<std::string> lines;
    for (std::string line; std::getline(std::cin, line);) {
        lines.push_back(line);
    }
    for (const std::string& line : report(lines)) {
        std::cout << line << '\n';
    }
}
