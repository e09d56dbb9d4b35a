package main

import (
	"bufio"
	"fmt"
	"os"
)

// matching returns the records that a query is true for, or a line that says where it is wrong.
func matching(query string, records []string) []string {
	// Your code goes here.
	return nil
}

func main() {
	var lines []string
	scanner := bufio.NewScanner(os.Stdin)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	for _, line := range matching(lines[0], lines[1:]) {
		fmt.Println(line)
	}
}
