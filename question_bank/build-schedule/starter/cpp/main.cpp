#include <iostream>
#include <sstream>
#include <string>
#include <vector>

// The lines to print for a list of tasks.
std::vector<std::string> report(const std::vector<std::string>& lines) {
    // Your code goes here.
    (void)lines;
    return {};
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
