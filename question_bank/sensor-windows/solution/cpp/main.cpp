#include <algorithm>
#include <cstdint>
#include <iostream>
#include <limits>
#include <map>
#include <sstream>
#include <string>

constexpr std::int64_t minute = 60;

// What has to be known of one sensor in one minute.
struct Summary {
    std::int64_t count = 0;
    std::int64_t sum = 0;
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    std::int64_t greatest = 0;

    void add(std::int64_t value) {
        ++count;
        sum += value;
        least = std::min(least, value);
        greatest = std::max(greatest, value);
    }
};

class Minutes {
public:
    std::int64_t lateness = 0;

    void add(std::int64_t time, const std::string& sensor, std::int64_t value) {
        const std::int64_t start = time - time % minute;
        if (start + minute <= latest_ - lateness) {
            ++dropped_;
            return;
        }
        open_[start][sensor].add(value);
        latest_ = std::max(latest_, time);
        while (!open_.empty() && open_.begin()->first + minute <= latest_ - lateness) {
            close_first();
        }
    }

    void finish() {
        while (!open_.empty()) {
            close_first();
        }
        if (dropped_ > 0) {
            std::cout << "dropped " << dropped_ << '\n';
        }
    }

private:
    // Prints and forgets the earliest minute.
    void close_first() {
        const auto first = open_.begin();
        for (const auto& [sensor, seen] : first->second) {
            std::cout << first->first << ' ' << sensor << " count=" << seen.count
                      << " min=" << seen.least << " max=" << seen.greatest
                      << " mean=" << seen.sum / seen.count << '\n';
        }
        open_.erase(first);
    }

    std::map<std::int64_t, std::map<std::string, Summary>> open_;
    std::int64_t latest_ = 0;
    std::int64_t dropped_ = 0;
};

int main() {
    Minutes minutes;
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string first, sensor;
        std::int64_t value = 0;
        words >> first;
        if (first == "lateness") {
            words >> minutes.lateness;
        } else if (words >> sensor >> value) {
            minutes.add(std::stoll(first), sensor, value);
        }
    }
    minutes.finish();
}
