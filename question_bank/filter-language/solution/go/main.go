package main

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
)

type fields map[string]string

type condition func(fields) bool

type kind int

const (
	quoted kind = iota
	sign
	name
	keyword
	end
	wrong
)

type word struct {
	kind  kind
	text  string
	place int
}

var (
	wordPattern = regexp.MustCompile(`^(?:"[^"]*"|<=|>=|!=|[=<>()]|[^\s"()=!<>]+)`)
	number      = regexp.MustCompile(`^-?[0-9]+$`)
)

func kindOf(text string) kind {
	switch {
	case text[0] == '"':
		return quoted
	case strings.ContainsAny(text[:1], "=!<>()"):
		return sign
	case text == "and" || text == "or" || text == "not" || text == "contains":
		return keyword
	}
	return name
}

// wordsOf returns the words of a query; the last one is of kind end or wrong.
func wordsOf(query string) []word {
	query = strings.TrimRight(query, " \t")
	var found []word
	for position := 0; position < len(query); {
		if query[position] == ' ' || query[position] == '\t' {
			position++
			continue
		}
		text := wordPattern.FindString(query[position:])
		if text == "" {
			return append(found, word{wrong, "", position + 1})
		}
		found = append(found, word{kindOf(text), text, position + 1})
		position += len(text)
	}
	return append(found, word{end, "", len(query) + 1})
}

func compare(operator, left, right string) bool {
	if operator == "contains" {
		return strings.Contains(left, right)
	}
	order := strings.Compare(left, right)
	if number.MatchString(left) && number.MatchString(right) {
		a, _ := strconv.ParseInt(left, 10, 64)
		b, _ := strconv.ParseInt(right, 10, 64)
		order = 0
		if a < b {
			order = -1
		} else if a > b {
			order = 1
		}
	}
	switch operator {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// unreadable is the place where a query is wrong.
type unreadable int

// A parser reads:
//
//	any: all ("or" all)*
//	all: one ("and" one)*
//	one: "not" one | "(" any ")" | comparison
//
// It panics with unreadable.
type parser struct {
	words []word
	next  int
}

func (p *parser) take(texts ...string) bool {
	current := p.words[p.next]
	if current.kind != keyword && current.kind != sign {
		return false
	}
	for _, text := range texts {
		if text == current.text {
			p.next++
			return true
		}
	}
	return false
}

func (p *parser) need(kinds ...kind) word {
	current := p.words[p.next]
	for _, kind := range kinds {
		if kind == current.kind {
			p.next++
			return current
		}
	}
	panic(unreadable(current.place))
}

func (p *parser) any() condition {
	left := p.all()
	for p.take("or") {
		first, second := left, p.all()
		left = func(f fields) bool { return first(f) || second(f) }
	}
	return left
}

func (p *parser) all() condition {
	left := p.one()
	for p.take("and") {
		first, second := left, p.one()
		left = func(f fields) bool { return first(f) && second(f) }
	}
	return left
}

func (p *parser) one() condition {
	if p.take("not") {
		inverted := p.one()
		return func(f fields) bool { return !inverted(f) }
	}
	if p.take("(") {
		inner := p.any()
		if !p.take(")") {
			panic(unreadable(p.words[p.next].place))
		}
		return inner
	}
	return p.comparison()
}

func (p *parser) comparison() condition {
	field := p.need(name).text
	operator := p.words[p.next]
	if !p.take("=", "!=", "<", "<=", ">", ">=", "contains") {
		panic(unreadable(operator.place))
	}
	value := p.need(name, quoted)
	text := value.text
	if value.kind == quoted {
		text = text[1 : len(text)-1]
	}
	return func(f fields) bool {
		found, ok := f[field]
		return ok && compare(operator.text, found, text)
	}
}

func parse(query string) (result condition, place int) {
	defer func() {
		if problem, ok := recover().(unreadable); ok {
			place = int(problem)
		}
	}()
	p := &parser{words: wordsOf(query)}
	result = p.any()
	p.need(end)
	return result, 0
}

// matching returns the records that a query is true for, or a line that says where it is wrong.
func matching(query string, records []string) []string {
	holds, place := parse(query)
	if place > 0 {
		return []string{fmt.Sprintf("error at %d", place)}
	}
	var found []string
	for _, record := range records {
		values := fields{}
		for _, part := range strings.Fields(record) {
			key, value, _ := strings.Cut(part, "=")
			values[key] = value
		}
		if holds(values) {
			found = append(found, record)
		}
	}
	return found
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
