#include <iostream>
#include <sstream>
#include <string>

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        // Your code goes here.
    }
}
