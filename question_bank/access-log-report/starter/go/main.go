package main

import (
	"bufio"
	"fmt"
	"os"
)

// report returns the lines to print for the lines of a log.
func report(lines []string) []string {
	// Your code goes here.
	return nil
}

func main() {
	var lines []string
	scanner := bufio.NewScanner(os.Stdin)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	for _, line := range report(lines) {
		fmt.Println(line)
	}
}
