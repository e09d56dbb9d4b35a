package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
)

// A request is what a line of the log says.
type request struct {
	name         string
	status, time int
}

// A route is what was seen of the requests to it.
type route struct {
	name   string
	times  []int
	errors int
}

// percentile returns the smallest time that at least so many percent did not exceed.
func (r *route) percentile(percent int) int {
	sort.Ints(r.times)
	return r.times[(percent*len(r.times)+99)/100-1]
}

// number reads a number that is made of digits alone.
func number(text string) (int, bool) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	value, err := strconv.Atoi(text)
	return value, err == nil
}

// routeOf returns the route that a path belongs to.
func routeOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if part != "" && strings.Trim(part, "0123456789") == "" {
			parts[i] = ":id"
		}
	}
	return strings.Join(parts, "/")
}

// parse reads a line; false means that it is damaged.
func parse(line string) (request, bool) {
	words := strings.Fields(line)
	if len(words) != 5 || !strings.HasPrefix(words[2], "/") {
		return request{}, false
	}
	status, ok := number(words[3])
	if !ok || status < 100 || status > 599 {
		return request{}, false
	}
	time, ok := number(words[4])
	return request{words[1] + " " + routeOf(words[2]), status, time}, ok
}

// report returns the lines to print for the lines of a log.
func report(lines []string) []string {
	byName := map[string]*route{}
	var routes []*route
	damaged := 0
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		found, ok := parse(line)
		if !ok {
			damaged++
			continue
		}
		seen := byName[found.name]
		if seen == nil {
			seen = &route{name: found.name}
			byName[found.name] = seen
			routes = append(routes, seen)
		}
		seen.times = append(seen.times, found.time)
		if found.status >= 500 {
			seen.errors++
		}
	}
	sort.Slice(routes, func(i, j int) bool {
		a, b := routes[i], routes[j]
		if len(a.times) != len(b.times) {
			return len(a.times) > len(b.times)
		}
		return a.name < b.name
	})
	var printed []string
	for _, seen := range routes {
		printed = append(printed, fmt.Sprintf("%s requests=%d errors=%d p95=%d",
			seen.name, len(seen.times), seen.errors, seen.percentile(95)))
	}
	if damaged > 0 {
		printed = append(printed, fmt.Sprintf("damaged lines: %d", damaged))
	}
	return printed
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
