package main

import (
	"bufio"
	"fmt"
	"os"
)

// decide returns a line to print for each request.
func decide(lines []string) []string {
	// Your code goes here.
	return nil
}

func main() {
	var lines []string
	scanner := bufio.NewScanner(os.Stdin)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	for _, line := range decide(lines) {
		fmt.Println(line)
	}
}
