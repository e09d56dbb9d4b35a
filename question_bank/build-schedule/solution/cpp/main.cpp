#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <queue>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

struct Task {
    std::string name;
    std::int64_t seconds = 0;
    std::set<std::string> needs;
    std::vector<Task*> followers;
    std::size_t waiting = 0;
    bool possible = false;
    std::int64_t chain = 0;
};

using Tasks = std::map<std::string, Task>;

// The tasks that can run, each after all that it needs; fills in who follows whom.
std::vector<Task*> order(Tasks& tasks) {
    std::vector<Task*> ready;
    for (auto& [name, task] : tasks) {
        task.waiting = task.needs.size();
        if (task.waiting == 0) {
            ready.push_back(&task);
        }
        for (const std::string& need : task.needs) {
            if (auto found = tasks.find(need); found != tasks.end()) {
                found->second.followers.push_back(&task);
            }
        }
    }
    for (std::size_t i = 0; i < ready.size(); ++i) {
        ready[i]->possible = true;
        // By index: the list grows meanwhile.
        for (Task* follower : ready[i]->followers) {
            if (--follower->waiting == 0) {
                ready.push_back(follower);
            }
        }
    }
    return ready;
}

// What starts when. All tasks can run.
std::vector<std::string> schedule(const std::vector<Task*>& tasks, std::size_t workers,
                                  bool longest) {
    const auto later = [longest](const Task* a, const Task* b) {
        return longest && a->chain != b->chain ? a->chain < b->chain : a->name > b->name;
    };
    std::priority_queue<Task*, std::vector<Task*>, decltype(later)> ready(later);
    using Ending = std::pair<std::int64_t, Task*>;
    std::priority_queue<Ending, std::vector<Ending>, std::greater<>> running;
    for (Task* task : tasks) {
        task->waiting = task->needs.size();
        if (task->waiting == 0) {
            ready.push(task);
        }
    }
    std::vector<std::string> printed;
    std::int64_t now = 0;
    while (!ready.empty() || !running.empty()) {
        while (!ready.empty() && running.size() < workers) {
            Task* task = ready.top();
            ready.pop();
            running.emplace(now + task->seconds, task);
            printed.push_back(std::to_string(now) + ' ' + task->name);
        }
        now = running.top().first;
        while (!running.empty() && running.top().first == now) {
            const Task* done = running.top().second;
            running.pop();
            for (Task* follower : done->followers) {
                if (follower->possible && --follower->waiting == 0) {
                    ready.push(follower);
                }
            }
        }
    }
    printed.push_back("finished " + std::to_string(now));
    return printed;
}

// The lines to print for a list of tasks.
std::vector<std::string> report(const std::vector<std::string>& lines) {
    Tasks tasks;
    std::size_t workers = 1;
    bool longest = false;
    for (const std::string& line : lines) {
        std::istringstream words(line);
        std::string kind, name;
        words >> kind >> name;
        if (kind == "workers") {
            workers = std::stoul(name);
        } else if (kind == "policy") {
            longest = name == "longest";
        } else if (kind == "task") {
            Task& task = tasks[name];
            task.name = name;
            words >> task.seconds;
            for (std::string need; words >> need;) {
                task.needs.insert(need);
            }
        }
    }
    const std::vector<Task*> possible = order(tasks);
    for (auto task = possible.rbegin(); task != possible.rend(); ++task) {
        for (const Task* follower : (*task)->followers) {
            (*task)->chain = std::max((*task)->chain, follower->chain);
        }
        (*task)->chain += (*task)->seconds;
    }
    std::vector<std::string> printed;
    for (const auto& [name, task] : tasks) {
        if (!task.possible) {
            printed.push_back("impossible " + name);
        }
    }
    for (const std::string& line : schedule(possible, workers, longest)) {
        printed.push_back(line);
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
