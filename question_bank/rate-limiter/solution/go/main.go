package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

type request struct {
	time, weight int
}

// A client knows its requests that still count.
type client struct {
	limit, window int
	allowed       []request
	sum           int
}

// decide decides about a request at now, in milliseconds.
func (c *client) decide(now, weight int) string {
	for len(c.allowed) > 0 && c.allowed[0].time+c.window <= now {
		c.sum -= c.allowed[0].weight
		c.allowed = c.allowed[1:]
	}
	if weight > c.limit {
		return "deny forever"
	}
	excess := c.sum + weight - c.limit
	if excess <= 0 {
		c.allowed = append(c.allowed, request{now, weight})
		c.sum += weight
		return "allow"
	}
	last := -1
	for excess > 0 {
		last++
		excess -= c.allowed[last].weight
	}
	return fmt.Sprintf("deny %d", c.allowed[last].time+c.window-now)
}

func number(word string) int {
	value, err := strconv.Atoi(word)
	if err != nil {
		panic(err)
	}
	return value
}

// decide returns a line to print for each request.
func decide(lines []string) []string {
	var limit, window int
	clients := map[string]*client{}
	named := func(name string) *client {
		if clients[name] == nil {
			clients[name] = &client{limit: limit, window: window}
		}
		return clients[name]
	}
	var printed []string
	for _, line := range lines {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "limit" && len(words) == 3:
			limit, window = number(words[1]), number(words[2])
		case words[0] == "limit":
			own := named(words[1])
			own.limit, own.window = number(words[2]), number(words[3])
		default:
			weight := 1
			if len(words) == 3 {
				weight = number(words[2])
			}
			printed = append(printed, named(words[1]).decide(number(words[0]), weight))
		}
	}
	return printed
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
